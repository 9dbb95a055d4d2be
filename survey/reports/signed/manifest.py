"""The manifest of a signed bundle: which files it holds, with their sums, and who signed.

It knows bytes and names. It must not know where a secret key lies, or what the files say.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey.errors import BadInput
from survey.reports.signed.bundle_zip import is_plain_name
from survey.sealing.organisation_keys import PUBLIC_SIZE

FORMAT = "survivor-survey-bundle/1"
MANIFEST, SIGNATURE, TIMESTAMP = "manifest.json", "manifest.sig", "timestamp.tsr"
#: Files of a bundle that no manifest lists.
NOT_LISTED = frozenset((MANIFEST, SIGNATURE, TIMESTAMP))
_MOST_FILES = 500
_STUDY = re.compile("[A-Za-z0-9-]{1,40}")
_LONGEST_PROGRAM = 100
_SUM = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileSum:
    """A file of a bundle: how many bytes it has, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BundleManifest:
    """What a bundle says of itself: study, number of its release, program, key and files."""

    study_id: str
    release: int
    program: str
    public: bytes
    files: Mapping[str, FileSum]


def sum_of(content: bytes) -> FileSum:
    """Return the size and the sum of a file."""
    return FileSum(len(content), hashlib.sha256(content).hexdigest())


def manifest_of(
    study_id: str, release: int, program: str, public: bytes, files: Mapping[str, bytes]
) -> bytes:
    """Return the manifest of files as canonical JSON; the same files give the same bytes."""
    fields = {
        "format": FORMAT,
        "study": study_id,
        "release": release,
        "program": program,
        "key": base64.b64encode(public).decode(),
        "files": {
            name: {"bytes": len(content), "sha256": sum_of(content).sha256}
            for name, content in files.items()
        },
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return text.encode()


def read_manifest(content: bytes) -> BundleManifest:
    """Return a manifest that somebody gave; BadInput with what is wrong with it."""
    try:
        fields = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise _unreadable("it is not JSON") from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise _unreadable(f"it is not of the format {FORMAT}")
    study, release, program = (fields.get(name) for name in ("study", "release", "program"))
    if not isinstance(study, str) or not isinstance(program, str) or type(release) is not int:
        raise _unreadable("it names no study, release or program")
    if not _STUDY.fullmatch(study):
        raise _unreadable("the id of the study is not one")
    if len(program) > _LONGEST_PROGRAM or not program.isprintable():
        raise _unreadable("the version of the program is not one")
    return BundleManifest(
        study, release, program, _key(fields.get("key")), dict(_sums(fields.get("files")))
    )


def wrong_files(manifest: BundleManifest, files: Mapping[str, bytes]) -> Iterator[str]:
    """Give what is wrong with the files of a bundle, one sentence each."""
    for name in sorted(manifest.files.keys() - files.keys()):
        yield f"{name} is missing."
    for name in sorted(files.keys() - manifest.files.keys() - NOT_LISTED):
        yield f"{name} is not one of the files that were signed."
    for name in sorted(manifest.files.keys() & files.keys()):
        if sum_of(files[name]) != manifest.files[name]:
            yield f"{name} is not as it was signed: its sum is another."


def _key(written: Any) -> bytes:
    try:
        public = base64.b64decode(written, validate=True)
    except (ValueError, TypeError):
        public = b""
    if len(public) != PUBLIC_SIZE:
        raise _unreadable("it names no key")
    return public


def _sums(written: Any) -> Iterator[tuple[str, FileSum]]:
    if not isinstance(written, dict) or not 0 < len(written) <= _MOST_FILES:
        raise _unreadable("it lists no files")
    for name, one in written.items():
        if not is_plain_name(name) or name in NOT_LISTED:
            raise _unreadable("the name of a file is not one")
        yield name, _sum(one if isinstance(one, dict) else {})


def _sum(written: Mapping[str, Any]) -> FileSum:
    size, digest = written.get("bytes"), written.get("sha256")
    if type(size) is int and isinstance(digest, str) and _SUM.fullmatch(digest):
        return FileSum(size, digest)
    raise _unreadable("the sum of a file is not one")


def _unreadable(why: str) -> BadInput:
    return BadInput(
        f"{MANIFEST} cannot be read: {why}.",
        do="Ask whoever gave you the bundle for another copy.",
    )
