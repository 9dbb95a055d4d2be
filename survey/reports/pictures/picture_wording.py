"""Words of the two pictures, each sentence as one template with named places.

It knows no release, no ask and no page.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.follow_up.asks import StakeholderGroup, Theme
from survey.questionnaire.model import JourneyPoint
from survey.reports.report_language import document_language

#: What a step of the first picture is called, in the order in which it is drawn.
STEPS: Mapping[JourneyPoint, str] = {
    "where": "Where it was",
    "hurdles": "What got in the way",
    "tried": "Where they went",
    "heard": "What they heard",
    "outcome": "What came of it",
}
THEMES: Mapping[Theme, str] = {
    "reporting": "Reporting",
    "removal": "Removal",
    "prevention": "Prevention and education",
    "tools": "Tools",
    "support": "Support",
    "terminology": "Words",
    "law": "Law and policy",
}
GROUPS: Mapping[StakeholderGroup, str] = {
    "survivors": "Survivors",
    "platforms": "Platforms",
    "hotlines": "Hotlines, removal services",
    "police": "Police, justice",
    "governments": "Governments",
    "research": "Research, schools",
}
#: What a group is asked for in one ask.
LEADS, WITH, CHECKS, LEADS_AND_CHECKS = (
    "asked to lead",
    "asked to do it with them",
    "check that it works",
    "asked to lead, and check that it works",
)

#: What stands in for the line in a cell that nobody is asked in.
PASSED = "not asked"

JOURNEY_KIND = "First picture. What happened"
JOURNEY_TITLE = "What people say happened, in {steps} steps"
JOURNEY_LEAD = (
    "The line joins steps, not people. Who went from one answer to another is not known here and "
    "was not worked out."
)
JOURNEY_ALT = "{steps} steps joined by a line. {told}"
STEP_ALT = "{step}, most often: {label} ({number})."
STEP_ALT_HIDDEN = "{step}: every number is hidden."
STEP_BASE = "{people} answered"
DARK = (
    "Dark bars: the answer chosen most, and those (two at most) whose range reaches it. All bars "
    "have one scale."
)
OWN_BASE = "Each step has its own base, because every question could be skipped."
SOME_HIDDEN = "A hidden number may be nothing, small, or larger than those shown."

ASKS_KIND = "Second picture. Who is asked to do what"
ASKS_LEAD = (
    "A line joins those who are asked to do one thing together. Survivors decide or check; the "
    "work is not theirs."
)
ALL_SHARED = "Every ask is shared: none can be met by one group alone"
ONE_ASK_SHARED = "One thing is asked, of {groups} groups together"
ONE_ASK_ALONE = "One thing is asked, of one group"
SOME_SHARED = "Shared by several groups: {shared} of {all} asks"
NONE_SHARED = "Each of the {all} asks goes to one group"
ASKS_ALT = "{all} asks by theme, each joined across the groups that are asked. {columns}"
COLUMN = "{group}: part of {asked} of {all} asks, leading {led}."
NOT_ASKED = "Nothing is asked of {groups}."
CHECKED = "In {checked} of {all} asks survivors check the result."
SURVIVORS_LEAD = "In {led} they lead."
SURVIVORS_ASKED = "In {asked} they are asked to take part."
CHOOSE_ANEW = "They choose anew each time whether to take part."
NO_SURVIVORS = "Nothing here is asked of survivors."

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def number_word(number: int) -> str:
    """Return a number of steps or asks as running text has it: "five", or "12" from ten on.

    In other languages it is written in digits, which fit words of every gender.
    """
    if document_language() != "en":
        return str(number)
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
