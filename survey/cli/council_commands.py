"""`survey council …`: creating a council, seeing where it stands, its report, and a try-out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.check_shares_commands import check_council_shares
from survey.cli.console import Context, now, read_bytes, read_text, write_copy
from survey.cli.council_demo import demonstrate
from survey.cli.council_reading_commands import check_slip_command, report
from survey.cli.options import council_argument, trustee_options
from survey.cli.path_types import FILE, FILE_THERE, NEW_FOLDER
from survey.cli.pinning import pin_council_command
from survey.cli.sheet_files import sheets_into
from survey.cli.telling import say_untranslated
from survey.cli.wording_actions import command_of, to_type, what_to_do
from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import FEWEST_MEMBERS, MOST_MEMBERS
from survey.delphi.rule import read_council_policy
from survey.services.councils.create_council import (
    CouncilTerms,
    code_list,
    create_council,
    invite_more,
    require_council,
    require_members,
)
from survey.services.councils.steer_council import change_rule, stop_council
from survey.services.overview.council_status import council_status, list_councils
from survey.services.overview.ready_made import list_ready_made, ready_made_text
from survey.services.steps.council_policy import read_new_council
from survey.services.steps.founding_terms import terms_from
from survey.services.steps.places_to_write import require_new
from survey.services.steps.support_list import resources_of
from survey.settings import Settings, shipped
from survey.storage.files import write_new


def _members(context: click.Context, _option: click.Parameter, number: int) -> int:
    """Refuse a number of members at once, before any other option is missed or a file is read."""
    require_members(number, practice=bool(context.params.get("practice")))
    return number


_FILE = click.argument("file", type=FILE_THERE)
_MEMBERS = click.option(
    "--members", type=int, required=True, callback=_members,
    help=f"How many people you invite, {FEWEST_MEMBERS} to {MOST_MEMBERS}.",
)  # fmt: skip
_CODES_OUT = click.option(
    "--codes-out", type=FILE, required=True,
    help="A new file for the printed codes (CSV).",
)  # fmt: skip
_PRACTICE = click.option(
    "--practice", is_flag=True, is_eager=True,
    help="A practice council: it can never become real.",
)  # fmt: skip
_CODES = (
    "Give each code to one person, on paper or by word of mouth. Whoever has a code can join in "
    "that person's place. Do not write down who got which code: it is not needed. Then delete "
    "the file."
)
_HOLDER = (
    "Whoever holds this folder can open the council's rounds. Give each trustee their own sheet, "
    "on paper or on a stick of their own, and then delete the folder."
)


@click.group()
def council() -> None:
    """Run the rounds of an advisory council in which nobody is named."""


council.add_command(pin_council_command)
council.add_command(report)
council.add_command(check_slip_command)
council.add_command(check_council_shares)


@council.command("ready-made")
def ready_made() -> None:
    """List the council file and the rounds that come with this program."""
    for one in list_ready_made("councils"):
        click.echo(f"{one.name:<13} {one.about}")


@council.command()
@click.argument("name")
@click.argument("file", type=FILE)
@click.option(
    "--languages",
    metavar="CODES",
    help="Keep these only, the first being yours, such as en or en,fr.",
)
def copy(name: str, file: Path, languages: str | None) -> None:
    """Copy the ready-made council file or round NAME to FILE, to change it there."""
    write_copy(file, ready_made_text("councils", name, languages))


@council.command()
@_FILE
@click.option(
    "--members",
    type=int,
    callback=_members,
    default=FEWEST_MEMBERS,
    help="How many people you are going to invite.",
)
@_PRACTICE
@click.pass_obj
def check(context: Context, file: Path, members: int, practice: bool) -> None:
    """Say what creating the council of FILE would be refused for; change nothing."""
    begun = read_new_council(read_bytes(file), str(file))
    click.echo(f"{file}: no problems")
    _require(context, begun, _terms(context.settings(), members, (2, 2), practice))
    say_untranslated(context.settings(), begun.languages)
    click.echo(f"It can be created{' for practice' if practice else ''}. Nothing was changed.")
    if len(begun.languages) > 1:
        click.echo(f"languages: {', '.join(begun.languages)}")


@council.command()
@_FILE
@_MEMBERS
@_CODES_OUT
@trustee_options
@_PRACTICE
@click.pass_obj
def create(
    context: Context,
    file: Path,
    members: int,
    codes_out: Path,
    shares: int,
    threshold: int,
    shares_dir: Path,
    practice: bool,
) -> None:
    """Create the council of FILE, with a printed code for each person that you invite."""
    begun = read_new_council(read_bytes(file), str(file))
    terms = _terms(context.settings(), members, (shares, threshold), practice)
    require_new(codes_out, "no council was created")
    _require(context, begun, terms)
    say_untranslated(context.settings(), begun.languages)
    instance = context.founded()
    site = instance.settings.address_of_site

    def hand_out(council_id: str, codes: Sequence[str]) -> None:
        write_new(codes_out, code_list(codes, f"{site}/c/{council_id}"))

    sheets = sheets_into(shares_dir, "no council was created")
    council_id = create_council(instance, begun, terms, now().date(), sheets, hand_out)
    click.echo(f"council {council_id}")
    click.echo(f"address {site}/c/{council_id}")
    click.echo(f"{codes_out}: {_CODES}", err=True)
    click.echo(f"{shares_dir}: {_HOLDER}", err=True)


@council.command("codes")
@council_argument
@click.option("--more", type=click.IntRange(1), required=True, help="How many codes more.")
@_CODES_OUT
@click.pass_obj
def more_codes(context: Context, council_id: str, more: int, codes_out: Path) -> None:
    """Make more printed codes for COUNCIL, while people can still join."""
    require_new(codes_out, "no code was made")
    instance = context.instance()
    address = f"{instance.settings.address_of_site}/c/{council_id}"

    def hand_out(codes: Sequence[str]) -> None:
        write_new(codes_out, code_list(codes, address))

    invited = invite_more(instance, council_id, more, hand_out, now().date())
    made = "1 code" if more == 1 else f"{more} codes"
    click.echo(f"{made} written to {codes_out}; the council has {invited} in all")
    click.echo(f"{codes_out}: {_CODES}", err=True)


@council.command("list")
@click.pass_obj
def list_command(context: Context) -> None:
    """List the councils of this instance."""
    found = list_councils(context.instance())
    if not found:
        click.echo(f"There are no councils yet. To create one: {to_type('council create FILE …')}")
    for one in found:
        click.echo(f"{one.id}  {one.state:<13} round {one.round}  {one.title}")


@council.command()
@council_argument
@click.pass_obj
def status(context: Context, council_id: str) -> None:
    """Say where COUNCIL stands and what can be done next."""
    found = council_status(context.instance(), council_id, now())
    click.echo(f"council {found.id}: {found.state}")
    if found.joined is None:
        click.echo(f"invited {found.invited}; how many joined is known when joining ends")
    else:
        click.echo(f"invited {found.invited}, joined {found.joined}")
    for place, kind in enumerate(found.rounds, 1):
        click.echo(f"round {place}: {kind}")
    if found.open_until is not None:
        click.echo(
            f"round {len(found.rounds)} is open until the end of {found.open_until}; how many "
            "answered is known when it closes"
        )
    if found.flagged:
        click.echo(f"lost somebody's meaning: {', '.join(found.flagged)}")
    for step in found.steps:
        why = what_to_do(step.not_yet)
        click.echo(f"{'later' if why else 'next'}: {command_of(step.action)}")
        click.echo(f"  to {step.action.do}{', ' * bool(why)}{why}")
    if not found.steps:
        click.echo("next: nothing, it is over")


@council.command()
@council_argument
@click.argument("file", type=FILE_THERE)
@click.option("--reason", default="", help="Why; needed once round 1 has opened, and reported.")
@click.pass_obj
def rule(context: Context, council_id: str, file: Path, reason: str) -> None:
    """Give COUNCIL the rule in FILE (as config/council.toml), between two rounds."""
    policy = read_council_policy(read_text(file))
    row = change_rule(context.instance(), council_id, policy, reason, now().date())
    for name, before, after in row.council.changes[-1].differences() if row.council.changes else ():
        click.echo(f"{name}: {before}, now {after}")
    click.echo("changed")


@council.command()
@council_argument
@click.option("--reason", required=True, help="Why, in a sentence or two; the report prints it.")
@click.pass_obj
def stop(context: Context, council_id: str, reason: str) -> None:
    """End the rounds of COUNCIL before the last one; before the first, no code works any more."""
    stop_council(context.instance(), council_id, reason, now().date())
    click.echo("stopped")


@council.command()
@click.option("--out", type=NEW_FOLDER, required=True)
@click.option("--members", type=click.IntRange(8, MOST_MEMBERS), default=20, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 3), default=3, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.pass_obj
def demo(context: Context, out: Path, members: int, rounds: int, seed: int) -> None:
    """Let invented members join and rate statements in a few rounds, and report, into OUT."""
    demonstrate(context, out, members, rounds, seed)


def _terms(
    settings: Settings, members: int, sheets: tuple[int, int], practice: bool
) -> CouncilTerms:
    return CouncilTerms(*sheets, practice, members=members, **terms_from(settings))


def _require(context: Context, begun: CouncilFile, terms: CouncilTerms) -> None:
    require_council(begun, terms, resources_of(context.folder, shipped("config")))
