"""Giving out headline numbers with noise: shares to exact counts to a ledger that is never undone.

It knows the numbers secret and exact counts while it works, in memory only. It must not store, log
or return them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import chain

from survey.answers.codec import Layout
from survey.disclosure.noise.headline_numbers import (
    Headline,
    HeadlineRelease,
    headline_release,
    new,
    refused,
    too_few,
    unsuitable,
)
from survey.disclosure.noise.noise_mechanism import LEAST_PEOPLE, Draw, NoisyCount
from survey.disclosure.release import Release
from survey.disclosure.rounding import nearest
from survey.errors import (
    Action,
    ClosedSetChanged,
    DisclosureRefused,
    Do,
    SealBroken,
    StudyStateWrong,
)
from survey.questionnaire.codebook import rows
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire
from survey.sealing.closed_set import ClosedSet, closed_set, joint_digest, require_unchanged
from survey.sealing.envelope import encapsulation
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import noise_ledger, releases, sealed_answers, study_rows
from survey.tally.counting import Tally, count

_EVERY = 500  # envelopes between two words of progress
_NOTHING = "Nothing was spent."

Progress = Callable[[int, int], None]


def release_headlines(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    plan: Sequence[Headline],
    draw: Draw,
    progress: Progress = lambda done, total: None,
    *,
    name: str = "of headlines",
) -> HeadlineRelease:
    """Return the headline numbers of a plan, about the newest release of a study.

    `sheets` are the texts of share sheets; they are needed only for numbers that were not given out
    before. `draw` adds the noise; `progress` takes envelopes done and to do; `name` is what the
    plan is called. What is spent is in the ledger before anything is returned. BadInput with what
    is wrong with the plan, StudyStateWrong, SharesRefused, ClosedSetChanged or DisclosureRefused.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        release = _released(row, releases.newest(connection, study_id))
        ledger = noise_ledger.every(connection, study_id)
    _require_suitable(plan, release, ledger, name)
    asked = new(plan, release, ledger)
    if asked:
        questionnaire = from_json(row.questionnaire_json)
        tally = _counted(instance, row, release, sheets, progress)
        exact = {one.indicator: _count(one, questionnaire, tally, release) for one in asked}
        ledger = _spend(instance, plan, release, exact, draw, name)
    return headline_release(plan, release, ledger)


def _released(row: study_rows.StudyRow, release: Release | None) -> Release:
    """Return the release, when it is of the very answers that are closed, and of enough people."""
    if row.state != "released" or release is None or row.closed_hash is None:
        raise StudyStateWrong(
            f"The study {row.id} is {row.state}; headline numbers are given beside a release.",
            kept=_NOTHING,
            do=(
                "Close it and open it first",
                Action(Do.CLOSE_STUDY, row.id),
                Action(Do.OPEN_STUDY, row.id),
                "Where it was opened on another machine, give them there.",
            ),
        )
    words = ClosedSet("words", row.closed_words_count or 0, row.closed_words_hash or b"")
    numbers = ClosedSet("numbers", row.closed_count or 0, row.closed_hash)
    if joint_digest(numbers, words).hex() != release.study.closed_set:
        raise ClosedSetChanged(
            f"The answers of release {release.number} are not those that are closed now.",
            kept=_NOTHING,
            do="Restore the database from a backup, and find out who changed it.",
        )
    if too_few(release):
        raise _too_few()
    return release


def _too_few() -> DisclosureRefused:
    return DisclosureRefused(
        f"Headline numbers with noise need {LEAST_PEOPLE} people who took part, and fewer did.",
        kept=_NOTHING,
        do="With so few, noise that protects would drown the number. Use the tables of the report.",
    )


def _require_suitable(
    plan: Sequence[Headline], release: Release, ledger: Sequence[NoisyCount], name: str
) -> None:
    problems = unsuitable(plan, release, ledger)
    if problems:
        raise refused(name, problems)


def _counted(
    instance: Instance,
    row: study_rows.StudyRow,
    release: Release,
    sheets: Sequence[str],
    progress: Progress,
) -> Tally:
    """Open the shelf of codes once more and count it as the release did; of copies the one of the
    first wave."""
    questionnaire = from_json(row.questionnaire_json)
    secret = recover([read_sheet(text) for text in sheets], "numbers", row.id, row.numbers_public)
    layout = Layout(questionnaire)
    opener = Opener(secret, row.id, row.fingerprint, "numbers", record_width=layout.width)
    records: dict[bytes, tuple[int, bytes]] = {}
    hashes = []
    with instance.engine.connect() as connection:
        for envelope, wave in chain.from_iterable(sealed_answers.of_waves(connection, row.id)):
            hashes.append(sha256(envelope).digest())
            if len(hashes) % _EVERY == 0:
                progress(len(hashes), row.closed_count or 0)
            try:
                record = opener.numbers(envelope)
            except SealBroken:
                continue
            earlier = records.get(encapsulation(envelope))
            if earlier is None or wave < earlier[0]:
                records[encapsulation(envelope)] = (wave, record)
    closed = ClosedSet("numbers", row.closed_count or 0, row.closed_hash or b"")
    require_unchanged(closed, closed_set("numbers", hashes))
    joined = b"".join(record for _, record in records.values())
    blanks = release.integrity.blanks_are_people
    tally = count(questionnaire, layout, joined, blanks=blanks)
    if tally.n < LEAST_PEOPLE:
        raise _too_few()
    return tally


def _count(one: Headline, questionnaire: Questionnaire, tally: Tally, release: Release) -> int:
    """Return an exact count, after comparing each of its parts with what the release prints."""
    question = questionnaire.question(one.question)
    exact = dict(
        zip((row.id for row in rows(question)), tally.one_way[question.id].valid, strict=True)
    )
    (printed,) = (result for result in release.questions if result.id == question.id)
    for row in printed.rows:
        rounded = nearest(int(exact[row.id]), release.policy.count_rounding)
        if row.id in one.options and rounded != row.shown.count:
            raise DisclosureRefused(
                f"What is counted for “{question.id}” is not what release {release.number} prints.",
                kept=_NOTHING,
                do="Restore the database from a backup made after closing, and find out who "
                "changed it.",
            )
    return sum(int(exact[option]) for option in one.options)


def _spend(
    instance: Instance,
    plan: Sequence[Headline],
    release: Release,
    exact: dict[str, int],
    draw: Draw,
    name: str,
) -> tuple[NoisyCount, ...]:
    """Draw what is new and write it into the ledger, in one step that nobody else comes between.

    When this returns, it is on disk; a crash before that loses numbers that nobody has seen.
    """
    study_id = release.study.id
    with writing(instance.engine) as connection:
        noise_ledger.hold(connection, study_id)
        ledger = noise_ledger.every(connection, study_id)
        _require_suitable(plan, release, ledger, name)
        for one in new(plan, release, ledger):
            noisy = draw(exact[one.indicator], one.epsilon)
            given = NoisyCount(release.number, one.indicator, one.epsilon, noisy)
            noise_ledger.put(connection, study_id, given)
        return noise_ledger.every(connection, study_id)
