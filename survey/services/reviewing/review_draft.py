"""Reviewing a draft by a link: reading it as people will, writing comments, and saying whether.

It knows marks and words. It must not know who a reviewer is, or where they are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, QuestionnaireProblems, Refused
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.what_people_read import (
    END,
    START,
    Piece,
    ReadingChange,
    as_json,
    from_json,
    reading_changes,
)
from survey.sealing.codes.review_links import LINK_BYTES, LinkKind, review_mark
from survey.services.steps.founding_terms import Responsible
from survey.services.steps.public_words import COMMENT
from survey.services.steps.publishing_facts import ReadText, draft_facts
from survey.services.steps.ready_drafts import can_be_reviewed, look_whether_ready
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import reviews, study_drafts
from survey.storage.studies.reviews import ReviewComment, Reviewer, ReviewVerdict, Verdict

#: As many letters as `new_device` gives.
_DEVICE_LETTERS = LINK_BYTES * 4 // 3

#: Comments of one reviewer that are kept, of all versions together.
MOST_COMMENTS = 300


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer is shown: the draft as people would read it, and what they wrote.

    `changes` is what changed since the version that they read before; None where there is none.
    `reason` is why not yet, as they typed it last.
    """

    reviewer: Reviewer
    asked: Questionnaire
    told: Responsible
    read: ReadText
    changes: tuple[ReadingChange, ...] | None
    comments: tuple[ReviewComment, ...]
    verdict: ReviewVerdict | None
    reason: str

    def written(self, place: str) -> str:
        """Return what the reviewer wrote at a place of this version, not answered yet."""
        for one in self.comments:
            if one.place == place and one.fingerprint == self.read.fingerprint and not one.answer:
                return one.words
        return ""

    def before(self, place: str) -> tuple[ReviewComment, ...]:
        """Return what the reviewer wrote at a place of earlier versions, and what was answered."""
        return tuple(
            one
            for one in self.comments
            if one.place == place and (one.fingerprint != self.read.fingerprint or one.answer)
        )

    @property
    def of_no_place(self) -> tuple[ReviewComment, ...]:
        """Return comments on what is not there any more."""
        there = places_of(self.read.pieces)
        return tuple(one for one in self.comments if one.place not in there)


def places_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Return the places that can be commented on, in the order in which they are read."""
    return tuple(dict.fromkeys((START, *(piece.place for piece in pieces), END)))


def link_waits(instance: Instance, secret: str) -> bool:
    """Return whether a link can still be pressed; looking does not use it up.

    A link that was used, replaced or never made costs the same and is told apart by nobody.
    """
    mark = review_mark(instance.site_key, "link", secret)
    with instance.engine.connect() as connection:
        return reviews.waits(connection, mark)


def is_practice(instance: Instance, kind: LinkKind, secret: str) -> bool:
    """Return whether a link, or the device that pressed one, leads to a draft for practice."""
    mark = review_mark(instance.site_key, kind, secret)
    with instance.engine.connect() as connection:
        study_id = reviews.study_behind(connection, mark)
        return study_id is not None and study_drafts.get(connection, study_id).practice


def new_device() -> str:
    """Return a secret for the device that is about to press a link."""
    return secrets.token_urlsafe(LINK_BYTES)


def press_link(instance: Instance, secret: str, device: str = "") -> str | None:
    """Use a link up, and return the secret of the device that pressed it; None as above.

    `device` is one that `new_device` gave: the same press sent twice, where a connection was lost,
    comes to the same ("": a new one).
    """
    device = device if len(device) == _DEVICE_LETTERS else new_device()
    link, bound = (
        review_mark(instance.site_key, "link", secret),
        review_mark(instance.site_key, "device", device),
    )
    with writing(instance.engine) as connection:
        reviews.bind(connection, link, bound)
        return device if reviews.on_device(connection, bound) else None


def reviewer_on(instance: Instance, device: str) -> Reviewer | None:
    """Return the reviewer whose link was pressed on a device; None where that has ended."""
    with instance.engine.connect() as connection:
        return _reviewer(instance, connection, device)


def review_on(instance: Instance, device: str, today: date) -> Review | None:
    """Return what the reviewer of a device is shown; None while the draft is being changed.

    Refused where the device is no reviewer's any more.
    """
    with instance.engine.connect() as connection:
        reviewer = _require(instance, connection, device)
        if not can_be_reviewed(study_drafts.get(connection, reviewer.study_id)):
            return None
        found = draft_facts(instance, connection, reviewer.study_id, today)
        comments = tuple(
            one
            for one in reviews.comments_on(connection, reviewer.study_id)
            if one.letter == reviewer.letter
        )
        verdicts = reviews.verdicts_on(connection, reviewer.study_id)
        verdict = next((one for one in verdicts if one.letter == reviewer.letter), None)
        is_said = verdict is not None and verdict.fingerprint == found.read.fingerprint
        said = verdict.words if verdict and is_said and verdict.verdict == "not yet" else ""
        shown = Review(
            reviewer,
            found.asked,
            found.told,
            found.read,
            _changes(connection, reviewer, found.read),
            comments,
            verdict,
            reviews.reason_of(connection, reviewer) or said,
        )
        kept = reviews.text_of(connection, reviewer.study_id, found.read.fingerprint)
    if kept is None:  # once a version: what is written while words change has a place then
        with writing(instance.engine) as connection:
            _keep_text(connection, reviewer, found.read)
    return shown


def is_over(instance: Instance, device: str) -> bool:
    """Return whether what the reviewer of a device read is published; Refused as above."""
    with instance.engine.connect() as connection:
        reviewer = _require(instance, connection, device)
        return study_drafts.get(connection, reviewer.study_id).state == "published"


def _changes(
    connection: Connection, reviewer: Reviewer, newest: ReadText
) -> tuple[ReadingChange, ...] | None:
    """Return what changed since the version that the reviewer read before this one."""
    is_read = reviewer.seen == newest.fingerprint
    version = reviewer.seen_before if is_read else reviewer.seen
    before = reviews.text_of(connection, reviewer.study_id, version) if version else None
    return None if before is None else reading_changes(from_json(before), newest.pieces)


def write_comments(
    instance: Instance,
    device: str,
    fingerprint: bytes,
    written: Mapping[str, str],
    today: date,
    reason: str | None = None,
) -> None:
    """Keep what a reviewer wrote, by its place in the version of that fingerprint.

    `reason` is why they may say "not yet": only they see it until they do (None: as it was).
    A version that was replaced meanwhile keeps its comments. Refused as above; BadInput for a
    version that no reviewer was shown, and for what is too long or too many: the rest is kept.
    """
    with writing(instance.engine) as connection:
        reviewer = _require(instance, connection, device)
        there = _places_shown(instance, connection, reviewer, fingerprint, today)
        kept = {
            place: words.strip()[:COMMENT] for place, words in written.items() if place in there
        }
        left = reviews.write_comments(connection, reviewer, fingerprint, today, kept, MOST_COMMENTS)
        if reason is not None:
            why = reason.strip()[:COMMENT]
            reviews.keep_reason(connection, reviewer, fingerprint, today, why)
    longest = max(len(words.strip()) for words in (*written.values(), reason or ""))
    if longest > COMMENT:
        raise BadInput(
            f"A comment has {longest:,} characters, and {COMMENT:,} are kept.",
            kept="All that you wrote before that was kept.",
            do="Write the rest of it under the next question.",
        )
    if left:
        raise BadInput(
            f"You have {MOST_COMMENTS} comments here, and no more are kept.",
            kept="All that you wrote before that was kept.",
            do="Take one back, or tell whoever gave you the link.",
        )


def decide(
    instance: Instance,
    device: str,
    fingerprint: bytes,
    verdict: Verdict,
    words: str,
    today: date,
) -> None:
    """Keep what a reviewer says of the version that they read.

    Refused where it is not the newest any more, where the device is no reviewer's, and "not yet"
    without a word of why or a comment: nobody would know what to change.
    """
    with writing(instance.engine) as connection:
        reviewer = _require(instance, connection, device)
        _require_newest(instance, connection, reviewer, fingerprint, today)
        comments = reviews.comments_on(connection, reviewer.study_id)
        said = any(
            one.letter == reviewer.letter and one.fingerprint == fingerprint for one in comments
        )
        if verdict == "not yet" and not (words.strip() or said):
            raise BadInput(
                "Nothing says yet what is to be changed.",
                kept="What you wrote before is kept.",
                do="Write why, here or under a question.",
            )
        kept = words.strip()[:COMMENT] if verdict == "not yet" else ""
        reviews.keep_reason(connection, reviewer, fingerprint, today, "")
        reviews.give_verdict(connection, reviewer, fingerprint, verdict, today, kept)
        reviews.has_seen(connection, reviewer, fingerprint)
        journal.note(
            connection,
            day=today,
            study_id=reviewer.study_id,
            event=f"review: {verdict}",
            words=f"Version {fingerprint.hex()[:16]}.",
            role=f"reviewer {reviewer.letter}",
        )
        look_whether_ready(instance, connection, reviewer.study_id, today)


def _places_shown(
    instance: Instance, connection: Connection, reviewer: Reviewer, fingerprint: bytes, today: date
) -> frozenset[str]:
    """Return the places of the version that a reviewer read, and keep that they did.

    BadInput where that is neither the newest nor one that reviewers were shown.
    """
    with suppress(QuestionnaireProblems):
        found = draft_facts(instance, connection, reviewer.study_id, today).read
        if found.fingerprint == fingerprint:
            _keep_text(connection, reviewer, found)
            reviews.has_seen(connection, reviewer, fingerprint)
            return frozenset(places_of(found.pieces))
    text = reviews.text_of(connection, reviewer.study_id, fingerprint)
    if text is None:
        raise BadInput(
            "These are not the words that are read now.",
            kept="What you wrote stands below, and is not kept yet.",
            do="Look at the words as they are now, then press again.",
        )
    return frozenset(places_of(from_json(text)))


def _keep_text(connection: Connection, reviewer: Reviewer, read: ReadText) -> None:
    """Keep what people would read, so that reviewers are shown what changed since."""
    reviews.keep_text(connection, reviewer.study_id, read.fingerprint, as_json(read.pieces))


def _require_newest(
    instance: Instance, connection: Connection, reviewer: Reviewer, fingerprint: bytes, today: date
) -> None:
    draft = study_drafts.get(connection, reviewer.study_id)
    found = draft_facts(instance, connection, reviewer.study_id, today)
    if not can_be_reviewed(draft) or found.read.fingerprint != fingerprint:
        raise Refused(
            "The words were changed while you read them.",
            kept="All that you wrote is kept, and nothing was signed.",
            do="Look at what changed, then say it again.",
        )
    _keep_text(connection, reviewer, found.read)


def _require(instance: Instance, connection: Connection, device: str) -> Reviewer:
    found = _reviewer(instance, connection, device)
    if found is None:
        raise Refused(
            "This review does not go on here.",
            kept="All that was written is kept.",
            do="Ask whoever sent you the link for another one.",
        )
    return found


def _reviewer(instance: Instance, connection: Connection, device: str) -> Reviewer | None:
    return reviews.on_device(connection, review_mark(instance.site_key, "device", device))
