"""`survey delphi`: every statistic of ratings that lie in a file. It opens and protects nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import read_bytes
from survey.cli.options import FILE, FILE_THERE
from survey.delphi.files.ratings_file import RatingsFile, read_ratings, strangers
from survey.delphi.files.results import results
from survey.errors import BadInput
from survey.services.steps.council_policy import shipped_policy
from survey.services.steps.short_lists import shortened
from survey.storage.files import write_over

_LARGEST_FILE = 100_000_000
_MOST_PROBLEMS = 500


@click.command()
@click.argument("ratings", metavar="RATINGS.csv", type=FILE_THERE)
@click.option(
    "--out",
    metavar="RESULT.json",
    type=FILE,
    required=True,
    help="Where to write the list of results.",
)
def delphi(ratings: Path, out: Path) -> None:
    """Work out agreement and stability from RATINGS.csv (statement,member,round,rating).

    The results are raw: they are for your desk, not for a report, and only you can read the file.
    """
    if out.exists() and out.samefile(ratings):
        raise BadInput("The results would be written over the ratings.", do="Name another file.")
    file = _read(ratings)
    told = results(file.rows, shipped_policy().rule)
    write_over(out, json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    for name in file.unused:
        click.echo(f"the column {name} was not used")
    _say(strangers(file.rows))
    rated = sum("round" in one for one in told)
    click.echo(f"{_some(rated, 'result')} and {_some(len(told) - rated, 'comparison')}: {out}")


def _read(path: Path) -> RatingsFile:
    try:
        file = read_ratings(read_bytes(path, _LARGEST_FILE).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text.", do="Save it as CSV in UTF-8.") from error
    if file.problems:
        _say(file.problems)
        raise BadInput(
            f"{path} has {_some(len(file.problems), 'problem')}.",
            kept="Nothing was written.",
            do="Change these lines, and run the command again.",
        )
    return file


def _say(problems: Sequence[str]) -> None:
    for line in shortened(problems, _MOST_PROBLEMS):
        click.echo(line, err=True)


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
