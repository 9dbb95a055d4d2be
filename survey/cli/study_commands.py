"""`survey study …`: publishing, listing, closing and opening studies, and what goes on between."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from survey.cli import correcting_commands, offline_commands
from survey.cli.check_shares_commands import check_study_shares
from survey.cli.console import Context, now, read_bytes
from survey.cli.fieldwork_commands import (
    changes_command,
    feelings_command,
    payments_command,
    watch_command,
)
from survey.cli.options import DAY, MONTH, study_argument, trustee_options, way_in_option
from survey.cli.path_types import FILE_THERE
from survey.cli.pinning import pin_study_command
from survey.cli.printing_commands import print_study
from survey.cli.sheet_files import HOLDER, say_promises, sheets_into
from survey.cli.telling import (
    responses_in_words,
    say_closed_set,
    say_length,
    say_room,
    say_untranslated,
)
from survey.cli.wording_actions import to_type
from survey.questionnaire.entrance import WayIn, entrance_of
from survey.services.overview.check_questionnaire import check_questionnaire
from survey.services.overview.describe_studies import (
    StudyDescription,
    describe_study,
    list_studies,
)
from survey.services.overview.publishing_advice import advise_publishing
from survey.services.steps.founding_terms import terms_from
from survey.services.studies.close_study import close_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.services.studies.reopen_study import reopen_study
from survey.storage.studies.study_rows import CEILING

_UNCONFIRMED = (
    "{} support entries for this study are not confirmed, so no phone number of theirs is shown: {}"
)

_WHEN_NUMBERS_MOVE = (
    "The number of an open study moves only when its answers are mixed: once {} of them wait, at "
    "most hourly, or when it closes. Until then answers that came in are kept and not shown, so "
    "that no number tells when one came; “below ten” does not mean that nobody answered. It is "
    "rounded to ten, and never moves because somebody took their answers back."
)


@click.group()
def study() -> None:
    """Publish, list, close and open studies."""


for command in (
    check_study_shares,
    payments_command,
    feelings_command,
    watch_command,
    changes_command,
    pin_study_command,
    print_study,
    *correcting_commands.COMMANDS,
    *offline_commands.COMMANDS,
):
    study.add_command(command)


@study.command()
@click.argument("file", type=FILE_THERE)
@trustee_options
@click.option("--practice", is_flag=True, help="A practice study: it can never become a real one.")
@click.option(
    "--closes",
    type=DAY,
    metavar="DATE",
    help="The last day for answers and for taking them back. [default: in 28 days]",
)
@click.option(
    "--results-by",
    type=MONTH,
    metavar="YYYY-MM",
    help="The month in which you promise results. [default: two months after closing]",
)
@way_in_option(default="link")
@click.option(
    "--ceiling",
    type=click.IntRange(1),
    default=CEILING,
    show_default=True,
    help="Answers after which no more are taken. Each takes 0.1 ms of a processor to open, and "
    "some 5 kB on the disk, and as much for each question that people may write to.",
)
@click.pass_obj
def publish(
    context: Context,
    file: Path,
    shares: int,
    threshold: int,
    shares_dir: Path,
    practice: bool,
    closes: datetime | None,
    results_by: datetime | None,
    by: WayIn,
    ceiling: int,
) -> None:
    """Publish the questionnaire in FILE and write the trustees' share sheets."""
    checked = check_questionnaire(read_bytes(file), str(file))
    asked = checked.asked
    for line in checked.lines:
        click.echo(line, err=True)
    settings = context.settings()
    foreseen = advise_publishing(context.folder, settings, asked)
    say_untranslated(settings, asked.languages)
    say_length(foreseen.long_consent)
    terms = StudyTerms(
        shares,
        threshold,
        practice,
        closes_on=closes.date() if closes else None,
        results_by=results_by.date() if results_by else None,
        ceiling=ceiling,
        entrance=entrance_of(by),
        **terms_from(settings),
    )
    instance = context.founded()
    study_id = publish_study(instance, asked, terms, now().date(), sheets_into(shares_dir))
    click.echo(f"study {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/f/{study_id}")
    click.echo(f"{shares_dir}: {HOLDER}", err=True)
    if by != "link":
        click.echo(
            f"To make codes: {to_type('invitations create {} --count …', study_id)}", err=True
        )
    say_promises(describe_study(instance, study_id))
    say_room(asked, ceiling)
    if foreseen.unconfirmed and not practice:
        click.echo(_UNCONFIRMED.format(foreseen.unconfirmed, to_type("resources check")), err=True)


@study.command("list")
@click.pass_obj
def list_command(context: Context) -> None:
    """List the studies of this instance, with their titles."""
    found = list_studies(context.instance())
    if not found.studies:
        click.echo(f"There are no studies yet. To publish one: {to_type('study publish FILE …')}")
    for one in found.studies:
        seen = f"about {one.about}" if one.about else "below ten"
        counted = seen if one.in_field else str(one.counted)
        click.echo(
            f"{one.id}  {one.stand:<8}  {counted:>11} counted  since {one.opened_on}  "
            f"{_end_of_answers(one)}  {one.kind}  {one.title}"
        )
    if found.has_surveys_in_field:
        click.echo(_WHEN_NUMBERS_MOVE.format(found.mix_waiting), err=True)
    if found.has_rounds_in_field:
        click.echo("The number of a council's round moves only when the round closes.", err=True)


def _end_of_answers(one: StudyDescription) -> str:
    """Return when a study closes, or on which day it was closed where that is known."""
    if one.in_field:
        return f"closes after {one.closes_on}"
    if one.stand == "withdrawn":
        return "never closed"
    return f"closed on {one.closed_on}" if one.closed_on else "closed"


@study.command()
@study_argument
@click.pass_obj
def close(context: Context, study_id: str) -> None:
    """Close STUDY: no more answers; what came in is mixed and fixed."""
    row = close_study(context.instance(), study_id, now())
    click.echo(f"closed {row.id} with {responses_in_words(row.closed_count)}")
    say_closed_set(row)


@study.command()
@study_argument
@click.option(
    "--closes",
    type=DAY,
    metavar="DATE",
    required=True,
    help="The last day for answers and for taking them back.",
)
@click.pass_obj
def reopen(context: Context, study_id: str, closes: datetime) -> None:
    """Take STUDY up again: the same questions, and answers until another day."""
    row = reopen_study(context.instance(), study_id, closes.date(), now())
    click.echo(f"open {row.id} until {row.closes_on}")
    click.echo(
        "What was closed before can no longer be taken back.",
        err=True,
    )
    say_promises(row)
