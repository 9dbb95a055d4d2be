"""Counting a round of a council at the desk, as one kind of opening."""

from __future__ import annotations

from survey.services.jobs.open_rounds import count_round, ready_to_count
from survey.services.steps.latest_round import latest_round
from survey.storage.instance import Instance
from survey.web.desk.kinds_of_opening import KindOfOpening


def _is_counted(instance: Instance, council_id: str) -> bool:
    row, _ = latest_round(instance, council_id, "")
    return row.council.state in ("tallied", "fed back", "stopped", "reported")


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
