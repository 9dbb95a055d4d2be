"""Joining a council: a printed code is exchanged, once, for six words that the machine drew.

It keeps neither, and stores only what cannot be joined to either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from survey.errors import InstanceUnsound
from survey.sealing.codes.invitations import code_mark
from survey.sealing.codes.marks import spent_mark
from survey.sealing.codes.member_tags import member_root, vote_tags
from survey.sealing.seal import seal_to_batch

JoinOutcome = Literal["joined", "again", "unknown", "closed"]

_OUTCOMES: dict[str, JoinOutcome] = {
    "kept": "joined",
    "already": "again",
    "unknown": "unknown",
    "closed": "closed",
}
_TRIES = 5


def join(
    site_key: bytes,
    council_id: str,
    typed: str,
    submission_id: bytes,
    words: str,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes, bytes, bytes], str],
    look: Callable[[bytes, bytes], bool] = lambda _code, _page: True,
) -> JoinOutcome:
    """Exchange a code for membership under `words`, and say what became of it.

    "joined": the words count from now on. "again": this page (`submission_id`, 16 bytes) was taken
    in before, with the same words. "unknown": there is no such code, or it was used. "closed":
    joining has ended. `batch` gives number and public key of the batch, `drop` takes number,
    letter, mark of the code and mark of the page in one transaction. `look` takes the two marks and
    says whether that is worth trying, so that wrong codes keep nobody waiting. InstanceUnsound
    when it cannot be.
    """
    tags = vote_tags(member_root(words, council_id))
    code, page = code_mark(site_key, council_id, typed), spent_mark(site_key, submission_id)
    if not look(code, page):
        return "unknown"
    for _ in range(_TRIES):
        number, public = batch()
        outcome = drop(number, seal_to_batch(public, tags), code, page)
        if outcome in _OUTCOMES:
            return _OUTCOMES[outcome]
    raise InstanceUnsound(
        "The letterbox could not be reached.",
        kept="Your code was not used.",
        do="Please try again.",
    )
