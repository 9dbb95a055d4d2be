"""`survey questionnaire forecast` and `survey draft forecast`: what a report could print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.console import Context, load_questionnaire
from survey.cli.draft_commands import draft_argument
from survey.cli.path_types import FILE_THERE
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.services.overview.list_drafts import read_draft
from survey.services.steps.study_policy import shipped_policy

if TYPE_CHECKING:
    from survey.disclosure.forecast.foretold import Forecast

_EXPECTED = click.IntRange(1, 1_000_000)
_WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), default=None, help="Processes to work it out in."
)


@click.command("forecast")
@click.argument("file", type=FILE_THERE)
@click.option(
    "--expected", type=_EXPECTED, default=150, show_default=True, help="About how many people."
)
@_WORKERS
def forecast_of_file(file: Path, expected: int, workers: int | None) -> None:
    """Say what a report of FILE could print, before anybody is asked."""
    _tell(load_questionnaire(file), expected, workers)


@click.command("forecast")
@draft_argument
@click.option(
    "--expected", type=_EXPECTED, default=None, help="About how many people. [default: the draft's]"
)
@_WORKERS
@click.pass_obj
def forecast_of_draft(
    context: Context, study_id: str, expected: int | None, workers: int | None
) -> None:
    """Say what a report of a draft could print, before anybody is asked."""
    found = read_draft(context.instance(), study_id)
    asked = read_questionnaire(found.version.file, f"draft {study_id}")
    _tell(asked, expected or found.draft.expected, workers)


def _tell(asked: Questionnaire, expected: int, workers: int | None) -> None:
    # imported here because it carries the solver, which no other command of these needs
    from survey.services.overview.forecast_study import forecast_study
    from survey.services.steps.executors import processes

    made = forecast_study(
        asked, expected, shipped_policy(), processes(workers or os.cpu_count() or 1)
    )
    for line in _lines(made):
        click.echo(line)


def _lines(made: Forecast) -> Iterator[str]:
    for row in made.rows:
        yield f"{row.title}{f' ({row.note}; {row.smallest})' if row.note else ''}"
        for people, cell in zip(made.people, row.cells, strict=True):
            about = "about " if people == made.expected else ""
            yield f"  {about}{people} people: {cell.short or 'hidden'}{cell.rest}"
    for case in made.what_if:
        said = f"tables printed {case.tables}, numbers printed {case.numbers}"
        yield f"{case.title}: {said}, hidden in these tables {case.hidden}"
    for one in made.advice:
        yield f"advice: {one.title}. {one.words}"
    yield from made.said
