"""`survey resources …`: what of the list of support services somebody must look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.errors import Refused
from survey.services.answering.find_support import (
    DAYS_OLD,
    Resources,
    ToCheck,
    needs_checking,
    read_resources,
    resources_of,
)
from survey.settings import shipped


@click.group()
def resources() -> None:
    """Look after the list of support services."""


@resources.command()
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A list to check; else the instance's own resources.json, or the shipped one.",
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    help="Only entries of this country (two letters, or INT); may be given more than once.",
)
@click.pass_obj
def check(context: Context, file: Path | None, countries: tuple[str, ...]) -> None:
    """List what is unconfirmed or was checked more than 180 days ago."""
    found = read_resources(file) if file else resources_of(context.folder, shipped("config"))
    wanted = [country.upper() for country in countries]
    waiting = [
        one for one in needs_checking(found, now().date()) if not countries or one.country in wanted
    ]
    for one in waiting:
        click.echo(f"{one.country:<4} {one.confidence:<7} {one.name:<30} {_why(one)}")
    _say_in_all(found, waiting, wanted)
    overdue = [one for one in waiting if one.overdue]
    if overdue:
        raise Refused(
            f"{len(overdue)} of these are marked high, and were checked more than {DAYS_OLD} days "
            "ago.",
            kept="They are shown as before, with the month of their last check.",
            do="Look each of them up, then write today's date and who looked into checked_on and "
            "verified_by.",
        )


def _why(one: ToCheck) -> str:
    if one.days is None:
        return "not confirmed yet: its numbers are shown to nobody"
    if one.days < 0:
        return f"checked on {now().date() - timedelta(days=one.days)}, a day that is still to come"
    return f"checked {one.days} days ago"


def _say_in_all(found: Resources, waiting: Sequence[ToCheck], countries: Sequence[str]) -> None:
    if not waiting:
        click.echo("everything was checked in the last 180 days")
        return
    never = sum(one.days is None for one in waiting)
    where = f" for {', '.join(countries)}" if countries else ""
    click.echo(
        f"{len(waiting)} entries{where} need somebody to look: {never} were never confirmed, "
        f"{len(waiting) - never} were checked too long ago or carry a wrong day"
    )
    click.echo(f"the list has {len(found.services)} services; how to check one: docs/support.md")
