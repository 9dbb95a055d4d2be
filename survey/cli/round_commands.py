"""`survey round …`: opening, closing, counting and feeding back a round of a council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from survey.cli.console import Context, now, read_bytes, read_text
from survey.cli.options import DAY
from survey.cli.share_sheet_input import collect_sheets, offer_to_destroy, share_option
from survey.delphi.files.council_file import read_council
from survey.delphi.files.round_file import read_round, words_sheet
from survey.delphi.form.round_form import form_of
from survey.delphi.life.statements import Register
from survey.delphi.rule import read_council_policy
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Refused
from survey.services.councils.close_round import close_round, open_round_of
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.open_round import (
    open_round,
    read_next_round,
    require_care,
    require_round,
)
from survey.services.councils.read_words import MemberText, read_words
from survey.services.councils.reopen_round import reopen_round
from survey.services.councils.tally_round import tally_round
from survey.services.studies.close_study import close_study
from survey.settings import shipped
from survey.storage.council import council_rows
from survey.storage.council.council_rows import CouncilRow
from survey.storage.files import write_new
from survey.storage.instance import Instance

_DAYS_OPEN = 14
_SHARE = share_option("give as many as the council needs")
_SHEET_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A new file for the sheet that a moderator edits.",
)


@click.group("round")
def round_() -> None:
    """Run one round of a council after the other."""


@round_.command("open")
@click.argument("council_id", metavar="COUNCIL")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--closes", type=DAY, metavar="DATE",
              help="The last day for answers. [default: in 14 days]")  # fmt: skip
@click.pass_obj
def open_command(context: Context, council_id: str, file: Path, closes: datetime | None) -> None:
    """Open the next round of COUNCIL, as FILE says; before the first, joining ends."""
    instance = context.instance()
    written = read_next_round(instance, council_id, read_bytes(file), str(file))
    day = _last_day(closes)
    study_id = open_round(instance, council_id, written.plan, written.events, day, now())
    number = open_round_of(instance, council_id).round
    click.echo(f"round {number} is open until the end of {day}")
    click.echo(f"address {instance.settings.address_of_site}/f/{study_id}")
    if number == 1:
        click.echo("Joining has ended, and the rule is locked.", err=True)


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--closes", type=DAY, metavar="DATE",
              help="The last day for answers. [default: in 14 days]")  # fmt: skip
@click.pass_obj
def check(context: Context, council_id: str, file: Path, closes: datetime | None) -> None:
    """Say what opening FILE as the next round of COUNCIL would be refused for; change nothing.

    Before a council is created, its file can stand in place of COUNCIL.
    """
    if Path(council_id).is_file():
        policy = read_council_policy(read_text(shipped("config") / "council.toml"))
        begun = read_council(read_bytes(Path(council_id)), council_id, policy)
        plan, _ = read_round(read_bytes(file), str(file), begun, Register(), 1)
        require_care(form_of(begun, plan, 1), practice=False)
        click.echo(f"{file}: no problems, as round 1: {plan.kind}")
        return
    instance = context.instance()
    written = read_next_round(instance, council_id, read_bytes(file), str(file))
    plan, events = written.plan, written.events
    click.echo(f"{file}: no problems")
    number = require_round(instance, council_id, plan, events, _last_day(closes), now())
    click.echo(f"It can be opened now, as round {number}: {plan.kind}. Nothing was changed.")


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@click.option("--closes", type=DAY, metavar="DATE",
              help="The last day for answers. [default: in 14 days]")  # fmt: skip
@click.pass_obj
def reopen(context: Context, council_id: str, closes: datetime | None) -> None:
    """Let the round of COUNCIL that was closed with no answer take answers after all."""
    study = reopen_round(context.instance(), council_id, _last_day(closes), now())
    click.echo(f"round {study.round} is open until the end of {study.closes_on}")


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@click.pass_obj
def close(context: Context, council_id: str) -> None:
    """Close the round of COUNCIL that is open: what came in is mixed and fixed."""
    instance = context.instance()
    study = open_round_of(instance, council_id)
    if not study.closed_digest:
        study = close_study(instance, study.id, now())
    close_round(instance, council_id)
    click.echo(f"closed round {study.round} with {study.closed_count} answers")
    click.echo(f"closed set {study.closed_digest}")
    if study.lost:
        click.echo(f"{study.lost} letters did not open and are lost", err=True)


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@_SHARE
@click.pass_obj
def tally(context: Context, council_id: str, shares: tuple[Path, ...]) -> None:
    """Count the closed round of COUNCIL together with the trustees, and store what may be shown."""
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "numbers")
    release = tally_round(instance, council_id, sheets, now())
    say_release(release)
    click.echo(f"To show it to members: survey round feedback {council_id}")
    offer_to_destroy(shares)


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@_SHARE
@_SHEET_OUT
@click.pass_obj
def words(context: Context, council_id: str, shares: tuple[Path, ...], out: Path) -> None:
    """Write down what members of COUNCIL wrote in the closed round: in random order, joined to
    nobody."""
    _require_new(out)
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "words")
    _write_sheet(out, *read_words(instance, council_id, sheets))
    offer_to_destroy(shares)


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@_SHARE
@_SHEET_OUT
@click.pass_obj
def meeting(context: Context, council_id: str, shares: tuple[Path, ...], out: Path) -> None:
    """Count the closed round of COUNCIL and write down its words, in one meeting of the trustees.

    The same as `words` and `tally` together; the share sheets are needed once.
    """
    _require_new(out)
    instance = context.instance()
    sheets = _sheets(instance, council_id, shares, "numbers", "words")
    row, said = read_words(instance, council_id, sheets)
    release = tally_round(instance, council_id, sheets, now())
    say_release(release)
    if any(said.values()):
        _write_sheet(out, row, said)
    else:
        click.echo("nobody wrote anything in this round, so there is no sheet")
    click.echo(f"To show it to members: survey round feedback {council_id}")
    offer_to_destroy(shares)


@round_.command()
@click.argument("council_id", metavar="COUNCIL")
@click.pass_obj
def feedback(context: Context, council_id: str) -> None:
    """Let members of COUNCIL see how the group answered the round that was counted."""
    instance = context.instance()
    say_release(feed_back_round(instance, council_id))
    click.echo(f"members read it at {instance.settings.address_of_site}/c/{council_id}")


def _sheets(
    instance: Instance, council_id: str, shares: Sequence[Path], *lists: str
) -> tuple[str, ...]:
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
    return collect_sheets(shares, row, *lists).take()


def _require_new(out: Path) -> None:
    """Refuse a sheet that is there already, or whose folder is not, before anything is opened."""
    if out.exists():
        raise Refused(
            f"{out} is there already.", kept="It was left as it is.", do="Choose another name."
        )
    if not out.absolute().parent.is_dir():
        raise Refused(
            f"There is no folder {out.parent}.", kept="Nothing was opened.", do="Make it first."
        )


def _write_sheet(out: Path, row: CouncilRow, said: Mapping[str, Sequence[MemberText]]) -> None:
    """Write the sheet of a round into a private file."""
    plan, language = row.plans[-1], row.file.languages[0]
    asked = {one.id: one.text.in_language(language) for one in plan.prompts}
    asked |= {one.id: one.text.in_language(language) for one in plan.statements}
    asked |= {one.id: one.text.in_language(language) for one in plan.terms}
    sheet = words_sheet(plan.kind, asked, said, [one.id for one in row.register.statements])
    write_new(out, sheet)
    click.echo(f"{sum(map(len, said.values()))} texts written to {out}")
    click.echo(
        "These are people's own words. Keep the file where only the moderator sees it, and delete "
        "it when the next round is open, 90 days from now at the latest.",
        err=True,
    )


def _last_day(closes: datetime | None) -> date:
    return closes.date() if closes else now().date() + timedelta(days=_DAYS_OPEN)


def say_release(release: RoundRelease) -> None:
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
