"""`survey report`: the files that readers get, written for oneself or published for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from survey.cli.console import Context, now
from survey.cli.options import FOLDER, study_argument
from survey.cli.reading_options import keep_reading, reading_options
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
    subcommand_metavar="STUDY --out DIR | publish STUDY | reading ID",
)
def report() -> None:
    """Write the report of STUDY into the folder DIR, or publish it in the reading room."""


@report.command()
@study_argument
@click.option("--release", "number", type=click.IntRange(1), help="Only if this is the newest.")
@reading_options
@click.pass_obj
def publish(context: Context, /, study_id: str, number: int | None, **said: Any) -> None:
    """Publish the report of STUDY in the reading room, where everybody can read it."""
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import publish_report, require_newest
    from survey.services.studies.set_reading import reading_of

    instance = context.instance()
    require_newest(instance, study_id, number)
    report = make_report(instance, study_id)
    keep_reading(instance, study_id, said)
    address = publish_report(instance, report, now().date())
    click.echo(f"published {study_id}")
    click.echo(f"release {report.number}")
    click.echo(f"address {address}")
    if until := reading_of(instance, study_id, now().date()).held_until:
        click.echo(f"read from {until}")


@report.command()
@click.argument("of_id", metavar="ID")
@reading_options
@click.pass_obj
def reading(context: Context, /, of_id: str, **said: Any) -> None:
    """Say who reads the report of the study or council ID, and when; without options: show it."""
    from survey.services.studies.set_reading import reading_of

    instance = context.instance()
    keep_reading(instance, of_id, said)
    facts = reading_of(instance, of_id, now().date()).facts
    click.echo(f"themes {' '.join(facts.themes) or 'none'}")
    click.echo(f"asked {' '.join(facts.asked) or 'nobody named'}")
    click.echo(f"embargo {facts.embargo_until or 'none'}")
    click.echo(f"passphrase {'asked for' if facts.passphrase else 'none'}")
    click.echo(f"more on {facts.write_again_on or 'no day'}")
