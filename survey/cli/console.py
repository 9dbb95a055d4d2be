"""What every command shares: its instance, its clock, and how it speaks to a person."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from survey.cli.wording_actions import what_to_do
from survey.errors import BadInput, QuestionnaireProblems, Refused, ReportTextProblems, SurveyError
from survey.mixing.founding import create_instance
from survey.mixing.mix import open_to_mix
from survey.questionnaire.files.file_text import SAVE
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.services.steps.places_to_write import require_new
from survey.services.upkeep.upgrade_instance import open_up_to_date
from survey.settings import Settings, read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.upgrading import Upgraded

_LARGEST_FILE = 2_000_000


@dataclass(frozen=True, slots=True)
class Context:
    """The instance folder and the settings files that a command was called with."""

    folder: Path
    config: tuple[Path, ...]

    def settings(self) -> Settings:
        """Read the settings: shipped defaults, then the files given, then SURVEY_ variables."""
        return read_settings([shipped("config") / "default.toml", *self.config], os.environ)

    def instance(self) -> Instance:
        """Open the instance, its database brought up to date first where that is needed.

        InstanceUnsound when there is none, or what waits is lost.
        """
        return _until_the_end(
            open_up_to_date(open_to_mix, self.folder, self.settings(), now().date(), say_upgraded)
        )

    def founded(self) -> Instance:
        """Open the instance, made ready first where that is needed."""
        return _until_the_end(create_instance(self.folder, self.settings(), secrets.token_bytes))

    def for_demonstration(self, out: Path, on: date | None = None) -> Instance:
        """Make an instance for invented people in `out`, whose first day is `on` (None: today);
        Refused where there is one already."""
        folder = out / "instance"
        if folder.exists():
            raise Refused(
                f"There is a demonstration in {out} already.",
                kept="It was left as it is.",
                do="Choose another folder for --out, or delete that one.",
            )
        first = on.toordinal() if on else None
        return create_instance(folder, self.settings(), secrets.token_bytes, first)


def _until_the_end(instance: Instance) -> Instance:
    """Return an instance whose connections are closed when the command ends, however it does."""
    if (context := click.get_current_context(silent=True)) is not None:
        context.find_root().call_on_close(instance.close)
    return instance


def say_upgraded(done: Upgraded) -> None:
    """Say to which revision the database was brought: beside what a command gives."""
    click.echo(
        f"The database was brought from revision {done.before} to {done.after}. Nothing was lost, "
        "and no copy of before is left.",
        err=True,
    )


def now() -> datetime:
    """Return the time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


def read_bytes(path: Path, largest: int = _LARGEST_FILE) -> bytes:
    """Return the bytes of a file; BadInput when it is too large."""
    if path.stat().st_size > largest:
        raise BadInput(
            f"{path} is larger than {largest // 1_000_000} MB.",
            do="Check that it is the right file.",
        )
    return path.read_bytes()


def read_text(path: Path) -> str:
    """Return the text of a file; BadInput when it is too large or not UTF-8."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text.", do=f"{SAVE}.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_copy(file: Path, text: str) -> None:
    """Write a copy of a ready-made file; Refused where something lies there."""
    require_new(file, "nothing was copied")
    file.write_text(text, encoding="utf-8")
    click.echo(f"copied to {file}")


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire file; QuestionnaireProblems with all that is wrong."""
    return read_questionnaire(read_bytes(path), str(path))


def say_problem(error: SurveyError) -> None:
    """Write an error to standard error: what happened, what was kept, what to do."""
    if isinstance(error, (QuestionnaireProblems, ReportTextProblems)):
        beside = error.advice if isinstance(error, QuestionnaireProblems) else ()
        for problem in (*error.problems, *beside):
            click.echo(str(problem), err=True)
        found = len(error.problems)
        pieces = f", and {len(beside)} more to look at" if beside else ""
        click.echo(f"{found} problem{'' if found == 1 else 's'}{pieces}.", err=True)
        return
    for sentence in (error.what, error.kept, what_to_do(error.guidance)):
        if sentence:
            click.echo(sentence, err=True)


def require_confirmed(question: str, kept: str, *, yes: bool) -> None:
    """Ask on a terminal whether to do what cannot be undone; Refused unless it is confirmed.

    `yes` confirms it beforehand, for scripts; `kept` says what stays as it is. Where nobody can be
    asked, it is not done.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused(
            "This cannot be undone, and there is no terminal at which to confirm it.",
            kept=kept,
            do=f"The question is: {question} To go ahead, give the same command with --yes.",
        )
    if not click.confirm(question, err=True):
        raise Refused("It was not confirmed.", kept=kept)


@contextmanager
def progress_bar(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how far a block is; it gets the function to tell how much is done."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=total, label=words, file=sys.stderr, show_pos=True, hidden=hidden
    ) as bar:
        yield lambda done: bar.update(done - bar.pos)
