"""`survey delphi`: every statistic of ratings that lie in a file. It opens and protects nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from survey.delphi.files.ratings_file import RatingsFile, read_ratings, strangers
from survey.delphi.files.results import results
from survey.delphi.rule import read_council_policy
from survey.errors import BadInput
from survey.settings import shipped
from survey.storage.files import write_over

_LARGEST_FILE = 100_000_000
_MOST_PROBLEMS = 500


@click.command()
@click.argument(
    "ratings",
    metavar="RATINGS.csv",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--out",
    metavar="RESULT.json",
    type=click.Path(path_type=Path, dir_okay=False),
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
    rule = read_council_policy((shipped("config") / "council.toml").read_text("utf-8")).rule
    told = results(file.rows, rule)
    write_over(out, json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    for name in file.unused:
        click.echo(f"the column {name} was not used")
    _say(strangers(file.rows))
    rated = sum("round" in one for one in told)
    click.echo(f"{_some(rated, 'result')} and {_some(len(told) - rated, 'comparison')}: {out}")


def _read(path: Path) -> RatingsFile:
    if path.stat().st_size > _LARGEST_FILE:
        raise BadInput(f"{path} is larger than 100 MB.", do="Check that it is the right file.")
    try:
        file = read_ratings(path.read_bytes().decode("utf-8-sig"))
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
    for problem in problems[:_MOST_PROBLEMS]:
        click.echo(problem, err=True)
    if len(problems) > _MOST_PROBLEMS:
        click.echo(f"And {len(problems) - _MOST_PROBLEMS} more.", err=True)


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
