"""What a person can do next, as the commands that do it.

It knows the commands and their options, and no rule.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from survey.errors import Action, Do, Guidance, advice_in

#: The program, as it is installed.
_NAME = "survey"
#: The command of each action. What the action does not name is left for the person to fill in.
_COMMANDS: Mapping[Do, str] = {
    Do.COPY_QUESTIONNAIRE: "survey questionnaire copy {NAME} {FILE}",
    Do.CHECK_QUESTIONNAIRE: "survey questionnaire check {FILE}",
    Do.BEGIN_DRAFT: "survey draft create --file {FILE}",
    Do.LIST_DRAFTS: "survey draft list",
    Do.PUBLISH_STUDY: "survey study publish {FILE} --shares NUMBER --threshold NUMBER "
    "--shares-dir {DIR}",
    Do.PUBLISH_FOR_PRACTICE: "survey study publish {FILE} --practice --shares 3 --threshold 2 "
    "--shares-dir {DIR}",
    Do.SEE_TASKS: "survey draft tasks {STUDY}",
    Do.LIST_STUDIES: "survey study list",
    Do.LIST_ACCOUNTS: "survey account list",
    Do.PIN_STUDY: "survey study pin {STUDY} --numbers-key KEY --words-key KEY "
    "--sheets-needed NUMBER",
    Do.MAKE_CODES: "survey invitations create {STUDY} --count NUMBER --out {FILE}",
    Do.PAUSE_STUDY: "survey study pause {STUDY}",
    Do.CLOSE_EARLY: "survey study close-early {STUDY} --notice {FILE}",
    Do.CLOSE_STUDY: "survey study close {STUDY}",
    Do.OPEN_STUDY: "survey study open {STUDY} {SHARES}",
    Do.OPEN_UNASKED: "survey study open {STUDY} {SHARES} --yes",
    Do.REOPEN_STUDY: "survey study reopen {STUDY} --closes DATE",
    Do.REPORT_STUDY: "survey report {STUDY} --out {DIR}",
    Do.SIGN_RELEASE: "survey release show {STUDY}",
    Do.PUBLISH_REPORT: "survey report publish {STUDY}",
    Do.CREATE_FOR_PRACTICE: "survey council create {FILE} --practice --members NUMBER "
    "--codes-out FILE --shares NUMBER --threshold NUMBER --shares-dir DIR",
    Do.LIST_COUNCILS: "survey council list",
    Do.PIN_COUNCIL: "survey council pin {COUNCIL} --numbers-key KEY --words-key KEY "
    "--sheets-needed NUMBER",
    Do.SEE_COUNCIL: "survey council status {COUNCIL}",
    Do.INVITE_MORE: "survey council codes {COUNCIL} --more NUMBER --codes-out {FILE}",
    Do.CHANGE_RULE: "survey council rule {COUNCIL} {FILE} --reason WORDS",
    Do.CHECK_ROUND: "survey round check {COUNCIL} {FILE}",
    Do.OPEN_ROUND: "survey round open {COUNCIL} {FILE}",
    Do.CLOSE_ROUND: "survey round close {COUNCIL}",
    Do.REOPEN_ROUND: "survey round reopen {COUNCIL}",
    Do.COUNT_ROUND: "survey round tally {COUNCIL} {SHARES}",
    Do.COUNT_AND_READ: "survey round meeting {COUNCIL} {SHARES} --out FILE",
    Do.READ_WORDS: "survey round words {COUNCIL} {SHARES} --out FILE",
    Do.FEED_BACK: "survey round feedback {COUNCIL}",
    Do.STOP_COUNCIL: "survey council stop {COUNCIL} --reason WORDS",
    Do.REPORT_COUNCIL: "survey council report {COUNCIL} --out {DIR}",
    Do.SIGN_COUNCIL_REPORT: "survey council report sign {COUNCIL} --by ROLE",
    Do.END_COUNCIL: "survey council report {COUNCIL} --out {DIR} --final",
    Do.ARCHIVE: "survey erase archive {STUDY}",
    Do.ERASE_DUE: "survey erase due",
    Do.CHECK_RESOURCES: "survey resources check",
    Do.CHOOSE_INSTANCE: "survey --instance {DIR}",
    Do.SERVE: "survey serve",
    Do.MIX: "survey mix",
    Do.RUN_DOCTOR: "survey doctor",
    Do.VERIFY_JOURNAL: "survey journal verify",
    Do.PIN_JOURNAL: "survey journal pin",
    Do.REPAIR: "survey doctor --repair",
    Do.SEE_UPGRADE: "survey upgrade --check",
    Do.UPGRADE: "survey upgrade",
    Do.GIVE_UP_LETTERS: "survey doctor --give-up-waiting-letters",
    Do.ACCEPT_TIME: "survey doctor --accept-time",
    Do.KEEP_FROM_OTHERS: "chmod go= {FILE}",
    Do.MAKE_READING_KEY: "survey words key NAME",
    Do.MAKE_SIGNING_KEY: "survey key make",
    Do.RENEW_SIGNING_KEY: "survey key renew",
    Do.MAKE_BACKUP_KEY: "survey key backup backup-key.txt",
    Do.BACK_UP: "survey backup FOLDER",
    Do.REHEARSE_BACKUP: "survey restore FILE --identity FILE --rehearse",
    Do.RESTORE_ELSEWHERE: "survey restore FILE --identity FILE --into ELSEWHERE",
    Do.INSTALL_NOISE: "pip install --require-hashes -r requirements-noise.txt "
    "(or, without pinned versions: pip install 'survivor-survey[noise]')",
    Do.INSTALL_CLUSTER: "pip install --require-hashes -r requirements-cluster.txt "
    "(or, without pinned versions: pip install 'survivor-survey[cluster]')",
}


class _Options:
    """The options of the whole program that were typed: which instance, which settings."""

    def __init__(self) -> None:
        self.instance: tuple[str, ...] = ()
        self.config: tuple[str, ...] = ()


_typed = _Options()


def called_with(instance: Path | None = None, config: Iterable[Path] = ()) -> None:
    """From now on, name this instance and these files with settings in every command that is
    printed: those that were typed, and none that a variable or a default names."""
    _typed.instance = ("--instance", str(instance)) if instance is not None else ()
    _typed.config = tuple(word for file in config for word in ("--config", str(file)))


def called_by_package() -> str:
    """Return what a person types for this program where a package started it ("" elsewhere): so
    called, it finds its instance and its settings."""
    return os.environ.get("SURVEY_CALLED", "")


def own_name(typed: str = "") -> str:
    """Return the name by which this program is called where no package says it: the path that was
    `typed` ("": that of this process) where `survey` is another program or none."""
    typed = typed or sys.argv[0]
    if Path(typed).name != _NAME:
        return _NAME
    found = shutil.which(_NAME)
    if found is not None and Path(found).resolve() == Path(typed).resolve():
        return _NAME
    return shlex.quote(typed)


def program_called(of: Path | None = None, name: str = "") -> str:
    """Return how this program is called here, with the options that were typed; for the instance
    `of` where one is given, and by `name` unless a package started it."""
    instance = ("--instance", str(of)) if of is not None else _typed.instance
    return _with_options(name, *instance, *_typed.config)


def _with_options(name: str, *options: str) -> str:
    called = called_by_package() or name or own_name()
    return f"{called} {shlex.join(options)}" if options else called


def to_type(command: str, *of: object, instance: Path | None = None) -> str:
    """Return a command of this program as it is typed here, each `{}` filled in with one of the
    words and in quotes where it needs them; for another instance where one is given."""
    filled = command.format(*(shlex.quote(str(one)) for one in of))
    return f"{program_called(instance)} {filled}"


def command_of(action: Action, program: str = "") -> str:
    """Return the command that does an action, of `program` where it is one of ours; what the action
    does not name is in capitals."""
    called = program or program_called()
    files = [shlex.quote(file) for file in action.files]
    of = {name: shlex.quote(action.of or name) for name in ("STUDY", "COUNCIL", "NAME")}
    if action.do is Do.CHOOSE_INSTANCE:  # instead of the one that was typed
        called = program or _with_options("", *_typed.config)
    command = _COMMANDS[action.do].format_map(
        of
        | {
            "FILE": files[0] if files else "FILE",
            "DIR": files[-1] if files else "DIR",
            "SHARES": " ".join(f"--share {file}" for file in files or ["FILE"] * action.sheets),
        }
    )
    ours = command.startswith("survey ")
    return f"{called}{command.removeprefix('survey')}" if ours else command


def what_to_do(guidance: Guidance) -> str:
    """Return what to do in sentences, each with the commands it leads to."""
    said = [
        f"{lead or f'To {actions[0].do}'}: {', '.join(map(command_of, actions))}"
        if actions
        else lead
        for lead, actions in advice_in(guidance)
    ]
    ended = [one if one.endswith(".") else f"{one}." for one in said[:-1]]
    return " ".join([*ended, *said[-1:]])
