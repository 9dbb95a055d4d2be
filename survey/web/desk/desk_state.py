"""What one process of the desk keeps between requests: templates, and wrong tries of this hour.

It must not keep who is signed in or an answer, and no key but those of sittings with words, for as
long as each lasts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from threading import Lock

from flask import current_app, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from survey.questionnaire.languages import english_name
from survey.services.accounts.sign_in import WrongTries
from survey.services.steps.words_sittings import WordsSittings
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.web.desk.desk_words import (
    long_day,
    sentence,
    state_chip,
    state_word,
    with_long_days,
)

#: The style sheet and the scripts of the desk, in the folder of templates.
_FILES = ("desk.css", "desk.js", "writing.js", "citing.js")
#: Challenges that are remembered as taken: far more than are drawn while a sign-in may last.
_MOST_SPENT = 10_000


class SpentChallenges:
    """The challenges that were taken, of the one process that serves the desk: a browser keeps them
    in a cookie, which can be copied and sent again."""

    def __init__(self) -> None:
        self._spent: dict[bytes, None] = {}
        self._lock = Lock()

    def spend(self, challenge: bytes) -> bool:
        """Tell whether a challenge was not taken before, and have it taken from now on."""
        with self._lock:
            if challenge in self._spent:
                return False
            self._spent[challenge] = None
            if len(self._spent) > _MOST_SPENT:
                del self._spent[next(iter(self._spent))]
            return True


class DeskState:
    """The desk of one instance; `clock` tells the time of day with its zone."""

    def __init__(self, instance: Instance, clock: Callable[[], datetime]) -> None:
        self.instance = instance
        self.clock = clock
        self.tries = WrongTries()
        self.sittings = WordsSittings(clock)
        self.challenges = SpentChallenges()
        self.files = {name: (shipped("templates") / "desk" / name).read_bytes() for name in _FILES}
        self.addresses = {
            name: f"/s/{hashlib.sha256(content).hexdigest()[:12]}/{name}"
            for name, content in self.files.items()
        }
        self.environment = _environment()
        self.environment.globals["files"] = self.addresses
        self.environment.globals["organisation"] = _organisation(instance)

    def now(self) -> datetime:
        """Return the time."""
        return self.clock()

    def today(self) -> date:
        """Return the day (UTC)."""
        return self.clock().date()


def desk_address() -> str:
    """Return the address under which the desk is reached: the one that is set, else that of the
    request at hand, which is wrong behind a proxy."""
    set_address = desk_state().instance.settings.desk_url
    return set_address or request.host_url.rstrip("/")


def desk_state() -> DeskState:
    """Return the state of the app that answers the request at hand."""
    state: DeskState = current_app.extensions["desk"]
    return state


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        sentence=sentence,
        day=long_day,
        with_long_days=with_long_days,
        state_word=state_word,
        state_chip=state_chip,
        language_name=english_name,
    )
    return environment


def _organisation(instance: Instance) -> str:
    named = instance.settings.organisation
    return named if isinstance(named, str) else named.get("en") or next(iter(named.values()), "")
