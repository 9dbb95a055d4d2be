"""`survey study …`: publishing, listing, closing and opening studies, and what goes on between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from survey.cli import correcting_commands
from survey.cli.console import DAY, MONTH, Context, load_with_advice, now, yes_option
from survey.cli.fieldwork_commands import changes_command, feelings_command, payments_command
from survey.cli.pinning import pin_study_command
from survey.cli.share_sheet_input import offer_to_destroy, share_option, sheets_given
from survey.cli.telling import say_length, say_untranslated, told_by
from survey.errors import Refused
from survey.questionnaire.files.reading import from_json
from survey.services.steps.support_list import require_support, resources_of, unconfirmed
from survey.services.steps.written_files import make_private, write_new
from survey.services.studies.close_study import close_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.services.studies.reopen_study import reopen_study
from survey.settings import Settings, shipped
from survey.storage.studies import study_rows
from survey.storage.studies.study_life import stand

_HOLDER = (
    "Whoever holds this folder can open the study. Give each trustee their own sheet, on paper or "
    "on a stick of their own, and then delete the folder."
)


_UNCONFIRMED = (
    "{} support entries for this study are not confirmed, so no phone number of theirs is shown: "
    "survey resources check"
)


@click.group()
def study() -> None:
    """Publish, list, close and open studies."""


for command in (
    payments_command,
    feelings_command,
    changes_command,
    pin_study_command,
    *correcting_commands.COMMANDS,
):
    study.add_command(command)


@study.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--shares", type=click.IntRange(2, 16), required=True, help="How many trustees.")
@click.option(
    "--threshold",
    type=click.IntRange(2, 16),
    required=True,
    help="How many open it: fewer than there are.",
)
@click.option(
    "--shares-dir",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="A new or empty folder for the share sheets share-1.txt …",
)
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
@click.option(
    "--ceiling",
    type=click.IntRange(1),
    default=study_rows.CEILING,
    show_default=True,
    help="Responses after which no more are taken.",
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
    ceiling: int,
) -> None:
    """Publish the questionnaire in FILE and write the trustees' share sheets."""
    asked, lines = load_with_advice(file)
    for line in lines:
        click.echo(line, err=True)
    resources = resources_of(context.folder, shipped("config"))
    require_support(resources, asked.audience.regions)
    days = (closes.date() if closes else None, results_by.date() if results_by else None)
    say_untranslated(context.settings(), asked.languages)
    say_length(context.settings(), asked)
    terms = _terms(context.settings(), (shares, threshold), practice, days, ceiling)
    instance = context.founded()
    study_id = publish_study(
        instance, asked, terms, now().date(), lambda sheets: write_sheets(shares_dir, sheets)
    )
    click.echo(f"study {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/f/{study_id}")
    click.echo(f"{shares_dir}: {_HOLDER}", err=True)
    with instance.engine.connect() as connection:
        _say_promises(study_rows.get(connection, study_id))
    if not practice:
        click.echo("This study was published without reviews; its pages say so.", err=True)
        waiting = len(unconfirmed(resources, asked.audience.regions))
        if waiting:
            click.echo(_UNCONFIRMED.format(waiting), err=True)


@study.command("list")
@click.pass_obj
def list_studies(context: Context) -> None:
    """List the studies of this instance, with their titles."""
    instance = context.instance()
    with instance.engine.connect() as connection:
        rows = study_rows.all_studies(connection)
    if not rows:
        click.echo("There are no studies yet. To publish one: survey study publish FILE …")
    for row in rows:
        kind = "practice" if row.practice else "reviewed" if row.reviewed else "without reviews"
        click.echo(
            f"{row.id}  {stand(row):<8}  {row.counted:>6} counted  since {row.opened_on}  "
            f"{'closes after' if row.state == 'open' else 'closed after'} {row.closes_on}  {kind}  "
            f"{title_of(row)}"
        )
    _say_when_numbers_move(rows, instance.settings.mix_waiting)


def title_of(row: study_rows.StudyRow) -> str:
    """Return the title of a study in the first language of its questionnaire."""
    asked = from_json(row.questionnaire_json)
    return asked.title.in_language(asked.languages[0])


def _say_when_numbers_move(rows: Sequence[study_rows.StudyRow], waiting: int) -> None:
    """Say on standard error why an open study may show fewer answers than were sent."""
    taking = [row for row in rows if row.state == "open"]
    if any(row.council_id is None for row in taking):
        click.echo(
            f"The number of an open study moves only when its answers are mixed: once {waiting} of "
            "them wait, at most hourly, or when it closes. Until then answers that came in are "
            "kept and not shown, so that no number tells when one came; 0 does not mean that "
            "nobody answered. It falls at the mix after somebody took their answers back.",
            err=True,
        )
    if any(row.council_id is not None for row in taking):
        click.echo("The number of a council's round moves only when the round closes.", err=True)


@study.command()
@click.argument("study_id", metavar="STUDY")
@click.pass_obj
def close(context: Context, study_id: str) -> None:
    """Close STUDY: no more answers; what came in is mixed and fixed."""
    row = close_study(context.instance(), study_id, now())
    click.echo(f"closed {row.id} with {row.closed_count} responses")
    click.echo(f"closed set {row.closed_digest}")
    if row.lost:
        click.echo(f"{row.lost} letters did not open and are lost", err=True)


@study.command()
@click.argument("study_id", metavar="STUDY")
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
    _say_promises(row)


@study.command("open")
@click.argument("study_id", metavar="STUDY")
@share_option("give as many as the study needs")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes that open.")
@yes_option
@click.pass_obj
def open_command(
    context: Context, study_id: str, shares: tuple[Path, ...], workers: int | None, yes: bool
) -> None:
    """Open STUDY together with the trustees, protect its numbers and store the release."""
    from survey.cli.open_with_sheets import confirm_opening, open_with_sheets, say_opened

    instance = context.instance()
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    sheets = sheets_given(shares, row, "numbers")
    confirm_opening(instance, study_id, sheets, yes=yes)
    say_opened(open_with_sheets(instance, study_id, sheets, workers))
    click.echo(f"To make the report: survey report {study_id} --out DIR")
    offer_to_destroy(shares, ask=not yes)


def _terms(
    settings: Settings,
    sheets: tuple[int, int],
    practice: bool,
    days: tuple[date | None, date | None],
    ceiling: int,
) -> StudyTerms:
    """Put together what was typed and what the settings say of whoever runs the study."""
    return StudyTerms(
        *sheets,
        practice=practice,
        closes_on=days[0],
        results_by=days[1],
        ceiling=ceiling,
        **told_by(settings),
        legal_sign_off=settings.legal_sign_off,
    )


def _say_promises(row: study_rows.StudyRow) -> None:
    """Say on standard error what people are told about days."""
    click.echo(
        f"People are told: answers are taken, and can be taken back, until the end of "
        f"{row.closes_on}, everywhere on earth; results come by {row.results_by:%Y-%m}.",
        err=True,
    )


def write_sheets(folder: Path, sheets: Sequence[str]) -> None:
    """Write share-1.txt … into a private folder; Refused when some are there already,
    or when others may enter it."""
    make_private(folder, "--shares-dir")
    if any(folder.glob("share-*.txt")):
        raise Refused(
            f"There are share sheets in {folder} already.",
            kept="They were left as they are, and nothing was published.",
            do="Choose another folder for --shares-dir.",
        )
    for number, sheet in enumerate(sheets, 1):
        write_new(folder / f"share-{number}.txt", sheet)
