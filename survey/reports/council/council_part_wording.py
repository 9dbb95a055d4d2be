"""Sentences of the council's part, each as one template with named places; shares in words.

It knows no release and no page.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.delphi.statistics.agreement import AgreementVerdict
from survey.reports.report_language import N_, say

KIND = "The council’s view. {rounds}"
ONE_ROUND, ROUNDS = "One round of rating, {rated}", "{rounds} rounds of rating, {rated}"
IN_ROUND = "{people} in round {round}"
AGREES_ON_ALL = "The council agrees on all {rated} statements"
AGREES_ON_SOME = "The council agrees on {agreed} of {rated} statements"
AGREES_AND_DIVIDED = (
    "The council agrees on {agreed} of {rated} statements, and is divided on {apart}"
)
AGREES_ON_NONE = "The council agrees on none of {rated} statements"
AGREES_ON_NONE_DIVIDED = (
    "The council agrees on none of {rated} statements, and is divided on {apart}"
)
AGREES_ON_ONE = "The council agrees on the one statement that was rated"
NOT_ON_ONE = "The council does not agree on the one statement that was rated"
NO_VERDICT = "Too few rated the statements to say whether the council agrees"
NOTHING_RATED = "This council rated no statements"
LEAD = (
    "Members rated each statement from 1 to 9, without names. The rule was agreed before the first "
    "round. Agreed means: the middle rating is {median} or more, at least {agree}% rate it 7 to 9, "
    "under {oppose}% rate it 1 to 3, and views are not apart. The mirror of it is agreed against."
)
#: A verdict in the table, and its place from the best result downwards.
OUTCOMES: Mapping[AgreementVerdict, tuple[str, str]] = {
    "consensus for": ("●", "Agreed"),
    "consensus against": ("▼", "Agreed against"),
    "no consensus yet": ("○", "Not agreed"),
    "disagreement": ("◁▷", "Views apart"),
    "too few to say": ("–", "Too few ratings"),
}
NOT_TOLD = ("–", "Not shown")
TOO_FEW = ("–", "Too few ratings")
SHARE_HIGH, SHARE_LOW = "{share} rated it 7 to 9", "{share} rated it 1 to 3"
AT_LEAST = "at least {percent}%"
MIDDLE = "middle rating {median}"
MIDDLE_IN = "middle rating in {low} to {high}"
RULE_WITH_COUNTS = (
    "With {n} ratings, the rule asks that at least {need} lie at {side} and at most {most} at "
    "{other}."
)
NEAR = "Close to the rule: {share} rated it {side}, and the rule asks for {asked}%."
NEAR_IN_WORDS = (
    "Close to the rule: {share} rated it {side}. Of {n} ratings, the rule asks for at least {need}."
)
NEAR_ROUNDED = (
    "Close to the rule: just under {asked}% rated it {side}, and the rule asks for {asked}%."
)
NEAR_OTHER_END = (
    "Close to the rule: {share} rated it {side}, which is enough. But {opposed} rated it {other}, "
    "and the rule asks for under {limit}%."
)
NEAR_MEDIAN = (
    "Close to the rule: {share} rated it {side}, which is enough. But the middle rating is "
    "{median}, and the rule asks for {asked}."
)

SURVIVORS_LOWER = "Survivors rated statement {number} lower than the council as a whole."
SURVIVORS_HIGHER = "Survivors rated statement {number} higher than the council as a whole."
SURVIVORS_OTHER = (
    "Survivors rated statement {number} differently from the council as a whole. In which "
    "direction is not shown."
)
SURVIVORS_APART = (
    "On statement {number}, survivors and other members are {points} points apart or more. In "
    "which direction is not shown."
)
SEVERAL_LOWER = "Survivors rated statements {numbers} lower than the council as a whole."
SEVERAL_HIGHER = "Survivors rated statements {numbers} higher than the council as a whole."
SEVERAL_OTHER = (
    "Survivors rated statements {numbers} differently from the council as a whole. In which "
    "direction is not shown."
)
SEVERAL_APART = (
    "On statements {numbers}, survivors and other members are {points} points apart or more. In "
    "which direction is not shown."
)
GROUP_LOWER = "“{group}” rated statement {number} lower than the council as a whole."
GROUP_HIGHER = "“{group}” rated statement {number} higher than the council as a whole."
GROUP_OTHER = (
    "“{group}” rated statement {number} differently from the council as a whole. In which "
    "direction is not shown."
)
GROUP_SEVERAL_LOWER = "“{group}” rated statements {numbers} lower than the council as a whole."
GROUP_SEVERAL_HIGHER = "“{group}” rated statements {numbers} higher than the council as a whole."
GROUP_SEVERAL_OTHER = (
    "“{group}” rated statements {numbers} differently from the council as a whole. In which "
    "direction is not shown."
)
#: What is said of one statement, and the same of several.
OF_SEVERAL: Mapping[str, str] = {
    SURVIVORS_LOWER: SEVERAL_LOWER,
    SURVIVORS_HIGHER: SEVERAL_HIGHER,
    SURVIVORS_OTHER: SEVERAL_OTHER,
    SURVIVORS_APART: SEVERAL_APART,
    GROUP_LOWER: GROUP_SEVERAL_LOWER,
    GROUP_HIGHER: GROUP_SEVERAL_HIGHER,
    GROUP_OTHER: GROUP_SEVERAL_OTHER,
}
NO_GROUP_DIFFERS = (
    "By the rule, no group that is large enough to look at saw a statement clearly differently, "
    "survivors included."
)
NO_GROUPS = "Members were not asked which group they belong to, so groups are not compared."

WORDS_CAME = "{ideas} came in."
WORDS_MERGED = "Put together with others: {n}."
WORDS_SPLIT = "Divided: {n}."
WORDS_DROPPED = "Dropped, each with its reason: {n}."
WORDS_LOST = "Somebody said that statement {numbers} lost what was meant."
WORDS_KEPT = "Nobody said that a statement lost what was meant."
CAME_FROM = "Made of {ideas} proposed in round {round}"
CAME_PROPOSED = "Proposed in round {round}"
CAME_FIRST = "Proposed before round 1"
CAME_SPLIT = "Part of a longer idea"
CAME_UNKNOWN = "In the plan of the council"
CLEARER = "put into clearer words"
RATED_IN = "rated in {rounds}"
DISSENT_ROUND, DISSENT_ROUNDS = "In round {rounds}", "In rounds {rounds}"
DISSENT_NONE = (
    "The rule made no minority report. Single members may still have seen things differently."
)
DISSENT_LEAD = "A rule that was agreed before the first round made these reports. None is left out."
NOTE_IN_WORDS = (
    "With fewer than 30 ratings, shares stand in words: a percentage would show how many stand "
    "alone."
)
NOTE_VERDICT = "A verdict needs {n} ratings or more."
NOTE_WORKBOOK = "Every round, every share and the life of each statement are in the tables."

_SHARES = (
    (91, N_("more than nine in ten")),
    (77, N_("more than three quarters")),
    (72, N_("about three quarters")),
    (68, N_("more than two thirds")),
    (63, N_("about two thirds")),
    (56, N_("more than half")),
    (45, N_("about half")),
    (38, N_("less than half")),
    (29, N_("about a third")),
    (20, N_("about a quarter")),
    (10, N_("less than a quarter")),
    (0, N_("fewer than one in ten")),
)
#: From so many ratings on, shares are percentages.
PERCENT_FROM = 30


def share_in_words(percent: int) -> str:
    """Return a share as words that hold for every number that rounds to `percent`."""
    return say(next(said for least, said in _SHARES if percent >= least))
