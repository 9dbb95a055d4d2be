"""Share sheets of several people, each with an account of their own, until enough of them fit.

It knows sheets in the memory of one process, and for an hour at most. It must not write, log or
show them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock, Timer

from survey.errors import SharesRefused
from survey.sealing.opening.fitting_sheets import fitting_sheets, odd_sheets
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.sheet_entry import require_list, sheet_number
from survey.sealing.public_keys import ShelfLabel
from survey.services.steps.collect_shares import KEPT_FOR, typed_sheet

_NOTHING = "Nothing was opened, and nothing was changed."


@dataclass(frozen=True, slots=True)
class ReadyToOpen:
    """What can be opened together now: a study, or a round of a council.

    `id` is the study or council that share sheets are printed for. `closed_set` is the fingerprint
    in hex that is compared aloud (P12), `about` what is opened, in a few words, `closed_on` the
    day since which it lies as it is, and `takes` how long opening takes; `for_several` says
    whether it can be worth it that several machines open it together.
    """

    id: str
    title: str
    practice: bool
    shares: int
    threshold: int
    numbers_public: bytes
    words_public: bytes
    closed_set: str
    closed_on: date | None
    about: str = ""
    takes: str = "about a minute"
    for_several: bool = False


@dataclass(frozen=True, slots=True)
class SheetHere:
    """A sheet that lies here: whose account gave it, their name, and its number."""

    account_id: str
    name: str
    number: int
    text: str = field(repr=False)


class SheetGathering:
    """The sheets that were given so far for one opening; any number of threads may take part.

    Each account gives one, which it can take back. An hour after the first all are forgotten.
    Whether sheets fit is looked at when enough are here, never before.
    """

    def __init__(
        self, ready: ReadyToOpen, lists: Sequence[ShelfLabel], clock: Callable[[], datetime]
    ) -> None:
        self.ready, self._lists, self._clock = ready, tuple(lists), clock
        self._here: dict[str, SheetHere] = {}
        self._until: datetime | None = None
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"SheetGathering({self.ready.id})"

    @property
    def until(self) -> datetime | None:
        """Return when all sheets are forgotten; None where there is none."""
        return self._until if self.here() else None

    def here(self) -> tuple[SheetHere, ...]:
        """Return the sheets that are here, in the order in which they came."""
        with self._lock:
            self._forget_late()
            return tuple(self._here.values())

    def give(self, account_id: str, name: str, typed: Sequence[tuple[ShelfLabel, str]]) -> None:
        """Take the lists that somebody typed of their sheet.

        SharesRefused where they are not lists, are of two sheets, or lie here already.
        """
        lists = {shelf: require_list(text, shelf) for shelf, text in typed if shelf in self._lists}
        numbers = {sheet_number(words.split()) for words in lists.values()}
        if len(numbers) != 1 or len(lists) != len(self._lists):
            raise SharesRefused(
                "The lists are of two different sheets, or one is missing.",
                kept=_NOTHING,
                do="Type the lists of your own sheet.",
            )
        number = numbers.pop()
        given = SheetHere(account_id, name, number, typed_sheet(self.ready, number, **lists))
        with self._lock:
            self._forget_late()
            self._require_new(given)
            is_first = not self._here
            self._until = self._until or self._clock() + KEPT_FOR
            self._here[account_id] = given
        if is_first:
            self._look_later()

    def take_back(self, account_id: str) -> None:
        """Forget the sheet of an account."""
        with self._lock:
            self._here.pop(account_id, None)
            if not self._here:
                self._until = None

    def keep_only(self, names: frozenset[str]) -> None:
        """Forget the sheets of everybody but these: of those who are no trustees any more."""
        for one in self.here():
            if one.name not in names:
                self.take_back(one.account_id)

    def take(self) -> tuple[str, ...] | None:
        """Return the texts of enough sheets and forget all; None where there are not enough yet.

        SharesRefused where enough are here and do not fit: all of them stay.
        """
        with self._lock:
            self._forget_late()
            here = tuple(self._here.values())
            if len(here) < self.ready.threshold:
                return None
            sheets = [read_sheet(one.text) for one in here]
            publics: dict[ShelfLabel, bytes] = {
                "numbers": self.ready.numbers_public,
                "words": self.ready.words_public,
            }
            wanted = {shelf: publics[shelf] for shelf in self._lists}
            fitting = fitting_sheets(sheets, self.ready.threshold, self.ready.id, wanted)
            if fitting is None:
                odd = odd_sheets(sheets, self._lists[0])
                raise _do_not_fit(tuple(here[place] for place in odd))
            self._here, self._until = {}, None
            return tuple(here[place].text for place in fitting)

    def forget(self) -> None:
        """Forget all sheets."""
        with self._lock:
            self._here, self._until = {}, None

    def forget_late(self) -> None:
        """Forget all sheets where their hour is over."""
        with self._lock:
            self._forget_late()

    def _look_later(self) -> None:
        """Look again by itself, so that sheets are forgotten though nobody comes."""
        timer = Timer(KEPT_FOR.total_seconds() + 1, self.forget_late)
        timer.daemon = True
        timer.start()

    def _require_new(self, given: SheetHere) -> None:
        if given.account_id in self._here:
            raise SharesRefused(
                "Your sheet is here already.",
                kept="It stays here, and nothing was opened.",
                do="To give another one, let it be forgotten first.",
            )
        if any(one.text == given.text for one in self._here.values()):
            raise SharesRefused(
                f"Sheet {given.number} is here already.",
                kept=_NOTHING,
                do="Each sheet counts once. Ask another trustee for theirs.",
            )

    def _forget_late(self) -> None:
        if self._until is not None and self._clock() >= self._until:
            self._here, self._until = {}, None


def _do_not_fit(odd: Sequence[SheetHere]) -> SharesRefused:
    if odd:
        named = " and ".join(f"sheet {one.number} from {one.name}" for one in odd)
        return SharesRefused(
            f"All sheets are in, and {named} was not made together with the others.",
            kept="Nothing was opened. The sheets are still here.",
            do="Perhaps it is the other list, or of something else. Whoever gave it presses “Not "
            "now: forget my sheet”, and types the list of this study. Or "
            "another trustee gives theirs.",
        )
    return SharesRefused(
        "All sheets are in, and together they do not give the key.",
        kept="Nothing was opened. The sheets are still here.",
        do="Perhaps somebody typed the other list, or a sheet of something else. Look at the "
        "heading of your list, the title and the keys. Whoever was wrong presses “Not now: forget "
        "my sheet” and types it again. Another trustee can give theirs as well.",
    )
