"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import load_questionnaire
from survey.questionnaire.proofreading import advice


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
