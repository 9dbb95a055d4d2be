"""Share sheets at an opening: from files, or typed at the terminal so that no file is left.

It knows the words on sheets for as long as a command runs. It must not keep or repeat them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from survey.cli.console import now, read_text, say_problem
from survey.cli.path_types import SHEET_THERE
from survey.errors import SharesRefused
from survey.services.steps.collect_shares import ShareCollection, SharedKeys, typed_sheet
from survey.storage.files import destroy

#: In place of a file: one sheet is asked for at the terminal.
AT_THE_TERMINAL = Path("-")

_LEFT = (
    "Whoever has {} can open whatever is closed later under the same keys, with no trustee there. "
    "Destroy each file that was typed or copied for this opening; next time, --share - asks for a "
    "sheet at the terminal and leaves none."
)


def share_option(of: str, *, required: bool = True) -> Callable[[Any], Any]:
    """Return the option --share of a command that opens; `of` says how many sheets to give."""
    return click.option(
        "--share",
        "shares",
        type=SHEET_THERE,
        multiple=True,
        required=required,
        help=f"A trustee's share sheet, or - to type one at the terminal; {of}.",
    )


def collect_sheets(shares: Sequence[Path], keys: SharedKeys, *lists: str) -> ShareCollection:
    """Return the sheets given; of one that is typed only the `lists` are asked for.

    `lists` are "numbers", "words" or both. What is mistyped is asked for again. SharesRefused for
    what is no sheet, the sheet of another study, or the same twice.
    """
    collection = ShareCollection(keys, now)
    for path in shares:
        if path == AT_THE_TERMINAL:
            collection.add(_typed(keys, lists))
        else:
            _add_file(collection, path)
    return collection


def _add_file(collection: ShareCollection, path: Path) -> None:
    try:
        collection.add(read_text(path))
    except SharesRefused as error:
        refused = SharesRefused(f"{path}: {error.what}", kept=error.kept, do=error.guidance)
        raise refused from None


def offer_to_destroy(shares: Sequence[Path], *, ask: bool = True) -> None:
    """Say what files with sheets can still open, and destroy them where somebody wants that.

    Nobody is asked where there is no terminal, or where `ask` is False, as in a script.
    """
    files = [path for path in shares if path != AT_THE_TERMINAL]
    if not files:
        return
    click.echo(_LEFT.format(", ".join(map(str, files))), err=True)
    if ask and sys.stdin.isatty() and click.confirm("Destroy these files now?", err=True):
        for path in files:
            destroy(path)
        click.echo("They are destroyed, as far as the disk lets a file be destroyed.", err=True)


def _typed(keys: SharedKeys, lists: Sequence[str]) -> str:
    number = click.prompt("Number of the sheet", type=click.IntRange(1, keys.shares), err=True)
    while True:
        said = {name: _asked(name) for name in lists}
        try:
            return typed_sheet(keys, number, **said)
        except SharesRefused as error:
            say_problem(error)


def _asked(name: str) -> str:
    words: str = click.prompt(
        f"Its {name} list, 33 words in one line (they are not shown)", hide_input=True, err=True
    )
    return words
