"""`survey responses …`: answers that exist already, from a CSV file or a workbook."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import click

from survey.answers.csv_text import plain_cell
from survey.cli.console import Context, now, progress_bar, read_bytes, read_text
from survey.cli.path_types import FILE, FILE_THERE
from survey.questionnaire.model import Questionnaire, Written
from survey.services.steps.places_to_write import require_new
from survey.services.studies.draft_mapping import draft_mapping
from survey.services.studies.load_responses import (
    GivenFile,
    LeftOutRow,
    LoadedRows,
    prepare_loading,
)
from survey.storage.files import write_private

_LISTED = 20
#: Kinds of bad rows, reasons of one kind and rows of one reason that are listed of many.
_KINDS, _REASONS, _EXAMPLES = 10, 4, 3


@click.group()
def responses() -> None:
    """Load answers that exist already."""


@responses.command("map")
@click.argument("table_file", metavar="FILE", type=FILE_THERE)
@click.option(
    "--questionnaire",
    "questionnaire_file",
    type=FILE_THERE,
    required=True,
    help="The questionnaire that they are answers to (YAML).",
)
@click.option("--out", type=FILE, required=True, help="The mapping to write (YAML).")
def map_columns(table_file: Path, questionnaire_file: Path, out: Path) -> None:
    """Draft which column of FILE answers which question, to be looked through before loading.

    FILE is a CSV file or a workbook (.xlsx, .xls). Columns that may point to somebody are left out.
    """
    require_new(out, "nothing was written")
    drafted = draft_mapping(
        str(table_file), table_file.read_bytes(), str(questionnaire_file),
        read_bytes(questionnaire_file),
    )  # fmt: skip
    write_private(out, drafted.text.encode())
    for line in drafted.lines:
        click.echo(line)
    click.echo(f"The mapping is in {out}. Look it through, then load with it.")


@responses.command()
@click.argument("study_id", metavar="STUDY")
@click.option(
    "--csv",
    "--table",
    "table_file",
    type=FILE_THERE,
    required=True,
    help="The answers, one person a row: a CSV file or a workbook (.xlsx, .xls).",
)
@click.option(
    "--mapping",
    "mapping_file",
    type=FILE_THERE,
    required=True,
    help="How columns become answers (YAML; see docs/loading.md).",
)
@click.option(
    "--bad-rows",
    "bad_rows_file",
    type=FILE,
    help="Where to write each row that was left out and why, as CSV.",
)
@click.pass_obj
def load(
    context: Context,
    study_id: str,
    table_file: Path,
    mapping_file: Path,
    bad_rows_file: Path | None,
) -> None:
    """Send each row of a table to STUDY, as what one person sends.

    Stopped half-way, the same command goes on where it stopped and sends no row twice.
    """
    if bad_rows_file is not None:
        require_new(bad_rows_file, "nothing was sent")
    table = GivenFile(str(table_file), table_file.read_bytes())
    mapping = GivenFile(str(mapping_file), read_text(mapping_file).encode())
    loading = prepare_loading(context.instance(), study_id, table, mapping)
    if loading.is_second_table:
        click.echo(
            "Another table was loaded into this study before: people who are in both count twice.",
            err=True,
        )
    with progress_bar("Sending", loading.last_row) as progress:
        loaded = loading.send_rows(now, progress)
    _say(loaded, loading.asked, bad_rows_file)


def _say(loaded: LoadedRows, asked: Questionnaire, bad_rows_file: Path | None) -> None:
    click.echo(f"sent {loaded.sent} rows, {len(loaded.bad)} bad rows left out")
    for note in loaded.notes:
        click.echo(note, err=True)
    _say_bad_rows(loaded.bad, asked, bad_rows_file)
    if loaded.bad:
        click.echo(
            "To send them, mend the mapping and give the same command again: rows that were sent "
            "are not sent twice."
        )
    if loaded.before:
        click.echo(f"{loaded.before} rows were sent before and were not sent again")
    if loaded.skipped:
        click.echo(f"{loaded.skipped} rows without any answer skipped")
    if loaded.unasked:
        click.echo(f"{len(loaded.unasked)} answers left out: the form does not ask for them")
        _list_or_kinds([(f"question {one}", row, f"question {one}") for row, one in loaded.unasked])
    if loaded.spread:
        click.echo(f"{len(loaded.spread)} rows hold lines that look like rows: check their quotes")
        _list([(row, f"it goes from line {a} to line {b}") for row, a, b in loaded.spread])


def reason(asked: Questionnaire, left_out: LeftOutRow) -> str:
    """Return why a row was left out, without what somebody wrote."""
    from survey.web.rendering.localisation import speaker
    from survey.web.rendering.problem_sentences import SHORTER, problem_sentence

    problem, language = left_out.why, asked.languages[0]
    if isinstance(problem, str):
        return problem
    question, speak = asked.question(problem.question_id), speaker(language)
    texts = {} if isinstance(question, Written) else {one.id: one.text for one in question.options}
    alone = [
        texts[id_].in_language(language) if id_ in texts else speak("I'd rather not say")
        for id_ in left_out.alone
    ]
    said = (
        speak(SHORTER[problem.code])
        if problem.code in SHORTER
        else problem_sentence(language, problem.code, {**problem.values, "alone": alone})
    )
    return f"the form says: {said} (question {problem.question_id})"


def _say_bad_rows(
    bad: Sequence[LeftOutRow], asked: Questionnaire, bad_rows_file: Path | None
) -> None:
    """List a few bad rows each, and many by their kinds; write all of them where that was asked."""
    reasons = [(one.row, reason(asked, one)) for one in bad]
    kinds = [one.kind or said for one, (_, said) in zip(bad, reasons, strict=True)]
    _list_or_kinds([(kind, *why) for kind, why in zip(kinds, reasons, strict=True)])
    if len(bad) > _LISTED and bad_rows_file is None:
        click.echo("To have each of them in a file, add --bad-rows FILE.", err=True)
    if bad_rows_file is not None:
        out = StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(("row", "why"))
        writer.writerows((row, plain_cell(said)) for row, said in reasons)
        bad_rows_file.write_text(out.getvalue(), encoding="utf-8", newline="")
        click.echo(f"Each bad row and why is in {bad_rows_file}.")


def _list_or_kinds(told: Sequence[tuple[str, int, str]]) -> None:
    """List a few rows (kind, row, reason) each; of many, how many are of a kind, with examples."""
    if len(told) <= _LISTED:
        _list([(row, said) for _, row, said in told])
    else:
        _say_kinds(told)


def _say_kinds(bad: Sequence[tuple[str, int, str]]) -> None:
    kinds = Counter(kind for kind, _, _ in bad)
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for kind, row, said in bad:
        rows[kind][said].append(row)
    for kind, count in kinds.most_common(_KINDS):
        click.echo(f"{count:,} rows: {kind}", err=True)
        often = sorted(rows[kind].items(), key=lambda one: (-len(one[1]), one[1][0]))
        for said, numbers in often[:_REASONS]:
            first = ", ".join(map(str, numbers[:_EXAMPLES]))
            more = ", …" if len(numbers) > _EXAMPLES else ""
            word = "row" if len(numbers) == 1 else f"{len(numbers):,} rows:"
            click.echo(f"  {word} {first}{more}" + (f": {said}" if said != kind else ""), err=True)
        if len(often) > _REASONS:
            rest = sum(len(numbers) for _, numbers in often[_REASONS:])
            click.echo(
                f"  … and {rest:,} more, for {len(often) - _REASONS:,} other reasons", err=True
            )
    if len(kinds) > _KINDS:
        rest = sum(count for _, count in kinds.most_common()[_KINDS:])
        click.echo(f"… and {rest:,} rows of {len(kinds) - _KINDS:,} more kinds", err=True)


def _list(rows: Sequence[tuple[int, str]]) -> None:
    for number, said in rows[:_LISTED]:
        click.echo(f"row {number}: {said}", err=True)
    if len(rows) > _LISTED:
        click.echo(f"… and {len(rows) - _LISTED} more", err=True)
