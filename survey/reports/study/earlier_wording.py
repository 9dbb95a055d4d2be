"""The generated sentences that compare a release with an earlier one, each a template with named
places."""

from __future__ import annotations

#: {share}: a share with its range; {did}: what people did; {day}: when the earlier release closed.
MORE_OFTEN_NOW = "{share} {did}, more often than in the answers until {day}: {other_share}."
LESS_OFTEN_NOW = "{share} {did}, less often than in the answers until {day}: {other_share}."
ANSWERED_MORE_OFTEN_NOW = (
    "Asked “{question}”, {share} answered “{answer}”, more often than in the answers until {day}: "
    "{other_share}."
)
ANSWERED_LESS_OFTEN_NOW = (
    "Asked “{question}”, {share} answered “{answer}”, less often than in the answers until {day}: "
    "{other_share}."
)

#: {number} counts questions.
ONE_MORE_DIFFERENCE = (
    "The ranges of one more question lie apart. It stands in the tables, on the worksheet {sheet}."
)
MORE_DIFFERENCES = (
    "The ranges of {number} more questions lie apart. They stand in the tables, on the worksheet "
    "{sheet}."
)
WHO_CHANGED = "Who answered differs too: look at {questions}. That alone can move other numbers."
ALIKE = "No clear difference since {day}: wherever an answer can be compared, the ranges meet."
ALIKE_ELSEWHERE = (
    "No clear difference since {day} in any other question that can be compared: the ranges meet."
)
NOT_COMPARABLE = (
    "Nothing can be compared with the answers until {day}: no answer has a printed range in both "
    "releases."
)
ONE_ASKED_OTHERWISE = (
    "One question was put in other words then, or had other answers. It is not compared."
)
ASKED_OTHERWISE = (
    "{number} questions were put in other words then, or had other answers. They are not compared."
)
COUNTED_IN_BOTH = (
    "The answers until {day}, of {people}, are counted in both numbers, so those who answered "
    "since differ by more than is seen here."
)
OTHER_PEOPLE = (
    "Other people came since. A difference may be one between people: it does not show that "
    "anything changed in anybody’s life."
)
TRIED = (
    "{number} answers were compared with the release before. With so many, a difference may stand "
    "out by chance."
)
