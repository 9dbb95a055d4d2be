"""`survey resources …`: what of the list of support services somebody must look at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.cli.options import FILE_THERE
from survey.services.overview.resources_to_check import (
    DAYS_OLD,
    ToCheck,
    needs_checking,
    require_checked,
)
from survey.services.steps.support_list import read_resources, resources_of
from survey.settings import shipped


@click.group()
def resources() -> None:
    """Look after the list of support services."""


@resources.command()
@click.option(
    "--file",
    type=FILE_THERE,
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
    waiting = needs_checking(found, now().date(), wanted)
    if not waiting:
        click.echo(f"everything was checked in the last {DAYS_OLD} days")
        return
    for one in waiting:
        click.echo(f"{one.country:<4} {one.confidence:<7} {one.name:<30} {_why(one)}")
    never = sum(one.days is None for one in waiting)
    where = f" for {', '.join(wanted)}" if wanted else ""
    click.echo(
        f"{len(waiting)} entries{where} need somebody to look: {never} were never confirmed, "
        f"{len(waiting) - never} were checked too long ago or carry a wrong day"
    )
    click.echo(f"the list has {len(found.services)} services; how to check one: docs/support.md")
    require_checked(waiting)


def _why(one: ToCheck) -> str:
    if one.days is None:
        return "not confirmed yet: its numbers are shown to nobody"
    if one.days < 0:
        return f"checked on {now().date() - timedelta(days=one.days)}, a day that is still to come"
    return f"checked {one.days} days ago"
