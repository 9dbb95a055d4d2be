"""What the desk says of each change to a study that is open: before it is made, and after.

It knows words. Which change is possible when, and what of it cannot be undone, says the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.services.overview.watch_study import StudyChange


@dataclass(frozen=True, slots=True)
class StudyChangeWords:
    """The end of the address, what the button says, one line below a link, what the page says
    first, and what is said afterwards."""

    slug: str
    button: str
    line: str
    before: str
    after: str


CHANGE_WORDS: Mapping[StudyChange, StudyChangeWords] = {
    "paused": StudyChangeWords(
        "pause",
        "Pause the study",
        "No page asks anything more until you go on.",
        "Nobody can answer while it is paused. What was sent stays, and so does what people kept "
        "with a code. You can go on at any time.",
        "The study is paused. Its pages say so from now on.",
    ),
    "resumed": StudyChangeWords(
        "resume",
        "Go on with the study",
        "People can answer again.",
        "People can answer again from now on, until the last day that they were told.",
        "The study takes answers again.",
    ),
    "extended": StudyChangeWords(
        "extend",
        "Move the last day",
        "A notice says so on every page.",
        "People can answer, and take answers back, until the new day. It can only be later.",
        "The last day is moved. Its pages show the new day from now on.",
    ),
    "corrected": StudyChangeWords(
        "correct",
        "Correct a spelling",
        "Words only, with a notice and a new sign-off.",
        "Only words can change, never what a question means. Answers that were sent answered the "
        "old words. In a study that was reviewed, two reviewers sign off the new ones first.",
        "The words are corrected. Its pages show the new ones from now on.",
    ),
    "ended": StudyChangeWords(
        "end",
        "End the study early",
        "No more answers; what was sent stays.",
        "It takes no more answers, and cannot go on after that. What was sent can be taken back "
        "until the day that people were told.",
        "The study has ended. Its pages say so, and why.",
    ),
    "withdrawn": StudyChangeWords(
        "withdraw",
        "Withdraw the study",
        "Only before anybody has answered.",
        "The study ends for good, and what people kept with a code is erased. It is possible only "
        "before anybody has answered.",
        "The study is withdrawn. Its page says so.",
    ),
}

#: What nobody can do, whoever they are.
NOBODY = (
    "Change what a question means. See who has answered, or when. Open one answer. "
    "Bring the last day nearer."
)


def change_of(slug: str) -> StudyChange | None:
    """Return the change with this end of an address, or None."""
    return next((one for one, words in CHANGE_WORDS.items() if words.slug == slug), None)
