"""Slips at a mix: what people take back leaves shelves and letterbox, what they felt is counted.

It knows the secret of one batch while it works. It must not know a study's secret, or any time. The
public door must not import it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, select, update

from survey.errors import SealBroken
from survey.mixing import shuffle
from survey.sealing.codes.marks import shelf_tag
from survey.sealing.codes.slips import FEELINGS, Feeling, Withdrawal, unpack_slip
from survey.sealing.opening.batches import BatchOpener
from survey.sealing.seal import seal_to_batch
from survey.storage.keys import pins
from survey.storage.keys.batch_keys import Batch
from survey.storage.renewing import fresh_table, take_place
from survey.storage.schema import codes, slips, studies, texts
from survey.storage.studies import study_rows

#: Feelings of one study that must wait before they are counted, so that no counter tells of one
#: person; at closing all are counted.
TOGETHER = 5

_ID_SIZE = 16
_TAKEN_BACK = (
    update(studies)
    .where(studies.c.id == bindparam("study_id"))
    .values(
        counted=studies.c.counted - bindparam("shelved"),
        withdrawn=studies.c.withdrawn + bindparam("gone"),
    )
)


@dataclass(slots=True)
class SortedSlips:
    """What the slips say: wishes and feelings by study, and slips that stay as they are.

    Beside each feeling lies its slip, opened, for the case that it stays too.
    """

    wishes: dict[str, list[Withdrawal]] = field(default_factory=dict)
    feelings: dict[str, list[tuple[Feeling, bytes]]] = field(default_factory=dict)
    staying: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class TakenBack:
    """How many responses were taken back, and the drafts (study, mark) they were put aside in.

    `from_shelf` says that some lay on a shelf.
    """

    count: int = 0
    from_shelf: bool = False
    drafts: list[tuple[str, bytes]] = field(default_factory=list)


def slips_waiting(conn: Connection) -> int:
    """Return how many slips wait, of all studies and kinds."""
    return conn.execute(select(func.count()).select_from(slips)).scalar_one()


def read_slips(
    conn: Connection, opener: BatchOpener, acted_on: Collection[str] | None
) -> SortedSlips:
    """Open all slips and sort them.

    Slips of the studies `acted_on` are heard, others stay. None stands for all open studies: then
    what belongs to a study that is not open is thrown away, as is always what does not open.
    """
    sorted_slips = SortedSlips()
    open_ids = set(conn.execute(select(studies.c.id).where(study_rows.OPEN_STUDIES)).scalars())
    for study_id, sealed in conn.execute(select(slips.c.study_id, slips.c.sealed)).all():
        try:
            payload = opener.open(sealed)
            slip = unpack_slip(payload)
        except SealBroken:
            continue
        if acted_on is not None and study_id not in acted_on:
            sorted_slips.staying.append((study_id, payload))
        elif study_id not in open_ids:
            continue
        elif isinstance(slip, Withdrawal):
            sorted_slips.wishes.setdefault(study_id, []).append(slip)
        else:
            sorted_slips.feelings.setdefault(study_id, []).append((slip, payload))
    return sorted_slips


def take_back(
    conn: Connection,
    opener: BatchOpener,
    wishes: dict[str, list[Withdrawal]],
    waiting: dict[str, list[bytes]],
) -> TakenBack:
    """Take what the wishes name off the shelves and out of `waiting`, the ids of waiting letters.

    A letter that is no longer in `waiting` is left behind when the letterbox is made anew.
    """
    done, site_key = TakenBack(), pins.site_key(conn)
    for study_id, named in wishes.items():
        numbers = {wish.numbers for wish in named}
        written = {one for wish in named for one in wish.texts}
        shelved = _off_shelf(conn, codes, study_id, {shelf_tag(site_key, one) for one in numbers})
        _off_shelf(conn, texts, study_id, {shelf_tag(site_key, one) for one in written})
        stay = []
        for letter_id in waiting.get(study_id, []):
            bundle = shuffle.open_letter(conn, opener, letter_id)
            if bundle is None or bundle.numbers.tag not in numbers:
                stay.append(letter_id)
            else:
                done.drafts.append((study_id, bundle.draft_mark))
        gone = shelved + len(waiting.get(study_id, [])) - len(stay)
        if study_id in waiting:
            waiting[study_id] = stay
        conn.execute(_TAKEN_BACK, {"study_id": study_id, "shelved": shelved, "gone": gone})
        done.count += gone
        done.from_shelf = done.from_shelf or shelved > 0
    return done


def count_feelings(
    conn: Connection, sorted_slips: SortedSlips, moved: Collection[str], closing: str | None
) -> None:
    """Count the feelings of studies of which letters moved; put the others with what stays.

    A few wait until there are more, so that no counter moves with one person; but for `closing`.
    """
    for study_id, felt in sorted_slips.feelings.items():
        if study_id == closing or (study_id in moved and len(felt) >= TOGETHER):
            counts = Counter(feeling for feeling, _payload in felt)
            columns = {f"felt_{one}": studies.c[f"felt_{one}"] + counts[one] for one in FEELINGS}
            conn.execute(update(studies).where(studies.c.id == study_id).values(columns))
        else:
            sorted_slips.staying += ((study_id, payload) for _feeling, payload in felt)


def renew_slips(
    conn: Connection, new: Batch, staying: list[tuple[str, bytes]], rng: Random
) -> None:
    """Make the table of slips anew, holding only what stays, sealed to the new batch."""
    fresh = fresh_table(conn, slips)
    rng.shuffle(staying)
    for study_id, payload in staying:
        row = {"id": rng.randbytes(_ID_SIZE), "study_id": study_id, "batch_number": new.number}
        conn.execute(insert(fresh), {**row, "sealed": seal_to_batch(new.public, payload)})
    take_place(conn, fresh, slips)


def _off_shelf(conn: Connection, table: Table, study_id: str, tags: set[bytes]) -> int:
    """Take the rows with these tags off a shelf, which is read once, whatever the tags."""
    key = [column for column in table.primary_key.columns if column.name != "study_id"]
    rows = conn.execute(select(table.c.tag, *key).where(table.c.study_id == study_id))
    found = [tuple(row)[1:] for row in rows if row.tag in tags]
    for values in found:
        here = (column == value for column, value in zip(key, values, strict=True))
        conn.execute(delete(table).where(table.c.study_id == study_id, and_(*here)))
    return len(found)
