"""`survey journal …`: what staff did, day by day, and whether that record still holds.

It knows how entries look at a terminal.
"""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, now, read_bytes, read_text, require_confirmed
from survey.cli.options import yes_option
from survey.cli.path_types import FILE, FILE_THERE
from survey.errors import BadInput
from survey.sealing.journal_chain import ChainCheck
from survey.services.overview.read_journal import (
    export_journal,
    head_in_release,
    search_journal,
    verify_exported,
    verify_journal,
)
from survey.services.steps.places_to_write import require_new
from survey.services.upkeep.pin_again import pin_journal
from survey.storage.files import write_new

#: Bytes that an exported journal may have to be checked.
_LARGEST = 200_000_000


@click.group()
def journal() -> None:
    """See and check what staff did. What people do who answer is never written down."""


@journal.command()
@click.option("--study", "study_id", metavar="STUDY", help="Only this study or council.")
@click.option("--search", default="", metavar="WORDS", help="Only entries with these words.")
@click.pass_obj
def show(context: Context, study_id: str | None, search: str) -> None:
    """Show what was done, the newest last."""
    found = search_journal(context.instance(), study_id, search)
    for entry in found:
        about = f" {entry.study_id}" if entry.study_id else ""
        line = f"{entry.number:>5}  {entry.day}  {entry.role}: {entry.event}{about}"
        words = " ".join(entry.words.split())
        click.echo(f"{line}. {words}" if words else line)
    if not found:
        click.echo("No entry is like that." if study_id or search else "Nothing was done yet.")


@journal.command()
@click.option("--out", type=FILE, required=True, help="The file for the entries (JSON lines).")
@click.pass_obj
def export(context: Context, out: Path) -> None:
    """Write all entries to a file that `survey journal verify` checks without the instance."""
    require_new(out, "nothing was exported")
    instance = context.instance()
    write_new(out, export_journal(instance))
    click.echo(f"written to {out}")
    _say(verify_journal(instance))


@journal.command()
@click.argument("file", type=FILE_THERE, required=False)
@click.option(
    "--release",
    type=FILE_THERE,
    help="A release.json or rounds.json: it begins with what that printed.",
)
@click.pass_obj
def verify(context: Context, file: Path | None, release: Path | None) -> None:
    """Check that no entry was changed or taken away: of this instance, or of an exported FILE."""
    printed = head_in_release(read_text(release), str(release)) if release else None
    found = (
        verify_exported(_exported(file), str(file), printed)
        if file
        else verify_journal(context.instance(), printed)
    )
    _say(found)
    if printed:
        click.echo(f"begins with the {printed.entries} entries that {release} names")
    elif file:
        click.echo("Compare the head: the instance and each release print one.", err=True)


@journal.command()
@yes_option
@click.pass_obj
def pin(context: Context, yes: bool) -> None:
    """Take the journal as it is from now on: when a lost site key was made anew, for example."""
    instance = context.instance()
    require_confirmed(
        "Pin the journal as it is? What was cut off its end is not found any more.",
        "The journal stays as it was pinned.",
        yes=yes,
    )
    number = pin_journal(instance, now().date())
    click.echo(f"pinned with {number} entries")


def _say(found: ChainCheck) -> None:
    click.echo("1 entry holds" if found.entries == 1 else f"{found.entries} entries hold")
    click.echo(f"head {found.head.hex()}")


def _exported(file: Path) -> str:
    try:
        return read_bytes(file, _LARGEST).decode()
    except UnicodeDecodeError:
        raise BadInput(
            f"{file} is not UTF-8 text.", do="Check that it is the right file."
        ) from None
