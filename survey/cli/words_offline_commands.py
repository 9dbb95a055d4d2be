"""`survey words unpack|hand-back|bring-back`: words read on a machine without a network."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from survey.cli.console import Context, now, read_bytes, require_confirmed
from survey.cli.options import study_argument, yes_option
from survey.cli.path_types import FILE, FILE_THERE, NEW_FOLDER
from survey.cli.wording_actions import to_type
from survey.errors import Refused
from survey.mixing.founding import create_instance
from survey.sealing.closed_set import read_aloud
from survey.services.accounts.create_account import create_account
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.steps.sealed_words_file import read_sealed_words
from survey.services.steps.words_back_file import words_back_digest
from survey.services.words.bring_words_back import bring_words_back, look_at_words_back
from survey.services.words.hand_words_back import words_to_hand_back
from survey.services.words.unpack_words import unpack_words
from survey.storage.files import write_private
from survey.storage.staff.accounts import RoleHeld

_LARGEST = 20_000_000


@click.command()
@click.argument("file", type=FILE_THERE)
@click.option(
    "--folder", type=NEW_FOLDER, required=True, help="A new folder, for this study alone."
)
@click.option("--moderator", "names", multiple=True, metavar="NAME", help="Who is going to read.")
@click.pass_obj
def unpack(context: Context, file: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Put the sealed words in FILE into a folder of their own, without a network.

    FILE is what `survey study export-sealed --words` has written.
    """
    found = read_sealed_words(file)
    _require_apart(context, folder)
    click.echo(f"file {found.digest}", err=True)
    click.echo(
        "Trustees read this to each other, and compare it with the closing notice: "
        f"{' '.join(read_aloud(found.row.closed_digest))}",
        err=True,
    )
    instance = create_instance(folder, context.settings(), secrets.token_bytes)
    is_new = unpack_words(instance, found, now().date())
    for name in names:
        create_account(instance, name, [RoleHeld("moderator", found.row.id)], now())
    said = "its words lie sealed" if is_new else "its words were there, and its releases lie"
    click.echo(f"{found.row.id}: {said} in {folder}")
    click.echo(f"Each moderator: {to_type('words key NAME', instance=folder)}")
    click.echo(
        f"Then: {to_type('words open {}', found.row.id, instance=folder)}, with "
        f"{found.row.threshold} times --share -"
    )


@click.command("hand-back")
@study_argument
@click.option("--out", type=FILE, required=True, help="The new file.")
@click.pass_obj
def hand_back(context: Context, study_id: str, out: Path) -> None:
    """Write the approved quotes and counted themes of STUDY into a file that may leave here."""
    require_new(out, "nothing was written")
    require_folder(out, "Nothing was written.")
    found = words_to_hand_back(context.instance(), study_id)
    text = found.model_dump_json()
    write_private(out, text.encode())
    for quote in found.quotes:
        click.echo(f"quote ({quote.question_id}, {quote.language}): {quote.words}")
    for themes in found.themes:
        click.echo(f"themes {themes.question_id}")
    click.echo(f"{out}: bring this file back, and nothing else of this machine.", err=True)
    digest = words_back_digest(text)
    click.echo(f"digest {digest}")
    click.echo(
        "Two of you write down what is read aloud where it is brought back: "
        f"{' '.join(read_aloud(digest))}",
        err=True,
    )


@click.command("bring-back")
@study_argument
@click.argument("file", type=FILE_THERE)
@yes_option
@click.pass_obj
def bring_back(context: Context, study_id: str, file: Path, yes: bool) -> None:
    """Store quotes and themes in FILE, which two people let through on another machine."""
    instance, today = context.instance(), now().date()
    text = read_bytes(file, _LARGEST).decode("utf-8", "replace").strip()
    found = look_at_words_back(instance, study_id, text, str(file), today)
    for quote in found.quotes:
        click.echo(f"quote ({quote.question_id}, {quote.language}): {quote.words}")
    for themes in found.themes:
        click.echo(f"themes {themes.question_id}")
    click.echo(f"digest {found.digest}", err=True)
    click.echo(
        "Compare this with what was written down where the words were read: "
        f"{' '.join(read_aloud(found.digest))}",
        err=True,
    )
    click.echo(
        "It is of exactly what was closed here. That writers allowed these quotes, and what was "
        "counted, is known only to those who read there.",
        err=True,
    )
    require_confirmed("Store it?", "Nothing was stored.", yes=yes)
    bring_words_back(instance, study_id, text, str(file), today)
    click.echo(f"stored: quotes {len(found.quotes)}, questions with themes {len(found.themes)}")


def _require_apart(context: Context, folder: Path) -> None:
    """Refuse a folder whose words would lie in the database of a server."""
    if context.settings().database_url:
        raise Refused(
            "The settings name a database, and words lie in a folder of their own.",
            kept="Nothing was unpacked.",
            do="Do this on a machine without a network, without database_url.",
        )
    require_folder(folder, "Nothing was unpacked.")


WORDS_OFFLINE = (unpack, hand_back, bring_back)
