"""`survey account …`: who works at the desk, and links for those who begin or cannot sign in."""

from __future__ import annotations

import click

from survey.cli.console import Context, now
from survey.cli.wording_actions import to_type
from survey.services.accounts.change_people import give_role, replace_person, take_role
from survey.services.accounts.create_account import create_account, renew_link
from survey.services.overview.describe_accounts import describe_accounts
from survey.settings import Settings
from survey.storage.staff.accounts import ROLES, RoleHeld

_role_option = click.option(
    "--role", type=click.Choice(ROLES), required=True, help="What they may do."
)
_study_option = click.option(
    "--study", "study_id", default="", metavar="STUDY", help="Only in this study or council."
)


@click.group()
def account() -> None:
    """Make accounts for the desk, and give and take roles."""


@account.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    required=True,
    help="What they may do; may be given more than once.",
)
@_study_option
@click.pass_obj
def create(context: Context, name: str, roles: tuple[str, ...], study_id: str) -> None:
    """Make an account called NAME, and print the link with which its owner begins."""
    instance = context.founded()
    held = [RoleHeld(role, study_id) for role in ROLES if role in roles]
    say_link(instance.settings, create_account(instance, name, held, now()))


@account.command("list")
@click.pass_obj
def list_command(context: Context) -> None:
    """List who works at the desk, with their roles."""
    found = describe_accounts(context.instance())
    if not found:
        click.echo(f"Nobody yet. To begin: {to_type('account create NAME --role administrator')}")
    for one in found:
        held = ", ".join(
            f"{each.role} of {each.study_id}" if each.study_id else each.role for each in one.roles
        )
        click.echo(f"{one.name:<24}  {one.state:<8}  {held or 'no role'}")


@account.command()
@click.argument("name")
@click.pass_obj
def link(context: Context, name: str) -> None:
    """Print a new link for NAME, who sets a new password and second step with it."""
    instance = context.instance()
    say_link(instance.settings, renew_link(instance, name, now()))


@account.command()
@click.argument("name")
@_role_option
@_study_option
@click.pass_obj
def give(context: Context, name: str, role: str, study_id: str) -> None:
    """Give NAME a role."""
    give_role(context.instance(), name, _held(role, study_id), now())
    click.echo(f"{name} is {role}{f' of {study_id}' if study_id else ''}")


@account.command()
@click.argument("name")
@_role_option
@_study_option
@click.pass_obj
def take(context: Context, name: str, role: str, study_id: str) -> None:
    """Take a role from NAME; the last administrator keeps theirs."""
    take_role(context.instance(), name, _held(role, study_id), now())
    click.echo(f"{name} is no longer {role}{f' of {study_id}' if study_id else ''}")


@account.command()
@click.argument("leaver")
@click.argument("successor")
@click.pass_obj
def replace(context: Context, leaver: str, successor: str) -> None:
    """Let LEAVER go; SUCCESSOR, new or here already, gets all their roles."""
    instance = context.instance()
    token = replace_person(instance, leaver, successor, now())
    click.echo(f"{successor} has the roles of {leaver}, who cannot sign in any more")
    if token is not None:
        say_link(instance.settings, token)


def say_link(settings: Settings, token: str) -> None:
    """Print the address of a link that works once."""
    click.echo(f"begin {settings.address_of_desk}/begin/{token}")
    click.echo("It works once, within a week. Give it to nobody else.", err=True)


def _held(role: str, study_id: str) -> RoleHeld:
    return next(RoleHeld(one, study_id) for one in ROLES if one == role)
