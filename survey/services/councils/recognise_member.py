"""Recognising a council member by six words: whether a round lets them in, and what they last said.

It keeps nothing, and learns no name.
"""

from __future__ import annotations

from collections.abc import Callable

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.member_tags import member_root, open_own, own_tag, vote_tag


def root_of(typed: str, council_id: str) -> bytes:
    """Return the 32 bytes that typed words give in a council; never refuses."""
    return member_root(typed, council_id)


def is_member(root: bytes, round_: int, find: Callable[[bytes], bool]) -> bool:
    """Tell whether a round (from 1) lets in who has these words; `find` looks for their tag."""
    return find(vote_tag(root, round_))


def last_ratings(
    root: bytes, round_: int, fetch: Callable[[int, bytes], bytes | None]
) -> dict[str, int]:
    """Return a member's own last ratings before a round: question id to a point from 1 to 9.

    `fetch` gives the sealed record of an earlier round under a tag. What was rated later counts;
    a record that does not open is left out.
    """
    found: dict[str, int] = {}
    for earlier in range(1, round_):
        sealed = fetch(earlier, own_tag(root, earlier))
        if sealed is None:
            continue
        try:
            found |= open_own(root, earlier, sealed)
        except EnvelopeDamaged:
            continue
    return found
