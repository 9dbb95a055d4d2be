"""`survey disclosure protect` and `survey verify`: tables made safe, and the proof looked at."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from survey.cli.bundle_checking import is_bundle, say_bundle
from survey.cli.console import read_bytes, read_text
from survey.cli.options import FILE, FILE_THERE, FOLDER
from survey.errors import BadInput
from survey.storage.files import write_together, write_whole

if TYPE_CHECKING:
    from survey.disclosure.tables.plain import TableOutcome

#: A certificate holds many whole tables, so it may be larger than other files.
_LARGEST = 200_000_000
_PROVEN_STUDY = (
    "Proven: {0.tables} whole tables agree with every printed number. Of every group of people "
    "that is not printed, and not surely large, they show that it may be nobody, and may be enough "
    "to print.\n{0.printed} numbers are printed, {0.hidden} hidden."
)
_PROVEN_TABLES = (
    "Proven: {0.tables} whole tables agree with every printed number. Of each hidden number they "
    "show that it may be nobody and may be as many as the threshold, unless the sums say that it "
    "is surely as many.\n{0.printed} numbers are printed beside the totals, {0.hidden} are hidden."
)
_QUESTIONNAIRE = click.option(
    "--questionnaire", type=FILE,
    help="The questionnaire.json of the study; where not given, the one beside RELEASE.",
)  # fmt: skip
_EARLIER = click.option(
    "--earlier", type=FILE_THERE, multiple=True,
    help="A release.json of the study from before; once for each, the first one first.",
)  # fmt: skip


@click.group()
def disclosure() -> None:
    """Keep small groups in tables from being worked out."""


@disclosure.command()
@click.option(
    "--tables",
    "file",
    type=FILE_THERE,
    required=True,
    help="A JSON file of tables with exact counts (docs/disclosure-tables.md).",
)
@click.option(
    "--out", type=FOLDER, required=True, help="The folder for protected.json and certificate.json."
)
@click.option("--audit", is_flag=True, help="Print what a reader can work out of each hidden cell.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400),
    default=10.0,
    show_default=True,
    help="Time for finding the least that can be hidden, in all; 0 takes the first safe answer.",
)
def protect(file: Path, out: Path, audit: bool, seconds: float) -> None:
    """Hide in tables what must be hidden, and prove that the rest gives nobody away."""
    from survey.disclosure.tables.plain import protect_tables
    from survey.disclosure.tables.plain_reading import read_tables

    found = read_tables(read_text(file), str(file))
    until = monotonic() + seconds
    done = protect_tables(found, lambda: until - monotonic())
    protected, certificate = write_together(
        out,
        {"protected.json": _json(done.protected), "certificate.json": _json(done.certificate)},
    )
    for outcome in done.outcomes:
        _say(outcome)
        if audit:
            for cell, (low, high) in outcome.intervals().items():
                click.echo(f"  {outcome.name(cell)}: {low} to {high}")
    click.echo(str(protected))
    click.echo(f"{certificate} (publish it beside the tables)")


@click.command()
@click.argument("release", type=FILE_THERE)
@click.option(
    "--certificate",
    type=FILE_THERE,
    help="The certificate.json that was made with it; a bundle brings its own.",
)
@_QUESTIONNAIRE
@_EARLIER
@click.option(
    "--key", type=FILE_THERE, help="The organisation's public keys, with which a bundle is signed."
)
@click.option(
    "--timestamp-roots",
    type=FILE_THERE,
    help="Certificates (PEM) of the service that gave a bundle its timestamp.",
)
def verify(
    release: Path,
    certificate: Path | None,
    questionnaire: Path | None,
    earlier: tuple[Path, ...],
    key: Path | None,
    timestamp_roots: Path | None,
) -> None:
    """Check RELEASE: a bundle (.zip), or the certificate of a release.json, or of a protected.json
    of plain tables."""
    from survey.services.steps.verify_release import is_of_tables, require_usable, verify_release

    if is_bundle(release):
        say_bundle(release, key, timestamp_roots)
        return
    if certificate is None:
        raise click.UsageError("Missing option '--certificate'.")
    printed, proof = _parsed(release), _parsed(certificate)
    asked, before = None, [_parsed(path) for path in earlier]
    of_tables = is_of_tables(printed)
    if not of_tables:
        asked = _parsed(_questionnaire(release, questionnaire))
        require_usable(printed, proof, str(certificate), before)
    proven = verify_release(printed, proof, asked, before)
    click.echo((_PROVEN_TABLES if of_tables else _PROVEN_STUDY).format(proven))


@click.command()
@click.argument("release", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="The file for the certificate.")
@_QUESTIONNAIRE
@_EARLIER
def prove(release: Path, out: Path, questionnaire: Path | None, earlier: tuple[Path, ...]) -> None:
    """Make the certificate of RELEASE, a published release.json, once more."""
    from survey.services.studies.prove_again import prove_release

    asked = _parsed(_questionnaire(release, questionnaire))
    write_whole(out, prove_release(_parsed(release), asked, list(map(_parsed, earlier))))
    click.echo(str(out))


def _questionnaire(release: Path, given: Path | None) -> Path:
    path = given or release.with_name("questionnaire.json")
    if not path.is_file():
        raise BadInput(
            f"There is no questionnaire at {path}, and without one nothing can be proven.",
            do="Put the questionnaire.json of the study beside the release, or say where it is: "
            "--questionnaire FILE.",
        )
    return path


def _say(outcome: TableOutcome) -> None:
    """Say what became of a table, never a number that is hidden."""
    name = outcome.table.id
    if outcome.refused:
        click.echo(f"{name}: refused. {outcome.reason} {' '.join(outcome.next_steps)}", err=True)
        return
    cells = len(outcome.system.cells)
    line = f"{name}: {len(outcome.hidden)} of {cells} cells hidden"
    best = outcome.best
    if outcome.whole:
        line += ", in whole rows or columns: few tables would fit otherwise"
    elif best is not None and outcome.hidden:
        least = "the least possible" if best.proven else f"at most {best.gap:.1%} above the least"
        line += f", {least}"
    click.echo(f"{line}; {outcome.tables} tables prove it")


def _json(content: Any) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, separators=(', ', ': '))}\n".encode()


def _parsed(path: Path) -> Any:
    try:
        return json.loads(read_bytes(path, _LARGEST).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is not JSON, so nothing is proven.", do="Check that it is the right file."
        ) from error
