"""`survey backup`, `survey restore`, `survey key backup`: a copy, and the proof that it is one.

It knows how backups look at a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import gettempdir

import click
from click.core import ParameterSource

from survey.cli.console import Context, now, read_text
from survey.cli.path_types import PLACE, SECRET_THERE
from survey.cli.telling import check_lines
from survey.cli.wording_actions import to_type
from survey.errors import BadInput, InstanceUnsound, SurveyError
from survey.mixing.operator_checks import days_ago
from survey.sealing.age_files import identities_in, new_identity
from survey.services.steps.places_to_write import require_new
from survey.services.upkeep.back_up import back_up
from survey.services.upkeep.note_restored import note_restored
from survey.services.upkeep.restore_backup import (
    RestoreRehearsal,
    note_rehearsal,
    note_rehearsed_elsewhere,
    rehearse,
    restore,
)
from survey.storage.faults import FAULTS, explained
from survey.storage.files import write_new
from survey.storage.instance import Instance
from survey.storage.instance_inventory import GoingBack

#: What the desk shows numbers of answers to.
_STEP = 10
#: How a rehearsal went.
_SUCCEEDED = "The rehearsal succeeded: this backup can be brought back."
_FAILED = "The rehearsal failed: this backup would need an operator before it could be used."


@click.command("backup")
@click.argument("file", type=PLACE)
def make_backup_key(file: Path) -> None:
    """Make the key that opens backups: its secret into FILE, its recipient onto the screen."""
    require_new(file, "no key was made")
    secret, recipient = new_identity()
    keep = "# Opens backups. Keep it away from the machine they are of."
    write_new(file, f"{keep}\n# public key: {recipient}\n{secret}\n")
    click.echo(f"The secret key is in {file}. Keep it in two places away from this machine.")
    click.echo("Put this into the settings, and backups are encrypted to it:")
    click.echo(f'backup_recipients = ["{recipient}"]')


@click.command("backup")
@click.argument("to", metavar="FILE", type=PLACE, required=False)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    help="Instead of backup_recipients; may be given again.",
)
@click.option(
    "--rehearsed",
    is_flag=True,
    help="Make none, but note that one was rehearsed on another machine and found well.",
)
@click.pass_obj
def backup_command(
    context: Context, to: Path | None, recipients: tuple[str, ...], *, rehearsed: bool
) -> None:
    """Write a backup to FILE; into a folder under the name of the day, and end old ones there."""
    if rehearsed == (to is not None):
        raise BadInput(
            "It is not said whether to make a backup or to note a rehearsal.",
            kept="Nothing was done.",
            do="Give either a FILE, or --rehearsed.",
        )
    instance = context.instance()
    if to is None:
        note_rehearsed_elsewhere(instance, now().date())
        click.echo("The journal says that a backup was rehearsed on another machine today.")
        return
    wanted = recipients or instance.settings.backup_recipients
    made = back_up(instance, to, wanted, now().date())
    size = f"{max(1, round(made.size / 1_000_000)):,} MB"
    click.echo(f"{made.file} holds the database, the keys and what is published ({size}).")
    click.echo("What waits to be mixed is not in it: nobody could ever open it from a backup.")
    for gone in made.ended:
        click.echo(f"{gone} is older than {instance.settings.backup_days} days and was deleted")
    for old in made.overdue:
        click.echo(
            f"A backup older than {instance.settings.backup_days} days was written to {old}, and "
            "what lies there may be another file by now: look, and delete it if it is that backup."
        )
    if made.file == to:
        click.echo(
            f"The first backup after {instance.settings.backup_days} days deletes it, if it still "
            "lies there unchanged. Delete every copy of it then."
        )


@click.command("restore")
@click.argument("file", type=SECRET_THERE)
@click.option("--identity", type=SECRET_THERE, required=True, help="The file with the secret key.")
@click.option("--rehearse", "only_rehearse", is_flag=True, help="Only try it, and delete it again.")
@click.option("--into", type=PLACE, help="The new instance folder.")
@click.option(
    "--ephemeral",
    type=PLACE,
    envvar="SURVEY_EPHEMERAL",
    help="A folder for the secrets that end, for the instance that --instance names.",
)
@click.pass_context
def restore_command(
    called: click.Context,
    file: Path,
    identity: Path,
    only_rehearse: bool,
    into: Path | None,
    ephemeral: Path | None,
) -> None:
    """Bring the backup FILE back into a new folder, or rehearse that."""
    if only_rehearse == (into is not None):
        raise BadInput(
            "It is not said whether to try or to restore.",
            kept="Nothing was done.",
            do="Give either --rehearse, or --into with a new folder.",
        )
    context: Context = called.obj
    own = into is not None and into.resolve() == context.folder.resolve()
    typed = called.get_parameter_source("ephemeral") is ParameterSource.COMMANDLINE
    if typed and not own:
        raise BadInput(
            f"Only secrets of the instance {context.folder} are given a folder of their own.",
            kept="Nothing was done.",
            do="Name the same folder with --into and with --instance, or leave --ephemeral out.",
        )
    secrets = identities_in(read_text(identity))
    if into is None:
        _rehearse(context, file, secrets)
        return
    address = context.settings().database_url
    today = now().date()
    contents = restore(file, secrets, into, today, address, ephemeral if own else None)
    click.echo(f"{into} is as it was on {contents.day}.")
    if address:
        click.echo("Its rows are in the database that the settings name (database_url).")
    click.echo("What waited to be mixed then is lost; what was taken back since is there again.")
    begin = to_type("doctor --repair --give-up-waiting-letters", instance=into)
    click.echo(f"Begin with a new batch: {begin}")
    note_restored(into, context.settings(), date.fromisoformat(contents.day), today)


def _rehearse(context: Context, file: Path, secrets: list[str]) -> None:
    there = context.folder.is_dir()
    place = context.folder.resolve() if there else Path(gettempdir())
    working, refusal = _working(context) if there else (None, None)
    rehearsed = rehearse(file, secrets, context.settings(), now(), place, working)
    _say_rehearsal(rehearsed, refusal)
    if refusal is not None:
        click.echo(
            f"{_SUCCEEDED if rehearsed.well else _FAILED} The journal could not be told, because "
            "the instance here cannot be opened; what is wrong with that one follows."
        )
        raise refusal
    if working is not None and not rehearsed.is_of_another:
        note_rehearsal(working, rehearsed, now().date())
        click.echo("The journal says that it was rehearsed.")
    if not rehearsed.well:
        raise InstanceUnsound(_FAILED)


def _working(context: Context) -> tuple[Instance | None, SurveyError | None]:
    """Return the instance that is at work here; where it cannot be opened, why."""
    try:
        return context.instance(), None
    except SurveyError as error:
        return None, error
    except FAULTS as fault:
        return None, explained(fault)


def _say_rehearsal(rehearsed: RestoreRehearsal, refusal: SurveyError | None) -> None:
    click.echo("\n".join(check_lines(rehearsed.checks)))
    click.echo(f"The backup is of {rehearsed.contents.day}, {days_ago(rehearsed.days_old)}.")
    if rehearsed.losses is None:
        why = refusal.what if refusal is not None else rehearsed.not_compared
        click.echo(f"What is newer than it could not be compared with it. {why}")
        click.echo("To go back to it would lose all that was done since, and:")
    else:
        click.echo("To go back to it now would lose:")
        for line in _losses(rehearsed.losses):
            click.echo(f"  {line}")
    click.echo("  answers that waited to be mixed when it was made, and those that wait now")
    click.echo(
        "  all of ephemeral/, which is in no backup: what opens those, and the keys of the day,"
    )
    click.echo("  so that pages that people have open begin again")
    click.echo("What people took back since would be there again.")
    click.echo("The trial copy is deleted.")


def _losses(lost: GoingBack) -> Iterator[str]:
    """Yield a line for each kind of thing that would be lost, also where it is none."""
    answers = (f"{_about(count)} of {name}" for name, count in lost.answers.items())
    told = _listed(answers, "fewer than ten of each study")
    yield f"answers, to ten, as of the last mix (of rounds it is not told): {told}"
    yield f"studies: {_listed(lost.studies)}"
    yield f"councils: {_listed(lost.councils)}"
    yield f"rounds: {_listed(lost.rounds)}"
    moves = (f"{one.study_id} ({one.now}, would be {one.then})" for one in lost.changed)
    yield f"where studies stand: {_listed(moves, 'as now')}"
    yield f"releases: {lost.releases or 'none'}"
    yield f"accounts: {lost.accounts or 'none'}"
    yield f"keys that are not in it, or are others by now: {_listed(lost.keys)}"
    yield f"files and proofs of reports: {len(lost.reports) or 'none'}"
    yield f"list of support services: {'another' if lost.support_list else 'as now'}"
    yield f"entries of the journal: {lost.journal or 'none'}"


def _about(more: int) -> str:
    """Say the difference of two numbers to ten: one of ten may be a single answer."""
    return f"about {more}" if more > _STEP else f"fewer than {2 * _STEP}"


def _listed(names: Iterable[str], none: str = "none") -> str:
    return ", ".join(names) or none
