"""Joining a council: a printed code is exchanged, once, for six words that the machine drew.

It keeps neither, and stores only what cannot be joined to either.
"""

from __future__ import annotations

from typing import Literal

from survey.sealing.codes.invitations import code_mark
from survey.sealing.codes.marks import spent_mark
from survey.sealing.codes.member_tags import member_root, vote_tags
from survey.storage.council import joining
from survey.storage.council.joining import TakenIn
from survey.storage.instance import Instance

JoinOutcome = Literal["joined", "again", "unknown", "closed"]

_OUTCOMES: dict[TakenIn, JoinOutcome] = {
    "kept": "joined",
    "already": "again",
    "unknown": "unknown",
    "closed": "closed",
}


def join(
    instance: Instance, council_id: str, typed: str, submission_id: bytes, words: str
) -> JoinOutcome:
    """Exchange a code for membership under `words`, and say what became of it.

    "joined": the words count from now on. "again": this page (`submission_id`, 16 bytes) was taken
    in before, with the same words. "unknown": there is no such code, or it was used. "closed":
    joining has ended. InstanceUnsound when the letterbox cannot be reached.
    """
    key = instance.site_key
    tags = vote_tags(member_root(words, council_id))
    code, page = code_mark(key, council_id, typed), spent_mark(key, submission_id)
    with instance.engine.connect() as conn:  # wrong codes keep nobody waiting at the letterbox
        if not joining.worth_trying(conn, council_id, code, page):
            return "unknown"
    return _OUTCOMES[joining.join(instance.letterbox, council_id, tags, code, page)]
