"""Counting a round of a council at the desk, and opening its words: two kinds of opening."""

from __future__ import annotations

from survey.services.jobs.open_rounds import (
    count_round,
    open_words_of_round,
    ready_for_words,
    ready_to_count,
)
from survey.storage.council import council_rows, round_releases
from survey.storage.instance import Instance
from survey.storage.words import words_access
from survey.web.desk.kinds_of_opening import KindOfOpening


def _is_counted(instance: Instance, council_id: str) -> bool:
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        return round_releases.get(connection, council_id, row.council.round) is not None


def _words_are_open(instance: Instance, council_id: str) -> bool:
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        latest = council_rows.round_id(council_id, row.council.round)
        opening = words_access.opening_of(connection, latest)
    return opening is not None and opening.state != "set aside"


ROUND = KindOfOpening(
    slug="round",
    of="council",
    heading="Counting a round",
    lists=("numbers",),
    ready=ready_to_count,
    run=count_round,
    does="The answers of this round and of those before are opened in memory and counted. Only "
    "what the rules let members see is stored.",
    forever="What is stored of a round can be shown to members, and stays as it is.",
    who=(
        ("You together", "open it. You see no rating."),
        ("The coordinator", "sees what members will see, and nothing more."),
        ("Moderators", "see the same. What members wrote is opened apart, by another list."),
        ("Nobody", "sees what one member rated, in this round or in others."),
    ),
    after="",
    came=_is_counted,
)

ROUND_WORDS = KindOfOpening(
    slug="words",
    of="council",
    heading="Opening the words of a round",
    lists=("words",),
    ready=ready_for_words,
    run=open_words_of_round,
    does="What members wrote is opened, and sealed again at once: each text alone, for moderators "
    "of this council. Ratings stay as they are.",
    forever="What members wrote is open to moderators, until the next round opens, and for 90 days "
    "at most.",
    who=(
        ("You together", "open it. You see no text."),
        ("Moderators", "read the texts with six words of their own, and sum them up."),
        ("The coordinator", "sees what moderators make of them."),
        ("Nobody", "sees who wrote what, or which texts are of one person."),
    ),
    after="",
    came=_words_are_open,
)
