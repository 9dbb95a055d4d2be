"""`survey study …`: publishing, listing, closing and opening studies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import Context, load_questionnaire, now
from survey.errors import Refused
from survey.services.close_study import close_study, fingerprint_of
from survey.services.publish_study import Terms, publish_study
from survey.storage import studies

_HOLDER = (
    "Whoever holds this folder can open the study. Give each trustee their own sheet, on paper or "
    "on a stick of their own, and then delete the folder."
)


@click.group()
def study() -> None:
    """Publish, list, close and open studies."""


@study.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--shares", type=click.IntRange(2, 16), required=True, help="How many trustees.")
@click.option("--threshold", type=click.IntRange(2, 16), required=True, help="How many can open.")
@click.option(
    "--shares-dir",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="A new or empty folder for the share sheets share-1.txt …",
)
@click.option("--practice", is_flag=True, help="A practice study: it can never become a real one.")
@click.pass_obj
def publish(
    context: Context, file: Path, shares: int, threshold: int, shares_dir: Path, practice: bool
) -> None:
    """Publish the questionnaire in FILE and write the trustees' share sheets."""
    asked = load_questionnaire(file)
    instance = context.founded()
    terms = Terms(shares, threshold, practice=practice)
    study_id = publish_study(
        instance, asked, terms, now().date(), lambda sheets: write_sheets(shares_dir, sheets)
    )
    click.echo(f"study {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/f/{study_id}")
    click.echo(f"{shares_dir}: {_HOLDER}", err=True)
    if not practice:
        click.echo("This study was published without reviews; its pages say so.", err=True)


@study.command("list")
@click.pass_obj
def list_studies(context: Context) -> None:
    """List the studies of this instance."""
    instance = context.instance()
    with instance.engine.connect() as connection:
        rows = studies.all_studies(connection)
    if not rows:
        click.echo("There are no studies yet. To publish one: survey study publish FILE …")
    for row in rows:
        kind = "practice" if row.practice else "reviewed" if row.reviewed else "without reviews"
        click.echo(
            f"{row.id}  {row.state:<8}  {row.counted:>6} counted  since {row.opened_on}  {kind}"
        )


@study.command()
@click.argument("study_id", metavar="STUDY")
@click.pass_obj
def close(context: Context, study_id: str) -> None:
    """Close STUDY: no more answers; what came in is mixed and fixed."""
    row = close_study(context.instance(), study_id, now())
    click.echo(f"closed {row.id} with {row.closed_count} responses")
    click.echo(f"closed set {fingerprint_of(row)}")
    if row.lost:
        click.echo(f"{row.lost} letters did not open and are lost", err=True)


@study.command("open")
@click.argument("study_id", metavar="STUDY")
@click.option(
    "--share",
    "shares",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    required=True,
    help="A trustee's share sheet; give as many as the study needs.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes that open.")
@click.pass_obj
def open_command(
    context: Context, study_id: str, shares: tuple[Path, ...], workers: int | None
) -> None:
    """Open STUDY together with the trustees, protect its numbers and store the release."""
    from survey.cli.opening import open_with_sheets, say_opened

    say_opened(open_with_sheets(context.instance(), study_id, shares, workers))
    click.echo(f"To make the report: survey report {study_id} --out DIR")


def write_sheets(folder: Path, sheets: Sequence[str]) -> None:
    """Write share-1.txt … into a private folder; Refused when some are there already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.glob("share-*.txt")):
        raise Refused(
            f"There are share sheets in {folder} already.",
            kept="They were left as they are, and nothing was published.",
            do="Choose another folder for --shares-dir.",
        )
    for number, sheet in enumerate(sheets, 1):
        handle = os.open(
            folder / f"share-{number}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
        )
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(sheet)
            file.flush()
            os.fsync(file.fileno())
