"""`survey mix` and `survey doctor`: keeping an instance well."""

from __future__ import annotations

import secrets

import click

from survey.cli.console import Context, now, require_confirmed, yes_option
from survey.cli.serve_commands import care
from survey.cli.wording_actions import what_to_do
from survey.errors import InstanceUnsound
from survey.mixing.doctor import examine
from survey.mixing.repair import give_up_waiting_letters
from survey.sealing.page_state import KEY_SIZE
from survey.storage.instance import unchecked_instance
from survey.storage.keys import day_keys

_SLIPS = (
    "people who asked to take their answers back, or said how it was to answer. Say on the page of "
    "the study that answers may have to be taken back once more."
)


_JOININGS = (
    "their codes and words count no more. Give each another code; survey council status COUNCIL "
    "says how many nobody has used."
)


@click.command("mix")
@click.pass_obj
def mix_command(context: Context) -> None:
    """Mix what waits in the letterbox, where enough of it waits."""
    done = care(context.instance())
    if done is None:
        click.echo("This node does not mix: its setting mixes_here is false.")
        return
    click.echo(f"{done.why} {what_to_do(done.guidance)}".rstrip())


@click.command()
@click.option(
    "--repair", is_flag=True, help="First bring the database up to date; make a lost day key anew."
)
@click.option(
    "--give-up-waiting-letters",
    "give_up",
    is_flag=True,
    help="First begin a new batch, after ephemeral/ was lost: the waiting letters are lost.",
)
@click.option(
    "--accept-time",
    "accept_time",
    is_flag=True,
    help="First believe the clock, after it jumped or the instance was not at work for days.",
)
@yes_option
@click.pass_obj
def doctor(context: Context, repair: bool, give_up: bool, accept_time: bool, yes: bool) -> None:
    """Check the instance: clock, keys, permissions, ephemeral folder, migrations, mixing."""
    if accept_time:
        _accept_time(context, yes=yes)
    if give_up:
        instance = unchecked_instance(context.folder, context.settings())
        lost = give_up_waiting_letters(instance, secrets.token_bytes, now().toordinal())
        click.echo(f"{lost.letters} waiting letters are lost; a new batch has begun")
        if lost.slips:
            click.echo(f"{lost.slips} slips are lost with them: {_SLIPS}", err=True)
        if lost.joinings:
            click.echo(
                f"{lost.joinings} people who joined a council are lost: {_JOININGS}", err=True
            )
    if repair:
        context.founded().close()
    findings = examine(unchecked_instance(context.folder, context.settings()), now())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.name}: {finding.what}")
        if not finding.ok:
            click.echo(f"     {what_to_do(finding.guidance)}")
    bad = sum(not finding.ok for finding in findings)
    if bad:
        raise InstanceUnsound(f"{bad} of {len(findings)} checks need an operator.")
    click.echo("all is well")


def _accept_time(context: Context, *, yes: bool) -> None:
    today = now()
    instance = unchecked_instance(context.folder, context.settings())
    require_confirmed(
        f"Is it really {today:%d %B %Y} today? What should be erased by that day is erased then.",
        "The day that was known before stays.",
        yes=yes,
    )
    day_keys.accept(instance.ephemeral, today.toordinal(), secrets.token_bytes(KEY_SIZE))
    click.echo(f"accepted {today:%Y-%m-%d} as today")
    instance.close()
