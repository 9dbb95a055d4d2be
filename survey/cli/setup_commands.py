"""`survey setup`: six questions, then everything that a first study needs, looked over.

It knows the words of the questions.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from survey.cli.account_commands import say_link
from survey.cli.console import Context, now
from survey.cli.path_types import FILE_WITH_FOLDERS, FOLDER
from survey.cli.upkeep_commands import doctor
from survey.cli.wording_actions import called_by_package, own_name, to_type
from survey.errors import BadInput, InstanceUnsound, Refused
from survey.services.overview.describe_accounts import describe_accounts
from survey.services.upkeep.set_up import (
    FIRST_ACCOUNT,
    SETTINGS_ASKED,
    SetUpPlaces,
    set_up,
    why_not,
)


@dataclass(frozen=True, slots=True)
class _SetupQuestion:
    """One question: its words, what is proposed as an answer, and what its option says."""

    words: str
    default: str | None
    help: str


_QUESTIONS: Mapping[str, _SetupQuestion] = {
    "organisation": _SetupQuestion(
        "Who asks? Write the name by which people know your organisation. In several languages:\n"
        "en=The council | fr=Le conseil",
        None,
        "The name by which people know your organisation; in several languages as “en=… | fr=…”.",
    ),
    "public_url": _SetupQuestion(
        "At which address will people answer? For example https://survey.example.org, or the\n"
        "address of an onion service. Keep what is proposed to try things out on this machine.",
        "http://localhost:8000",
        "The address at which people answer.",
    ),
    "desk_url": _SetupQuestion(
        "At which address will your staff reach the desk? Keep what is proposed where they come\n"
        "through an SSH tunnel; else an address in a network that only they can reach.",
        "http://localhost:8001",
        "The address at which staff reach the desk.",
    ),
    "leave_url": _SetupQuestion(
        "Where shall “Exit this page” lead? To a page that looks the same to everybody.",
        "https://www.bbc.co.uk/weather",
        "The page to which “Exit this page” leads.",
    ),
    "backup_days": _SetupQuestion(
        "For how many days will you keep backups? 30 at most: people are promised that their\n"
        "answers end, and a backup is a copy of them.",
        "30",
        "For how many days backups are kept.",
    ),
    FIRST_ACCOUNT: _SetupQuestion(
        "Who begins at the desk? Write a name or a role; this person invites all others.",
        "administrator",
        "The name of the first account, an administrator.",
    ),
}


def _options(command: Any) -> Any:
    """Add an option for each question, so that it need not be asked."""
    for name, question in reversed(list(_QUESTIONS.items())):
        written = f"--{name.replace('_', '-')}"
        command = click.option(written, name, default=None, help=question.help)(command)
    return command


@click.command()
@_options
@click.option("--defaults", is_flag=True, help="Ask nothing: take what is proposed for the rest.")
@click.option(
    "--settings",
    "settings_file",
    type=FILE_WITH_FOLDERS,
    default=Path("settings.toml"),
    show_default=True,
    help="The file with settings to write.",
)
@click.option(
    "--ephemeral",
    type=FOLDER,
    default=None,
    help="A folder for the secrets that end, on a disk that no backup takes.",
)
@click.pass_obj
def setup(
    context: Context,
    /,
    defaults: bool,
    settings_file: Path,
    ephemeral: Path | None,
    **given: str | None,
) -> None:
    """Set an installation up: settings, instance, first account. Run again, it adds what is
    missing."""
    places = SetUpPlaces(context.folder, settings_file, ephemeral)
    others = tuple(one for one in context.config if one != settings_file)
    known = Context(context.folder, (*others, settings_file))
    wanted = _say_what_is_there(places, known)
    _require_wanted({name for name, answer in given.items() if answer is not None} - set(wanted))
    answers = _answers(wanted, given, defaults=defaults)
    token = None
    if answers or not places.has_instance:
        token = set_up(places, answers, known.settings, now())
        click.echo(f"The settings are in {settings_file}, the instance is in {context.folder}.")
    _look_over(known)
    _say_next(known, token, _as_called(places))


def _say_what_is_there(places: SetUpPlaces, known: Context) -> list[str]:
    """Say what is there already, and return the questions that are left."""
    wanted = [*SETTINGS_ASKED, FIRST_ACCOUNT]
    if places.settings_file.exists():
        click.echo(f"There are settings already, in {places.settings_file}. They stay as they are.")
        wanted = [FIRST_ACCOUNT]
    if not places.has_instance:
        return wanted
    click.echo(f"There is an instance already, in {places.folder}. It stays as it is.")
    if places.settings_file.exists():
        instance = known.instance()
        there = [f"{one.name} ({one.state})" for one in describe_accounts(instance)]
        instance.close()
        if there:
            click.echo(f"There are accounts already: {', '.join(there)}.")
            wanted = []
    return wanted


def _require_wanted(extra: set[str]) -> None:
    """Refuse answers to what is settled already: they would seem to be taken."""
    if not extra:
        return
    options = ", ".join(sorted(f"--{name.replace('_', '-')}" for name in extra))
    raise Refused(
        f"What these options are for is there already: {options}.",
        kept="It was left as it is, and nothing was made.",
        do=f"Change the file of settings with an editor, accounts with {to_type('account')}.",
    )


def _answers(
    wanted: list[str], given: Mapping[str, str | None], *, defaults: bool
) -> dict[str, str]:
    """Return the answers: those given as options, those proposed, and those asked for."""
    answers: dict[str, str] = {}
    for name in wanted:
        answer = given[name]
        if answer is None and defaults:
            answer = _QUESTIONS[name].default
        if answer is not None and (why := why_not(name, answer)):
            raise BadInput(f"--{name.replace('_', '-')} {answer}: {why}.", kept="Nothing was made.")
        answers[name] = answer if answer is not None else ""
    left = [name for name in wanted if not answers[name]]
    if left and defaults:
        raise BadInput(
            "There is nothing to propose for the name of your organisation.",
            kept="Nothing was made.",
            do="Give it with --organisation.",
        )
    for number, name in enumerate(left, 1):
        answers[name] = _ask(f"{number} of {len(left)}", name)
    return answers


def _ask(place: str, name: str) -> str:
    """Ask until the answer can be used; each time say why one cannot."""
    question = _QUESTIONS[name]
    click.echo(f"\n{place}. {question.words}", err=True)
    while True:
        try:
            answer: str = click.prompt("", question.default, prompt_suffix="> ", err=True, type=str)
        except click.Abort:
            raise Refused(
                "It was stopped before all was answered.",
                kept="Nothing was made.",
                do=f"Begin again; or give the answers as options, see {to_type('setup --help')}.",
            ) from None
        why = why_not(name, answer)
        if not why:
            return answer.strip()
        click.echo(f"That cannot be used: {why}.", err=True)


def _look_over(known: Context) -> None:
    """Let the doctor look at what was made; say that it was kept where he finds something."""
    click.echo()
    try:
        with click.Context(doctor, obj=known) as context:
            context.invoke(doctor)
    except InstanceUnsound as error:
        click.echo(f"{error.what} What was made stays; see to what is BAD above, then go on.")


def _as_called(places: SetUpPlaces) -> str:
    """Return how the program is called with what was made here, as far as no variable says it."""
    root = click.get_current_context().find_root()
    called = called_by_package()
    words = shlex.split(called or own_name())
    if root.get_parameter_source("instance") is ParameterSource.COMMANDLINE:
        words += ["--instance", str(places.folder)]
    by_variable = root.get_parameter_source("config") is ParameterSource.ENVIRONMENT
    by_variable = by_variable and places.settings_file in root.params["config"]
    if not called and not by_variable:
        words += ["--config", str(places.settings_file)]
    return shlex.join(words)


def _say_next(known: Context, token: str | None, called: str) -> None:
    settings = known.settings()
    click.echo("\nNext:")
    click.echo(f"* Serve it: {called} serve --desk")
    if "--" in called:
        click.echo("  Give every command these options: without them, other settings hold.")
    click.echo("  (with the Debian package: sudo systemctl start survey.target)")
    if token is not None:
        click.echo("* Open this link and begin at the desk:")
        say_link(settings, token)
    else:
        click.echo(f"* Who cannot sign in gets a new link with: {called} account link NAME")
    click.echo("* Make a key for backups on another machine: survey key backup backup-key.txt")
