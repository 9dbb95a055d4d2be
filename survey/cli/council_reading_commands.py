"""`survey council report`, `check-slip`: what readers and members of a council get."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, now, read_text
from survey.cli.options import council_argument
from survey.cli.path_types import FILE_THERE, NEW_FOLDER
from survey.cli.report_group import ReportGroup
from survey.errors import BadInput
from survey.questionnaire.catalogues import INTERFACE
from survey.services.councils.check_slip import CheckedSlip, SlipOutcome, check_slip

_NOTES = click.option("--notes", type=FILE_THERE, help="What you add to minority reports (TOML).")
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(INTERFACE),
    default=INTERFACE[0],
    help="The language of the report; English where you say none.",
)
_BY = click.option("--by", required=True, metavar="ROLE", help="Who does it, as a role.")

_SAID: dict[SlipOutcome, str] = {
    "good": "good: round {}; it was not used for pay yet",
    "used": "used now: round {}; it counts once",
    "used before": "used before: round {}",
    "too early": "too early: round {} is still open, and a slip counts once it has closed",
    "none of ours": "none of this council: a letter may be wrong",
}


@click.command()
@council_argument
@click.option("--out", type=NEW_FOLDER, required=True, help="The folder for its pages and tables.")
@_NOTES
@_LANGUAGE
@click.option(
    "--final", is_flag=True, help="The council ends: its members' tags and own ratings are erased."
)
@click.pass_obj
def write(
    context: Context, council_id: str, out: Path, notes: Path | None, language: str, *, final: bool
) -> None:
    """Write the report of COUNCIL from what its rounds published."""
    from survey.reports.report_language import writing_in
    from survey.services.councils.make_council_report import end_council, make_council_report

    given = context.instance(), council_id, out, read_text(notes) if notes else ""
    with writing_in(language):
        made = end_council(*given, today=now().date()) if final else make_council_report(*given)
    for path in made:
        click.echo(str(path))


@click.group(
    cls=ReportGroup,
    default=write,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="COUNCIL --out DIR | sign COUNCIL | publish COUNCIL",
)
def report() -> None:
    """Write the report of COUNCIL into the folder DIR, sign for it, or publish it.

    With --final the council ends: its members' tags and own ratings are erased.
    """


@report.command()
@council_argument
@_BY
@_NOTES
@_LANGUAGE
@click.pass_obj
def sign(context: Context, council_id: str, by: str, notes: Path | None, language: str) -> None:
    """Sign for the report of COUNCIL as it stands: somebody else can publish it then."""
    from survey.services.councils.publish_council_report import (
        report_standing,
        sign_council_report,
    )

    instance, added = context.instance(), read_text(notes) if notes else ""
    seen = report_standing(instance, council_id, added).digest
    sign_council_report(instance, council_id, seen, by, now().date(), added, language)
    click.echo("signed; somebody else publishes it, with the same notes")


@report.command()
@council_argument
@_BY
@_NOTES
@click.option(
    "--language",
    type=click.Choice(INTERFACE),
    help="Only if it was signed for in this one. [default: as it was signed for]",
)
@click.pass_obj
def publish(
    context: Context, council_id: str, by: str, notes: Path | None, language: str | None
) -> None:
    """Publish the report of COUNCIL that somebody else signed for in the reading room, where
    everybody can read it."""
    from survey.services.councils.publish_council_report import publish_council_report

    given = context.instance(), council_id, by, now().date()
    address = publish_council_report(*given, read_text(notes) if notes else "", language)
    click.echo(f"published {council_id}")
    click.echo(f"address {address}")


@click.command("check-slip")
@council_argument
@click.option("--use", is_flag=True, help="Let it count: it is worth nothing afterwards.")
@click.pass_obj
def check_slip_command(context: Context, council_id: str, *, use: bool) -> None:
    """Say whether the slip that you are asked for shows that somebody took part in a round.

    It is asked for, so that it stays out of the history of the terminal.
    """
    found: CheckedSlip = check_slip(
        context.instance(), council_id, click.prompt("The number on the slip"), use=use
    )
    said = _SAID[found.outcome].format(found.round)
    if found.outcome not in ("good", "used"):
        raise BadInput(f"This slip is {said}.", kept="Nothing was changed.")
    click.echo(said)
