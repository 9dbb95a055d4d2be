"""Bringing a release back that was made on a machine without a network: looked at, then stored.

It knows a release and its certificate, and no tally. That nobody made the release up is for those
to say who opened it: they compare the digest of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from survey.disclosure.policy import Policy, printed
from survey.disclosure.proof.verify import verify
from survey.disclosure.release import Release, Shown
from survey.errors import BadInput, Refused
from survey.questionnaire.files.reading import from_json, published_json
from survey.services.steps.keep_release import keep_release
from survey.services.steps.opened_file import OpenedFile, opened_digest, read_opened
from survey.services.steps.opening_foreseen import closed_study
from survey.services.steps.release_facts import facts_of
from survey.services.steps.short_lists import shortened
from survey.services.steps.study_policy import policy_of
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases
from survey.storage.studies.study_rows import StudyRow

_NOTHING = "Nothing was stored, and nothing was changed."
_MOST_SAID = 10
#: Numbers of people for which the rules are tried, besides the one that was closed.
_PEOPLE_TRIED = 1_000

#: What a release says of its study, in words for whoever reads why it was refused.
_NAMED = {
    "closed_set": "the fingerprint of what was closed",
    "questionnaire_fingerprint": "the questions",
    "questionnaire_digest": "the questions",
    "consent_version": "what people agreed to",
    "numbers_key": "the numbers key",
    "words_key": "the words key",
    "journal": "how far the journal had come",
}


@dataclass(frozen=True, slots=True)
class BroughtRelease:
    """A release that was brought and found right: with how many sheets it was made, its
    certificate, and the digest of its file in hex."""

    release: Release
    certificate: bytes | None
    sheets: int
    digest: str


def look_at_brought(
    instance: Instance, study_id: str, text: str, name: str, today: date
) -> BroughtRelease:
    """Return the release in the text of a file called `name`, where it can be stored.

    BadInput where it is no such file; StudyStateWrong where the study cannot be opened now; Refused
    where it is not of exactly this closed set, these rules and this number, or does not verify.
    """
    opened = read_opened(text, name)
    release = _release(opened, name)
    if release.study.id != study_id:
        raise Refused(
            f"This is a release of the study {release.study.id}, not of {study_id}.",
            kept=_NOTHING,
            do="Bring the file that was written when this study was opened.",
        )
    row = closed_study(instance, study_id, today)
    with instance.engine.connect() as connection:
        before = releases.every(connection, study_id)
        problems = [*_wrong(row, before, _head(connection, release), release, opened, today)]
    if problems:
        raise Refused(
            "This is not a release of exactly what was closed here:",
            kept="\n".join([*shortened(problems, _MOST_SAID), _NOTHING]),
            do="Find out where the file comes from. Export the study anew, and open that file.",
        )
    _require_proven(row, before, release, opened)
    proof = None if opened.certificate is None else opened.certificate.encode()
    return BroughtRelease(release, proof, opened.sheets, opened_digest(text))


def bring_back_release(
    instance: Instance, study_id: str, text: str, name: str, today: date
) -> tuple[BroughtRelease, Path | None]:
    """Store a release that was brought back, and return it with where its certificate lies.

    It is refused as by `look_at_brought`.
    """
    found = look_at_brought(instance, study_id, text, name, today)
    path = keep_release(
        instance, found.release, found.certificate, today, found.sheets, found.digest
    )
    return found, path


def _release(opened: OpenedFile, name: str) -> Release:
    try:
        return releases.from_file(opened.release)
    except ValueError as error:
        raise BadInput(f"{name} holds no release.", kept=_NOTHING) from error


def _wrong(
    row: StudyRow,
    before: tuple[Release, ...],
    head: str,
    release: Release,
    opened: OpenedFile,
    today: date,
) -> Iterator[str]:
    """Return everything by which a release is not one of what was closed, a sentence each."""
    said = release.study
    if said.journal is None or said.journal.hash != head:
        yield "It was exported from another instance, or the journal was changed since."
        return
    try:
        made_on = date.fromisoformat(said.released_on)
    except ValueError:
        yield "It says no day on which it was made."
        return
    if not (row.closed_on or made_on) <= made_on <= today:
        yield f"It says that it was made on {made_on}, and today is {today}."
    is_so = facts_of(row, from_json(row.questionnaire_json), made_on, said.journal)
    for field in sorted(type(is_so).model_fields):
        if getattr(is_so, field) != getattr(said, field):
            yield f"It says otherwise: {_NAMED.get(field, field.replace('_', ' '))}."
    if release.number != len(before) + 1:
        yield f"It is release {release.number}, and the next one is {len(before) + 1}."
    if not _is_by_rules(policy_of(row), row.closed_count or 0, release):
        yield "It was made by other rules than those that the study was published with."
    asked = {one.id for one in from_json(row.questionnaire_json).questions()}
    if not {one.id for one in release.questions} <= asked:
        yield "It answers other questions."
    if not row.threshold <= opened.sheets <= row.shares:
        yield f"It was opened with {opened.sheets} share sheets, and {row.threshold} are needed."


def _head(connection: Connection, release: Release) -> str:
    """Return the hash in hex of the entry here that the journal ended with when it was exported;
    "" where there is no such entry."""
    if release.study.journal is None:
        return ""
    number = release.study.journal.entries
    newest = next(journal.entries(connection, back_from=number + 1), None)
    if newest is None or newest.number != number:
        return ""
    return newest.hash.hex()


def _is_by_rules(policy: Policy, closed: int, release: Release) -> bool:
    """Tell whether the rules a release names are those of a policy, for as many people or fewer."""
    tried = {closed, *range(min(closed, _PEOPLE_TRIED) + 1)}
    return any(printed(policy, people) == release.policy for people in tried)


def _require_proven(
    row: StudyRow, before: tuple[Release, ...], release: Release, opened: OpenedFile
) -> None:
    """Refuse a release with numbers that its certificate does not prove."""
    if opened.certificate is None:
        if _has_numbers(release) and not any(one.of_before for one in before):
            raise Refused(
                "This release prints numbers, and there is no certificate with it.", kept=_NOTHING
            )
        return
    try:
        proof = json.loads(opened.certificate)
    except ValueError as error:
        raise BadInput("The certificate in this file is none.", kept=_NOTHING) from error
    problems = verify(
        json.loads(opened.release),
        proof,
        json.loads(published_json(from_json(row.questionnaire_json))),
        [json.loads(one.model_dump_json()) for one in before],
    )
    if problems:
        raise Refused(
            "The certificate in this file does not prove its release:",
            kept="\n".join([*shortened(problems, _MOST_SAID), _NOTHING]),
            do="Find out where the file comes from. Export the study anew, and open that file.",
        )


def _has_numbers(release: Release) -> bool:
    """Tell whether anything in a release is a number of people, or a share."""
    return any(one.count is not None or one.percent is not None for one in _cells(release))


def _cells(release: Release) -> Iterator[Shown]:
    yield release.respondents
    for question in release.questions:
        yield question.base
        yield from (row.shown for row in (*question.rows, *question.missing))
        yield from (one.shown for one in question.sums)
        for breakdown in question.breakdowns:
            yield from (category.base for category in breakdown.categories)
            yield from (cell for line in breakdown.cells for cell in line)
