"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import load_questionnaire, load_with_advice
from survey.errors import BadInput, Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.settings import shipped

_WAY_ROUND = "Until then it can be published with --practice."


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


@questionnaire.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
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
