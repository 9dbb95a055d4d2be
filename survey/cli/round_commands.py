"""`survey round …`: opening, closing, counting and feeding back a round of a council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from survey.cli.console import Context, now, read_bytes
from survey.cli.options import DAY, council_argument
from survey.cli.path_types import FILE, FILE_THERE
from survey.cli.share_sheet_input import collect_sheets, offer_to_destroy, share_option
from survey.cli.telling import say_closed_set
from survey.cli.wording_actions import to_type
from survey.delphi.life.council_life import WORDS_KEPT_DAYS
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Refused
from survey.services.councils.close_round import close_round
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.open_round import (
    check_first_round,
    open_round,
    read_next_round,
    require_round,
)
from survey.services.councils.read_words import RoundWords, read_words
from survey.services.councils.reopen_round import reopen_round
from survey.services.councils.tally_round import tally_round
from survey.services.overview.council_status import council_status
from survey.services.overview.round_to_read import round_to_read
from survey.services.steps.council_policy import read_new_council
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.steps.round_days import DAYS_OPEN
from survey.storage.files import write_new, write_whole
from survey.storage.instance import Instance

_FILE = click.argument("file", type=FILE_THERE)
_CLOSES = click.option(
    "--closes", type=DAY, metavar="DATE",
    callback=lambda _context, _option, day: day and day.date(),
    help=f"The last day for answers. [default: in {DAYS_OPEN} days]",
)  # fmt: skip
_SHARE = share_option("give as many as the council needs")
_SHEET_OUT = click.option(
    "--out", type=FILE, required=True, help="A new file for the sheet that a moderator edits."
)


@click.group("round")
def round_() -> None:
    """Run one round of a council after the other."""


@round_.command("open")
@council_argument
@_FILE
@_CLOSES
@click.pass_obj
def open_command(context: Context, council_id: str, file: Path, closes: date | None) -> None:
    """Open the next round of COUNCIL, as FILE says; before the first, joining ends."""
    instance = context.instance()
    written = read_next_round(instance, council_id, read_bytes(file), str(file))
    opened = open_round(instance, council_id, written, closes, now())
    click.echo(f"round {opened.round} is open until the end of {opened.closes_on}")
    click.echo(f"address {instance.settings.address_of_site}/f/{opened.id}")
    if opened.round == 1:
        click.echo("Joining has ended, and the rule is locked.", err=True)


@round_.command()
@council_argument
@_FILE
@_CLOSES
@click.pass_obj
def check(context: Context, council_id: str, file: Path, closes: date | None) -> None:
    """Say what opening FILE as the next round of COUNCIL would be refused for; change nothing.

    Before a council is created, its file can stand in place of COUNCIL.
    """
    if Path(council_id).is_file():
        begun = read_new_council(read_bytes(Path(council_id)), council_id)
        plan = check_first_round(begun, read_bytes(file), str(file))
        click.echo(f"{file}: no problems, as round 1: {plan.kind}")
        return
    instance = context.instance()
    written = read_next_round(instance, council_id, read_bytes(file), str(file))
    click.echo(f"{file}: no problems")
    number = require_round(instance, council_id, written, closes, now())
    kind = written.plan.kind
    click.echo(f"It can be opened now, as round {number}: {kind}. Nothing was changed.")


@round_.command()
@council_argument
@_CLOSES
@click.pass_obj
def reopen(context: Context, council_id: str, closes: date | None) -> None:
    """Let the round of COUNCIL that was closed with no answer take answers after all."""
    study = reopen_round(context.instance(), council_id, closes, now())
    click.echo(f"round {study.round} is open until the end of {study.closes_on}")


@round_.command()
@council_argument
@click.pass_obj
def close(context: Context, council_id: str) -> None:
    """Close the round of COUNCIL that is open: what came in is mixed and fixed."""
    study = close_round(context.instance(), council_id, now())
    click.echo(f"closed round {study.round} with {study.closed_count} answers")
    say_closed_set(study)


@round_.command()
@council_argument
@_SHARE
@click.pass_obj
def tally(context: Context, council_id: str, shares: tuple[Path, ...]) -> None:
    """Count the closed round of COUNCIL together with the trustees, and store what may be shown."""
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "numbers")
    _say_release(tally_round(instance, council_id, sheets, now()))
    click.echo(f"To show it to members: {to_type('round feedback {}', council_id)}")
    offer_to_destroy(shares)


@round_.command()
@council_argument
@_SHARE
@_SHEET_OUT
@click.pass_obj
def words(context: Context, council_id: str, shares: tuple[Path, ...], out: Path) -> None:
    """Write down what members of COUNCIL wrote in the closed round: in random order, joined to
    nobody."""
    _require_place(out)
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "words")
    _write_sheet(out, read_words(instance, council_id, sheets))
    offer_to_destroy(shares)


@round_.command()
@council_argument
@_SHARE
@_SHEET_OUT
@click.pass_obj
def meeting(context: Context, council_id: str, shares: tuple[Path, ...], out: Path) -> None:
    """Count the closed round of COUNCIL and write down its words, in one meeting of the trustees.

    The same as `words` and `tally` together; the share sheets are needed once.
    """
    _require_place(out)
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "numbers", "words")
    said = read_words(instance, council_id, sheets)
    _say_release(tally_round(instance, council_id, sheets, now()))
    if said.count:
        _write_sheet(out, said)
    else:
        click.echo("nobody wrote anything in this round, so there is no sheet")
    click.echo(f"To show it to members: {to_type('round feedback {}', council_id)}")
    offer_to_destroy(shares)


@round_.command()
@council_argument
@click.pass_obj
def feedback(context: Context, council_id: str) -> None:
    """Let members of COUNCIL see how the group answered the round that was counted."""
    instance = context.instance()
    _say_release(feed_back_round(instance, council_id, now().date()))
    click.echo(f"members read it at {instance.settings.address_of_site}/c/{council_id}")


@round_.command("reading-pack")
@council_argument
@click.option("--out", type=FILE, required=True, help="A new file for the pages (PDF).")
@click.option("--language", metavar="CODE", help="One of its languages. [default: the first]")
@click.option("--large", is_flag=True, help="In large print, for those who read it better.")
@click.pass_obj
def reading_pack_command(
    context: Context, council_id: str, out: Path, language: str | None, *, large: bool
) -> None:
    """Write the latest round of COUNCIL to read on paper: statements, what the group said, reasons
    for and against, and how to answer."""
    from survey.web.paper.reading_pack import reading_pack

    given = round_to_read(context.instance(), council_id)
    chosen = language or given.file.languages[0]
    if chosen not in given.file.languages:
        raise Refused(
            f"This council is not held in {chosen}.",
            kept="Nothing was written.",
            do=f"Choose one of these: {', '.join(given.file.languages)}.",
        )
    require_new(out, "nothing was written")
    require_folder(out, "Nothing was written.")
    write_whole(out, reading_pack(given, chosen, large=large))
    click.echo(f"written to {out}")
    click.echo("Whoever has this paper can know that its reader is a member.", err=True)


def _sheets(
    instance: Instance, council_id: str, shares: Sequence[Path], *lists: str
) -> tuple[str, ...]:
    return collect_sheets(shares, council_status(instance, council_id, now()), *lists).take()


def _require_place(out: Path) -> None:
    """Refuse a sheet that could not be written, before anything is opened."""
    require_new(out)
    require_folder(out, "Nothing was opened.")


def _write_sheet(out: Path, said: RoundWords) -> None:
    write_new(out, said.sheet)
    click.echo(f"{said.count} texts written to {out}")
    click.echo(
        "These are people's own words. Keep the file where only the moderator sees it, and delete "
        f"it when the next round is open, {WORDS_KEPT_DAYS} days from now at the latest.",
        err=True,
    )


def _say_release(release: RoundRelease) -> None:
    """Say what a round published, a line for each statement, term or item."""
    counts = release.integrity
    click.echo(f"round {release.number}: {counts.counted} of {counts.envelopes} counted")
    for shown in release.statements:
        told = " ".join(str(sentence) for sentence in shown.sentences)
        name = f"{shown.statement} ({shown.aspect})" if shown.aspect else shown.statement
        click.echo(f"{name}: {told}")
    for term in release.terms:
        click.echo(f"{term.term}: {' '.join(str(sentence) for sentence in term.sentences)}")
    if release.ranking is not None:
        click.echo(f"order: {' '.join(str(one) for one in release.ranking.sentences)}")
