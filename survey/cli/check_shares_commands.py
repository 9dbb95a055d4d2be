"""`survey study check-shares` and `survey council check-shares`: is each sheet still there?"""

from __future__ import annotations

import click

from survey.cli.console import Context, now, say_problem
from survey.cli.options import council_argument, study_argument
from survey.errors import SharesRefused
from survey.sealing.opening.sheet_checks import AskedWord
from survey.services.holders.look_for_sheet import look_for_sheet, say_sheet_lost, sheet_of
from survey.services.overview.sheets_seen import SheetsSeen, sheets_seen
from survey.storage.instance import Instance

_sheet = click.option(
    "--sheet", type=click.IntRange(1), metavar="NUMBER", help="Ask for three words of this sheet."
)
_lost = click.option("--lost", is_flag=True, help="Its holder cannot find it: with --sheet.")

_SAID = {"found": "found", "due": "to be looked at", "late": "not looked at", "lost": "not found"}
_TO_DO = {
    "late": "A sheet was not looked at for 60 days: ask its holder.",
    "lost": "Nobody can make a new sheet. Close and open early, while enough are left.",
    "last": "No other sheet may be lost. Close and open it as soon as you can.",
    "never": "Too few sheets are left: without one more, nobody can ever open it. Search now.",
}


@click.command("check-shares")
@study_argument
@_sheet
@_lost
@click.pass_obj
def check_study_shares(context: Context, study_id: str, sheet: int | None, lost: bool) -> None:
    """See whether the share sheets of STUDY are still there; nothing is opened."""
    _check(context.instance(), study_id, sheet, lost=lost)


@click.command("check-shares")
@council_argument
@_sheet
@_lost
@click.pass_obj
def check_council_shares(context: Context, council_id: str, sheet: int | None, lost: bool) -> None:
    """See whether the share sheets of COUNCIL are still there; nothing is opened."""
    _check(context.instance(), council_id, sheet, lost=lost)


def _check(instance: Instance, of_id: str, number: int | None, *, lost: bool) -> None:
    if lost and number is None:
        raise click.UsageError("Say which sheet cannot be found: --sheet NUMBER")
    sheets_seen(instance, of_id, now().date())  # an id that is none is said before anything else
    if number is not None and lost:
        say_sheet_lost(instance, sheet_of(instance, of_id, number), now().date())
    elif number is not None:
        _ask(instance, of_id, number)
    _say(sheets_seen(instance, of_id, now().date()))


def _ask(instance: Instance, of_id: str, number: int) -> None:
    """Ask for three words of a sheet, until they are right; nothing that is typed is shown."""
    sheet = sheet_of(instance, of_id, number)
    while True:
        words = [_word(one) for one in sheet.words_now]
        try:
            return look_for_sheet(instance, sheet, words, now().date())
        except SharesRefused as error:
            say_problem(error)


def _word(asked: AskedWord) -> str:
    said: str = click.prompt(
        f"{asked.of.capitalize()} list, word {asked.number}", hide_input=True, err=True
    )
    return said


def _say(of: SheetsSeen) -> None:
    if not of.sheets:
        click.echo("Nothing is kept of these sheets: they are older than that.")
        return
    if of.over:
        click.echo("Nothing is left to open, so nobody is asked for these sheets.")
    for one in of.sheets:
        when = f"{one.seen_on}, not found on {one.lost_on}" if one.lost_on else one.seen_on
        click.echo(f"sheet {one.number}  {one.holder}  {_SAID[one.state]}, seen {when}")
    click.echo(f"{of.found} of {of.shares} found in the last 30 days; {of.threshold} are needed")
    if of.alarm != "none":
        click.echo(_TO_DO[of.alarm], err=True)
