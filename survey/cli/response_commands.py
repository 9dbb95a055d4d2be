"""`survey responses load`: answers from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import Context, now, progress_bar, read_text
from survey.cli.options import FILE_THERE
from survey.questionnaire.model import Questionnaire, Written
from survey.services.studies.load_responses import (
    GivenFile,
    LeftOutRow,
    LoadedRows,
    prepare_loading,
)

_LISTED = 20


@click.group()
def responses() -> None:
    """Load answers that exist already."""


@responses.command()
@click.argument("study_id", metavar="STUDY")
@click.option(
    "--csv", "csv_file", type=FILE_THERE, required=True, help="The answers, one person a row."
)
@click.option(
    "--mapping",
    "mapping_file",
    type=FILE_THERE,
    required=True,
    help="How columns become answers (YAML; see docs/loading.md).",
)
@click.pass_obj
def load(context: Context, study_id: str, csv_file: Path, mapping_file: Path) -> None:
    """Send each row of a CSV file to STUDY, as what one person sends.

    Stopped half-way, the same command goes on where it stopped and sends no row twice.
    """
    table = GivenFile(str(csv_file), csv_file.read_bytes())
    mapping = GivenFile(str(mapping_file), read_text(mapping_file).encode())
    loading = prepare_loading(context.instance(), study_id, table, mapping)
    if loading.is_second_table:
        click.echo(
            "Another table was loaded into this study before: people who are in both count twice.",
            err=True,
        )
    with progress_bar("Sending", loading.last_row) as progress:
        loaded = loading.send_rows(now, progress)
    _say(loaded, loading.asked)


def _say(loaded: LoadedRows, asked: Questionnaire) -> None:
    click.echo(f"sent {loaded.sent} rows, {len(loaded.bad)} bad rows left out")
    _list([(one.row, reason(asked, one)) for one in loaded.bad])
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
        _list([(row, f"question {question}") for row, question in loaded.unasked])
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


def _list(rows: Sequence[tuple[int, str]]) -> None:
    for number, said in rows[:_LISTED]:
        click.echo(f"row {number}: {said}", err=True)
    if len(rows) > _LISTED:
        click.echo(f"… and {len(rows) - _LISTED} more", err=True)
