"""Sittings of people who read words: what each holds, in the memory of one process.

It knows words keys, and which text somebody is reading, until they stop, sign out, or are quiet for
15 minutes. It must not store or log any of it; nobody else sees how much or how fast they read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from threading import Lock, Timer
from typing import Literal, get_args

from sqlalchemy import Connection

from survey.answers.packed_text import ContentLabel
from survey.errors import Refused, StudyStateWrong
from survey.services.steps.reading_words import OpenedText, WordsKey, locked
from survey.storage.instance import Instance

#: What somebody reads a text for.
ReadingFor = Literal["reading", "deciding", "coding", "comparing", "quoting", "approving"]
PURPOSES: tuple[ReadingFor, ...] = get_args(ReadingFor)

#: Texts of one sitting at most, and texts after which a break is offered.
MOST_TEXTS = 20
TEXTS_TO_A_BREAK = 10

#: Where a second person must say something: what they left comes back when nothing else waits.
COMES_BACK: tuple[ReadingFor, ...] = ("deciding", "approving")

QUIET = timedelta(minutes=15)

#: From a connection to the ids of texts that wait to be read for something.
Candidates = Callable[[Connection], Collection[bytes]]
#: Whether a text is one for this reader.
Suits = Callable[[OpenedText], bool]


@dataclass(slots=True)
class Sitting:
    """One reader's sitting with the words of one study.

    `opened` are texts so far, `hard` how many the reader called hard, `unwanted` what they would
    rather not read, `passed` what they left to a colleague. `text_id` is the text in front of
    them, and `unfolded` whether they unfolded it.
    """

    key: WordsKey
    account_id: str
    name: str
    used: datetime
    opened: int = 0
    hard: int = 0
    unwanted: frozenset[ContentLabel] = frozenset()
    passed: set[bytes] = field(default_factory=set, repr=False)
    text_id: bytes | None = field(default=None, repr=False)
    purpose: ReadingFor = "reading"
    rested_at: int = 0
    unfolded: bool = False

    @property
    def study_id(self) -> str:
        """Return the study whose words are read."""
        return self.key.study_id

    def require_read(self) -> None:
        """Refuse to decide of a text that was not unfolded."""
        if not self.unfolded:
            raise Refused(
                "This text was not unfolded.",
                kept="Nothing was decided of it.",
                do="Unfold and read it first, or leave it to a colleague.",
            )

    @property
    def is_over(self) -> bool:
        """Tell whether as many texts were read as one sitting has."""
        return self.opened >= MOST_TEXTS and self.text_id is None

    @property
    def wants_break(self) -> bool:
        """Tell whether a break is due before the next text."""
        rests = self.opened - self.rested_at
        return self.text_id is None and rests >= TEXTS_TO_A_BREAK and not self.is_over


class WordsSittings:
    """The sittings of one process, by the token of a browser; any number of threads take part."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._sittings: dict[str, Sitting] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return "WordsSittings(…)"

    def begin(self, token: str, key: WordsKey, account_id: str, name: str) -> Sitting:
        """Begin a sitting in a browser; another one of the same browser ends."""
        self.end(token)
        sitting = Sitting(key, account_id, name, self._clock())
        with self._lock:
            self._sittings[token] = sitting
        self._look_later()
        return sitting

    def of(self, token: str, study_id: str) -> Sitting:
        """Return the sitting of a browser, which is used by that; Refused where there is none."""
        found = self.of_or_none(token, study_id)
        if found is None:
            raise locked()
        return found

    def of_or_none(self, token: str, study_id: str) -> Sitting | None:
        """Return the sitting of a browser, or None."""
        self.sweep()
        with self._lock:
            found = self._sittings.get(token)
            if found is None or found.study_id != study_id:
                return None
            found.used = self._clock()
            return found

    def end(self, token: str) -> None:
        """Forget a sitting and the key in it."""
        with self._lock:
            found = self._sittings.pop(token, None)
        if found is not None:
            found.key.forget()

    def end_of_study(self, study_id: str) -> None:
        """Forget every sitting with the words of a study."""
        with self._lock:
            tokens = [one for one, held in self._sittings.items() if held.study_id == study_id]
        for token in tokens:
            self.end(token)

    def sweep(self) -> None:
        """Forget every sitting that nobody used for 15 minutes."""
        now = self._clock()
        with self._lock:
            late = [one for one, held in self._sittings.items() if now - held.used >= QUIET]
        for token in late:
            self.end(token)

    def draw(
        self,
        instance: Instance,
        sitting: Sitting,
        purpose: ReadingFor,
        candidates: Candidates,
        suits: Suits = lambda text: True,
    ) -> OpenedText | None:
        """Return a text drawn by chance for a reader, which nobody else is reading; None of none.

        The text in front of them stays theirs until it is put down. Refused where the sitting is
        over, or a break is due.
        """
        with self._lock, instance.engine.connect() as connection:
            if sitting.text_id is not None:
                return self._again(connection, sitting)
            _require_strength(sitting)
            taken = {
                one.text_id for one in self._sittings.values() if one.study_id == sitting.study_id
            }
            left = sitting.passed
            waiting = sorted(set(candidates(connection)) - taken)
            SystemRandom().shuffle(waiting)
            waiting.sort(key=left.__contains__)
            if purpose not in COMES_BACK:
                waiting = [one for one in waiting if one not in left]
            for text_id in waiting:
                text = sitting.key.read(connection, text_id)
                if not text.labels & sitting.unwanted and suits(text):
                    sitting.text_id, sitting.purpose = text_id, purpose
                    sitting.unfolded = False
                    sitting.opened += 1
                    return text
        return None

    def in_hand(self, instance: Instance, sitting: Sitting) -> OpenedText | None:
        """Return the text in front of a reader, or None."""
        with self._lock, instance.engine.connect() as connection:
            return self._again(connection, sitting) if sitting.text_id else None

    def put_down(self, sitting: Sitting, *, passed_on: bool = False) -> None:
        """Let the text in front of a reader be drawn by others, also by those who left it before.

        Where this reader leaves it, it is not drawn for them until somebody else had it.
        """
        with self._lock:
            if sitting.text_id is not None:
                for one in self._sittings.values():
                    one.passed.discard(sitting.text_id)
                if passed_on:
                    sitting.passed.add(sitting.text_id)
            sitting.text_id = None

    def rest(self, sitting: Sitting) -> None:
        """Note that a break was offered."""
        sitting.rested_at = sitting.opened

    def _again(self, connection: Connection, sitting: Sitting) -> OpenedText | None:
        """Return the text in front of a reader anew; None where it is gone meanwhile."""
        assert sitting.text_id is not None
        try:
            return sitting.key.read(connection, sitting.text_id)
        except StudyStateWrong:
            sitting.text_id = None
            return None

    def _look_later(self) -> None:
        """Look again by itself, so that a key is forgotten though nobody comes."""
        timer = Timer(QUIET.total_seconds() + 1, self._look)
        timer.daemon = True
        timer.start()

    def _look(self) -> None:
        self.sweep()
        if self._sittings:
            self._look_later()


def _require_strength(sitting: Sitting) -> None:
    if sitting.is_over:
        raise Refused(
            f"A sitting has {MOST_TEXTS} texts at most, and you have read them.",
            kept="Everything you did is kept.",
            do="Stop here. You can begin a new sitting later.",
        )
    if sitting.wants_break:
        raise Refused(
            "A break is due before the next text.",
            kept="Everything you did is kept.",
            do="Take it, and go on when you want to.",
        )
