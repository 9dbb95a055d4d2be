"""`survey report timestamp-…`: a timestamp of a signed bundle, as files that a person carries.

It knows names of files. It opens no connection.
"""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.bundle_checking import certificates
from survey.cli.console import read_bytes
from survey.cli.path_types import FILE, FILE_THERE
from survey.reports.signed.bundle_zip import LIMITS
from survey.services.steps.places_to_write import require_new
from survey.storage.files import write_whole


@click.command("timestamp-request")
@click.argument("bundle", type=FILE_THERE)
@click.option("--out", type=FILE, help="The file for the request. [default: BUNDLE with .tsq]")
def request_timestamp(bundle: Path, out: Path | None) -> None:
    """Write the request for a timestamp of BUNDLE (RFC 3161); you send it to a service."""
    from survey.services.studies.stamp_bundle import request_of

    path = out or bundle.with_suffix(".tsq")
    require_new(path, "no request was written")
    write_whole(path, request_of(read_bytes(bundle, LIMITS.bundle), str(bundle)))
    click.echo(str(path))


@click.command("timestamp-add")
@click.argument("bundle", type=FILE_THERE)
@click.argument("answer", type=FILE_THERE)
@click.option(
    "--timestamp-roots",
    "roots",
    type=FILE_THERE,
    required=True,
    help="Certificates (PEM) of the service that gave the answer.",
)
def add_timestamp(bundle: Path, answer: Path, roots: Path) -> None:
    """Check the ANSWER of a timestamp service and put it into BUNDLE."""
    from survey.services.studies.stamp_bundle import stamped_bundle

    content, stamped = stamped_bundle(
        read_bytes(bundle, LIMITS.bundle), str(bundle), read_bytes(answer), certificates(roots)
    )
    write_whole(bundle, content)
    click.echo(f"timestamp {stamped}")
