"""The generated sentences of findings, each one template with named places."""

from __future__ import annotations

import re

from survey.reports.report_language import say
from survey.reports.study.report_text import TextPart, TextSentence

#: {share}: "35%" or words for it; {did}: what people did who chose an answer.
TITLE = "{share} of those who answered {did}."
TITLE_LIVED = "{share} of those with lived experience {did}."
#: Of a question that not everybody was asked.
TITLE_ROUTED = "{share} of those asked {did}."
#: A second answer that as many gave.
ALSO = ", and {share} {did}"
TITLE_ASKED = "Asked “{question}”, {share} answered “{answer}”."
TITLE_NAMED = "Asked “{question}”, {share} chose “{answer}” among their answers."
TITLE_FIRST = "Asked “{question}”, {share} put “{answer}” first."
TITLE_ASKED_LIVED = (
    "Asked “{question}”, {share} of those with lived experience answered “{answer}”."
)
TITLE_NAMED_LIVED = (
    "Asked “{question}”, {share} of those with lived experience chose “{answer}” among their "
    "answers."
)
TITLE_FIRST_LIVED = (
    "Asked “{question}”, {share} of those with lived experience put “{answer}” first."
)
LEAD = "{share} {did}."
LEAD_LIVED = "Of those with lived experience, {share} {did}."
LEAD_ANSWERED = "{share} answered “{answer}”."
LEAD_NAMED = "{share} chose “{answer}” among their answers."
LEAD_FIRST = "{share} put “{answer}” first."

MORE_OFTEN = "{share} of “{group}” {did}, more often than “{other_group}”: {other_share}."
MORE_OFTEN_ANSWERED = (
    "Asked “{question}”, {share} of “{group}” answered “{answer}”, more often than "
    "“{other_group}”: {other_share}."
)
NO_DIFFERENCE = (
    "No clear difference between the groups of {by}: wherever two can be printed, their ranges "
    "meet."
)
NO_DIFFERENCE_TITLE = "No clear difference between groups."
NO_DIFFERENCE_HERE = (
    "No clear difference between groups: wherever two can be printed, their ranges meet."
)
LITTLE_DIFFERENCE = (
    "Between the groups of “{by}”, {number} clear differences stand in the tables. Everywhere else "
    "the ranges meet."
)
ONE_DIFFERENCE = (
    "Between the groups of “{by}”, one clear difference stands in the tables. Everywhere else the "
    "ranges meet."
)
COMPARED = (
    "{number} pairs of groups were compared: every two groups, for every answer. With so many, a "
    "difference may stand out by chance."
)

BASE = "Of {base} who answered."
BASE_LIVED = "Of {base} with lived experience who answered."
BASE_ROUTED = "Of {base} who were asked and answered."
BASE_LIVED_ROUTED = "Of {base} with lived experience who were asked and answered."
NOT_EVERYBODY = "Not everybody: it depended on an earlier answer."
CONTENT_NOTE = "This finding is about things that can be hard to read."
HIDDEN_ANSWERS = "Some answers are hidden. They may be small or large."
SEVERAL = "More than one answer could be chosen."
TOO_WIDE = "The range for people with lived experience alone is too wide to say anything."
LIVED_HIDDEN = "The number for people with lived experience alone is not printed."
OF_LIVED = "Of those with lived experience: {share}, range {range}."
OF_EVERYBODY = "Everybody who answered: {share}, range {range}."
NOT_IN_BASE = "{kind}: {count}."

#: {bounds}: what the share of the others would be at least, at most, or between.
POISON = "If {number} of these answers were false, it would still be {bounds} without them."
POISON_OPEN = (
    "If {number} of the answers that had no code were false, it would still be {bounds} without "
    "them."
)
POISON_ALL_OPEN = (
    "If every answer that had no code were false, it would still be {bounds} without them."
)
POISON_NONE = "A single false answer could move the share out of its range."
POISON_CODES = "Every answer came with a code that works once."

_PLACES = re.compile(r"\{([a-z_]+)\}")


def fill(template: str, **places: TextPart | tuple[TextPart, ...]) -> TextSentence:
    """Return a template in the language of the document, with something in each of its places."""
    parts: list[TextPart] = []
    at = 0
    template = say(template)
    for found in _PLACES.finditer(template):
        value = places[found[1]]
        parts += [template[at : found.start()], *(value if isinstance(value, tuple) else (value,))]
        at = found.end()
    parts.append(template[at:])
    return TextSentence(tuple(part for part in parts if str(part)))
