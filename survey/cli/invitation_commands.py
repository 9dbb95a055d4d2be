"""`survey invitations …`: codes for people who are asked, cards to cut out, and texts to send.

What may be made when is decided by the services.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from survey.cli.console import Context, now
from survey.cli.options import study_argument
from survey.cli.path_types import FILE, NEW_FOLDER
from survey.errors import Refused
from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.questionnaire.languages import english_name
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.studies.invite_people import (
    HandOut,
    Invited,
    code_sheet,
    create_invitations,
    replace_invitation,
    see_invitations,
)
from survey.storage.files import make_folder, write_new, write_private
from survey.web.paper.paper_files import card_sheets, poster
from survey.web.paper.texts_to_send import calendar, occasion_of, texts_to_send

_NONE_MADE = "no code was made"
_CODES = (
    "Give each code to one person. Do not write down who got which: it is not needed, and whoever "
    "has both can find out who answered. Print it, then delete the file: it is kept nowhere else."
)
_REPLACED = (
    "The old code works no more, if it ever did; whether it was used cannot be seen. Whoever had "
    "answered already could answer once more."
)
_NO_USE = "How many of them were used is counted nowhere."


@click.group()
def invitations() -> None:
    """Invite people to a study: codes of one use, cards, a poster, and texts to send."""


def _outputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --out, --cards and --language: where codes are written, and in which words."""
    for option in (
        click.option(
            "--language",
            metavar="CODE",
            help="The language of the cards. [default: the first of the study]",
        ),
        click.option("--cards", type=FILE, help="A new file for cards to cut out (PDF)."),
        click.option("--out", type=FILE, required=True, help="A new file for the codes (CSV)."),
    ):
        command = option(command)
    return command


@invitations.command()
@study_argument
@click.option("--count", type=int, required=True, help="How many codes.")
@click.option(
    "--for",
    "words",
    default="",
    metavar="WORDS",
    help="For whom, such as a partner; never the name of a person.",
)
@_outputs
@click.pass_obj
def create(
    context: Context,
    study_id: str,
    count: int,
    words: str,
    out: Path,
    cards: Path | None,
    language: str | None,
) -> None:
    """Make codes for STUDY, each of which works once."""
    instance = context.instance()
    hand_out = _into(see_invitations(instance, study_id), out, cards, language)
    create_invitations(instance, study_id, count, words, now().date(), hand_out)
    click.echo(f"{count} {'code' if count == 1 else 'codes'} written to {out}")
    if cards:
        click.echo(f"cards written to {cards}")
    click.echo(_CODES, err=True)


@invitations.command()
@study_argument
@click.option("--code", prompt="The code on the card", help="The code that is to work no more.")
@_outputs
@click.pass_obj
def replace(
    context: Context, study_id: str, code: str, out: Path, cards: Path | None, language: str | None
) -> None:
    """Let one code of STUDY work no more, and make another in its place."""
    instance = context.instance()
    hand_out = _into(see_invitations(instance, study_id), out, cards, language)
    replace_invitation(instance, study_id, code, now().date(), hand_out)
    click.echo(f"1 code written to {out}")
    click.echo(_REPLACED, err=True)


@invitations.command("list")
@study_argument
@click.pass_obj
def list_command(context: Context, study_id: str) -> None:
    """List what was made of codes for STUDY: on which day, how many, and for whom."""
    invited = see_invitations(context.instance(), study_id)
    for one in invited.made:
        click.echo(f"{one.day}  {one.cards:>6}  {one.words}".rstrip())
    if not invited.made:
        click.echo(f"No codes were made. People come to {invited.address}")
    click.echo(_NO_USE, err=True)


@invitations.command()
@study_argument
@click.option("--out", type=NEW_FOLDER, required=True, help="A new or empty folder for the files.")
@click.pass_obj
def texts(context: Context, study_id: str, out: Path) -> None:
    """Write texts to send for STUDY, days for a calendar, and a poster, in each language."""
    invited = see_invitations(context.instance(), study_id)
    if out.exists() and any(out.iterdir()):
        raise Refused(
            f"There are files in {out} already.",
            kept="They were left as they are, and nothing was written.",
            do="Choose another folder for --out.",
        )
    make_folder(out)
    for name, content in _texts(invited).items():
        write_private(out / name, content)
        click.echo(str(out / name))
    click.echo(
        "Nothing is sent from here, and no address is kept. Send the reminder to everybody: who "
        "has answered cannot be seen.",
        err=True,
    )


def _texts(invited: Invited) -> dict[str, bytes]:
    """Return the files by name: in each language that the interface speaks of those of a study."""
    files: dict[str, bytes] = {}
    occasion = occasion_of(invited)
    for language in dict.fromkeys(spoken(code) for code in invited.languages):
        for name, text in texts_to_send(occasion, language).items():
            files[f"{name}-{language}.txt"] = text.encode()
        files[f"days-{language}.ics"] = calendar(occasion, language, now()).encode()
        files[f"poster-{language}.pdf"] = poster(
            invited.address,
            language,
            needs_code=not invited.by_address,
            practice=invited.practice,
        )
    return files


def _into(invited: Invited, out: Path, cards: Path | None, language: str | None) -> HandOut:
    """Return what writes codes into new files; refuses before any is made what could not be
    written."""
    chosen = language or invited.languages[0]
    if chosen not in invited.languages:
        raise Refused(
            f"The study is not asked in {chosen}.",
            kept="No code was made.",
            do=f"Choose one of these: {', '.join(invited.languages)}.",
        )
    for path in filter(None, (out, cards)):
        require_new(path, _NONE_MADE)
        require_folder(path, "No code was made.")
    if cards and chosen.split("-")[0] not in INTERFACE:
        click.echo(f"There are no cards in {english_name(chosen)}: these are in English.", err=True)

    def write(codes: Sequence[str]) -> None:
        if cards:
            made = card_sheets(codes, invited.address, chosen, practice=invited.practice)
            write_private(cards, made)
        write_new(out, code_sheet(codes, invited.address))

    return write
