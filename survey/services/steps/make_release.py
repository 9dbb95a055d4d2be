"""Making a release of what was opened of a study, wherever it was: counts to protected numbers.

It knows unprotected counts while it works, in memory only. It must not store, log or return them.
It loads the solver, and so is imported only by what opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from survey.disclosure.protect import Protected, protect_next
from survey.disclosure.reader.hands import Hands
from survey.disclosure.release import Integrity, JournalHead, Release
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import ClosedSetChanged
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire
from survey.sealing.closed_set import closed_set, joint_digest
from survey.services.steps.count_records import count_records
from survey.services.steps.executors import hands_of
from survey.services.steps.open_shelf import OpenedShelf
from survey.services.steps.release_facts import facts_of
from survey.services.steps.study_policy import policy_of
from survey.storage.studies import study_rows
from survey.tally.counting import Tally

#: Gives the hashes of the sealed words up to a wave.
WordsUntil = Callable[[int], Iterable[bytes]]


#: Fewer demands of a later release are met sooner than processes have started. Of a first release
#: so little can be shared that nothing is gained at any size (docs/measurements/0034).
_LATER, _FIRST = 1_000, 10**9

LeftOutWhy = Literal["damaged", "of another study", "copies", "with no answer at all"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening gives: the release, and for the trustees alone the exact number of envelopes,
    where the certificate lies (None: no number is printed), how many more answers the next
    release needs (None: there can be none), and how many answers contradicted themselves and count
    as left out."""

    release: Release
    integrity: Integrity
    certificate: Path | None
    next_needs: int | None
    contradicted: int = 0

    @property
    def left_out(self) -> tuple[tuple[LeftOutWhy, int], ...]:
        """Return how many envelopes are not counted as people, by what they are."""
        found = self.integrity
        every: tuple[tuple[LeftOutWhy, int], ...] = (
            ("damaged", found.damaged),
            ("of another study", found.foreign),
            ("copies", found.copies),
            ("with no answer at all", found.blank or 0),
        )
        return tuple((why, number) for why, number in every if number)

    @property
    def contradicted_up_to(self) -> int:
        """Return the most answers that may have contradicted themselves: the number is hidden."""
        return -(-self.contradicted // 10) * 10


@dataclass(frozen=True, slots=True)
class MadeRelease:
    """A release that was made, for the trustees alone the exact numbers of envelopes, and how many
    answers contradicted themselves and count as left out."""

    made: Protected
    integrity: Integrity
    contradicted: int


def make_release(
    row: study_rows.StudyRow,
    before: tuple[Release, ...],
    done: JournalHead,
    found: OpenedShelf,
    words_until: WordsUntil,
    today: date,
    workers: int = 1,
) -> MadeRelease:
    """Return the next release of a study, of what was found on its shelf of codes.

    `before` are its releases so far, and `done` is how far the journal of its instance has come.
    In so many processes of this machine as there are `workers`, where there is much to do.
    ClosedSetChanged where the answers of an earlier release are not what they were;
    DisclosureRefused.
    """
    questionnaire = from_json(row.questionnaire_json)
    _require_earlier(before, found, words_until)
    blanks = any(release.integrity.blanks_are_people for release in before)
    facts = facts_of(row, questionnaire, today, done)

    with hands_of(workers, _LATER if before else _FIRST) as hands:
        past = Past(before, _waves(questionnaire, found, len(before) + 1, blanks, hands))
        integrity = _integrity(found, [wave.tally for wave in past.waves], blanks)
        made = protect_next(questionnaire, past, policy_of(row), facts, integrity, hands)
    contradicted = sum(sum(wave.tally.contradicted.values()) for wave in past.waves)
    return MadeRelease(made, integrity, contradicted)


def _require_earlier(
    before: tuple[Release, ...], found: OpenedShelf, words_until: WordsUntil
) -> None:
    """Check that the answers of each earlier release are those that it was made of (P12)."""
    for release in before:
        until = release.number
        both = zip(found.hashes, found.waves, strict=True)
        numbers = closed_set("numbers", (one for one, wave in both if 0 < wave <= until))
        words = closed_set("words", words_until(until))
        if joint_digest(numbers, words).hex() != release.study.closed_set:
            raise ClosedSetChanged(
                f"The answers that release {until} was made of are not what they were.",
                kept="Nothing was published.",
                do="Restore the database from a backup made after closing, and find out who "
                "changed it.",
            )


def _waves(
    questionnaire: Questionnaire,
    found: OpenedShelf,
    number: int,
    blanks: bool,
    hands: Hands,
) -> tuple[Wave, ...]:
    """Count the records of each wave; what has none of an earlier release came last.

    `blanks`: releases of this study counted those who gave no answer as people, and so it goes on:
    else the numbers would not be those that were printed.
    """
    records: dict[int, bytes] = {}
    for wave, joined in found.records.items():
        since = wave if 0 < wave < number else number
        records[since] = records.get(since, b"") + joined
    records.setdefault(number, b"")
    return tuple(
        Wave(count_records(questionnaire, joined, blanks=blanks, hands=hands), since)
        for since, joined in sorted(records.items())
    )


def _integrity(found: OpenedShelf, tallies: Sequence[Tally], blanks: bool) -> Integrity:
    """Return what was met; a record that is malformed counts as damaged."""
    people, blank = sum(one.n for one in tallies), sum(one.blank for one in tallies)
    left_out = found.foreign + found.copies
    return Integrity(
        envelopes=len(found.hashes),
        counted=people,
        damaged=len(found.hashes) - left_out - people - blank,
        foreign=found.foreign,
        copies=found.copies,
        blank=None if blanks else blank,
    )
