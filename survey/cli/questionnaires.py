"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import load_questionnaire
from survey.errors import BadInput, Refused
from survey.questionnaire.proofreading import advice
from survey.settings import shipped


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


@questionnaire.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check(file: Path) -> None:
    """Say whether FILE can be published, and what could be better."""
    found = load_questionnaire(file)
    click.echo("no problems")
    for word in advice(found):
        click.echo(f"advice: {word}")


@questionnaire.command("ready-made")
def ready_made() -> None:
    """List the questionnaires that come with this program."""
    for path in sorted(_folder().glob("*.yaml")):
        found = load_questionnaire(path)
        click.echo(f"{path.stem}  {found.title.in_language(found.languages[0])}")


@questionnaire.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def copy(name: str, file: Path) -> None:
    """Copy the ready-made questionnaire NAME to FILE, to change it there."""
    source = _folder() / f"{name}.yaml"
    if source.parent != _folder() or not source.is_file():
        raise BadInput(
            f"There is no ready-made questionnaire {name}.",
            do="To see their names: survey questionnaire ready-made",
        )
    if file.exists():
        raise Refused(
            f"{file} is there already.", kept="It was left as it is.", do="Choose another name."
        )
    file.write_bytes(source.read_bytes())
    click.echo(f"copied to {file}")


def _folder() -> Path:
    return shipped("config") / "questionnaires"
