"""Recognising a council member by six words: whether a round lets them in, and what they last said.

It keeps nothing, and learns no name.
"""

from __future__ import annotations

from contextlib import suppress

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.member_tags import member_root, open_own, own_tag, vote_tag
from survey.storage.council import council_rows, members
from survey.storage.instance import Instance


def root_of(typed: str, council_id: str) -> bytes:
    """Return the 32 bytes that typed words give in a council; never refuses."""
    return member_root(typed, council_id)


def is_member(instance: Instance, council_id: str, round_: int, root: bytes) -> bool:
    """Tell whether a round (from 1) of a council lets in who has the words that give `root`."""
    with instance.engine.connect() as conn:
        return members.is_member(conn, council_id, round_, vote_tag(root, round_))


def ratings_by_round(
    instance: Instance, council_id: str, round_: int, root: bytes
) -> dict[int, dict[str, int]]:
    """Return a member's own ratings before a round: round to question id to a point from 1 to 9.

    A record that does not open is left out.
    """
    found = {}
    with instance.engine.connect() as conn:
        for earlier in range(1, round_):
            study_id = council_rows.round_id(council_id, earlier)
            sealed = members.own_record(conn, study_id, own_tag(root, earlier))
            if sealed is None:
                continue
            with suppress(EnvelopeDamaged):
                found[earlier] = open_own(root, earlier, sealed)
    return found


def last_ratings(instance: Instance, council_id: str, round_: int, root: bytes) -> dict[str, int]:
    """Return a member's own last ratings before a round: question id to a point from 1 to 9.

    What was rated later counts; a record that does not open is left out.
    """
    found: dict[str, int] = {}
    for ratings in ratings_by_round(instance, council_id, round_, root).values():
        found |= ratings
    return found
