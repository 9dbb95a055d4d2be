"""Opening the numbers of a study at the desk, as one kind of opening."""

from __future__ import annotations

from survey.services.jobs.open_numbers import open_numbers, ready_for_numbers
from survey.storage.instance import Instance
from survey.storage.studies import releases
from survey.web.desk.kinds_of_opening import KindOfOpening


def _has_release(instance: Instance, study_id: str) -> bool:
    with instance.engine.connect() as connection:
        return releases.newest(connection, study_id) is not None


NUMBERS = KindOfOpening(
    slug="numbers",
    of="study",
    heading="Opening",
    lists=("numbers",),
    ready=ready_for_numbers,
    run=open_numbers,
    does="Answers are opened and counted in memory, and small numbers are hidden before anybody "
    "sees one. What people wrote stays sealed.",
    forever="These answers are opened once, and counted in one way. What is printed then can never "
    "be hidden again.",
    who=(
        ("You together", "open it. You see no answer."),
        ("The coordinator", "sees tables in which small numbers are hidden."),
        ("Moderators", "see nothing of this: words are opened apart, by another list."),
        ("Nobody", "sees the answers of one person together."),
    ),
    after="/opened",
    came=_has_release,
    elsewhere="/offline",
)
