"""`survey study pause|resume|extend|close-early|withdraw|correct`: meeting a mistake in the open.

What may be done when is decided by the services.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from survey.cli.console import Context, load_questionnaire, now, read_text, require_confirmed
from survey.cli.options import closes_option, study_argument, yes_option
from survey.cli.path_types import FILE_THERE
from survey.cli.wording_actions import to_type
from survey.questionnaire.texts import Text
from survey.services.steps.public_words import notice_words
from survey.services.studies.correct_spelling import correct_spelling, foresee_correction
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.extend_study import extend_study
from survey.services.studies.pause_study import pause_study, resume_study
from survey.services.studies.withdraw_study import withdraw_study
from survey.studies.days import is_far

#: Further languages of a notice, each with its file.
InLanguages = tuple[tuple[str, Path], ...]


def _notice(*, required: bool = False) -> Callable[[Any], Any]:
    words = "A file with words to show on its pages, in the first language of the study."
    more = "The same in another language, as in: --notice-in fr FILE."

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        given = (str, FILE_THERE)
        for option in (
            click.option(
                "--notice-in", type=given, multiple=True, metavar="LANGUAGE FILE", help=more
            ),
            click.option("--notice", type=FILE_THERE, required=required, help=words),
        ):
            command = option(command)
        return command

    return decorate


@click.command("pause")
@study_argument
@_notice()
@click.pass_obj
def pause_command(
    context: Context, study_id: str, notice: Path | None, notice_in: InLanguages
) -> None:
    """Take no answers of STUDY for now; what was sent and put aside is kept."""
    row = pause_study(context.instance(), study_id, _words(notice, notice_in), now().date())
    click.echo(f"paused {row.id}")
    click.echo(
        f"Its pages say so. Answers can still be taken back until {row.closes_on}. "
        f"To go on: {to_type('study resume {}', row.id)}",
        err=True,
    )


@click.command("resume")
@study_argument
@_notice()
@click.pass_obj
def resume_command(
    context: Context, study_id: str, notice: Path | None, notice_in: InLanguages
) -> None:
    """Take answers of STUDY again after a pause."""
    row = resume_study(context.instance(), study_id, _words(notice, notice_in), now().date())
    click.echo(f"open {row.id} until {row.closes_on}")


@click.command("extend")
@study_argument
@closes_option("The new last day for answers and for taking them back.", required=True)
@_notice()
@yes_option
@click.pass_obj
def extend_command(
    context: Context,
    study_id: str,
    closes: datetime,
    notice: Path | None,
    notice_in: InLanguages,
    yes: bool,
) -> None:
    """Give STUDY a later last day."""
    words, day, today = _words(notice, notice_in), closes.date(), now().date()
    if is_far(day, today):
        question = f"Is {day:%d %B %Y} right? It is more than a year away and cannot be moved back."
        require_confirmed(question, "The last day stays as it was.", yes=yes)
    row = extend_study(context.instance(), study_id, day, words, today)
    click.echo(f"open {row.id} until {row.closes_on}, results by {row.results_by:%Y-%m}")


@click.command("close-early")
@study_argument
@_notice(required=True)
@yes_option
@click.pass_obj
def close_early_command(
    context: Context, study_id: str, notice: Path, notice_in: InLanguages, yes: bool
) -> None:
    """Take no more answers of STUDY, before its last day, and tell in public why."""
    words, instance = _words(notice, notice_in), context.instance()
    click.echo(
        f"{study_id} will take no more answers, and cannot go on after that. What was "
        "sent stays, and can be taken back until the last day that people were told.",
        err=True,
    )
    require_confirmed(f"End {study_id} now?", "It goes on as before.", yes=yes)
    row = end_study_early(instance, study_id, words, now().date())
    click.echo(f"ended {row.id}")
    click.echo(f"When {row.closes_on} is over: {to_type('study close {}', row.id)}", err=True)


@click.command("withdraw")
@study_argument
@_notice()
@yes_option
@click.pass_obj
def withdraw_command(
    context: Context, study_id: str, notice: Path | None, notice_in: InLanguages, yes: bool
) -> None:
    """Withdraw STUDY for good; only before anybody has answered."""
    words, instance = _words(notice, notice_in), context.instance()
    click.echo(
        f"{study_id} will be withdrawn for good. Forms that people put aside are erased; its page "
        "says that it was withdrawn.",
        err=True,
    )
    require_confirmed(f"Withdraw {study_id} now?", "It stays as it is.", yes=yes)
    click.echo(f"withdrawn {withdraw_study(instance, study_id, words, now().date()).id}")


@click.command("correct")
@study_argument
@click.argument("file", type=FILE_THERE)
@_notice(required=True)
@yes_option
@click.pass_obj
def correct_command(
    context: Context, study_id: str, file: Path, notice: Path, notice_in: InLanguages, yes: bool
) -> None:
    """Give STUDY the words of the questionnaire in FILE, in which nothing but words differs."""
    words, instance, corrected = (
        _words(notice, notice_in),
        context.instance(),
        load_questionnaire(file),
    )
    for one in foresee_correction(instance, study_id, corrected).words:
        language = f" ({one.language})" if one.language else ""
        click.echo(f"{one.where}{language}\n  - {one.before}\n  + {one.after}")
    click.echo("Correct spelling only: answers that were sent answered the old words.", err=True)
    require_confirmed("Show the new words from now on?", "The words stay as they are.", yes=yes)
    row = correct_spelling(instance, study_id, corrected, words, now().date())
    click.echo(f"corrected {row.id}")


#: The commands of this file, for the group `survey study`.
COMMANDS = (
    pause_command,
    resume_command,
    extend_command,
    close_early_command,
    withdraw_command,
    correct_command,
)


def _words(notice: Path | None, more: InLanguages) -> Text:
    """Return the words of a notice in its languages; BadInput when a file is empty or too long."""
    if more and notice is None:
        raise click.UsageError("Give the words of the first language too: --notice FILE.")
    texts = [("", notice)] if notice else []
    return Text(
        tuple((code, notice_words(read_text(path), str(path))) for code, path in [*texts, *more])
    )
