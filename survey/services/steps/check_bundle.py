"""Checking a signed bundle: who signed it, whether its files are those, and whether its numbers
give nobody away. It needs no instance, no network and no trust in whoever made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.errors import BadInput, Refused
from survey.reports.signed.bundle_zip import read_bundle
from survey.reports.signed.manifest import (
    MANIFEST,
    SIGNATURE,
    TIMESTAMP,
    BundleManifest,
    read_manifest,
    wrong_files,
)
from survey.sealing.organisation_keys import OrganisationKey, is_signed, key_number
from survey.services.steps.short_lists import shortened
from survey.services.steps.verify_release import ProvenRelease, prints_numbers, verify_release

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from survey.services.steps.timestamps import StampedTime

_MOST_SAID = 30


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """A bundle in which everything is right.

    `number` is that of the key that signed it, and `known` says whether it was on a list that was
    given; `ended` is the day on which that key stopped signing ("": it has not, or nobody knows).
    `proven` is what the certificate shows, None where no number is printed. `signature` is what a
    timestamp is of, and `stamped` the time of the one that is in it (None: there is none).
    """

    study_id: str
    release: int
    program: str
    files: int
    number: str
    known: bool
    ended: str
    proven: ProvenRelease | None
    signature: bytes
    stamped: StampedTime | None


def check_bundle(
    content: bytes,
    name: str,
    keys: Sequence[OrganisationKey] | None = None,
    trusted: Sequence[Certificate] | None = None,
) -> CheckedBundle:
    """Return what a zip file called `name` is, where all of it is right.

    `keys` are the public keys of the organisation, `trusted` certificates of timestamp services;
    None where nobody gave any. BadInput for what is no bundle; Refused with every problem that was
    found in one.
    """
    files = read_bundle(content, name)
    manifest = _manifest(files, name)
    problems = [*_wrong_signature(manifest, files, keys), *wrong_files(manifest, files)]
    proven, stamped = None, None
    try:
        proven = _verdict(manifest, files)
    except (BadInput, Refused) as error:
        problems += [error.what, *filter(None, error.kept.split("\n"))]
    try:
        stamped = _stamped(files, trusted)
    except BadInput as error:
        problems.append(error.what)
    if problems:
        raise Refused(
            f"{name} is NOT as it should be. {_counted(len(problems))}:",
            kept="\n".join(shortened(problems, _MOST_SAID)),
            do="Do not rely on it. Ask the organisation for the bundle, and for its key.",
        )
    key = next((one for one in keys or () if one.public == manifest.public), None)
    return CheckedBundle(
        manifest.study_id,
        manifest.release,
        manifest.program,
        len(manifest.files),
        key_number(manifest.public),
        key is not None,
        key.until if key else "",
        proven,
        files[SIGNATURE],
        stamped,
    )


def _manifest(files: Mapping[str, bytes], name: str) -> BundleManifest:
    if MANIFEST not in files:
        raise BadInput(
            f"{name} is not taken as a bundle: it holds no {MANIFEST}.",
            do="Check that it is the right file.",
        )
    return read_manifest(files[MANIFEST])


def _wrong_signature(
    manifest: BundleManifest, files: Mapping[str, bytes], keys: Sequence[OrganisationKey] | None
) -> Iterator[str]:
    number = key_number(manifest.public)
    if SIGNATURE not in files:
        yield f"{SIGNATURE} is missing, so nobody signed it."
    elif not is_signed(manifest.public, files[MANIFEST], files[SIGNATURE]):
        yield f"The signature is not one of {MANIFEST} by the key {number}."
    if keys is None:
        return
    key = next((one for one in keys if one.public == manifest.public), None)
    if key is None:
        yield f"It is signed with the key {number}, which is not on the list that was given."
    elif key.stolen:
        yield f"It is signed with the key {number}, which was stolen; anybody may have signed it."


def _stamped(
    files: Mapping[str, bytes], trusted: Sequence[Certificate] | None
) -> StampedTime | None:
    """Return the time of the timestamp; what checks one is only loaded where there is one."""
    if TIMESTAMP not in files:
        return None
    from survey.services.steps.timestamps import stamped_time

    return stamped_time(files[TIMESTAMP], files.get(SIGNATURE, b"-"), trusted)


def _verdict(manifest: BundleManifest, files: Mapping[str, bytes]) -> ProvenRelease | None:
    """Return what the certificate shows of the release; None where no number is printed."""
    release = _parsed(files, "release.json")
    study = release.get("study") if isinstance(release, dict) else None
    found = (study.get("id") if isinstance(study, dict) else None, _number(release))
    if found != (manifest.study_id, manifest.release):
        raise BadInput(f"release.json is not release {manifest.release} of {manifest.study_id}.")
    if "certificate.json" not in files:
        if prints_numbers(release):
            raise BadInput(
                "certificate.json is missing, so nothing shows that its numbers give nobody away."
            )
        return None
    return verify_release(
        release,
        _parsed(files, "certificate.json"),
        _parsed(files, "questionnaire.json"),
        [_parsed(files, f"release-{one}.json") for one in range(1, manifest.release)],
    )


def _number(release: Any) -> Any:
    return release.get("number", 1) if isinstance(release, dict) else None


def _parsed(files: Mapping[str, bytes], name: str) -> Any:
    if name not in files:
        raise BadInput(f"{name} is missing, so nothing is proven.")
    try:
        return json.loads(files[name].decode())
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not JSON, so nothing is proven.") from None


def _counted(problems: int) -> str:
    return "One thing is wrong" if problems == 1 else f"{problems} things are wrong"
