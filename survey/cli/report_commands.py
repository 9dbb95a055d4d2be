"""`survey report`: the files that readers get, written for oneself or published for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from survey.cli.console import Context, now, read_text
from survey.cli.options import study_argument
from survey.cli.path_types import FILE, FILE_THERE, NEW_FOLDER
from survey.cli.reading_options import keep_reading, reading_options
from survey.cli.report_group import ReportGroup
from survey.cli.timestamp_commands import add_timestamp, request_timestamp
from survey.questionnaire.catalogues import INTERFACE
from survey.services.steps.places_to_write import require_new
from survey.storage.files import write_together

_in_language = click.option(
    "--language",
    type=click.Choice(INTERFACE),
    help="What it is written in. [default: as its words, or English]",
)


@click.command()
@study_argument
@click.option(
    "--out",
    type=NEW_FOLDER,
    required=True,
    help="The folder for its pages, papers, tables, release.json and the proof.",
)
@click.option(
    "--bundle", "signed", is_flag=True, help="Write STUDY-release-N.zip too: all files, signed."
)
@_in_language
@click.pass_obj
def write(context: Context, study_id: str, out: Path, signed: bool, language: str | None) -> None:
    """Write the report of STUDY into a folder."""
    from survey.services.steps.sign_bundle import sign_bundle
    from survey.services.studies.make_report import make_report, write_report

    instance = context.instance()
    report = make_report(instance, study_id, language=language)
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
    subcommand_metavar="STUDY --out DIR | draft STUDY | build FILE | publish STUDY | reading ID",
)
def report() -> None:
    """Write the report of STUDY into the folder DIR, write on its text, or publish it in the
    reading room."""


@report.command()
@study_argument
@click.option("--out", type=FILE, required=True, help="The new file for the text.")
@_in_language
@click.pass_obj
def draft(context: Context, study_id: str, out: Path, language: str | None) -> None:
    """Write the text of the report of STUDY into a file, as it is drafted by rule."""
    from survey.services.studies.make_report import report_draft

    require_new(out, "no draft was written")
    text = report_draft(context.instance(), study_id, language)
    out.write_text(text, encoding="utf-8")
    click.echo(str(out))


@report.command()
@click.argument("file", type=FILE_THERE)
@click.option(
    "--out", type=NEW_FOLDER, required=True, help="The folder for the files of the report."
)
@click.option("--study", "study_id", default="", help="The study, where the file does not say it.")
@_in_language
@click.pass_obj
def build(context: Context, file: Path, out: Path, study_id: str, language: str | None) -> None:
    """Write the report with the text in FILE into a folder, or say what is wrong with each line."""
    from survey.services.studies.make_report import make_report, study_of_text, write_report

    text = read_text(file)
    made = make_report(context.instance(), study_id or study_of_text(text), text, language)
    for path in write_report(made, out):
        click.echo(str(path))


@report.command()
@study_argument
@click.option("--release", "number", type=click.IntRange(1), help="Only if this is the newest.")
@click.option("--text", "file", type=FILE_THERE, help="What was written for it, as for build.")
@_in_language
@reading_options
@click.pass_obj
def publish(
    context: Context,
    /,
    study_id: str,
    number: int | None,
    file: Path | None,
    language: str | None,
    **said: Any,
) -> None:
    """Publish the report of STUDY in the reading room, where everybody can read it."""
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import publish_report, require_newest
    from survey.services.studies.set_reading import reading_of

    instance = context.instance()
    require_newest(instance, study_id, number)
    report = make_report(instance, study_id, read_text(file) if file else None, language)
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
    click.echo(f"with council {facts.with_council or 'none'}")


report.add_command(request_timestamp)
report.add_command(add_timestamp)
