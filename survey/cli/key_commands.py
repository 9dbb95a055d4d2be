"""`survey key …`: the key with which the organisation signs its reports.

It knows how keys look at a terminal.
"""

from __future__ import annotations

import secrets

import click

from survey.cli.console import Context, now, require_confirmed
from survey.cli.options import yes_option
from survey.sealing.organisation_keys import OrganisationKey
from survey.services.upkeep.keep_signing_key import make_signing_key, renew_signing_key
from survey.storage.instance import Instance
from survey.storage.keys.organisation_key import every_key


@click.group()
def key() -> None:
    """Make and show the key with which the organisation signs its reports."""


@key.command()
@click.pass_obj
def show(context: Context) -> None:
    """Show all public keys, the newest first, and where readers find them."""
    instance = context.instance()
    keys = every_key(instance)
    for one in keys:
        until = f" until {one.until}" if one.until else ""
        stolen = ", stolen: what it signed is not good" if one.stolen else ""
        click.echo(f"{one.number}  from {one.since}{until}{stolen}")
    if keys:
        _say_where(instance)
    else:
        click.echo("No key was made yet.")


@key.command()
@click.pass_obj
def make(context: Context) -> None:
    """Make the first key."""
    instance = context.instance()
    _say_made(instance, make_signing_key(instance, secrets.token_bytes, now().date()))


@key.command()
@click.option("--stolen", is_flag=True, help="Nothing that the old one signed is good any more.")
@yes_option
@click.pass_obj
def renew(context: Context, stolen: bool, yes: bool) -> None:
    """Go on with another key; the secret of the old one is destroyed."""
    require_confirmed(
        "Go on with another key? The old one signs nothing after that.",
        "The key stays as it is.",
        yes=yes,
    )
    instance = context.instance()
    made = renew_signing_key(instance, secrets.token_bytes, now().date(), stolen=stolen)
    _say_made(instance, made)


def _say_made(instance: Instance, made: OrganisationKey) -> None:
    click.echo(f"key {made.number}")
    _say_where(instance)
    click.echo("Back up the folder keys, apart from the database.", err=True)


def _say_where(instance: Instance) -> None:
    click.echo(f"address {instance.settings.address_of_site}/key")
