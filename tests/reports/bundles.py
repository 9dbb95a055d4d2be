"""Signed bundles for tests: of a release with its proof, and of one that prints no number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from survey.reports.signed.bundle_zip import write_bundle
from survey.reports.signed.manifest import MANIFEST, SIGNATURE, manifest_of
from survey.sealing.organisation_keys import public_of, sign_content
from tests.disclosure.certifying import certified, releases_of
from tests.disclosure.conftest import Kit

SECRET, OTHER_SECRET = bytes(range(32)), bytes(range(1, 33))


def as_bytes(content: Any) -> bytes:
    return json.dumps(content).encode()


@lru_cache(maxsize=1)
def proven_files() -> dict[str, bytes]:
    """Return the files of a second release with its proof, by name."""
    releases, questionnaire = releases_of(Kit, 300, 300)
    done: list[Any] = []
    for printed in releases:
        release, proof = certified([*done, printed], questionnaire)
        done.append(release)
    return {
        "release.json": as_bytes(done[1]),
        "release-1.json": as_bytes(done[0]),
        "certificate.json": as_bytes(proof),
        "questionnaire.json": as_bytes(questionnaire),
        "tables.csv": b"question,option\r\n",
    }


def signed(
    files: Mapping[str, bytes], secret: bytes = SECRET, number: int = 2, **more: bytes
) -> dict[str, bytes]:
    """Return files with a manifest and its signature; `more` are put in unsigned."""
    study = json.loads(files["release.json"])["study"]["id"]
    manifest = manifest_of(study, number, "0.1.0", public_of(secret), files)
    return {**files, MANIFEST: manifest, SIGNATURE: sign_content(secret, manifest), **more}


def bundle_of(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip."""
    return write_bundle(files)
