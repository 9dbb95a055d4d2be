"""Opening a closed study: shares to numbers to a protected release, and nothing else kept.

It knows the numbers secret and the unprotected counts while it works, in memory only. It must not
store, log or return them; the words stay sealed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from survey.answers.codec import Layout
from survey.disclosure.proof.certificate import digest_of_form
from survey.disclosure.protect import Protected, protect_next
from survey.disclosure.release import Integrity, JournalHead, Release, StudyFacts
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import ClosedSetChanged
from survey.questionnaire.consent import consent_version
from survey.questionnaire.files.reading import from_json, published_json
from survey.questionnaire.model import Questionnaire
from survey.sealing.closed_set import closed_set, joint_digest
from survey.sealing.public_keys import fingerprint, in_groups
from survey.services.steps.journal_now import journal_now
from survey.services.steps.open_shelf import (
    MakeExecutor,
    OpenedShelf,
    Progress,
    open_shelf,
    require_enough,
)
from survey.services.steps.opening_foreseen import Foreseen, closed_study, foresee
from survey.services.steps.study_policy import policy_of
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import certificates, releases, sealed_answers, study_life, study_rows
from survey.tally.counting import Tally, count

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


def foresee_opening(
    instance: Instance, study_id: str, sheets: Sequence[str], today: date
) -> Foreseen:
    """Return what `open_study` is going to do with the same arguments; nothing is opened.

    What it would refuse before it opens is refused here too. The secret is put together once to see
    that the sheets suffice, and is let go of.
    """
    foreseen = foresee(instance, study_id, today)
    require_enough(foreseen.row, sheets, "numbers")
    return foreseen


def open_study(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    today: date,
    make_executor: MakeExecutor,
    progress: Progress = lambda done, total: None,
) -> Opened:
    """Open a closed study with the texts of its share sheets and store the protected release.

    What may be printed says the policy that the study was published with.
    `make_executor` gives the executor that slices are opened on; `progress` takes envelopes done
    and to do. StudyStateWrong, SharesRefused, ClosedSetChanged or DisclosureRefused; an envelope
    that does not open is counted, never fatal.
    """
    row = closed_study(instance, study_id, today)
    policy = policy_of(row)
    questionnaire = from_json(row.questionnaire_json)
    layout = Layout(questionnaire)
    with instance.engine.connect() as connection:
        before = releases.every(connection, study_id)
        done = journal_now(connection)
    found = open_shelf(instance, row, sheets, layout.width, make_executor, progress)
    _require_earlier(instance, row.id, before, found)
    blanks = any(release.integrity.blanks_are_people for release in before)
    past = Past(before, _waves(questionnaire, layout, found, len(before) + 1, blanks))
    integrity = _integrity(found, [wave.tally for wave in past.waves], blanks)
    facts = _facts(row, questionnaire, today, done)
    made = protect_next(questionnaire, past, policy, facts, integrity)
    opened = _published(instance, made, integrity, today, len(sheets))
    contradicted = sum(sum(wave.tally.contradicted.values()) for wave in past.waves)
    return replace(opened, contradicted=contradicted)


def _require_earlier(
    instance: Instance, study_id: str, before: tuple[Release, ...], found: OpenedShelf
) -> None:
    """Check that the answers of each earlier release are those that it was made of (P12)."""
    with instance.engine.connect() as connection:
        for release in before:
            until = release.number
            both = zip(found.hashes, found.waves, strict=True)
            numbers = closed_set("numbers", (one for one, wave in both if 0 < wave <= until))
            hashes = sealed_answers.hashes(connection, study_id, "words", until=until)
            if joint_digest(numbers, closed_set("words", hashes)).hex() != release.study.closed_set:
                raise ClosedSetChanged(
                    f"The answers that release {until} was made of are not what they were.",
                    kept="Nothing was published.",
                    do="Restore the database from a backup made after closing, and find out who "
                    "changed it.",
                )


def _waves(
    questionnaire: Questionnaire, layout: Layout, found: OpenedShelf, number: int, blanks: bool
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
    return tuple(Wave(count(questionnaire, layout, joined, blanks=blanks), since)
                 for since, joined in sorted(records.items()))  # fmt: skip


def _published(
    instance: Instance, made: Protected, integrity: Integrity, today: date, sheets: int
) -> Opened:
    """Keep the certificate, then store the release: one without the other is never there."""
    release, proof = made.release, made.certificate()
    path = None
    if proof is not None:
        path = certificates.keep(instance, release.study.id, release.number, proof)
    with writing(instance.engine) as connection:
        releases.put(connection, release)
        study_life.release(connection, release.study.id, today, release.number, sheets)
    return Opened(release, integrity, path, made.next_needs)


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


def _facts(
    row: study_rows.StudyRow, questionnaire: Questionnaire, today: date, done: JournalHead
) -> StudyFacts:
    return StudyFacts(
        id=row.id,
        title=questionnaire.title.as_mapping(),
        languages=questionnaire.languages,
        introduction=questionnaire.introduction.as_mapping(),
        audience=questionnaire.audience.who.as_mapping(),
        practice=row.practice,
        reviewed=row.reviewed,
        opened_on=row.opened_on.isoformat(),
        closed_on=row.closed_on.isoformat() if row.closed_on else "",
        released_on=today.isoformat(),
        questionnaire_fingerprint=row.fingerprint.hex(),
        closed_set=row.closed_digest,
        shares=row.shares,
        threshold=row.threshold,
        entrance=row.entrance or "",
        consent_version=consent_version(
            questionnaire, row.organisation, row.safeguarding, row.jurisdiction, row.entrance
        ),
        numbers_key=in_groups(fingerprint(row.numbers_public)),
        words_key=in_groups(fingerprint(row.words_public)),
        questionnaire_digest=digest_of_form(json.loads(published_json(questionnaire))),
        journal=done,
    )
