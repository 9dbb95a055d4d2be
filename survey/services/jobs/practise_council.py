"""A council to practise with: invented members join, and answer round after round.

Their six words follow from the key of the site, so that none are stored. It must not touch a real
council.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from survey.delphi.life.council_life import MOST_MEMBERS
from survey.errors import Refused
from survey.questionnaire.files.reading import from_json
from survey.sealing.codes.phrases import WORD_NUMBERS, WORDS_IN_A_PHRASE, phrase
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.councils.create_council import invite_more
from survey.services.councils.join_council import join
from survey.services.practice.invent_members import InventedMembers, answer_round
from survey.storage.council import council_rows
from survey.storage.council.council_rows import CouncilRow
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_REAL = "Invented people take part in practice councils alone."


def join_invented(
    instance: Instance, council_id: str, people: int, clock: Callable[[], datetime]
) -> None:
    """Let invented people join a practice council, each with a code of its own.

    Refused for a real council, where some have joined already, when joining has ended, or for more
    people than a council has; StudyUnknown.
    """
    row = _practice(instance, council_id)
    if row.joined is not None:
        raise Refused("Joining has ended.", kept="Nothing was changed.")
    if people > MOST_MEMBERS - row.invited or people < 1:
        raise Refused("So many cannot join any more.", kept="Nothing was changed.")
    codes: list[str] = []
    invite_more(instance, council_id, people, codes.extend, clock().date())
    for code, words in zip(codes, _words(instance, row, people), strict=True):
        join(instance, council_id, code, secrets.token_bytes(16), words)


def answer_as_members(instance: Instance, council_id: str, clock: Callable[[], datetime]) -> None:
    """Let the invented members of a practice council answer the round that is open; each keeps
    their view of earlier rounds, and one never answers.

    Refused for a real council, where no invented people joined, or no round is open; StudyUnknown.
    """
    row = _practice(instance, council_id)
    if row.council.state != "round open" or not row.joined:
        raise Refused("No round is open.", kept="Nothing was changed.")
    people = row.joined
    seed = staff_mark(instance.site_key, "invented member", row.id)
    invented = InventedMembers(people, Random(seed))  # noqa: S311 (invented, no secrecy needed)
    with instance.engine.connect() as connection:
        before = [
            study_rows.get(connection, council_rows.round_id(row.id, number))
            for number in range(1, row.council.round)
        ]
    for study in before:
        asked = from_json(study.questionnaire_json)
        for member in range(1, people):
            invented.entries(member, asked)
    answer_round(instance, council_id, _words(instance, row, people), invented, clock)


def _practice(instance: Instance, council_id: str) -> CouncilRow:
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
    if not row.practice:
        raise Refused(_REAL, kept="Nothing was changed.")
    return row


def _words(instance: Instance, row: CouncilRow, people: int) -> Sequence[str]:
    """Return the six words of each invented member."""
    found = []
    for member in range(people):
        mark = staff_mark(instance.site_key, "invented member", f"{row.id} {member}")
        drawn = Random(mark)  # noqa: S311 (invented, no secrecy needed)
        found.append(phrase([drawn.choice(WORD_NUMBERS) for _ in range(WORDS_IN_A_PHRASE)]))
    return found
