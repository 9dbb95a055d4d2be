"""`survey upgrade`: what a new version does to the database, before it is done, and doing it."""

from __future__ import annotations

import click

from survey.cli.console import Context, now, say_upgraded
from survey.errors import Refused
from survey.services.upkeep.upgrade_instance import bring_up_to_date, foresee_upgrade
from survey.storage.upgrading import UpgradeOutlook


@click.command("upgrade")
@click.option("--check", "only_check", is_flag=True, help="Only say what will happen.")
@click.pass_obj
def upgrade_command(context: Context, only_check: bool) -> None:
    """Bring the database up to the revision that this version needs, or say what that does.

    Whatever opens the database does the same by itself first.
    """
    if only_check:
        _say_outlook(foresee_upgrade(context.folder, context.settings()))
        return
    done = bring_up_to_date(context.folder, context.settings(), now().date())
    if done is None:
        click.echo("The database is up to date. Nothing was changed.")
    else:
        say_upgraded(done)


def _say_outlook(seen: UpgradeOutlook) -> None:
    if not seen.steps and not seen.is_cut_short:
        click.echo(f"The database is up to date (revision {seen.found}). Nothing will be changed.")
        return
    if seen.is_cut_short:
        click.echo("Bringing the database up to date was begun and not ended; it will be ended.")
    click.echo(f"The database is of revision {seen.found or 'none'}. These follow:")
    for step in seen.steps:
        click.echo(f"  {step.number}  {step.brings}")
    _say_copy(seen)
    for where in seen.others:
        click.echo(f"Stop first: {where} has the database open.")
    if not seen.others:
        click.echo("Nobody else has the database open.")
    click.echo("Nothing was changed.")
    if seen.others or not seen.fits:
        raise Refused(
            "The database cannot be brought up to date as it is.",
            kept="Nothing was changed.",
            do="Do what is said above.",
        )


def _say_copy(seen: UpgradeOutlook) -> None:
    size, needed = (f"{count / 2**20:,.1f} MiB" for count in (seen.size, seen.needed))
    if seen.free is None:
        click.echo(f"It has {size}. PostgreSQL does it in one transaction, and takes all back if a")
        click.echo("step fails. No copy is made beside it: make a backup first.")
        click.echo(f"See that {needed} are free on the disk of its server, unseen from here.")
        return
    room = "it fits" if seen.fits else "make room"
    click.echo(f"It has {size}. A copy is made first, and put back if a step fails.")
    click.echo(f"{needed} must be free for that, and {seen.free / 2**20:,.1f} MiB are: {room}.")
