"""`survey report`: the files that readers get, written for oneself or published for everybody."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.cli.options import FOLDER, study_argument
from survey.cli.report_group import ReportGroup
from survey.storage.files import write_together


@click.command()
@study_argument
@click.option(
    "--out",
    type=FOLDER,
    required=True,
    help="The folder for report.html, report.pdf, tables.csv, release.json and its proof.",
)
@click.option(
    "--bundle", "signed", is_flag=True, help="Write STUDY-release-N.zip too: all files, signed."
)
@click.pass_obj
def write(context: Context, study_id: str, out: Path, signed: bool) -> None:
    """Write the report of STUDY into a folder."""
    from survey.services.studies.make_report import make_report, write_report
    from survey.services.studies.sign_bundle import sign_bundle

    instance = context.instance()
    report = make_report(instance, study_id)
    bundle = sign_bundle(instance, report) if signed else None
    for path in write_report(report, out):
        click.echo(str(path))
    if bundle is not None:
        for path in write_together(out, {bundle.name: bundle.content}):
            click.echo(str(path))
        click.echo(f"signed with the key {bundle.number}")


@click.group(
    cls=ReportGroup,
    default=write,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="STUDY --out DIR | publish STUDY",
)
def report() -> None:
    """Write the report of STUDY into the folder DIR, or publish it in the reading room."""


@report.command()
@study_argument
@click.option("--release", "number", type=click.IntRange(1), help="Only if this is the newest.")
@click.pass_obj
def publish(context: Context, study_id: str, number: int | None) -> None:
    """Publish the report of STUDY in the reading room, where everybody can read it."""
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import publish_report, require_newest

    instance = context.instance()
    require_newest(instance, study_id, number)
    report = make_report(instance, study_id)
    address = publish_report(instance, report, now().date())
    click.echo(f"published {study_id}")
    click.echo(f"release {report.number}")
    click.echo(f"address {address}")
