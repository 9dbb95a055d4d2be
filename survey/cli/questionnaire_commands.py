"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import read_bytes, write_copy
from survey.cli.options import FILE, FILE_THERE
from survey.cli.printing_commands import print_questionnaire
from survey.services.overview.check_questionnaire import check_questionnaire, require_askable
from survey.services.overview.ready_made import list_ready_made, ready_made_text


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


questionnaire.add_command(print_questionnaire)


@questionnaire.command()
@click.argument("file", type=FILE_THERE)
def check(file: Path) -> None:
    """Say whether FILE can be published, and what could be better."""
    checked = check_questionnaire(read_bytes(file), str(file))
    click.echo("enough for practice, not for a real study" if checked.stops else "no problems")
    for line in checked.lines:
        click.echo(line)
    require_askable(checked)


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
