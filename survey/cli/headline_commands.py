"""`survey headlines`: a few numbers with noise, beside a release.

What is spent and what is given out it only repeats.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.console import Context, now, progress_bar, read_text
from survey.cli.options import study_argument
from survey.cli.path_types import FILE, FILE_THERE
from survey.cli.share_sheet_input import collect_sheets, offer_to_destroy, share_option
from survey.services.overview.describe_studies import describe_study
from survey.storage.files import write_whole

if TYPE_CHECKING:
    from survey.disclosure.noise.headline_numbers import HeadlineRelease


@click.command()
@study_argument
@share_option("as for opening; not needed for numbers that were given out", required=False)
@click.option(
    "--plan",
    "file",
    type=FILE_THERE,
    required=True,
    help="A TOML file that names the numbers and the epsilon of each (docs/noise.md).",
)
@click.option("--out", type=FILE, required=True, help="The JSON file for the numbers.")
@click.pass_obj
def headlines(
    context: Context, study_id: str, shares: tuple[Path, ...], file: Path, out: Path
) -> None:
    """Give out at most ten headline numbers of STUDY with noise, spending what cannot be undone."""
    from survey.services.studies.release_headlines import (
        prepare_headlines,
        release_headlines,
        require_headlines_may_leave,
    )

    asked = prepare_headlines(read_text(file), str(file), out)
    instance = context.instance()
    study = describe_study(instance, study_id)
    sheets = collect_sheets(shares, study, "numbers").take()
    with progress_bar("Opening", study.counted) as tell:
        found = release_headlines(
            instance,
            study_id,
            sheets,
            asked.plan,
            asked.draw,
            lambda done, _: tell(done),
            today=now().date(),
            name=asked.name,
        )
    _say(found)
    offer_to_destroy(shares)
    require_headlines_may_leave(instance, study_id, asked.plan)
    write_whole(out, (found.model_dump_json(indent=1) + "\n").encode())
    click.echo(str(out))


def _say(found: HeadlineRelease) -> None:
    """Say the numbers, and what is spent; after this nothing can be lost any more."""
    for number in found.headlines:
        click.echo(f"{number.id}: {number.sentence}")
    spent = found.epsilon
    click.echo(
        f"epsilon {spent.for_life:g} of {spent.most:g} spent, {spent.numbers} of "
        f"{spent.most_numbers} numbers given out, for the life of {found.study}"
    )
    click.echo(
        "These numbers are kept: the same plan gives the same ones again, and spends nothing.",
        err=True,
    )
