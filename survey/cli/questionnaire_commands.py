"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import load_with_advice, write_copy
from survey.cli.options import FILE, FILE_THERE
from survey.errors import Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.services.overview.ready_made import list_ready_made, ready_made_text

_WAY_ROUND = "Until then it can be published with --practice."


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


@questionnaire.command()
@click.argument("file", type=FILE_THERE)
def check(file: Path) -> None:
    """Say whether FILE can be published, and what could be better."""
    found, lines = load_with_advice(file)
    stops = len(stopping(found))
    click.echo("enough for practice, not for a real study" if stops else "no problems")
    for line in lines:
        click.echo(line)
    if stops:
        count = "One place" if stops == 1 else f"{stops} places"
        raise Refused(f"{count} must change before this is asked of people.", do=_WAY_ROUND)


@questionnaire.command("ready-made")
def ready_made() -> None:
    """List the questionnaires that come with this program."""
    for one in list_ready_made("questionnaires"):
        click.echo(f"{one.name}  {one.about}")


@questionnaire.command()
@click.argument("name")
@click.argument("file", type=FILE)
def copy(name: str, file: Path) -> None:
    """Copy the ready-made questionnaire NAME to FILE, to change it there."""
    write_copy(file, ready_made_text("questionnaires", name))
