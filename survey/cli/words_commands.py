"""`survey words …`: opening what people wrote, who may read it, and its end."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.coding_commands import coding_commands
from survey.cli.console import Context, now, require_confirmed
from survey.cli.options import study_argument, yes_option
from survey.cli.reading_commands import as_option, key_of, reading_commands
from survey.cli.share_sheet_input import collect_sheets, offer_to_destroy, share_option
from survey.cli.wording_actions import to_type
from survey.cli.words_offline_commands import WORDS_OFFLINE
from survey.services.overview.describe_studies import describe_study
from survey.services.overview.words_status import words_status
from survey.services.steps.risks_noted import risks_decided
from survey.services.words.end_reading import end_reading, go_on_without_themes, set_words_aside
from survey.services.words.let_readers_in import let_reader_in
from survey.services.words.open_free_texts import (
    foresee_words,
    open_free_texts,
    require_words_sheets,
)
from survey.services.words.own_reading_key import account_named, make_reading_key

_BUSY = "The database was busy, so erased bytes lie in its log until the next mix."


@click.group()
def words() -> None:
    """Open what people wrote, for moderators alone, and read one text at a time."""


for command in (*reading_commands, *coding_commands, *WORDS_OFFLINE):
    words.add_command(command)


@words.command("key")
@click.argument("name")
@click.pass_obj
def key_command(context: Context, name: str) -> None:
    """Make six words for the account NAME, with which it reads; they are shown once."""
    instance = context.instance()
    account_id = account_named(instance, name)
    made = make_reading_key(instance.acting_as(f"account {name}"), account_id, now().date())
    click.echo(made)
    click.echo("Write them on paper. They are shown once, and kept nowhere.", err=True)
    click.echo("Words of before open nothing now: whoever reads lets you in again.", err=True)


@words.command("open")
@study_argument
@share_option("give as many as the study needs")
@yes_option
@click.pass_obj
def open_command(context: Context, study_id: str, shares: tuple[Path, ...], yes: bool) -> None:
    """Open the words of STUDY with its trustees, and seal each for its moderators."""
    instance = context.instance()
    foreseen = foresee_words(instance, study_id, now().date())
    sheets = collect_sheets(shares, describe_study(instance, study_id), "words")
    require_words_sheets(foreseen, sheets.given())
    click.echo(
        f"This opens what people wrote in {study_id} ({foreseen.title}). {foreseen.readers} "
        f"moderators can read it, one text at a time, until {foreseen.until} at the latest. "
        "Nobody sees texts of one person together, and the numbers stay sealed.",
        err=True,
    )
    require_confirmed(f"Open the words of {study_id} now?", "Nothing was opened.", yes=yes)
    click.echo(open_free_texts(instance, study_id, sheets.take(), now()))
    click.echo(f"To read: {to_type('words next {} --as NAME', study_id)}")
    offer_to_destroy(shares, ask=not yes)


@words.command()
@study_argument
@click.pass_obj
def status(context: Context, study_id: str) -> None:
    """Say how far reading the words of STUDY is, who may read, and what was decided of risks."""
    instance = context.instance()
    found = words_status(instance, study_id)
    if found.opening is None:
        click.echo("sealed" if found.asks else "this study asks for no words")
    else:
        click.echo(f"{found.opening.state}, gone by {found.opening.until} at the latest")
    if found.is_read:
        for stage, about in found.waiting:
            click.echo(f"{stage}: {about}")
    for one in found.readers:
        how = "reads" if one.is_in else ("waits to be let in" if one.has_key else "has no words")
        click.echo(f"moderator {one.name}: {how}")
    for quote in found.quotes:
        click.echo(f"quote ({quote.question_id}, {quote.language}): {quote.words}")
    for day, decision, voices in risks_decided(instance, study_id):
        click.echo(f"possible risk, {day}: {decision}")
        for name, reason, _ in voices:
            click.echo(f"  {name}: {reason}")


@words.command("let-in")
@study_argument
@click.argument("name")
@as_option
@click.pass_obj
def let_in(context: Context, study_id: str, name: str, who: str) -> None:
    """Let the moderator NAME read the words of STUDY, with six words of somebody who reads."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        let_reader_in(instance, key, account_named(instance, name), now().date())
    click.echo(f"{name} can read the words of {study_id} now")


@words.command("no-themes")
@study_argument
@click.pass_obj
def no_themes(context: Context, study_id: str) -> None:
    """Let the texts of STUDY go on without themes, once all are read and redacted."""
    go_on_without_themes(context.instance(), study_id, now().date())
    click.echo("They can be proposed as quotes now.")


@words.command()
@study_argument
@yes_option
@click.pass_obj
def end(context: Context, study_id: str, yes: bool) -> None:
    """Remove the opened words of STUDY for good; approved quotes stay."""
    require_confirmed(f"Remove the words of {study_id} for good?", "They are still there.", yes=yes)
    if not end_reading(context.instance(), study_id, now().date()):
        click.echo(_BUSY, err=True)
    click.echo(f"The words of {study_id} are gone.")


@words.command("set-aside")
@study_argument
@yes_option
@click.pass_obj
def set_aside(context: Context, study_id: str, yes: bool) -> None:
    """Remove the opened words of STUDY, which nobody can read any more, to open them anew."""
    question = f"Remove them, with all that was hidden or decided in {study_id}?"
    require_confirmed(question, "They are still there.", yes=yes)
    if not set_words_aside(context.instance(), study_id, now().date()):
        click.echo(_BUSY, err=True)
    click.echo("Trustees can open them anew; the last day stays the same.")
