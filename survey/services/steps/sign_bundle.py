"""The files of a report as one zip file that the organisation signed.

It knows a report that was made, and the key. It makes no report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.reports.signed.bundle_zip import write_bundle
from survey.reports.signed.manifest import MANIFEST, SIGNATURE, manifest_of
from survey.sealing.organisation_keys import key_number, public_of, sign_content
from survey.services.steps.report_files import StudyReport
from survey.settings import PROGRAM_VERSION
from survey.storage.instance import Instance
from survey.storage.keys.organisation_key import every_key, signing_secret

#: The name of a bundle among the files that readers find.
BUNDLE = "bundle.zip"


@dataclass(frozen=True, slots=True)
class SignedBundle:
    """A bundle: its name, its bytes, and the number of the key that signed it."""

    name: str
    content: bytes
    number: str


def with_bundle(instance: Instance, report: StudyReport) -> StudyReport:
    """Return a report with its signed bundle among its files, where the organisation has a key."""
    if not every_key(instance):
        return report
    files = {**report.files, BUNDLE: sign_bundle(instance, report).content}
    return replace(report, files=files)


def sign_bundle(instance: Instance, report: StudyReport) -> SignedBundle:
    """Return a report, and what is only published beside it, as a signed bundle.

    The same report and key give the same bytes. Refused where no key was made yet; InstanceUnsound
    where it is lost.
    """
    secret = signing_secret(instance)
    files = {**report.files, **report.beside}
    public = public_of(secret)
    manifest = manifest_of(report.study_id, report.number, PROGRAM_VERSION, public, files)
    signed = {**files, MANIFEST: manifest, SIGNATURE: sign_content(secret, manifest)}
    name = f"{report.study_id}-release-{report.number}.zip"
    return SignedBundle(name, write_bundle(signed), key_number(public))
