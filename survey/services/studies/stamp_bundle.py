"""Asking for a timestamp of a signed bundle, and putting the answer into it. Nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.x509 import Certificate

from survey.errors import Refused
from survey.reports.signed.bundle_zip import read_bundle, write_bundle
from survey.reports.signed.manifest import TIMESTAMP
from survey.services.steps.check_bundle import check_bundle
from survey.services.steps.timestamps import StampedTime, stamped_time, timestamp_request


def request_of(bundle: bytes, name: str) -> bytes:
    """Return the request for a timestamp of a bundle called `name`; else as `check_bundle`."""
    return timestamp_request(check_bundle(bundle, name).signature)


def stamped_bundle(
    bundle: bytes, name: str, answer: bytes, trusted: Sequence[Certificate]
) -> tuple[bytes, StampedTime]:
    """Return a bundle with an answer in it, and the time that it gives.

    Refused where one is in it already; BadInput where the answer is not good; else as
    `check_bundle`.
    """
    found = check_bundle(bundle, name)
    if found.stamped is not None:
        raise Refused(
            f"{name} has a timestamp already.",
            kept="It was left as it is.",
            do="Make the bundle again without one first.",
        )
    stamped = stamped_time(answer, found.signature, trusted)
    return write_bundle({**read_bundle(bundle, name), TIMESTAMP: answer}), stamped
