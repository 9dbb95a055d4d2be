"""`survey erase …`: when data ends, ending it, and what is left to show for it."""

from __future__ import annotations

import json

import click

from survey.cli.console import Context, now, require_confirmed
from survey.cli.options import study_argument, yes_option
from survey.cli.serve_commands import say_fault
from survey.cli.wording_actions import to_type
from survey.errors import InstanceUnsound, SurveyError
from survey.services.ending.archive_council import archive_council
from survey.services.ending.archive_study import archive_study
from survey.services.ending.confirm_destroyed import confirm_destroyed
from survey.services.ending.erase_due import erase_due
from survey.services.overview.data_of_study import DataOfStudy, data_of
from survey.services.overview.erasure_certificate import erasure_certificate

_WHAT = {
    "before closing": "forms put aside, what waits, codes of cards, receipts",
    "opened words": "words that were opened",
    "sealed answers": "sealed answers, texts, marks and lists",
    "backups": "copies in backups",
}


@click.group()
def erase() -> None:
    """See when data ends, erase what is due, archive, and show that it ended."""


@erase.command()
@click.pass_obj
def due(context: Context) -> None:
    """Erase what is due by today, as `survey serve` does by itself."""
    refused: list[SurveyError] = []
    done = erase_due(context.instance(), now(), refused.append)
    for one in done:
        click.echo(f"{one.what} {one.of}".rstrip())
    if not done and not refused:
        click.echo("nothing is due")
    for error in refused:
        say_fault(error, "erasing")
    if refused:
        raise InstanceUnsound(f"{len(refused)} things that are due could not be ended.")


@erase.command()
@study_argument
@click.pass_obj
def plan(context: Context, study_id: str) -> None:
    """Say when all that is kept of STUDY (or of a council) ends, and what has ended."""
    found = data_of(context.instance(), study_id, now())
    for one in found.plan:
        if one.never_was:
            state = "nobody opened any"
        elif one.is_over:
            state = f"ended on {one.ended_on}" if one.ended_on else "ended"
        else:
            late = "  LATE" if one.is_late(now().date()) else ""
            state = f"{'planned' if one.what == 'backups' else 'at the latest'} {one.latest}{late}"
        click.echo(f"{_WHAT[one.what]}: {state}")
    click.echo(f"stays: {'; '.join(found.stays)}")
    click.echo(_stand(found))


@erase.command()
@study_argument
@yes_option
@click.pass_obj
def archive(context: Context, study_id: str, yes: bool) -> None:
    """Erase the sealed answers of STUDY (or of a council) for good, once its report is out."""
    instance = context.instance()
    found = data_of(instance, study_id, now())
    if not found.why_not:
        unread = " Texts that nobody has opened are destroyed unread." if found.unread else ""
        require_confirmed(
            f"Are the sealed answers of {study_id} to be destroyed? Nobody can ever open, count or "
            f"add to them again.{unread}",
            "Nothing was erased.",
            yes=yes,
        )
    end = (archive_council if found.is_council else archive_study)(instance, study_id, now())
    click.echo(f"archived {study_id}")
    click.echo(f"Backups may still hold it until {end.backups_until}.", err=True)
    click.echo(
        f"Ask the holders of share sheets to destroy them now, and to say so: "
        f"{found.sheets.enough_destroyed} of {found.sheets.shares} are enough.",
        err=True,
    )


@erase.command()
@study_argument
@click.option("--sheet", type=click.IntRange(1, 16), required=True, help="The number on the sheet.")
@click.option("--role", required=True, help="The role of whoever held it, as in the journal.")
@click.pass_obj
def confirm(context: Context, study_id: str, sheet: int, role: str) -> None:
    """Note that the holder of a share sheet of STUDY (or of a council) destroyed it."""
    instance = context.instance()
    shredded = confirm_destroyed(instance, study_id, sheet, role, "at the machine", now().date())
    click.echo(f"sheet {sheet} is destroyed")
    if shredded:
        click.echo(f"shredded {study_id}: too few sheets are left to open any copy")


@erase.command()
@study_argument
@click.pass_obj
def certificate(context: Context, study_id: str) -> None:
    """Write the certificate of erasure of STUDY (or of a council) as JSON."""
    found = erasure_certificate(context.instance(), study_id)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))


def _stand(found: DataOfStudy) -> str:
    end = found.end
    if end is None:
        return f"not archived: {found.why_not}" if found.why_not else "can be archived now"
    if end.shredded_on:
        return f"shredded: since {end.shredded_on} nothing that can be opened is left"
    if end.finished_on is None:
        return f"archived: erasing was cut short, and is taken up again by: {to_type('erase due')}"
    held = f"archived: backups may still hold it until {end.backups_until}"
    gone, need = len(found.destroyed), found.sheets.enough_destroyed
    return f"{held}, or until {need} holders confirm that their sheets are destroyed ({gone} have)"
