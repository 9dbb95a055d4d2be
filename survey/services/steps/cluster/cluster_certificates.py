"""Certificates of a cluster: one for each part of it, by an authority that is forgotten.

It must not know a study or its secret. Only the holder of the certificate of an
opener may give a worker what it opens with, and only to the holder of that of a worker.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from survey.errors import BadInput, Refused
from survey.storage.files import make_folder, write_durably

ClusterPart = Literal["scheduler", "worker", "opener"]
CLUSTER_PARTS: tuple[ClusterPart, ...] = get_args(ClusterPart)

_AUTHORITY, _CERTIFICATE, _KEY = "authority.pem", "certificate.pem", "key.pem"
_NAMED = "part of a cluster: "
_CLOCKS_APART = timedelta(hours=1)
_NOTHING = "Nothing was started or opened."


@dataclass(frozen=True, slots=True)
class ClusterCertificates:
    """The certificate of one part of a cluster, in a folder of its own."""

    folder: Path

    @property
    def authority(self) -> str:
        """Return the file with which the certificates of others are checked."""
        return str(self.folder / _AUTHORITY)

    @property
    def certificate(self) -> str:
        """Return the file of the own certificate."""
        return str(self.folder / _CERTIFICATE)

    @property
    def key(self) -> str:
        """Return the file of the own private key."""
        return str(self.folder / _KEY)

    def context(self, *, serves: bool) -> ssl.SSLContext:
        """Return what speaks TLS 1.3 with who has a certificate of the same authority."""
        side = ssl.PROTOCOL_TLS_SERVER if serves else ssl.PROTOCOL_TLS_CLIENT
        context = ssl.SSLContext(side)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if serves:
            context.num_tickets = 0  # no connection is taken up again
        context.check_hostname = False  # the authority is of this cluster alone, and names parts
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.authority)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificates(out: Path, now: datetime, days: int) -> None:
    """Write a folder for each part of a cluster into a new one; let go of the authority's key.

    Refused where the folder holds anything.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(
            f"{out} is there already.",
            kept="It was left as it is, and no certificate was made.",
            do="Name a new folder.",
        )
    key, since, until = ec.generate_private_key(ec.SECP256R1()), now - _CLOCKS_APART, now
    until += timedelta(days=days)
    named = _name("authority")
    authority = _begun(named, named, key, key, since, until, signs=True)
    for part in CLUSTER_PARTS:
        own = ec.generate_private_key(ec.SECP256R1())
        signed = _begun(_name(part), named, own, key, since, until, signs=False)
        make_folder(out / part)
        write_durably(out / part / _AUTHORITY, authority.public_bytes(Encoding.PEM))
        write_durably(out / part / _CERTIFICATE, signed.public_bytes(Encoding.PEM))
        private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_durably(out / part / _KEY, private)


def read_certificates(folder: Path, part: ClusterPart, now: datetime) -> ClusterCertificates:
    """Return the certificate of a part of a cluster; BadInput where there is none."""
    found = ClusterCertificates(folder)
    try:
        own = x509.load_pem_x509_certificate(Path(found.certificate).read_bytes())
        authority = x509.load_pem_x509_certificate(Path(found.authority).read_bytes())
        own.verify_directly_issued_by(authority)
        found.context(serves=False)
    except Exception as error:  # whatever the file is; ssl and cryptography raise many kinds
        raise BadInput(
            f"{folder} holds no certificate of a cluster, or not the whole of one.",
            kept=_NOTHING,
            do=f"Name the folder “{part}” that was made with the certificates of the cluster.",
        ) from error
    if own.subject != _name(part):
        raise BadInput(
            f"The certificate in {folder} is of another part of the cluster, not of its {part}.",
            kept=_NOTHING,
            do=f"Name the folder “{part}” that was made beside it.",
        )
    if now > own.not_valid_after_utc:
        raise BadInput(
            f"The certificate in {folder} ended on {own.not_valid_after_utc.date()}.",
            kept=_NOTHING,
            do="Make the certificates of the cluster anew, and start its machines with them.",
        )
    if now < own.not_valid_before_utc:
        raise BadInput(
            f"The certificate in {folder} begins on {own.not_valid_before_utc.date()}.",
            kept=_NOTHING,
            do="Look whether the clock of this machine is right.",
        )
    return found


def is_part(connection: ssl.SSLSocket, part: ClusterPart) -> bool:
    """Say whether who is at the other end holds the certificate of that part."""
    told = connection.getpeercert(binary_form=True)
    return told is not None and x509.load_der_x509_certificate(told).subject == _name(part)


def _name(part: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAMED + part)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    own: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    since: datetime,
    until: datetime,
    *,
    signs: bool,
) -> x509.Certificate:
    """Return a certificate of the authority, or of a part that it signs."""
    usage = x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs,
        content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=signs, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(issued_by, critical=False)
        .sign(signing, SHA256())
    )
