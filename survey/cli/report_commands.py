"""`survey report`: the files that readers get."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context


@click.command()
@click.argument("study_id", metavar="STUDY")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for report.html, report.pdf, tables.csv, release.json and its proof.",
)
@click.pass_obj
def report(context: Context, study_id: str, out: Path) -> None:
    """Write the report of STUDY, and publish it in the reading room."""
    from survey.services.studies.make_report import make_report

    for path in make_report(context.instance(), study_id, out):
        click.echo(str(path))
