"""`survey demo` and `survey practice`: the whole road with invented people, unattended."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import click
from click.core import ParameterSource

from survey.cli.account_commands import say_link
from survey.cli.console import Context, load_questionnaire, now, progress_bar, read_text
from survey.cli.path_types import FILE_THERE, NEW_FOLDER
from survey.cli.sheet_files import sheets_into
from survey.cli.telling import responses_in_words
from survey.cli.wording_actions import called_by_package, command_of, program_called
from survey.mixing.mix import mix
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.model import Questionnaire
from survey.services.accounts.create_account import create_account, renew_link
from survey.services.overview.describe_accounts import describe_accounts
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.practice.practice_steps import (
    Practice,
    read_practice,
    steps,
    steps_left,
    write_practice,
)
from survey.services.steps.founding_terms import terms_from
from survey.services.studies.close_study import close_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.services.upkeep.repair_instance import Repairs, repair_instance
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld, StaffRole

_READY_MADE = "reporting-and-removal.yaml"
_PEOPLE = 300
#: Days before today on which a demonstration takes place: asks of it are overdue by now.
_DAYS_AGO = 150
#: The account for practice at the desk, and what it may do.
_PRACTISER = "practice"
_PRACTISED: tuple[StaffRole, ...] = ("coordinator", "moderator", "trustee", "administrator")


@click.command()
@click.option("--out", type=NEW_FOLDER, required=True)
@click.option("--respondents", type=click.IntRange(1, 100_000), default=300, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--questionnaire",
    "file",
    type=FILE_THERE,
    default=None,
    help="Another questionnaire than the ready-made one.",
)
@click.option(
    "--language",
    type=click.Choice(INTERFACE),
    default=INTERFACE[0],
    show_default=True,
    help="What its report is written in.",
)
@click.pass_obj
def demo(
    context: Context, out: Path, respondents: int, seed: int, file: Path | None, language: str
) -> None:
    """Publish, answer, close, open with two of three shares, and report, into the folder OUT."""
    from survey.cli.invented_asks import answer_invented_asks, invent_asks
    from survey.cli.open_with_sheets import open_with_sheets, say_opened
    from survey.services.studies.make_report import make_report, write_report
    from survey.services.studies.publish_report import publish_report

    asked = load_questionnaire(file or shipped("config") / "questionnaires" / _READY_MADE)
    instance = context.for_demonstration(out, _then().date())
    study_id = practice_study(instance, asked, out / "shares", _then)
    click.echo(f"study {study_id}")
    invent(instance, study_id, respondents, seed, _then)
    click.echo(f"answered by {respondents} invented people")
    row = close_study(instance, study_id, _then())
    click.echo(f"closed with {responses_in_words(row.closed_count)}")
    sheets = [read_text(out / "shares" / f"share-{number}.txt") for number in (1, 3)]
    say_opened(open_with_sheets(instance, study_id, sheets, on=_then().date()))
    asks = invent_asks(instance, study_id, _then(), now().date())
    report = make_report(instance, study_id, language=language)
    publish_report(instance, report, _then().date())
    if asks:
        answer_invented_asks(instance, asks, _then())
        report = make_report(
            instance, study_id, language=language
        )  # once more: with what they answered
        publish_report(instance, report, now().date())
    click.echo(f"asked {len(asks)} things of invented bodies")
    accept_time = Repairs(accept_time=True)
    next(repair_instance(instance.folder, instance.settings, accept_time, now()))
    for path in write_report(report, out):
        click.echo(str(path))


@click.command()
@click.option(
    "--people",
    type=click.IntRange(1, 10_000),
    default=_PEOPLE,
    show_default=True,
    help="How many people to invent for each of its studies.",
)
@click.pass_obj
def practice(context: Context, people: int) -> None:
    """Make a practice instance: a study to answer, and one with a report already."""
    instance = context.founded()
    made = read_practice(instance.folder)
    made = _with_commands(made or _practise(instance, people), instance)
    write_practice(instance.folder, made)
    say_steps(instance, made)
    _say_desk(instance)


def _say_desk(instance: Instance) -> None:
    """Print how to sign in to the desk for practice: a link, until somebody began with one."""
    known = {one.name: one.state for one in describe_accounts(instance)}
    click.echo("The desk, where coordinators work:")
    if known.get(_PRACTISER) == "active":
        address = instance.settings.address_of_desk
        click.echo(f"     {address}/")
        click.echo(f"     Sign in as “{_PRACTISER}”, with the password that you set.")
        return
    begin = (
        renew_link(instance, _PRACTISER, now())
        if _PRACTISER in known
        else create_account(instance, _PRACTISER, map(RoleHeld, _PRACTISED), now())
    )
    say_link(instance.settings, begin)
    click.echo(f"After that, sign in as “{_PRACTISER}”, with the password that you set.")


def _then() -> datetime:
    """Return the time at which a demonstration takes place."""
    return now() - timedelta(days=_DAYS_AGO)


def practice_study(
    instance: Instance, asked: Questionnaire, shares: Path, clock: Callable[[], datetime] = now
) -> str:
    """Publish a practice study with three share sheets in a folder, any two of which open it."""
    # these look like those of a real study here, as far as the settings say them
    terms = StudyTerms(3, 2, practice=True, **terms_from(instance.settings))
    return publish_study(instance, asked, terms, clock().date(), sheets_into(shares))


def invent(
    instance: Instance,
    study_id: str,
    people: int,
    seed: int,
    clock: Callable[[], datetime] = now,
) -> None:
    """Have invented people answer a study, showing how far they are; a seed gives the same ones."""
    with progress_bar("Answering", people) as tell:
        answer_as_invented(
            instance,
            study_id,
            people,
            Random(seed),  # noqa: S311 (invented people need no secrecy)
            clock,
            tell,
        )


def say_steps(instance: Instance, made: Practice) -> None:
    """Print the steps of a practice instance that are not over."""
    click.echo("PRACTICE: do not send to survivors")
    left = steps_left(instance, made)
    for step in left:
        address = f": {instance.settings.address_of_site}{step.address}" if step.address else ":"
        click.echo(step.title + address)
        for action in step.actions:
            click.echo(f"     {command_of(action, _program(instance))}")
    if len(left) < len(steps(made)):
        click.echo("Steps that are over are left out.")


def _with_commands(made: Practice, instance: Instance) -> Practice:
    """Return what is noted, with the commands of its steps: the start page shows them as well."""
    typed = {
        step.title: tuple(command_of(action, _program(instance)) for action in step.actions)
        for step in steps(made)
    }
    return replace(made, typed=typed)


def _program(instance: Instance) -> str:
    """Return how this program was called, for this instance."""
    root = click.get_current_context().find_root()
    typed = root.get_parameter_source("instance") is ParameterSource.COMMANDLINE
    if called_by_package() and not typed:
        return program_called()
    return program_called(instance.folder, shlex.quote(sys.argv[0]))


def _practise(instance: Instance, people: int) -> Practice:
    from survey.cli.open_with_sheets import open_with_sheets
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import publish_report

    asked = load_questionnaire(shipped("config") / "questionnaires" / _READY_MADE)
    folder = instance.folder / "practice-shares"
    shutil.rmtree(folder, ignore_errors=True)  # of an attempt that was stopped half-way
    click.echo(f"Making practice studies with {people} invented people …", err=True)
    told = practice_study(instance, asked, folder / "reported")
    invent(instance, told, people, seed=1)
    close_study(instance, told, now())
    sheets = [read_text(folder / "reported" / f"share-{number}.txt") for number in (1, 2)]
    open_with_sheets(instance, told, sheets)
    publish_report(instance, make_report(instance, told), now().date())
    own = practice_study(instance, asked, folder / "yours")
    invent(instance, own, people, seed=2)
    mix(instance, now=now())
    return Practice(told, own, str(folder / "yours"), people)
