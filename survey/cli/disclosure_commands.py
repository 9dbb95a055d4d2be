"""`survey disclosure protect` and `survey verify`: tables made safe, and the proof looked at."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from survey.cli.console import read_text
from survey.errors import BadInput, Refused
from survey.storage.files import write_whole

if TYPE_CHECKING:
    from survey.disclosure.tables.plain import TableOutcome

_MOST_SHOWN = 20
#: A certificate holds many whole tables, so it may be larger than other files.
_LARGEST = 200_000_000


@click.group()
def disclosure() -> None:
    """Keep small groups in tables from being worked out."""


@disclosure.command()
@click.option(
    "--tables",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="A JSON file of tables with exact counts (docs/disclosure-tables.md).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for protected.json and certificate.json.",
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
    from survey.disclosure.tables.plain import look_alikes, protect_tables
    from survey.disclosure.tables.plain_reading import read_tables

    found = read_tables(read_text(file), str(file))
    until = monotonic() + seconds
    done = protect_tables(found, lambda: until - monotonic())
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / "protected.json", _json(done.protected))
    write_whole(out / "certificate.json", _json(done.certificate))
    for outcome in done.outcomes:
        _say(outcome)
        if audit:
            for cell, (low, high) in outcome.intervals().items():
                click.echo(f"  {_place(outcome, cell)}: {low} to {high}")
    for one, other in look_alikes(found):
        click.echo(
            f"{one} and {other} have a margin in common. If they are about the same people, what "
            "is hidden in one may follow from the other: publish only one of them.",
            err=True,
        )
    click.echo(str(out / "protected.json"))
    click.echo(f"{out / 'certificate.json'} (publish it beside the tables)")


@click.command()
@click.argument("release", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--certificate",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The certificate.json that was made with it.",
)
@click.option(
    "--questionnaire",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The questionnaire.json of the study; where not given, the one beside RELEASE.",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A release.json of the study from before; once for each, the first one first.",
)
def verify(
    release: Path, certificate: Path, questionnaire: Path | None, earlier: tuple[Path, ...]
) -> None:
    """Check the certificate of RELEASE: a release.json, or a protected.json of plain tables."""
    from survey.disclosure.proof.verify import verify as problems_of

    printed, proof = _parsed(release), _parsed(certificate)
    asked, before = None, [_parsed(path) for path in earlier]
    plain = isinstance(printed, dict) and "tables" in printed
    if not plain:
        _require_this_format(proof, certificate)
        asked = _parsed(_questionnaire(release, questionnaire))
        _require_all_before(printed, before)
    problems = problems_of(printed, proof, asked, before)
    if problems:
        found = len(problems)
        more = [f"… and {found - _MOST_SHOWN} more."] if found > _MOST_SHOWN else []
        raise Refused(
            f"NOT proven. {found} thing{' is' if found == 1 else 's are'} wrong:",
            kept="\n".join([*problems[:_MOST_SHOWN], *more]),
            do="Do not publish it. Make the release and its certificate again, and verify both.",
        )
    _proven_tables(printed, proof) if plain else _proven_study(printed, proof)


@click.command()
@click.argument("release", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file for the certificate.",
)
@click.option(
    "--questionnaire",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The questionnaire.json of the study; where not given, the one beside RELEASE.",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A release.json of the study from before; once for each, the first one first.",
)
def prove(release: Path, out: Path, questionnaire: Path | None, earlier: tuple[Path, ...]) -> None:
    """Make the certificate of RELEASE, a published release.json, once more."""
    from survey.services.studies.prove_again import prove_again

    printed, before = _parsed(release), [_parsed(path) for path in earlier]
    _require_all_before(printed, before)
    asked = _parsed(_questionnaire(release, questionnaire))
    made = prove_again([json.dumps(one) for one in (*before, printed)], json.dumps(asked))
    write_whole(out, made)
    click.echo(str(out))


def _require_this_format(proof: Any, certificate: Path) -> None:
    """Refuse the certificate of a study in the format of before, which took the demands from
    itself."""
    if isinstance(proof, dict) and proof.get("format") == "survivor-survey-certificate/1":
        raise BadInput(
            f"{certificate} was made by a program of before; it proves less than is asked today.",
            kept="It holds exact counts: keep it to yourself.",
            do="Verify it with the program that made it, or publish a next release, which has a "
            "certificate for everybody.",
        )


def _questionnaire(release: Path, given: Path | None) -> Path:
    path = given or release.with_name("questionnaire.json")
    if not path.is_file():
        raise BadInput(
            f"There is no questionnaire at {path}, and without one nothing can be proven.",
            do="Put the questionnaire.json of the study beside the release, or say where it is: "
            "--questionnaire FILE.",
        )
    return path


def _require_all_before(printed: Any, before: list[Any]) -> None:
    number = printed.get("number") if isinstance(printed, dict) else None
    if type(number) is int and number - 1 != len(before):
        raise BadInput(
            f"This is release {number} of its study, and {len(before)} of the {number - 1} before "
            "it were given.",
            do="Name every release of before, the first one first: --earlier FILE --earlier FILE.",
        )


def _proven_study(printed: Any, proof: Any) -> None:
    """Say what was proven of a release of a study, by numbers that everybody has."""
    audit = printed["audit"]
    click.echo(
        f"Proven: {len(proof['tables'])} whole tables agree with every printed number. Of every "
        "group of people that is not printed, and not surely large, they show that it may be "
        "nobody, and may be enough to print."
    )
    click.echo(f"{audit['cells'] - audit['hidden']} numbers are printed, {audit['hidden']} hidden.")


def _proven_tables(printed: Any, proof: Any) -> None:
    """Say what is proven of plain tables."""
    numbers = [n for table in printed["tables"] if "refused" not in table
               for line in (*table["counts"], table["row_totals"], table["column_totals"])
               for n in line]  # fmt: skip
    hidden = numbers.count(None)
    tables = len(proof["tables"])
    click.echo(
        f"Proven: {tables} whole tables agree with every printed number. Of each hidden number "
        "they show that it may be nobody and may be as many as the threshold, unless the sums say "
        "that it is surely as many."
    )
    click.echo(
        f"{len(numbers) - hidden} numbers are printed beside the totals, {hidden} are hidden."
    )


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


def _place(outcome: TableOutcome, cell: str) -> str:
    table = outcome.table
    row, column = cell.rsplit("/", 2)[1:]
    row = "total" if row == "*" else table.rows[int(row)]
    return f"{table.id}, {row}, {'total' if column == '*' else table.columns[int(column)]}"


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, separators=(", ", ": ")) + "\n").encode()


def _parsed(path: Path) -> Any:
    if path.stat().st_size > _LARGEST:
        raise BadInput(f"{path} is larger than 200 MB.", do="Check that it is the right file.")
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is not JSON, so nothing is proven.", do="Check that it is the right file."
        ) from error
