"""Keys with which an organisation signs what it publishes (Ed25519), and the file that lists them.

It knows bytes. It must not know where a secret lies, or what is signed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey.sealing.public_keys import fingerprint, in_groups

SECRET_SIZE = PUBLIC_SIZE = 32
_FORMAT = "survivor-survey-keys/1"
_ABOUT = (
    _FORMAT,
    "With these keys (Ed25519) this organisation signs the reports that it publishes.",
    "The newest stands first. A report signed with an ended key is still good; one signed with",
    "a key that was stolen is not.",
)
#: What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410).
_DER_HEAD = bytes.fromhex("302a300506032b6570032100")
_BLOCK = re.compile(
    r"(?:^from: (?P<since>[0-9-]*)\n)?(?:^until: (?P<until>[0-9-]*)\n)?"
    r"(?:^stolen: (?P<stolen>yes|no)\n)?(?:^number: [0-9a-f ]*\n)?"
    r"^-----BEGIN PUBLIC KEY-----\n(?P<body>[A-Za-z0-9+/=\n]{1,200}?)\n-----END PUBLIC KEY-----$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """A public key (32 bytes) and the ISO days from when and until when it signs ("": no end)."""

    public: bytes
    since: str = ""
    until: str = ""
    stolen: bool = False

    @property
    def number(self) -> str:
        """Return the number by which people compare it: sixteen hexadecimal digits in groups."""
        return key_number(self.public)

    @property
    def pem(self) -> str:
        """Return it as other programs read it: a PEM block (RFC 7468)."""
        body = base64.b64encode(_DER_HEAD + self.public).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def ended(self, day: str, *, stolen: bool) -> OrganisationKey:
        """Return the key as one that signs nothing after a day."""
        return replace(self, until=day, stolen=stolen)


def key_number(public: bytes) -> str:
    """Return the number by which people compare a public key."""
    return in_groups(fingerprint(public))


def public_of(secret: bytes) -> bytes:
    """Return the public key (32 bytes) of a secret of 32 random bytes."""
    key = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign_content(secret: bytes, content: bytes) -> bytes:
    """Return the signature (64 bytes); the same content gives the same one."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(content)


def is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    """Tell whether a signature of a content is one by the secret of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_list(keys: Iterable[OrganisationKey]) -> str:
    """Return the public keys as a text that people, this program and others read: PEM blocks."""
    parts = ["\n".join(_ABOUT) + "\n"]
    for key in keys:
        parts.append(
            f"from: {key.since}\nuntil: {key.until}\nstolen: {'yes' if key.stolen else 'no'}\n"
            f"number: {key.number}\n{key.pem}"
        )
    return "\n".join(parts)


def read_key_list(text: str) -> tuple[OrganisationKey, ...]:
    """Return the keys of a text with PEM blocks, in order; none where it holds no Ed25519 key."""
    found = []
    for block in _BLOCK.finditer(text.replace("\r\n", "\n")):
        public = _from_pem(block["body"])
        if public:
            found.append(
                OrganisationKey(
                    public, block["since"] or "", block["until"] or "", block["stolen"] == "yes"
                )
            )
    return tuple(found)


def _from_pem(body: str) -> bytes:
    try:
        der = base64.b64decode(body.replace("\n", ""), validate=True)
    except ValueError:
        return b""
    whole = len(der) == len(_DER_HEAD) + PUBLIC_SIZE and der.startswith(_DER_HEAD)
    return der[len(_DER_HEAD) :] if whole else b""
