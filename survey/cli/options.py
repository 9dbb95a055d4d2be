"""What commands take: days, and the options that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from survey.cli.path_types import NEW_FOLDER
from survey.sealing.opening.sheet_loss import suggested_threshold

#: The study, or the council, that a command is about.
study_argument = click.argument("study_id", metavar="STUDY")
council_argument = click.argument("council_id", metavar="COUNCIL")
#: For commands that cannot be undone, see `console.require_confirmed`.
yes_option = click.option("--yes", is_flag=True, help="Do not ask for confirmation: for scripts.")

#: The last year that a day may lie in: one further away is a slip of the hand.
_LAST_YEAR = 2999


class Day(click.DateTime):
    """A day or a month in the numbers that commands take; what is refused says how to write it."""

    def __init__(self, how: str, example: str) -> None:
        super().__init__([how])
        self._example = example

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day, or fail with an example of one."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is not taken. Write it like {self._example}.", param, ctx)
        if day.year > _LAST_YEAR:
            self.fail(f"“{value}” is too far away. Write a year up to {_LAST_YEAR}.", param, ctx)
        return day


DAY, MONTH = Day("%Y-%m-%d", "2030-12-31"), Day("%Y-%m", "2030-12")


def closes_option(words: str, *, required: bool = False) -> Callable[[Any], Any]:
    """Return the option --closes, the last day for answers; `words` are its help."""
    return click.option("--closes", type=DAY, metavar="DATE", required=required, help=words)


def way_in_option(default: str | None = None) -> Callable[[Any], Any]:
    """Return the option --by: how people come into a study."""
    return click.option(
        "--by",
        type=click.Choice(["link", "codes", "both"]),
        default=default,
        show_default=default is not None,
        help="How people come in: by the address, with a code of one use, or either.",
    )


def _more_than_half(context: click.Context, _: click.Parameter, threshold: int | None) -> int:
    """Return how many of the trustees are needed, where nobody says so: three of five."""
    return threshold or suggested_threshold(int(context.params["shares"]))


def trustee_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --shares, --threshold and --shares-dir: who holds the keys, and where sheets are put."""
    folder = "A new or empty folder for the share sheets share-1.txt …"
    for option in (
        click.option("--shares-dir", type=NEW_FOLDER, required=True, help=folder),
        click.option(
            "--threshold",
            type=click.IntRange(2, 16),
            callback=_more_than_half,
            help="How many open it: fewer than there are. [default: more than half]",
        ),
        click.option(
            "--shares",
            type=click.IntRange(2, 16),
            default=5,
            show_default=True,
            is_eager=True,
            help="How many trustees; three for the smallest.",
        ),
    ):
        command = option(command)
    return command
