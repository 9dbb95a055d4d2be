"""`survey disclosure protect` and `survey verify`: tables made safe, and the proof looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from survey.cli.bundle_checking import is_bundle, say_bundle
from survey.cli.console import now, read_bytes, read_text
from survey.cli.path_types import FILE, FILE_THERE, NEW_FOLDER
from survey.disclosure.tables.plain_reading import DEFAULT_SENSITIVE, FLOOR
from survey.errors import BadInput, Refused
from survey.storage.files import write_together, write_whole

if TYPE_CHECKING:
    from survey.disclosure.tables.plain import TableOutcome
    from survey.disclosure.tables.table_links import NumberedTable
    from survey.services.steps.tables_of_others import TablesGiven

#: A certificate holds many whole tables, so it may be larger than other files.
_LARGEST = 200_000_000
_PROVEN_STUDY = (
    "Proven: no small group can be worked out. The certificate has {0.tables} whole tables, and "
    "all that is printed fits each of them, so nobody can tell which is the true one. Every group "
    "that is not printed is nobody in one of them and large enough to print in another; a group "
    "of which the sums tell that it is large needs no such pair.\n"
    "In the tables of the report {0.printed} numbers are printed, {0.hidden} hidden."
)
_PROVEN_TABLES = (
    "Proven: no small group can be worked out. The certificate has {0.tables} whole tables, and "
    "all that is printed fits each of them, so nobody can tell which is the true one. Every hidden "
    "number is 0 in one of them and as large as the threshold in another; a number of which the "
    "sums tell that it is that large needs no such pair.\n"
    "{0.printed} numbers are printed beside the totals, {0.hidden} are hidden."
)
_UNASKED = "nothing can be proven"
_WHAT_IS_CHECKED = (
    "Give the release.json that was published with the report, or the signed bundle (.zip) that "
    "lies beside it: the page of a report is checked with its bundle, not by itself."
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
    help="A CSV file or a workbook (XLSX, XLS) of tables with exact counts, or a JSON file of them "
    "(docs/disclosure-tables.md).",
)
@click.option(
    "--out",
    type=NEW_FOLDER,
    required=True,
    help="The folder for protected.json, certificate.json, and the tables in the shape of FILE.",
)
@click.option(
    "--published",
    type=FILE_THERE,
    multiple=True,
    help="Tables of the same people that were published before: a protected.json, CSV or workbook; "
    "once for each.",
)
@click.option(
    "--threshold",
    type=click.IntRange(FLOOR),
    help=f"Fewer people than this are a small group; {FLOOR} unless said otherwise.",
)
@click.option(
    "--sensitive",
    is_flag=True,
    help="The tables are about something sensitive: zeros are small, too, and the threshold is "
    f"{DEFAULT_SENSITIVE} unless said otherwise.",
)
@click.option("--groups-only", is_flag=True, help="No row or column is the sum of others.")
@click.option("--are-counts", is_flag=True, help="Numbers that come to 100 are no percentages.")
@click.option(
    "--audit",
    is_flag=True,
    help="Print for each hidden number the least and the most that it can be, for all that a "
    "reader can work out.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400),
    default=10.0,
    show_default=True,
    help="Time for finding the least that can be hidden, in all; 0 takes the first safe answer.",
)
def protect(
    file: Path,
    out: Path,
    published: tuple[Path, ...],
    threshold: int | None,
    sensitive: bool,
    groups_only: bool,
    are_counts: bool,
    audit: bool,
    seconds: float,
) -> None:
    """Hide in tables what must be hidden, and prove that the rest gives nobody away."""
    from survey.disclosure.tables.plain import protect_tables
    from survey.services.steps.tables_of_others import require_free, require_used

    given = _given(file, threshold, sensitive, groups_only, are_counts)
    require_free(given, out, file.stem)
    before = _before(published, groups_only)
    until = monotonic() + seconds
    done = protect_tables(given.plain, lambda: until - monotonic(), before)
    require_used(done.unused)
    _require_printed(done.outcomes)
    files = {"protected.json": _json(done.protected), "certificate.json": _json(done.certificate)}
    files |= _again(given, file, done.protected)
    protected, certificate, *again = write_together(out, files)
    for outcome in done.outcomes:
        _say(outcome)
        if audit:
            _say_intervals(outcome)
    for one, other in done.nearly_alike:
        click.echo(
            f"{one} and {other} have groups of the same names and nearly as many people, and other "
            "numbers. If most are the same people, what is hidden in one may follow from "
            "the other: give those who lack an answer a group of their own, or publish only one.",
            err=True,
        )
    for path in (*again, protected):
        click.echo(str(path))
    click.echo(f"{certificate} (publish it beside the tables)")


def _given(
    file: Path, threshold: int | None, sensitive: bool, groups_only: bool, are_counts: bool
) -> TablesGiven:
    from survey.disclosure.tables.plain_reading import PlainPolicy
    from survey.services.steps import tables_of_others as others

    content = read_bytes(file, _LARGEST)
    if others.is_json(content) or file.suffix.lower() == ".json":
        if threshold is not None or sensitive or groups_only or are_counts:
            raise click.UsageError("A JSON file says these things itself; leave the options out.")
        return others.tables_of_json(str(file), read_text(file))
    plain = FLOOR if threshold is None else threshold
    high = max(plain, DEFAULT_SENSITIVE) if threshold is None else plain
    how = others.Reading(PlainPolicy(plain, high), sensitive, groups_only, are_counts)
    given = others.tables_of_rows(str(file), file.stem, content, how)
    for sentence in given.said:
        click.echo(sentence, err=True)
    return given


def _before(published: tuple[Path, ...], groups_only: bool) -> list[NumberedTable]:
    from survey.services.steps.tables_of_others import published_tables

    before: list[NumberedTable] = []
    for path in published:
        content = read_bytes(path, _LARGEST)
        tables, said = published_tables(str(path), path.stem, content, groups_only=groups_only)
        for sentence in said:
            click.echo(sentence, err=True)
        before += tables
    names = [one.id for one in before]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadInput(
            f"Two tables that were published are called “{twice}”.", do="Rename one of the files."
        )
    return before


def _again(given: TablesGiven, file: Path, protected: dict[str, Any]) -> dict[str, bytes]:
    """Return the protected tables in the shape of their file, by its name."""
    from survey.reports.tables.sheet_model import WorkbookFacts
    from survey.services.steps.tables_of_others import same_shape

    if given.found is None:
        return {}
    facts = WorkbookFacts(file.stem, "", now().date().isoformat())
    shape = same_shape(given.found, protected, facts)
    if shape.left_out:
        places = ", ".join(shape.left_out)
        click.echo(
            f"Words beside the tables that hold a number were left out: {places}. Write them again "
            "yourself where that number tells of nobody.",
            err=True,
        )
    return {f"{file.stem}{shape.ending}": shape.content}


@click.command()
@click.argument("release", type=FILE_THERE)
@click.option(
    "--certificate",
    type=FILE_THERE,
    help="The certificate.json that was made with it; where not given, the one beside RELEASE. A "
    "bundle brings its own.",
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
    from survey.services.steps import verify_release as verifying

    if is_bundle(release):
        say_bundle(release, key, timestamp_roots)
        return
    printed = _parsed(release, _WHAT_IS_CHECKED)
    verifying.require_release(printed, str(release))
    of_tables = verifying.is_of_tables(printed)
    lies_beside = release.with_name("certificate.json").is_file()
    if not (certificate or lies_beside or of_tables or verifying.prints_numbers(printed)):
        click.echo("This release prints no number, so there is nothing to prove.")
        return
    certificate = certificate or _beside(release, "certificate", _UNASKED)
    proof = _parsed(certificate)
    asked, before = None, [_parsed(path) for path in earlier]
    if not of_tables:
        asked = _parsed(questionnaire or _beside(release, "questionnaire", _UNASKED))
        verifying.require_usable(printed, proof, str(certificate), before)
    proven = verifying.verify_release(printed, proof, asked, before)
    click.echo((_PROVEN_TABLES if of_tables else _PROVEN_STUDY).format(proven))


@click.command()
@click.argument("release", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="The file for the certificate.")
@_QUESTIONNAIRE
@_EARLIER
def prove(release: Path, out: Path, questionnaire: Path | None, earlier: tuple[Path, ...]) -> None:
    """Make the certificate of RELEASE, a published release.json, once more."""
    from survey.services.studies.prove_again import prove_release

    asked = _parsed(questionnaire or _beside(release, "questionnaire", _UNASKED))
    write_whole(out, prove_release(_parsed(release), asked, list(map(_parsed, earlier))))
    click.echo(str(out))


def _beside(release: Path, what: str, without: str) -> Path:
    """Return the file that belongs to a release and was not named: the one that lies beside it."""
    path = release.with_name(f"{what}.json")
    if not path.is_file():
        raise BadInput(
            f"There is no {what} at {path}, and without one {without}.",
            do=f"Put the {what}.json that belongs to {release} beside it, or say where it is: "
            f"--{what} FILE.",
        )
    return path


def _require_printed(outcomes: Sequence[TableOutcome]) -> None:
    """Refuse to write files, and a certificate, of tables of which nothing can be printed."""
    if any(not outcome.refused for outcome in outcomes):
        return
    for outcome in outcomes:
        _say(outcome)
    these = "this table" if len(outcomes) == 1 else f"these {len(outcomes)} tables"
    raise Refused(
        f"Nothing of {these} can be printed.",
        kept="Nothing was written.",
        do="Why, and what helps, is said above.",
    )


def _say(outcome: TableOutcome) -> None:
    """Say what became of a table, never a number that is hidden."""
    name = outcome.table.id
    if outcome.refused:
        click.echo(f"{name}: refused. {outcome.reason} {' '.join(outcome.next_steps)}", err=True)
        return
    cells = len(outcome.system.cells)
    said = [f"{name}: {len(outcome.hidden)} of {cells} cells hidden."]
    best = outcome.best
    if outcome.whole:
        said.append(
            "Whole rows or columns are hidden: with fewer holes somebody who runs this program on "
            "every table that fits could tell the true one."
        )
    elif best is not None and outcome.hidden and best.proven:
        said.append("Nothing less would do.")
    elif best is not None and outcome.hidden:
        said.append(f"Perhaps up to {best.gap:.0%} less would do: the search ended before it knew.")
    if outcome.beside:
        said.append(f"It was made safe together with {' and '.join(outcome.beside)}.")
    said.append(f"The certificate has {outcome.tables} whole tables that all fit what is printed.")
    click.echo(" ".join(said))


def _say_intervals(outcome: TableOutcome) -> None:
    """Say of each hidden number the least and the most that a reader can work out of it."""
    if outcome.hidden:
        click.echo("  All that a reader can work out of its hidden numbers, from least to most:")
    for cell, (low, high) in outcome.intervals().items():
        click.echo(f"  {outcome.name(cell)}: {low} to {high}")


def _json(content: Any) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, separators=(', ', ': '))}\n".encode()


def _parsed(path: Path, do: str = "Check that it is the right file.") -> Any:
    try:
        return json.loads(read_bytes(path, _LARGEST).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not JSON, so nothing is proven.", do=do) from error
