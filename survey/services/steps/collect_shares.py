"""Share sheets that trustees bring one after the other, until there are enough to open.

It knows sheets in memory only, and for an hour at most. It must not write, show or repeat them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple, Protocol

from survey.errors import SharesRefused
from survey.sealing.opening.share_sheets import read_sheet, share_sheet
from survey.sealing.opening.shares import KeyShare, ShareSheet, given_twice, require_of
from survey.sealing.opening.sheet_entry import require_list
from survey.sealing.public_keys import fingerprint

#: How long sheets are kept after the first of them was given.
KEPT_FOR = timedelta(hours=1)


class Collected(NamedTuple):
    """How many sheets were given, and how many are needed."""

    given: int
    needed: int


class Shared(Protocol):
    """A study or council, as far as its share sheets name it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def threshold(self) -> int:
        """How many sheets are needed."""


class SharedKeys(Shared, Protocol):
    """A study or council with all that its share sheets say of it."""

    @property
    def shares(self) -> int:
        """How many sheets there are."""

    @property
    def numbers_public(self) -> bytes:
        """The public key of the numbers."""

    @property
    def words_public(self) -> bytes:
        """The public key of the words."""


def typed_sheet(of: SharedKeys, number: int, *, numbers: str = "", words: str = "") -> str:
    """Return the text of the sheet with that number, of which only lists of words were typed.

    `numbers` and `words` are the lists, however they were typed; one that is not needed is left
    out. SharesRefused when one is mistyped.
    """
    prints = fingerprint(of.numbers_public), fingerprint(of.words_public)
    share = KeyShare(
        number,
        require_list(numbers, "numbers") if numbers else "",
        require_list(words, "words") if words else "",
    )
    return share_sheet(ShareSheet(of.id, share, of.shares, of.threshold, *prints))


class ShareCollection:
    """The sheets of one study or council that were given so far; any number of threads may add.

    `clock` gives the time. An hour after the first sheet all of them are forgotten.
    """

    def __init__(self, of: Shared, clock: Callable[[], datetime]) -> None:
        self._of, self._needed, self._clock = of.id, of.threshold, clock
        self._sheets: dict[int, str] = {}
        self._until: datetime | None = None
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"ShareCollection({self._of})"

    def add(self, text: str) -> Collected:
        """Take the text of one sheet, and return how many there are of how many.

        SharesRefused when it is not a sheet, of another study, given before, or when the time is
        over: then all that were given are gone.
        """
        sheet = read_sheet(text)
        require_of(self._of, sheet)
        with self._lock:
            self._require_time()
            if sheet.share.number in self._sheets:
                raise given_twice(sheet.share.number)
            if self._until is None:
                self._until = self._clock() + KEPT_FOR
            self._sheets[sheet.share.number] = text
            return Collected(len(self._sheets), self._needed)

    def given(self) -> tuple[str, ...]:
        """Return the texts of the sheets so far, and keep them; SharesRefused as for `add`."""
        with self._lock:
            self._require_time()
            return tuple(self._sheets.values())

    def take(self) -> tuple[str, ...]:
        """Return the texts of the sheets and forget them; SharesRefused as for `add`."""
        with self._lock:
            self._require_time()
            taken = tuple(self._sheets.values())
            self._forget()
            return taken

    def forget(self) -> None:
        """Forget all sheets."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._sheets, self._until = {}, None

    def _require_time(self) -> None:
        if self._until is not None and self._clock() >= self._until:
            self._forget()
            raise SharesRefused(
                "The share sheets were given more than an hour ago, so they were forgotten.",
                kept="Nothing was opened, and nothing was changed.",
                do="Ask the trustees for their sheets again.",
            )
