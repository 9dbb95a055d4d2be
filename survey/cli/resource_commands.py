"""`survey resources …`: what of the list of support services somebody must look at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.cli.path_types import FILE_THERE
from survey.services.steps.resources_to_check import (
    DAYS_OLD,
    ToCheck,
    needs_checking,
    require_checked,
)
from survey.services.steps.support_list import read_resources, resources_of
from survey.services.upkeep.edit_support_list import (
    FIELDS,
    confirm_entry,
    take_back_confirmation,
    take_service_out,
    write_service,
)
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


_name = click.argument("name", metavar="ENTRY")


@resources.command()
@_name
@click.option("--role", required=True, help="Who looked: a role or initials, not more.")
@click.option("--number", help="Its telephone number, where another one is written.")
@click.pass_obj
def confirm(context: Context, name: str, role: str, number: str | None) -> None:
    """Keep that somebody looked at ENTRY today: a service, "emergency GB" or "law GB"."""
    confirm_entry(context.founded(), name, role, now().date(), number=number)
    click.echo(f"{name} is confirmed by {role}")


@resources.command("unconfirm")
@_name
@click.pass_obj
def unconfirm(context: Context, name: str) -> None:
    """Hide the numbers of ENTRY again until somebody confirms it."""
    take_back_confirmation(context.founded(), name, now().date())
    click.echo(f"{name} is not confirmed any more")


@resources.command("take-out")
@_name
@click.pass_obj
def take_out(context: Context, name: str) -> None:
    """Take the service ENTRY out of the list."""
    take_service_out(context.founded(), name, now().date())
    click.echo(f"{name} is not in the list any more")


@resources.command("set")
@_name
@click.option(
    "--field",
    "values",
    multiple=True,
    required=True,
    metavar="FIELD=WORDS",
    help="What is written; may be given more than once.",
)
@click.pass_obj
def set_command(context: Context, name: str, values: tuple[str, ...]) -> None:
    """Write FIELD of the service ENTRY anew, or add it; somebody then confirms it."""
    written = dict(value.partition("=")[::2] for value in values)
    unknown = sorted(set(written) - set(FIELDS))
    if unknown:
        raise click.UsageError(f"There is no field {unknown[0]}. Fields: {', '.join(FIELDS)}.")
    write_service(context.founded(), name, written, now().date())
    click.echo(f"{name} is written, and waits to be confirmed")


def _why(one: ToCheck) -> str:
    if one.days is None:
        return "not confirmed yet: its numbers are shown to nobody"
    if one.days < 0:
        return f"checked on {now().date() - timedelta(days=one.days)}, a day that is still to come"
    return f"checked {one.days} days ago"
