"""`survey study|council pin`: trusting what lies in the database again, by a trustee's sheet.

It knows what is typed off a sheet that is no secret: two fingerprints and a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from survey.cli.console import Context, now
from survey.cli.options import council_argument, study_argument
from survey.errors import BadInput
from survey.sealing.public_keys import FINGERPRINT_SIZE
from survey.services.upkeep.pin_again import OnTheSheet, pin_council, pin_study

_Command = TypeVar("_Command", bound=Callable[..., None])


def _typed(_context: click.Context, option: click.Parameter, typed: str | None) -> bytes | None:
    """Return a fingerprint as it was typed, in any case and with any blanks."""
    if typed is None:
        return None
    try:
        key = bytes.fromhex("".join(typed.split()))
    except ValueError:
        key = b""
    if len(key) != FINGERPRINT_SIZE:
        raise BadInput(
            f"“{typed}” is not a {option.human_readable_name.replace('_', ' ')}.",
            kept="Nothing was pinned.",
            do="Type the four groups that stand on the sheet as one word, or between quotes, such "
            'as "1a2b 3c4d 5e6f 7a8b".',
        )
    return key


def _of_a_sheet(*, required: bool) -> Callable[[_Command], _Command]:
    """Return a decorator that gives a command the three options for what a sheet says."""
    keys = [
        click.option(
            f"--{name}-key",
            callback=_typed,
            required=required,
            metavar="KEY",
            help=f"“{name.capitalize()} key” on a sheet, as one word or between quotes.",
        )
        for name in ("numbers", "words")
    ]
    needed = click.option(
        "--sheets-needed",
        type=click.IntRange(2, 16),
        required=required,
        help="“Sheets needed” on a sheet.",
    )

    def decorate(command: _Command) -> _Command:
        for option in (needed, *reversed(keys)):
            command = option(command)
        return command

    return decorate


@click.command("pin")
@study_argument
@_of_a_sheet(required=False)
@click.option("--no-sheet", is_flag=True, help="No sheet is left; not for a study that is open.")
@click.pass_obj
def pin_study_command(
    context: Context,
    study_id: str,
    numbers_key: bytes | None,
    words_key: bytes | None,
    sheets_needed: int | None,
    no_sheet: bool,
) -> None:
    """Trust STUDY as it lies in the database, when its keys are those on a trustee's sheet.

    Once for each study of an older version, and when a lost site key was made anew.
    """
    sheet = None
    if numbers_key and words_key and sheets_needed:
        sheet = OnTheSheet(numbers_key, words_key, sheets_needed)
    elif not no_sheet:
        raise click.UsageError(
            "Give --numbers-key, --words-key and --sheets-needed as any one share sheet says them."
        )
    believed = pin_study(context.instance(), study_id, sheet, now().date())
    _say(f"study {study_id}", believed, proven=bool(sheet))


@click.command("pin")
@council_argument
@_of_a_sheet(required=True)
@click.pass_obj
def pin_council_command(
    context: Context, council_id: str, numbers_key: bytes, words_key: bytes, sheets_needed: int
) -> None:
    """Trust COUNCIL and its rounds as they lie in the database, when the keys are on a sheet."""
    sheet = OnTheSheet(numbers_key, words_key, sheets_needed)
    believed = pin_council(context.instance(), council_id, sheet, now().date())
    _say(f"council {council_id}", believed, proven=True)


def _say(what: str, believed: tuple[str, ...], *, proven: bool) -> None:
    click.echo(f"pinned {what}")
    keys = "Its keys are those on the sheet." if proven else "Its keys are believed without proof."
    click.echo(f"{keys} Believed as it lies in the database, so look at it:", err=True)
    for one in believed:
        click.echo(f"  {one}", err=True)
