"""How asks stand in a report: of whom, by when, what was answered, on the day of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.disclosure.release import Release, Row, Sum
from survey.follow_up.ask_standing import ask_standing
from survey.follow_up.ask_words import (
    MARK_WORDS,
    STANDING_WORDS,
    ask_standing_template,
    body_words,
)
from survey.follow_up.asks import Ask, AskStanding, Body, BodyAnswer
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    comma,
    day,
    put_in,
    say,
    tell,
    value_text,
)
from survey.reports.study.report_model import ReportInput


@dataclass(frozen=True)
class AnswerGiven:
    """What one body answered, in lines as they were given."""

    body: str
    standing: str
    words: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AskShown:
    """One ask as a report prints it; `standing` is that of the body that leads, or of all."""

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


def shown_asks(asks: tuple[Ask, ...], given: ReportInput) -> tuple[AskShown, ...]:
    """Return asks as they stand on the day of the report."""
    return tuple(_shown(one, given) for one in asks)


def _shown(ask: Ask, given: ReportInput) -> AskShown:
    today = date.fromisoformat(given.status_on or given.release.study.released_on)
    standing = ask_standing(ask, today)
    leads = [one for one in ask.bodies if one.leads] or list(ask.bodies[:1])
    names = [_(body_words(one)) for one in ask.bodies]
    template, places = ask_standing_template(ask, today)
    return AskShown(
        number=ask.number,
        anchor=f"ask-{ask.id}",
        sentence=ask.sentence,
        lead=tuple(_with_function(one) for one in leads),
        others=tuple(_with_function(one) for one in ask.bodies if one not in leads),
        asked_of=comma().join(dict.fromkeys(names)),
        done_looks_like=ask.done_looks_like,
        evidence=_evidence(ask, given.release),
        standing=standing,
        standing_words=_(template).format(**places),
        due=day(ask.due_on),
        answers=tuple(_answer(one, ask) for one in ask.answers),
    )


def _with_function(body: Body) -> str:
    """Return who is asked, and the function there where one is named."""
    name = _(body_words(body))
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
        (_("Survivors say: %(words)s"), f"{mark} {answer.mark_words}" if mark else ""),
    )
    return AnswerGiven(
        _with_function(body) if body is not None else "",
        _(STANDING_WORDS[answer.status]),
        answer.words,
        tuple(head % {"words": text.strip()} for head, text in lines if text),
    )


def _evidence(ask: Ask, release: Release) -> tuple[ReportSentence, ...]:
    """Return the cells of this release that an ask rests on, and statements of its own council."""
    found = []
    of_release = ask.of_id == release.study.id
    questions = {one.id: (at, one) for at, one in enumerate(release.questions, 1)}
    for one in ask.evidence:
        if one.of_id not in ("", ask.of_id):
            continue
        if one.statement:
            found.append(tell(_("council statement %(number)s", number=one.statement)))
        elif of_release and one.question in questions:
            number, question = questions[one.question]
            cells: dict[str, Row | Sum] = {
                row.id: row for row in (*question.rows, *question.missing)
            }
            cells |= {each.id: each for each in question.sums}
            row = cells.get(one.row)
            if row is not None and not row.shown.hidden:
                label = say(row.label, release.study.languages)
                found.append(
                    put_in(
                        _("{share} “{answer}” (question {number})"),
                        share=value_text(row.shown),
                        answer=label,
                        number=str(number),
                    )
                )
    return tuple(found)
