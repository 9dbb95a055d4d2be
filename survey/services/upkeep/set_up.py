"""Setting up an installation: six answers, then its settings, instance and first account.

It knows what may be answered, and undoes what it began where it cannot end. It must not know how
the questions are asked.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from survey.errors import BadInput, Refused
from survey.mixing.founding import create_instance
from survey.services.steps.staff_links import new_account, why_no_name
from survey.settings import Settings, why_not_set
from survey.storage.database import writing
from survey.storage.files import destroy, destroy_folder, write_new
from survey.storage.instance import SITE_KEY_FILE, place_ephemeral, require_fresh_ephemeral
from survey.storage.staff.accounts import RoleHeld

#: The settings that are asked for, each with what stands above it in the file.
SETTINGS_ASKED: Mapping[str, str] = {
    "organisation": "Who asks: stands on the first pages.",
    "public_url": "The address that people who answer type.",
    "desk_url": "The address at which staff reach the desk.",
    "leave_url": "Where “Exit this page” leads: a page that looks the same to everybody.",
    "backup_days": "For how many days backups are kept, 30 at most.",
}
FIRST_ACCOUNT = "first_account"
_IN_A_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]+)*)\s*=\s*(\S.*)")
_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")

_HEAD = """\
# The settings of this installation. All that can be set, with its meaning, stands in
# config/default.toml and in the page for operators. A study that is not for practice also needs
# safeguarding, jurisdiction and legal_sign_off.
"""
#: The least that somebody holds who is to invite all others.
_ROLES = frozenset({RoleHeld("administrator")})


@dataclass(frozen=True, slots=True)
class SetUpPlaces:
    """Where an installation lies: its instance folder, its settings file, and the folder of secrets
    that end where that has a place of its own."""

    folder: Path
    settings_file: Path
    ephemeral: Path | None = None

    @property
    def has_instance(self) -> bool:
        """Tell whether an instance was made there."""
        return (self.folder / SITE_KEY_FILE).exists()


def why_not(question: str, answer: str) -> str:
    """Return what is wrong with an answer and what to write instead; "" where it can be used."""
    if not answer.strip():
        return "write something here"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in answer):
        return "write it in one line, without tabs"
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in answer):
        return "this terminal does not send UTF-8; write it without accents, or set the terminal"
    if question == "backup_days" and not (answer.strip().isascii() and answer.strip().isdigit()):
        return "write a number in digits, such as 30"
    if question == FIRST_ACCOUNT:
        return why_no_name(answer)
    if question in ("public_url", "desk_url") and not _is_sheltered(answer):
        return (
            "write an address that begins with https://; http:// can be read on the way, and is "
            "only for an onion service (http://….onion) or for trying things out on this machine"
        )
    return why_not_set(question, _as_set(question, answer))


def set_up(
    places: SetUpPlaces,
    answers: Mapping[str, str],
    read: Callable[[], Settings],
    now: datetime,
) -> str | None:
    """Make what is missing, and return the secret end of the first account's link, if one is made.

    Settings are written where there is no file yet, an instance is made or completed, and an
    account where one is named. `read` gives the settings once they are written. BadInput for an
    answer that cannot be used; where anything fails, nothing that was not there before is left.
    """
    for question, answer in answers.items():
        if why := why_not(question, answer):
            raise BadInput(f"{question}: {why}.", kept="Nothing was made.")
    require_fresh_ephemeral(places.folder, places.ephemeral)
    with _undone_unless_whole(places):
        if not places.settings_file.exists():
            places.settings_file.parent.mkdir(parents=True, exist_ok=True)
            write_new(places.settings_file, _as_file(answers))
        settings = read()
        _require_first_node(places, settings)
        place_ephemeral(places.folder, places.ephemeral)
        instance = create_instance(places.folder, settings, secrets.token_bytes)
        try:
            if FIRST_ACCOUNT not in answers:
                return None
            with writing(instance.engine) as conn:
                return new_account(conn, instance, answers[FIRST_ACCOUNT], _ROLES, now)
        finally:
            instance.close()


def _require_first_node(places: SetUpPlaces, settings: Settings) -> None:
    """Refuse to make keys for a further web node, which has those of the first one."""
    if not settings.mixes_here and not places.has_instance:
        raise Refused(
            "These settings are those of a further web node: mixes_here is false.",
            kept="Nothing was made.",
            do="Bring it the keys of the first node: make a key here, and have them sealed to it "
            "there. The guide for several nodes has the lines.",
        )


def _is_sheltered(url: str) -> bool:
    """Tell whether nobody on the way reads what is sent to an address; True for what is none."""
    try:
        told = urlsplit(url.strip())
        host = told.hostname or ""
    except ValueError:
        return True
    return told.scheme != "http" or host in _OF_THIS_MACHINE or host[-6:] == ".onion"


def _as_file(answers: Mapping[str, str]) -> str:
    """Return the settings as a TOML file."""
    parts = [_HEAD]
    for name, meaning in SETTINGS_ASKED.items():
        value = _as_set(name, answers[name])
        named = (
            {f"{name}.{language}": text for language, text in value.items()}
            if isinstance(value, dict)
            else {name: value}
        )
        lines = [f"{key} = {json.dumps(one, ensure_ascii=False)}" for key, one in named.items()]
        parts.append("\n".join((f"# {meaning}", *lines, "")))
    return "\n".join(parts)


def _as_set(name: str, answer: str) -> str | int | dict[str, str]:
    """Return an answer as the setting that it is for: the name of an organisation may be given in
    several languages, as “en=The council | fr=Le conseil”."""
    answer = answer.strip()
    if name == "backup_days":
        return int(answer)
    found = [_IN_A_LANGUAGE.fullmatch(one.strip()) for one in answer.split("|")]
    if name == "organisation" and all(found):
        return {one[1]: one[2] for one in found if one}
    return answer


def _within(ephemeral: Path | None) -> list[Path]:
    """Return what lies in the folder of secrets where it has a place of its own and is there."""
    return list(ephemeral.iterdir()) if ephemeral is not None and ephemeral.is_dir() else []


@contextmanager
def _undone_unless_whole(places: SetUpPlaces) -> Iterator[None]:
    """Undo what was made meanwhile where it does not end well; what was there before stays."""
    had_settings, had_instance = places.settings_file.exists(), places.has_instance
    apart = [places.ephemeral] if places.ephemeral is not None else []
    missing = [one for one in (*apart, *places.settings_file.parents) if not one.exists()]
    empty = not places.folder.exists() or not any(places.folder.iterdir())
    try:
        yield
    except BaseException:
        if not had_settings:
            places.settings_file.unlink(missing_ok=True)
        if empty and not had_instance:
            for path in _within(places.ephemeral):
                destroy(path)
            destroy_folder(places.folder)
        for one in missing:
            with suppress(OSError):  # not made, or it holds what somebody else put there meanwhile
                one.rmdir()
        raise
