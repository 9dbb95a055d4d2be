"""The sorting of letters inside one mix: from the letterbox to the shelves, or back in, resealed.

It knows the secret of one batch while it works. It must not know a study's secret or any time, and
keeps no order that it met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from survey.errors import SealBroken
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.sealing.bundles import Bundle, unpack_bundle
from survey.sealing.codes.marks import shelf_tag
from survey.sealing.opening.batches import BatchOpener
from survey.sealing.seal import seal_to_batch
from survey.storage.council import members
from survey.storage.keys import pins
from survey.storage.keys.batch_keys import Batch
from survey.storage.renewing import fresh_table, rewrite, take_place
from survey.storage.schema import codes, letters, spent, studies, texts

#: Letters that are held in memory, and put into one random order, together.
ROUND = 2048

_FETCH = 256
_ID_SIZE = 16
_LETTERS = select(letters.c.sealed).where(letters.c.id.in_(bindparam("ids", expanding=True)))
_QUESTIONS = select(studies.c.questionnaire_json).where(studies.c.id == bindparam("study_id"))
_COUNT = (
    update(studies)
    .where(studies.c.id == bindparam("study_id"))
    .values(counted=studies.c.counted + bindparam("moved"), lost=studies.c.lost + bindparam("gone"))
)


@dataclass(slots=True)
class MovePlan:
    """Which letters of one study move to the shelves and which stay; ids in random order."""

    study_id: str
    moving: list[bytes]
    staying: list[bytes]


@dataclass(slots=True)
class Shuffled:
    """What one round has opened: rows for the shelves, and how many letters did not open.

    `drafts` are the marks of the drafts that the letters had been put aside in, `own` what council
    members rated, for their own eyes.
    """

    codes: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[bytes] = field(default_factory=list)
    own: list[dict[str, Any]] = field(default_factory=list)
    lost: int = 0


@dataclass(slots=True)
class Shelved:
    """How many letters moved and were lost, and the drafts (study, mark) they were put aside in."""

    moved: int = 0
    lost: int = 0
    drafts: list[tuple[str, bytes]] = field(default_factory=list)


def waiting_ids(conn: Connection) -> dict[str, list[bytes]]:
    """Return the ids of all waiting letters, by study."""
    found: dict[str, list[bytes]] = {}
    for letter_id, study_id in conn.execute(select(letters.c.id, letters.c.study_id)):
        found.setdefault(study_id, []).append(letter_id)
    return found


def plan(study_id: str, ids: Sequence[bytes], keep: int, rng: Random) -> MovePlan:
    """Choose at random the `keep` letters that stay; all others move."""
    order = list(ids)
    rng.shuffle(order)
    return MovePlan(study_id, order[keep:], order[:keep])


def open_letter(conn: Connection, opener: BatchOpener, letter_id: bytes) -> Bundle | None:
    """Return what one waiting letter holds; None when it does not open."""
    (sealed,) = _fetch(conn, [letter_id])
    return _bundle(opener, sealed)


def shelve(conn: Connection, opener: BatchOpener, chosen: MovePlan, rng: Random) -> Shelved:
    """Put the moving letters of one study onto its shelves; give what became of them.

    Codes and texts get new random 128-bit ids and are put down in two orders that are drawn apart,
    with their tags under the site key.
    """
    questionnaire = from_json(conn.execute(_QUESTIONS, {"study_id": chosen.study_id}).scalar_one())
    asked = tuple(q.id for q in questionnaire.questions() if isinstance(q, Written))
    done = Shelved()
    for ids in _rounds(chosen.moving):
        shuffled = Shuffled()
        for sealed in _fetch(conn, ids):
            _open_onto(shuffled, opener, sealed, chosen.study_id, asked, rng)
        _key_tags(shuffled, pins.site_key(conn))
        for table, rows in ((codes, shuffled.codes), (texts, shuffled.texts)):
            rng.shuffle(rows)
            if rows:
                conn.execute(insert(table), rows)
        rng.shuffle(shuffled.own)
        members.put_own(conn, shuffled.own)
        done.moved += len(shuffled.codes)
        done.lost += shuffled.lost
        done.drafts += ((chosen.study_id, mark) for mark in shuffled.drafts)
    conn.execute(_COUNT, {"study_id": chosen.study_id, "moved": done.moved, "gone": done.lost})
    return done


def renew_letterbox(
    conn: Connection, opener: BatchOpener, new: Batch, plans: Sequence[MovePlan], rng: Random
) -> int:
    """Make the letterbox anew, holding only what stays, sealed to the new batch, in random order.

    Gives how many letters were lost because they did not open. The old table is dropped, never
    deleted from: PostgreSQL would keep the rows until it vacuums.
    """
    fresh = fresh_table(conn, letters)
    staying = [(letter, one.study_id) for one in plans for letter in one.staying]
    rng.shuffle(staying)
    lost: dict[str, int] = {}
    for letter_id, study_id in staying:
        (sealed,) = _fetch(conn, [letter_id])
        try:
            again = seal_to_batch(new.public, opener.open(sealed))
        except SealBroken:
            lost[study_id] = lost.get(study_id, 0) + 1
            continue
        row = {"id": rng.randbytes(_ID_SIZE), "study_id": study_id, "sealed": again}
        conn.execute(insert(fresh), {**row, "batch_number": new.number})
    for study_id, gone in lost.items():
        conn.execute(_COUNT, {"study_id": study_id, "moved": 0, "gone": gone})
    take_place(conn, fresh, letters)
    return sum(lost.values())


def renew_spent(conn: Connection) -> None:
    """Make the table of spent marks anew, in random order."""
    rewrite(conn, spent)


def renew_shelves(conn: Connection) -> None:
    """Make both shelves anew in the order of their random ids, so that no batch can be told.

    For PostgreSQL, where rows otherwise keep the order and transaction that they came in; SQLite's
    VACUUM does the same.
    """
    rewrite(conn, codes, "study_id, id")
    rewrite(conn, texts, "study_id, question_id, id")
    members.renew_own(conn)


def letters_waiting(conn: Connection) -> int:
    """Return how many letters wait, of all studies."""
    return conn.execute(select(func.count()).select_from(letters)).scalar_one()


def _open_onto(
    shuffled: Shuffled,
    opener: BatchOpener,
    sealed: bytes,
    study_id: str,
    asked: tuple[str, ...],
    rng: Random,
) -> None:
    bundle = _bundle(opener, sealed)
    if bundle is None or len(bundle.texts) != len(asked):
        shuffled.lost += 1
        return
    shuffled.drafts.append(bundle.draft_mark)
    if bundle.own is not None:
        own = {"tag": bundle.own.tag, "sealed": bundle.own.envelope}
        shuffled.own.append({"study_id": study_id, **own})
    shuffled.codes.append(
        {
            "study_id": study_id,
            "id": rng.randbytes(_ID_SIZE),
            "envelope": bundle.numbers.envelope,
            "tag": bundle.numbers.tag,
        }
    )
    for question_id, piece in zip(asked, bundle.texts, strict=True):
        shuffled.texts.append(
            {
                "study_id": study_id,
                "question_id": question_id,
                "id": rng.randbytes(_ID_SIZE),
                "envelope": piece.envelope,
                "tag": piece.tag,
            }
        )


def _key_tags(shuffled: Shuffled, site_key: bytes) -> None:
    """Put the tags of receipts under the site key, so that no receipt shows whose row it is."""
    for row in (*shuffled.codes, *shuffled.texts):
        row["tag"] = shelf_tag(site_key, row["tag"])


def _bundle(opener: BatchOpener, sealed: bytes) -> Bundle | None:
    try:
        return unpack_bundle(opener.open(sealed))
    except SealBroken:
        return None


def _rounds(ids: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Cut the ids into as few rounds of nearly equal size as hold at most ROUND each."""
    count = -(-len(ids) // ROUND)
    for i in range(count):
        yield ids[len(ids) * i // count : len(ids) * (i + 1) // count]


def _fetch(conn: Connection, ids: Sequence[bytes]) -> Iterator[bytes]:
    for start in range(0, len(ids), _FETCH):
        yield from conn.execute(_LETTERS, {"ids": ids[start : start + _FETCH]}).scalars()
