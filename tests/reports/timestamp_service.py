"""A timestamp service for tests: its own root, and answers made by OpenSSL (RFC 3161)."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIG = """
[tsa]
default_tsa = it
[it]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


class TimestampService:
    """A service with a folder of its own, and with its own root."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        root_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        root_name, own_name = _name("Root of tests"), _name("Service of tests")
        root = _made(root_name, root_name, root_key, root_key).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        own = _made(own_name, root_name, own_key, root_key).add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(root.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM))
        (folder / "own.pem").write_bytes(
            own.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM)
        )
        (folder / "own.key").write_bytes(
            own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        (folder / "config").write_text(_CONFIG, encoding="ascii")
        (folder / "serial").write_text("01\n", encoding="ascii")

    def answer(self, request: bytes) -> bytes:
        """Return the answer of the service to a request."""
        (self.folder / "asked.tsq").write_bytes(request)
        subprocess.run(
            ["openssl", "ts", "-reply", "-config", "config", "-queryfile", "asked.tsq",
             "-signer", "own.pem", "-inkey", "own.key", "-out", "answer.tsr"],
            cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip
        return (self.folder / "answer.tsr").read_bytes()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _made(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
