"""How asks stand in a report: of whom, by when, what was answered, on the day of the report.

It knows asks and words. It must not know a release, pages or the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from survey.follow_up.ask_standing import ask_standing
from survey.follow_up.ask_words import (
    MARK_WORDS,
    STANDING_WORDS,
    ask_standing_template,
    body_words,
)
from survey.follow_up.asks import Ask, AskStanding, Body, BodyAnswer
from survey.reports.report_language import say as _
from survey.reports.report_words import ReportSentence, comma, day, kept_apart

#: Returns what an ask rests on, in words.
RestsOn = Callable[[Ask], tuple[ReportSentence, ...]]


@dataclass(frozen=True)
class AnswerGiven:
    """What one body answered, as it was given; each of `lines` is a sentence with a place for
    `words`, and the words."""

    body: str
    standing: str
    words: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskShown:
    """One ask as a report prints it; `standing` is that of the body that leads, or of all.

    `address` is its permalink ("": the address of the public pages is not known).
    """

    id: str
    number: int
    anchor: str
    sentence: str
    lead: tuple[str, ...]
    others: tuple[str, ...]
    asked_of: str
    done_looks_like: str
    evidence: tuple[ReportSentence, ...]
    standing: AskStanding
    standing_words: str
    due: str
    answers: tuple[AnswerGiven, ...]
    address: str

    @property
    def words(self) -> str:
        """Return its sentence without the full stop, to stand within another one."""
        return self.sentence.rstrip().removesuffix(".")


def shown_asks(
    asks: tuple[Ask, ...], on: date, rests_on: RestsOn, site: str
) -> tuple[AskShown, ...]:
    """Return asks as they stand on a day; `site` is the address of the public pages ("": none)."""
    return tuple(_shown(one, on, rests_on, site) for one in asks)


def _shown(ask: Ask, on: date, rests_on: RestsOn, site: str) -> AskShown:
    leads = [one for one in ask.bodies if one.leads] or list(ask.bodies[:1])
    names = [kept_apart(_(body_words(one))) for one in ask.bodies]
    template, places = ask_standing_template(ask, on)
    return AskShown(
        id=ask.id,
        number=ask.number,
        anchor=f"ask-{ask.id}",
        sentence=ask.sentence,
        lead=tuple(_with_function(one) for one in leads),
        others=tuple(_with_function(one) for one in ask.bodies if one not in leads),
        asked_of=comma().join(dict.fromkeys(names)),
        done_looks_like=ask.done_looks_like,
        evidence=rests_on(ask),
        standing=ask_standing(ask, on),
        standing_words=_(template).format(**places),
        due=day(ask.due_on),
        answers=tuple(_answer(one, ask) for one in ask.answers),
        address=f"{site}/asks/{ask.id}" if site else "",
    )


def _with_function(body: Body) -> str:
    """Return who is asked, and the function there where one is named."""
    name = kept_apart(_(body_words(body)))
    if not body.function:
        return name
    return _("%(body)s: %(function)s", body=name, function=_(body.function))


def _answer(answer: BodyAnswer, ask: Ask) -> AnswerGiven:
    body = next((one for one in ask.bodies if one.id == answer.body_id), None)
    mark = _(MARK_WORDS[answer.mark]) if answer.mark else ""
    lines = (
        (_("Reason: %(words)s"), answer.reason),
        (_("Evidence: %(words)s"), answer.evidence),
        (_("By: %(words)s"), answer.by_when),
    )
    told = [(head, text.strip()) for head, text in lines if text]
    if mark:
        said = _("Survivors say: %(words)s").replace("%(words)s", f"{mark} %(words)s")
        told.append((said, answer.mark_words.strip()))
    return AnswerGiven(
        _with_function(body) if body is not None else "",
        _(STANDING_WORDS[answer.status]),
        answer.words,
        tuple(told),
    )
