"""The words of releases in the language of a document: why something is not printed, words for
shares.

A release is written in English and stays as it was signed, so its sentences are recognised here.
"""

from __future__ import annotations

import re
from functools import cache

from survey.reports.policy_wording import RULES
from survey.reports.report_language import say

#: Every text that a release can hold, with a place for each number in it.
TEXTS = (
    "fewer than a third",
    "about half",
    "more than two thirds",
    "{least} to {most} people",
    "fewer than {number} people",
    "Too few people answered.",
    "Too few people answered this question.",
)
#: Why a question or a table is not printed, and what would help, sentence after sentence.
REASONS = (
    "Where the study can be published again, take it up with a later closing day, and reach more "
    "people.",
    "Write about it in words: quotes that people agreed to and themes that were moderated, without "
    "counts.",
    "In a new study, give the splitting question coarser groups: add a step to its “merge” list.",
    "Ask more people in a new study: one of so few people is published once only.",
    "Ask a few people together, in a round with rules of its own and their new consent.",
    "Leave it unpublished, and erase the answers on their day.",
    "Read the two questions each on its own.",
    "Where the study can be published again, {number} more answers are enough for this; a next "
    "release may need more.",
    "Where the study can be published again, {number} more answers in each group that is too small "
    "are enough for this; a next release may need more.",
    "Fewer than {number} people took part, so no number is printed.",
    "Fewer than {number} people answered this question, so nothing of it is printed.",
    "Small groups in this question could be worked out from what else is printed, so nothing of it "
    "is printed.",
    "Next to what was published of this study before, a few people's answers to this question "
    "could be worked out, so nothing new of it is printed.",
    "Both questions are sensitive, and one sensitive question never splits another.",
    "The question splits other tables, so it is never split itself: read next to those, such a "
    "table would tell more of small groups.",
    "Tables are split by language only where each part has at least {number} people who answered "
    "the question.",
    "There are not two groups of at least {number} people, or fewer than {answered} people of one "
    "of them answered this question.",
    "The table has fewer than {number} cells and a small group in it: what is hidden could be "
    "guessed from the few cells left.",
    "More than {number} % of its numbers would be hidden, however groups and answers are put "
    "together, so it would say little.",
    "The question that would split this table is itself not printed.",
    "A small group in this table could be worked out, however much is hidden.",
    "Next to what was published of this study before, a small group in this table could be worked "
    "out, however much is hidden.",
    "It was looked at before this release was signed for, and not approved, so nothing of it is "
    "printed.",
    "The table was looked at before this release was signed for, and not approved.",
    "Without the tables that were not approved, it cannot be shown that this question tells of "
    "nobody, so nothing of it is printed.",
    "Without the tables that were not approved, it cannot be shown that this table tells of "
    "nobody.",
    "Two people gave each text its themes, each alone, and settled together where they differed. A "
    "text can hold several themes or none.",
    "Themes are counted once, when every text to the question is settled, and never again.",
    "Fewer than {number} texts were coded, so shares are printed in words, and those of themes "
    "below another are not printed.",
    "A theme is hidden where fewer than {few} texts hold it, or fewer than {others} do not, nobody "
    "and everybody included; below another theme also where fewer than {within} of its texts do "
    "not hold it. Other counts are rounded to the nearest {nearest}.",
    "A hidden number is small itself, or a small one could be worked out from it. Which of the two "
    "it is, nobody is told.",
)

_PLACES = re.compile(r"\{([a-z_]+)\}")


def release_said(text: str) -> str:
    """Return a text of a release in the language of the document: sentence after sentence, and what
    is not known as it stands. English has no space before a percent sign, releases have one."""
    said, rest = [], text
    while rest:
        for english, pattern in _patterns():
            if found := pattern.match(rest):
                said.append(_filled(say(english).replace(" % of", "% of"), found.groupdict()))
                rest = rest[found.end() :]
                break
        else:
            return " ".join([*said, rest])
    return " ".join(said)


def _filled(sentence: str, values: dict[str, str]) -> str:
    return _PLACES.sub(lambda place: values[place[1]], sentence)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each text with what recognises it at the head of another, the longest first."""
    return tuple(
        (english, re.compile(_recognised(english)))
        for english in sorted((*TEXTS, *REASONS, *RULES), key=len, reverse=True)
    )


def _recognised(english: str) -> str:
    parts = _PLACES.split(english)
    texts = [re.escape(one) for one in parts[::2]]
    names = [rf"(?P<{one}>[0-9][0-9.,]*)" for one in parts[1::2]]
    whole = "".join(text + name for text, name in zip(texts, [*names, ""], strict=True))
    return rf"{whole}(?:\s+|\Z)"
