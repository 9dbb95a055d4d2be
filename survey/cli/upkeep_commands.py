"""`survey mix` and `survey doctor`: keeping an instance well."""

from __future__ import annotations

import json
from functools import partial

import click

from survey.cli.console import Context, now, require_confirmed
from survey.cli.options import yes_option
from survey.cli.serve_commands import say_fault
from survey.cli.status_commands import check_as_json
from survey.cli.telling import check_lines, checks_in_words
from survey.cli.wording_actions import to_type, what_to_do
from survey.errors import InstanceUnsound
from survey.mixing.health_check import HealthCheck
from survey.mixing.repair import GivenUp
from survey.services.upkeep.mix_when_due import mix_when_due
from survey.services.upkeep.repair_instance import Repairs, repair_instance

_SLIPS = (
    "people who asked to take their answers back, or said how it was to answer. Say on the page of "
    "the study that answers may have to be taken back once more."
)


_JOININGS = (
    "their codes and words count no more. Give each another code; {} says how many nobody has used."
)


@click.command("mix")
@click.pass_obj
def mix_command(context: Context) -> None:
    """Mix what waits in the letterbox, where enough of it waits."""
    done = mix_when_due(context.instance(), now(), partial(say_fault, where="publishing"))
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
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@yes_option
@click.pass_obj
def doctor(
    context: Context, repair: bool, give_up: bool, accept_time: bool, as_json: bool, yes: bool
) -> None:
    """Check the instance: clock, keys, permissions, ephemeral folder, migrations, mixing."""
    today = now()
    if accept_time:
        require_confirmed(
            f"Is it really {today:%d %B %Y} today? What should be erased by that day is erased "
            "then.",
            "The day that was known before stays.",
            yes=yes,
        )
    if give_up:
        require_confirmed(
            "What opens the letters that wait is in no backup: where one was just restored, or it "
            "is gone from ephemeral/, nobody can open them in any case. Are the letters that wait "
            "to be lost for good? Nobody can ever open them again.",
            "The letters that wait are where they were.",
            yes=yes,
        )
    wanted = Repairs(accept_time=accept_time, give_up_letters=give_up, renew=repair)
    checks = []
    for done in repair_instance(context.folder, context.settings(), wanted, today):
        if isinstance(done, HealthCheck):
            checks.append(done)
        elif isinstance(done, GivenUp):
            _say_lost(done, beside=as_json)
        else:
            click.echo(f"accepted {done.time:%Y-%m-%d} as today", err=as_json)
    bad = sum(one.bad for one in checks)
    if as_json:
        found = {"well": not bad, "checks": [check_as_json(one) for one in checks]}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(check_lines(checks, with_what_to_do=True)))
    if bad:
        raise InstanceUnsound(f"{checks_in_words(bad, len(checks))}.")
    if not as_json:
        click.echo("all is well")


def _say_lost(lost: GivenUp, *, beside: bool) -> None:
    click.echo(f"{lost.letters} waiting letters are lost; a new batch has begun", err=beside)
    if lost.slips:
        click.echo(f"{lost.slips} slips are lost with them: {_SLIPS}", err=True)
    if lost.joinings:
        told = _JOININGS.format(to_type("council status COUNCIL"))
        click.echo(f"{lost.joinings} people who joined a council are lost: {told}", err=True)
