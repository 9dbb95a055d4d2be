"""Timestamps of a signature (RFC 3161): what is asked for, and whether an answer is one.

Nothing is sent: a person takes the request to a timestamp service and brings its answer back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from survey.errors import BadInput

#: Bytes that an answer may have; a usual one has six thousand.
LARGEST_ANSWER = 200_000
_WRONG = (ValueError, VerificationError, AssertionError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class StampedTime:
    """When a signature was there, by the word of a timestamp service; `checked` says whether the
    service was shown to be one of those that are trusted."""

    at: datetime
    checked: bool

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"


def timestamp_request(signature: bytes) -> bytes:
    """Return the request for a timestamp of a signature; the same one gives the same bytes.

    It holds the SHA-256 of the signature, and nothing else of what was signed. It has no nonce,
    since an older answer to the same request would be worth as much.
    """
    asked = TimestampRequestBuilder().data(signature).hash_algorithm(HashAlgorithm.SHA256)
    return asked.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()


def read_certificates(content: bytes, name: str) -> tuple[Certificate, ...]:
    """Return the certificates of a PEM file called `name`; BadInput where there are none."""
    try:
        return tuple(load_pem_x509_certificates(content))
    except ValueError:
        raise BadInput(
            f"{name} holds no certificate (X.509, in PEM).",
            do="Take the root certificate from the timestamp service.",
        ) from None


def stamped_time(
    answer: bytes, signature: bytes, trusted: Sequence[Certificate] | None = None
) -> StampedTime:
    """Return the time that an answer gives to a signature; BadInput with what is wrong with it.

    `trusted` are root certificates, and those between them and the service; without any it is only
    seen that the answer is about this signature.
    """
    given = _decoded(answer)
    _require_about(given, signature)
    at = given.tst_info.gen_time.replace(tzinfo=UTC)
    if trusted is None:
        return StampedTime(at, checked=False)
    roots = [one for one in trusted if one.issuer == one.subject]
    if not roots:
        raise _wrong("among the certificates that were given there is no root")
    between = [one for one in trusted if one.issuer != one.subject]
    try:
        verifier = VerifierBuilder(roots=roots, intermediates=between).build()
        verifier.verify_message(given, signature)
    except _WRONG:
        raise _wrong("it is not signed by a service that these certificates stand for") from None
    return StampedTime(at, checked=True)


def _decoded(answer: bytes) -> TimeStampResponse:
    if len(answer) > LARGEST_ANSWER:
        raise _wrong("it is too large")
    try:
        given = decode_timestamp_response(answer)
        granted = given.status == 0
        _ = given.tst_info.gen_time
    except _WRONG:
        raise _wrong("it cannot be read, or the service refused") from None
    if not granted:
        raise _wrong("the service did not grant it")
    return given


def _require_about(given: TimeStampResponse, signature: bytes) -> None:
    """Refuse an answer that is about something else, or by a sum that is not SHA-256."""
    wanted = TimestampRequestBuilder().data(signature).hash_algorithm(HashAlgorithm.SHA256)
    asked = wanted.nonce(nonce=False).build().message_imprint
    told = given.tst_info.message_imprint
    if (told.hash_algorithm, told.message) != (asked.hash_algorithm, asked.message):
        raise _wrong("it is about something else than this signature")


def _wrong(why: str) -> BadInput:
    return BadInput(
        f"The timestamp is not good: {why}.",
        do="Ask the timestamp service again, with a new request.",
    )
