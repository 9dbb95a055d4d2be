"""Share sheets that wait to be handed out, each to its own trustee, over many requests.

It knows sheets in the memory of one process, for an hour at most. It must not write or log them,
and shows each once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock, Timer
from typing import NamedTuple, Protocol

from survey.errors import SharesRefused
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.share_words import WORDS_IN_A_LIST
from survey.sealing.opening.shares import ShareSheet
from survey.sealing.opening.sheet_checks import AskedWord, read_asked, words_at
from survey.sealing.public_keys import ShelfLabel
from survey.services.steps.found_keys import FoundKeys
from survey.storage.instance import Instance

#: How long sheets wait from the moment on in which they were made.
KEPT_FOR = timedelta(hours=1)

#: A second press within this time is the same one, of a button that was pressed twice.
_ONE_PRESS = timedelta(seconds=5)

_GONE = "Nothing was published, and no sheet that was handed out opens anything."
_AGAIN = "Destroy these sheets, and begin again when all trustees are there."


class Ceremony(Protocol):
    """What sheets are handed out for: a draft, a council, or practice that changes nothing."""

    @property
    def id(self) -> str:
        """The id that stands on the sheets."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def practice(self) -> bool:
        """Whether what is founded is for practice."""

    @property
    def rehearsal(self) -> bool:
        """Whether nothing is founded: the keys are invented, and open nothing."""

    @property
    def trustees(self) -> tuple[str, ...]:
        """The role of each holder, in the order of the sheets."""

    @property
    def threshold(self) -> int:
        """How many of them open it together."""

    @property
    def hand_out(self) -> SheetHandOut:
        """The sheets that wait."""

    def confirm(self, link: str, words: tuple[str, ...], today: date) -> bool:
        """Take the words of one holder; return whether all is done now."""

    def stop(self, instance: Instance, today: date, why: str) -> None:
        """Forget the sheets; nothing is founded."""


class SheetOnPaper(NamedTuple):
    """One sheet as a page shows it, and the words that are asked for afterwards."""

    sheet: ShareSheet
    asked: tuple[AskedWord, ...]


@dataclass
class _Waiting:
    """One sheet: the secret of its link, the text until it was confirmed, and how far it is."""

    number: int
    link: str = field(repr=False)
    text: str = field(repr=False)
    holder: str = ""
    shown_at: datetime | None = None
    confirmed: bool = False
    asked: tuple[AskedWord, ...] = ()

    @property
    def shown(self) -> bool:
        """Tell whether it was shown."""
        return self.shown_at is not None


class SheetHandOut:
    """The sheets of one study until every trustee confirmed; any number of threads may take part.

    An hour after they were made all of them are forgotten.
    """

    def __init__(
        self, keys: FoundKeys, sheets: Sequence[str], clock: Callable[[], datetime]
    ) -> None:
        self._keys, self._clock = keys, clock
        self.until = clock() + KEPT_FOR
        self._waiting = [
            _Waiting(number, secrets.token_urlsafe(24), text)
            for number, text in enumerate(sheets, 1)
        ]
        self._lock = Lock()
        later = Timer(KEPT_FOR.total_seconds() + 1, self.forget)  # though nobody comes
        later.daemon = True
        later.start()

    def __repr__(self) -> str:
        return f"SheetHandOut({self._keys.id})"

    @property
    def keys(self) -> FoundKeys:
        """Return the id and the public keys; they are no secret."""
        return self._keys

    @property
    def is_over(self) -> bool:
        """Tell whether the hour is over; then every sheet is forgotten."""
        if self._clock() >= self.until:
            self.forget()
        return not self._waiting

    def links(self) -> tuple[str, ...]:
        """Return the secret of each trustee's link, in the order of the sheets."""
        with self._lock:
            return tuple(one.link for one in self._require_time())

    def claim(self, number: int, holder: str) -> str:
        """Let somebody who is signed in take sheet `number`, and return the secret of its link.

        It is a new one, that nobody else was given. SharesRefused where they took another, or
        somebody else took this one.
        """
        with self._lock:
            waiting = self._require_time()
            mine = next((one for one in waiting if one.holder == holder), None)
            wanted = waiting[number - 1] if 1 <= number <= len(waiting) else None
            taken = wanted is not None and wanted.holder not in ("", holder)
            if wanted is None or taken or (mine or wanted) is not wanted or wanted.shown:
                raise SharesRefused(
                    "This sheet is not yours to take.",
                    kept="Nothing was shown.",
                    do="Each trustee takes one sheet, and each sheet is shown once.",
                )
            if not wanted.holder:
                wanted.holder, wanted.link = holder, secrets.token_urlsafe(24)
            return wanted.link

    def holders(self) -> tuple[str, ...]:
        """Return of each sheet which account took it; "" for one that a link was handed over of."""
        with self._lock:
            return tuple(one.holder for one in self._require_time())

    def confirmed(self) -> tuple[bool, ...]:
        """Return of each sheet whether its trustee confirmed to have it."""
        with self._lock:
            return tuple(one.confirmed for one in self._require_time())

    def is_known(self, link: str) -> bool:
        """Tell whether a link is one of these, shown or not; all are compared alike."""
        with self._lock:
            found = [hmac.compare_digest(one.link.encode(), link.encode()) for one in self._waiting]
            return any(found)

    def shown(self) -> tuple[bool, ...]:
        """Return of each sheet whether it was shown."""
        with self._lock:
            return tuple(one.shown for one in self._require_time())

    def is_confirmed(self, link: str) -> bool:
        """Tell whether the trustee of a link confirmed to have the sheet."""
        with self._lock:
            return self._of(link).confirmed

    def show(self, link: str) -> SheetOnPaper:
        """Return the sheet of a link, this once; SharesRefused when it was shown before."""
        with self._lock:
            one = self._of(link)
            now = self._clock()
            late = one.shown_at is not None and now - one.shown_at > _ONE_PRESS
            if one.confirmed or late:
                raise SharesRefused(
                    "This sheet was shown before, and it is shown once.",
                    kept=_GONE,
                    do="If it is not on paper, tell the coordinator to begin again.",
                )
            one.shown_at = one.shown_at or now
            one.asked = one.asked or _three_words()
            return SheetOnPaper(read_sheet(one.text), one.asked)

    def asked(self, link: str) -> tuple[AskedWord, ...]:
        """Return which words confirm the sheet of a link that was shown."""
        with self._lock:
            return self._of(link).asked

    def number(self, link: str) -> int:
        """Return the number of the sheet of a link."""
        with self._lock:
            return self._of(link).number

    def confirm(self, link: str, words: Sequence[str]) -> bool:
        """Take the words that were asked for; return whether every sheet is confirmed now.

        SharesRefused when a word is another, or none; the sheet is still waiting then. What is
        confirmed is forgotten here: it is on paper only.
        """
        with self._lock:
            one = self._of(link)
            if not one.confirmed:
                self._require_right(one, words)
                one.confirmed, one.text, one.asked = True, "", ()
            return all(each.confirmed for each in self._waiting)

    def forget(self) -> None:
        """Forget every sheet; whoever has one on paper has nothing that opens anything."""
        with self._lock:
            self._waiting = []

    def _require_right(self, one: _Waiting, typed: Sequence[str]) -> None:
        if not one.shown:
            raise SharesRefused(
                "This sheet was not shown yet.",
                kept="The sheet still waits to be confirmed.",
                do="Look at it and print it first.",
            )
        said = read_asked(one.asked, typed)
        if said != words_at(read_sheet(one.text).share, one.asked):
            raise SharesRefused(
                f"These are not the words on sheet {one.number} of {len(self._waiting)}.",
                kept="The sheet still waits to be confirmed.",
                do=f"Look whether your paper says “Share sheet {one.number}”. Then read the words "
                "off it again, by their numbers.",
            )

    def _of(self, link: str) -> _Waiting:
        for one in self._require_time():
            if hmac.compare_digest(one.link.encode(), link.encode()):
                return one
        raise SharesRefused("There is no share sheet to be handed out here.", kept=_GONE, do=_AGAIN)

    def _require_time(self) -> list[_Waiting]:
        if self._clock() >= self.until:
            self._waiting = []
        if not self._waiting:
            raise SharesRefused(
                "Not every trustee confirmed within an hour, so the keys were thrown away.",
                kept=_GONE,
                do=_AGAIN,
            )
        return self._waiting


def _three_words() -> tuple[AskedWord, ...]:
    """Return three words to ask for, of both lists, drawn anew; the first four of a list are not
    only its own."""
    draw = secrets.SystemRandom()
    lists: tuple[ShelfLabel, ShelfLabel] = ("numbers", "words")
    twice, once = draw.sample(lists, 2)
    first, second = sorted(draw.sample(range(5, WORDS_IN_A_LIST + 1), 2))
    third = 5 + secrets.randbelow(WORDS_IN_A_LIST - 4)
    asked = AskedWord(twice, first), AskedWord(twice, second), AskedWord(once, third)
    return tuple(sorted(asked))
