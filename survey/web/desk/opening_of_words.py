"""Opening what people wrote at the desk, as one kind of opening."""

from __future__ import annotations

from survey.services.jobs.open_words import ready_for_words
from survey.services.overview.words_status import words_status
from survey.services.words.open_free_texts import open_free_texts
from survey.storage.instance import Instance
from survey.web.desk.kinds_of_opening import KindOfOpening


def _were_opened(instance: Instance, study_id: str) -> bool:
    return words_status(instance, study_id).opening is not None


WORDS = KindOfOpening(
    slug="words",
    of="study",
    heading="Opening the words",
    lists=("words",),
    ready=ready_for_words,
    run=open_free_texts,
    does="Each text is opened alone, and sealed at once for the moderators. Numbers stay sealed.",
    forever="From now on moderators can read these texts. They are gone after 90 days at most.",
    who=(
        ("You together", "open them. You see no text."),
        ("Moderators", "read one text at a time, with six words of their own."),
        ("The coordinator", "sees what two people let be printed."),
        ("Nobody", "sees which texts are of one person."),
    ),
    after="/words",
    came=_were_opened,
)
