"""The words of the reading room: themes, groups that are asked, how an ask stands, what happened.

It knows asks and days. It must not know who reads, rows, or the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from survey.follow_up.ask_standing import BodyStanding
from survey.follow_up.asks import (
    Ask,
    AskEvent,
    AskHappening,
    AskStanding,
    Body,
    StakeholderGroup,
    Theme,
)
from survey.web.rendering.localisation import N_, long_date, speaker

THEMES: Mapping[Theme, str] = {
    "reporting": N_("Reporting"),
    "removal": N_("Removal"),
    "prevention": N_("Prevention and education"),
    "tools": N_("Tools"),
    "support": N_("Help for survivors"),
    "terminology": N_("Words that are used"),
    "law": N_("Law and policy"),
}
GROUPS: Mapping[StakeholderGroup, str] = {
    "platforms": N_("Platforms"),
    "hotlines": N_("Hotlines and removal services"),
    "police": N_("Police and justice"),
    "governments": N_("Governments"),
    "research": N_("Schools and research"),
    "survivors": N_("Survivors themselves"),
}
#: How an ask stands, in the order in which lists show it.
STANDINGS: Mapping[AskStanding, str] = {
    "done": N_("Done, with evidence"),
    "accepted": N_("Accepted"),
    "partly": N_("Accepted in part"),
    "declined": N_("Declined"),
    "no answer yet": N_("No answer yet"),
    "overdue": N_("Overdue"),
    "withdrawn": N_("Withdrawn"),
}
#: The ends of addresses under which asks of a standing are listed.
STANDING_ENDS: Mapping[str, AskStanding] = {
    standing.replace(" ", "-"): standing for standing in STANDINGS
}
_ANSWERED: Mapping[AskStanding, str] = {
    "accepted": N_("%(who)s accepted this on %(day)s."),
    "partly": N_("%(who)s accepted a part of this on %(day)s."),
    "declined": N_("%(who)s declined this on %(day)s."),
    "done": N_("%(who)s said on %(day)s that this is done."),
}
_MARKS = {
    "answers it": N_("Survivors said: this answers it."),
    "does not answer it": N_("Survivors said: this does not answer it."),
}
_HAPPENED: Mapping[AskHappening, str] = {
    "published": N_("Published"),
    "sent": N_("Sent to those who are asked"),
    "answered": N_("%(who)s answered"),
    "corrected": N_("%(who)s corrected its answer"),
    "commented": N_("%(who)s commented on the facts"),
    "marked": N_("Survivors marked the answer of %(who)s"),
    "withdrawn": N_("Withdrawn"),
}
_SOMEBODY = N_("Somebody who is asked")


def who_said(body: Body | None, language: str) -> str:
    """Return who is asked in words, kept in its own direction (Unicode Annex 9): a body by its
    name, or a whole group."""
    say = speaker(language)
    if body is None:
        return say(_SOMEBODY)
    return f"\u2068{body.name or say(GROUPS[body.group])}\u2069"


def day_said(day: str, language: str) -> str:
    """Return a day (ISO) in words; "" for none."""
    return long_date(date.fromisoformat(day), language) if day else ""


def event_said(ask: Ask, event: AskEvent, language: str) -> str:
    """Return in words what happened with an ask on a day."""
    body = next((one for one in ask.bodies if one.id == event.body_id), None)
    return speaker(language)(_HAPPENED[event.what], who=who_said(body, language))


def came_of(standing: BodyStanding, ask: Ask, language: str) -> Iterator[str]:
    """Give what came of an ask with one body, a sentence each."""
    say, who = speaker(language), who_said(standing.body, language)
    answer = standing.answer
    if answer is None:
        yield _silence(standing, ask, language)
        return
    day = day_said(answer.answered_on, language)
    yield say(_ANSWERED[answer.status], who=who, day=day)
    if answer.by_when:
        by_when = day_said(answer.by_when, language)
        yield say(N_("They say that it will be done by %(day)s."), day=by_when)
    if standing.promise_late:
        yield say(N_("That day has passed, and nobody has said that it is done."))
    if answer.mark:
        yield say(_MARKS[answer.mark])


def _silence(standing: BodyStanding, ask: Ask, language: str) -> str:
    say, who = speaker(language), who_said(standing.body, language)
    if standing.standing == "withdrawn":
        return say(N_("%(who)s is not asked any more."), who=who)
    due = day_said(ask.due_on, language)
    if standing.standing == "overdue":
        said = N_("%(who)s has not answered. The day to answer by was %(day)s.")
        return say(said, who=who, day=due)
    if due:
        said = N_("%(who)s has not answered yet. There is time until %(day)s.")
        return say(said, who=who, day=due)
    return say(N_("%(who)s has not answered yet."), who=who)
