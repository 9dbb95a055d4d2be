"""`survey draft tasks`, `survey draft publish` and what a role confirms before a draft opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from survey.cli.console import Context, now, read_text
from survey.cli.options import DAY, MONTH, way_in_option
from survey.cli.path_types import NEW_FOLDER
from survey.cli.sheet_files import HOLDER, say_promises, sheets_into
from survey.cli.telling import say_room
from survey.cli.wording_actions import to_type
from survey.errors import Refused
from survey.questionnaire.entrance import WayIn
from survey.questionnaire.place_names import place_name
from survey.questionnaire.texts import Text
from survey.sealing.opening.sheet_loss import suggested_threshold
from survey.services.overview.describe_studies import describe_study
from survey.services.overview.draft_tasks import DraftTasks, tasks_of_draft
from survey.services.reviewing.confirm_tasks import (
    confirm_payment,
    name_trustees,
    sign_safeguarding,
    write_safeguarding,
)
from survey.services.studies.publish_draft import OpeningDays, publish_draft
from survey.studies.publishing_tasks import PublishingTask

_draft = click.argument("study_id", metavar="DRAFT")
_role = click.option("--role", required=True, help="The role that confirms it, such as “counsel”.")


@click.command()
@_draft
@click.pass_obj
def tasks(context: Context, study_id: str) -> None:
    """List what is done and what is left before DRAFT can be published."""
    found = tasks_of_draft(context.instance(), study_id, now().date())
    for problem in found.problems:
        click.echo(f"blocks  {problem}")
    if found.room:
        click.echo(found.room, err=True)
    for task in sorted(found.tasks, key=lambda one: (not one.blocks, one.state == "done")):
        _say_task(found, task)
    left = len(found.blocking) + len(found.problems)
    if left:
        raise Refused(
            f"{left} point{' blocks' if left == 1 else 's block'} publishing.",
            kept="The draft stays as it is.",
        )
    click.echo("nothing blocks")


@click.command()
@_draft
@click.option("--shares-dir", type=NEW_FOLDER, required=True, help="A new folder for share-1.txt …")
@click.option("--closes", type=DAY, metavar="DATE", help="The last day. [default: in 28 days]")
@click.option("--results-by", type=MONTH, metavar="YYYY-MM", help="The month of the results.")
@click.option(
    "--ceiling",
    type=click.IntRange(1),
    help="Answers after which no more are taken; `survey draft tasks` says what they cost. "
    "[default: by the kind of asking]",
)
@way_in_option()
@click.pass_obj
def publish(
    context: Context,
    study_id: str,
    shares_dir: Path,
    closes: datetime | None,
    results_by: datetime | None,
    ceiling: int | None,
    by: WayIn | None,
) -> None:
    """Publish DRAFT, for whose trustees the share sheets are written."""
    instance = context.instance()
    found = tasks_of_draft(instance, study_id, now().date())
    days = OpeningDays(
        closes.date() if closes else None, results_by.date() if results_by else None, ceiling, by
    )
    publish_draft(instance, study_id, days, now().date(), sheets_into(shares_dir))
    click.echo(f"study {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/f/{study_id}")
    click.echo(f"{shares_dir}: {HOLDER}", err=True)
    say_promises(describe_study(instance, study_id))
    if found.found:
        say_room(found.found.asked, ceiling or found.ceiling)


@click.command()
@_draft
@click.option(
    "--text",
    "texts",
    multiple=True,
    required=True,
    metavar="LANGUAGE=FILE",
    help="What may have to be passed on, in a language.",
)
@click.option(
    "--jurisdiction",
    "laws",
    multiple=True,
    required=True,
    metavar="LANGUAGE=WORDS",
    help="Whose law that is, in a language.",
)
@click.pass_obj
def safeguarding(
    context: Context, study_id: str, texts: tuple[str, ...], laws: tuple[str, ...]
) -> None:
    """Write what people of DRAFT are told of the law before they write anything."""
    said = Text(tuple((code, read_text(Path(file))) for code, file in map(_pair, texts)))
    law = Text(tuple(map(_pair, laws)))
    write_safeguarding(context.instance(), study_id, said, law, now().date())
    sign = to_type("draft sign-safeguarding {}", study_id)
    click.echo(f"kept; somebody who knows that law signs it: {sign}")


@click.command("sign-safeguarding")
@_draft
@_role
@click.pass_obj
def sign_safeguarding_command(context: Context, study_id: str, role: str) -> None:
    """Keep that a role signed what people of DRAFT are told of the law, as it is now."""
    sign_safeguarding(context.instance(), study_id, role, now().date())
    click.echo(f"signed by {role}")


@click.command("confirm-payment")
@_draft
@_role
@click.pass_obj
def confirm_payment_command(context: Context, study_id: str, role: str) -> None:
    """Keep that what DRAFT promises for answering is there."""
    confirm_payment(context.instance(), study_id, role, now().date())
    click.echo(f"confirmed by {role}")


@click.command()
@_draft
@click.option("--role", "roles", multiple=True, required=True, help="One trustee, by role.")
@click.option(
    "--threshold", type=int, help="How many open it: fewer than all. [default: more than half]"
)
@click.pass_obj
def trustees(
    context: Context, study_id: str, roles: tuple[str, ...], threshold: int | None
) -> None:
    """Name who keeps a share sheet of DRAFT, a role each: five, or three for the smallest."""
    threshold = threshold or suggested_threshold(len(roles))
    name_trustees(context.instance(), study_id, roles, threshold, now().date())
    click.echo(f"{len(roles)} trustees, {threshold} open it together")


COMMANDS: Sequence[click.Command] = (
    tasks,
    publish,
    safeguarding,
    sign_safeguarding_command,
    confirm_payment_command,
    trustees,
)


def _say_task(found: DraftTasks, task: PublishingTask) -> None:
    mark = "blocks" if task.blocks else "done" if task.state == "done" else "advice"
    click.echo(f"{mark:<7} {task.title} ({task.state})")
    if task.why and task.state != "done":
        click.echo(f"        {task.why}")
    if task.missing:
        click.echo(f"        not complete: {', '.join(task.missing)}")
    for piece in task.advice if found.found else ():
        where = place_name(found.found.asked, piece.place) if found.found else ""
        click.echo(f"        {where}: {piece.what}. {piece.do}")


def _pair(written: str) -> tuple[str, str]:
    code, found, words = written.partition("=")
    if not (code and found and words):
        raise click.UsageError(f"“{written}” is not taken. Write it like en=WORDS.")
    return code, words
