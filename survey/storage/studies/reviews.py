"""Reviewers of a draft, what they wrote, and their verdicts, each on one exact version.

It knows letters, marks of links, and fingerprints. It must not know who a reviewer is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from survey.errors import Refused
from survey.storage.schema import review_comments, review_verdicts, reviewed_texts, reviewers

Verdict = Literal["signed off", "not yet"]

#: The place of a reason that was typed and not sent yet: it is no comment, and only its reviewer
#: is shown it.
_REASON = "reason"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One reviewer of a draft; `waits`: the link was not pressed yet.

    `seen` is the version that they read last, `seen_before` the one that they had read before.
    """

    study_id: str
    letter: str
    waits: bool
    begun: bool
    seen: bytes | None
    seen_before: bytes | None


class ReviewComment(NamedTuple):
    """What a reviewer wrote at a place of one version, and what was answered ("": nothing)."""

    number: int
    letter: str
    place: str
    fingerprint: bytes
    day: date
    words: str
    answer: str


class ReviewVerdict(NamedTuple):
    """What a reviewer said of one version, with their words where they said "not yet"."""

    letter: str
    fingerprint: bytes
    verdict: Verdict
    day: date
    words: str


def add_reviewer(conn: Connection, study_id: str, link: bytes) -> str:
    """Add a reviewer whose link has that mark, and return their letter; Refused after the last."""
    taken = {one.letter for one in reviewers_of(conn, study_id)}
    letter = next((one for one in ascii_uppercase if one not in taken), "")
    if not letter:
        raise Refused(
            f"There are {len(ascii_uppercase)} reviewers already.",
            kept="Nothing was changed.",
            do="Replace the link of one who does not answer.",
        )
    conn.execute(insert(reviewers).values(study_id=study_id, letter=letter, link=link))
    return letter


def replace_link(conn: Connection, study_id: str, letter: str, link: bytes) -> None:
    """Give a reviewer another link: the one before, and the device it was used on, end."""
    where = (reviewers.c.study_id == study_id, reviewers.c.letter == letter)
    found = conn.execute(update(reviewers).where(*where).values(link=link, device=None))
    if not found.rowcount:
        raise Refused(
            f"There is no reviewer {letter} of {study_id}.",
            kept="Nothing was changed.",
            do="Look at the list of its reviewers.",
        )


def waits(conn: Connection, link: bytes) -> bool:
    """Return whether a link of that mark was made and not pressed, replaced or taken back."""
    return (
        conn.execute(select(reviewers.c.letter).where(reviewers.c.link == link)).first() is not None
    )


def bind(conn: Connection, link: bytes, device: bytes) -> bool:
    """Use a link up for the device of that mark; False where no such link waits."""
    found = conn.execute(
        update(reviewers).where(reviewers.c.link == link).values(link=None, device=device)
    )
    return bool(found.rowcount)


def on_device(conn: Connection, device: bytes) -> Reviewer | None:
    """Return the reviewer whose link was pressed on the device of that mark."""
    row = conn.execute(select(reviewers).where(reviewers.c.device == device)).first()
    return None if row is None else _reviewer(row)


def study_behind(conn: Connection, mark: bytes) -> str | None:
    """Return the draft that the link or the device of a mark leads to."""
    its = reviewers.c
    found: str | None = conn.execute(
        select(its.study_id).where((its.link == mark) | (its.device == mark))
    ).scalar()
    return found


def reviewers_of(conn: Connection, study_id: str) -> tuple[Reviewer, ...]:
    """Return the reviewers of a draft in the order of their letters."""
    rows = select(reviewers).where(reviewers.c.study_id == study_id).order_by(reviewers.c.letter)
    return tuple(map(_reviewer, conn.execute(rows)))


def has_seen(conn: Connection, reviewer: Reviewer, fingerprint: bytes) -> None:
    """Keep which version a reviewer reads, so that they are shown what changed since the last."""
    if reviewer.seen == fingerprint:
        return
    where = (reviewers.c.study_id == reviewer.study_id, reviewers.c.letter == reviewer.letter)
    conn.execute(
        update(reviewers).where(*where).values(seen=fingerprint, seen_before=reviewer.seen)
    )


def keep_text(conn: Connection, study_id: str, fingerprint: bytes, pieces_json: str) -> None:
    """Keep what people would read of a version; nothing happens where it is there."""
    if text_of(conn, study_id, fingerprint) is None:
        row = {"study_id": study_id, "fingerprint": fingerprint, "pieces_json": pieces_json}
        conn.execute(insert(reviewed_texts).values(row))


def text_of(conn: Connection, study_id: str, fingerprint: bytes) -> str | None:
    """Return what people would read of a version that a reviewer saw, as it was kept."""
    found: str | None = conn.execute(
        select(reviewed_texts.c.pieces_json).where(
            reviewed_texts.c.study_id == study_id, reviewed_texts.c.fingerprint == fingerprint
        )
    ).scalar()
    return found


def write_comments(
    conn: Connection,
    reviewer: Reviewer,
    fingerprint: bytes,
    day: date,
    written: Mapping[str, str],
    most: int,
) -> int:
    """Keep what a reviewer writes of a version by place, instead of what they wrote there.

    Without words it is taken back; what was answered before stays as it was said. Return how many
    were left out because there would be more than `most` of this reviewer.
    """
    its, columns = review_comments.c, ("number", "place", "fingerprint", "words", "answer")
    mine = (its.study_id == reviewer.study_id, its.letter == reviewer.letter, its.place != _REASON)
    rows = list(conn.execute(select(*(its[name] for name in columns)).where(*mine)))
    there = {row.place: row for row in rows if row.fingerprint == fingerprint and not row.answer}
    gone = [there[place].number for place, words in written.items() if place in there and not words]
    other = [
        {"changed": there[place].number, "words": words, "day": day}
        for place, words in written.items()
        if place in there and words not in ("", there[place].words)
    ]
    new = [(place, words) for place, words in written.items() if words and place not in there]
    taken = new[: max(0, most - len(rows) + len(gone))]
    if gone:
        conn.execute(delete(review_comments).where(*mine, its.number.in_(gone)))
    if other:
        at = (*mine, its.number == bindparam("changed"))
        conn.execute(update(review_comments).where(*at), other)
    if taken:
        first = _next(conn, review_comments, reviewer.study_id)
        own = {"study_id": reviewer.study_id, "letter": reviewer.letter, "answer": ""}
        version = {"fingerprint": fingerprint, "day": day}
        added = [
            {**own, **version, "number": number, "place": place, "words": words}
            for number, (place, words) in enumerate(taken, first)
        ]
        conn.execute(insert(review_comments), added)
    return len(new) - len(taken)


def keep_reason(
    conn: Connection, reviewer: Reviewer, fingerprint: bytes, day: date, words: str
) -> None:
    """Keep why a reviewer may say "not yet", until they say something ("": it is taken back)."""
    if words == reason_of(conn, reviewer):
        return
    conn.execute(delete(review_comments).where(*_reason(reviewer)))
    if words:
        row = {
            "study_id": reviewer.study_id,
            "number": _next(conn, review_comments, reviewer.study_id),
            "letter": reviewer.letter,
            "place": _REASON,
            "fingerprint": fingerprint,
            "day": day,
            "words": words,
            "answer": "",
        }
        conn.execute(insert(review_comments).values(row))


def reason_of(conn: Connection, reviewer: Reviewer) -> str:
    """Return the reason that a reviewer typed and did not send yet ("": none)."""
    found = conn.execute(select(review_comments.c.words).where(*_reason(reviewer))).scalar()
    return found or ""


def comments_on(conn: Connection, study_id: str) -> tuple[ReviewComment, ...]:
    """Return every comment on a draft, of all versions, in the order in which they were written."""
    columns = [review_comments.c[name] for name in ReviewComment._fields]
    there = (review_comments.c.study_id == study_id, review_comments.c.place != _REASON)
    rows = select(*columns).where(*there)
    return tuple(
        ReviewComment(*row) for row in conn.execute(rows.order_by(review_comments.c.number))
    )


def answer_comment(conn: Connection, study_id: str, number: int, answer: str) -> None:
    """Keep what is answered to a comment; Refused where there is none of that number."""
    its = review_comments.c
    where = (its.study_id == study_id, its.number == number, its.place != _REASON)
    if not conn.execute(update(review_comments).where(*where).values(answer=answer)).rowcount:
        raise Refused(
            f"There is no comment {number} on {study_id}.",
            kept="Nothing was changed.",
            do="Look at the list of its comments.",
        )


def give_verdict(
    conn: Connection,
    reviewer: Reviewer,
    fingerprint: bytes,
    verdict: Verdict,
    day: date,
    words: str = "",
) -> None:
    """Keep what a reviewer says of one exact version; what they said before stays in the list."""
    row = {
        "study_id": reviewer.study_id,
        "number": _next(conn, review_verdicts, reviewer.study_id),
        "letter": reviewer.letter,
        "fingerprint": fingerprint,
        "verdict": verdict,
        "day": day,
        "words": words,
    }
    conn.execute(insert(review_verdicts).values(row))


def verdicts_on(conn: Connection, study_id: str) -> tuple[ReviewVerdict, ...]:
    """Return the newest verdict of each reviewer who gave one, in the order of their letters."""
    columns = [review_verdicts.c[name] for name in ReviewVerdict._fields]
    rows = select(*columns).where(review_verdicts.c.study_id == study_id)
    newest = {row.letter: ReviewVerdict(*row) for row in conn.execute(rows.order_by("number"))}
    return tuple(newest[letter] for letter in sorted(newest))


def drafts_signed_off(conn: Connection, fingerprint: bytes) -> dict[str, int]:
    """Return by draft how many reviewers' newest verdict is a sign-off of that very version."""
    rows = select(review_verdicts.c.study_id).where(review_verdicts.c.fingerprint == fingerprint)
    found = conn.execute(rows.distinct().order_by(review_verdicts.c.study_id)).scalars()
    return {study_id: signed_off(conn, study_id, fingerprint) for study_id in found}


def signed_off(conn: Connection, study_id: str, fingerprint: bytes) -> int:
    """Return how many reviewers of a draft signed off that very version, and nothing since."""
    return sum(
        one.verdict == "signed off" and one.fingerprint == fingerprint
        for one in verdicts_on(conn, study_id)
    )


def _reason(reviewer: Reviewer) -> tuple[ColumnElement[bool], ...]:
    its = review_comments.c
    return (
        its.study_id == reviewer.study_id,
        its.letter == reviewer.letter,
        its.place == _REASON,
    )


def _next(conn: Connection, table: Any, study_id: str) -> int:
    newest = select(func.max(table.c.number)).where(table.c.study_id == study_id)
    return (conn.execute(newest).scalar() or 0) + 1


def _reviewer(row: Any) -> Reviewer:
    return Reviewer(
        row.study_id,
        row.letter,
        row.link is not None,
        row.device is not None,
        row.seen,
        row.seen_before,
    )
