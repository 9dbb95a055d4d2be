"""What `survey verify` says of a signed bundle.

It knows how findings look at a terminal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.console import read_bytes, read_text
from survey.errors import BadInput
from survey.reports.signed.bundle_zip import LIMITS
from survey.sealing.organisation_keys import OrganisationKey, read_key_list
from survey.services.steps.check_bundle import CheckedBundle, check_bundle

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

#: How a zip file begins; an empty file of that name is one that was cut off.
_ZIP = b"PK\x03\x04"


def is_bundle(path: Path) -> bool:
    """Tell whether a file is meant as a bundle: by its name, or by how it begins."""
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def say_bundle(path: Path, key: Path | None, roots: Path | None) -> CheckedBundle:
    """Check a bundle and say what was found; Refused or BadInput where it is not right."""
    content = read_bytes(path, LIMITS.bundle)
    found = check_bundle(content, str(path), _keys(key), certificates(roots) if roots else None)
    click.echo(f"Bundle: release {found.release} of {found.study_id}.")
    if found.known:
        ended = f" It was used until {found.ended}." if found.ended else ""
        click.echo(f"Signature: right, by the key {found.number} of {key}.{ended}")
    else:
        click.echo(
            f"Signature: right, by the key {found.number}. Compare it with the key that the "
            "organisation publishes, at the address of its reports followed by /key."
        )
    click.echo(f"Files: {found.files}, all as they were signed.")
    if found.proven is None:
        click.echo("Numbers: none is printed, so there is nothing to prove.")
    else:
        click.echo(
            f"Numbers: proven by {found.proven.tables} whole tables that nobody is given away. "
            f"In the tables of the report {found.proven.printed} numbers are printed, "
            f"{found.proven.hidden} hidden."
        )
    if found.stamped is None:
        click.echo("Timestamp: none.")
    elif found.stamped.checked:
        click.echo(f"Timestamp: right. The signature was there on {found.stamped}.")
    else:
        click.echo(
            f"Timestamp: it says {found.stamped}. Who says so was not checked: give the "
            "certificates of the timestamp service, with --timestamp-roots FILE."
        )
    return found


def certificates(path: Path) -> tuple[Certificate, ...]:
    """Return the certificates of timestamp services in a PEM file; BadInput where it has none."""
    from survey.services.steps.timestamps import read_certificates

    return read_certificates(read_bytes(path), str(path))


def _keys(path: Path | None) -> tuple[OrganisationKey, ...] | None:
    if path is None:
        return None
    keys = read_key_list(read_text(path))
    if not keys:
        raise BadInput(
            f"{path} holds no public key (Ed25519, in PEM).",
            do="Take the file from the organisation, at the address of its reports followed by "
            "/key.",
        )
    return keys
