"""`survey delphi`: every statistic of ratings that lie in a file. It opens and protects nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import read_bytes
from survey.cli.path_types import FILE, FILE_THERE
from survey.delphi.files.ratings_file import (
    NAMES,
    RatingsFile,
    likely_highest,
    read_ratings,
    strangers,
)
from survey.delphi.files.results import in_words, results
from survey.delphi.statistics.rating_scale import NINE, RatingScale, read_scale
from survey.errors import BadInput
from survey.services.steps.council_policy import shipped_policy
from survey.services.steps.places_to_write import require_new
from survey.services.steps.short_lists import shortened
from survey.storage.files import write_over
from survey.table_files.table_rows import read_rows

_LARGEST_FILE = 100_000_000
_MOST_PROBLEMS = 500
_MOST_LINES = 100


@click.command()
@click.argument("ratings", metavar="RATINGS", type=FILE_THERE)
@click.option(
    "--out",
    metavar="RESULT.json",
    type=FILE,
    required=True,
    help="Where to write the list of results.",
)
@click.option(
    "--scale",
    metavar="SCALE",
    help="The scale: its ends, such as 1-5 or 0-10, or its words from low to high, with commas; "
    "1-9 unless said otherwise.",
)
def delphi(ratings: Path, out: Path, scale: str | None) -> None:
    """Work out agreement and stability from RATINGS, a CSV file or a workbook: one rating in each
    row (statement,member,round,rating), or one member, or one statement.

    The results are raw: they are for your desk, not for a report, and only you can read the file.
    """
    if out.exists() and out.samefile(ratings):
        raise BadInput("The results would be written over the ratings.", do="Name another file.")
    if not out.exists() or out.is_file():
        require_new(out, "nothing was written")
    points = NINE if scale is None else read_scale(scale)
    file = _read(ratings, points)
    told = results(file.rows, shipped_policy().rule, points)
    write_over(out, json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    for name in file.unused:
        click.echo(f"the column {name} was not used")
    for sentence in file.said:
        click.echo(sentence)
    if not points.is_nine:
        click.echo(
            "On this scale there is no verdict, no IPRAS and no rule of thirds: they are made for "
            "ratings from 1 to 9."
        )
    _say(strangers(file.rows))
    if scale is None and (high := likely_highest(file.rows)):
        _say([f"No rating is above {high}: if the scale is 1 to {high}, add --scale 1-{high}."])
    for line in shortened(in_words(told), _MOST_LINES):
        click.echo(line)
    rated = sum("round" in one for one in told)
    click.echo(f"{_some(rated, 'result')} and {_some(len(told) - rated, 'comparison')}: {out}")


def _read(path: Path, scale: RatingScale) -> RatingsFile:
    table = read_rows(str(path), read_bytes(path, _LARGEST_FILE), NAMES)
    file = read_ratings(table, scale)
    if file.problems:
        _say(file.problems)
        raise BadInput(
            f"{path} has {_some(len(file.problems), 'problem')}.",
            kept="Nothing was written.",
            do="Change these places, and run the command again.",
        )
    _say(table.notes)
    return file


def _say(problems: Sequence[str]) -> None:
    for line in shortened(problems, _MOST_PROBLEMS):
        click.echo(line, err=True)


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
