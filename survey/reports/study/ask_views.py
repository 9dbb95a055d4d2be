"""How asks stand in a report: of whom, by when, what was answered, on the day of the report."""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import Release
from survey.follow_up.asks import Ask, AskStanding, Body, BodyAnswer
from survey.reports.report_words import ReportSentence, day, say, tell, value_text
from survey.reports.study.report_model import ReportInput

GROUP_NAMES = {
    "survivors": "Survivors",
    "platforms": "Platforms",
    "hotlines": "Hotlines",
    "police": "Police",
    "governments": "Governments",
    "research": "Research",
}
STANDING_WORDS: dict[AskStanding, str] = {
    "no answer yet": "No answer yet",
    "partly": "Accepted in part",
    "accepted": "Accepted",
    "declined": "Declined",
    "done": "Done",
    "overdue": "Overdue",
}
_BEST_FIRST: tuple[AskStanding, ...] = ("done", "accepted", "partly", "declined")


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


def ask_standing(ask: Ask, today: str) -> AskStanding:
    """Return how an ask stands on a day (ISO): what was answered best, or whether it is overdue."""
    given = {one.status for one in ask.answers}
    for status in _BEST_FIRST:
        if status in given:
            return status
    return "overdue" if ask.due_on and today and ask.due_on < today else "no answer yet"


def body_words(body: Body) -> str:
    """Return a body as it is named: "Platforms: trust and safety"."""
    name = body.name or GROUP_NAMES[body.group]
    return f"{name}: {body.function}" if body.function else name


def _shown(ask: Ask, given: ReportInput) -> AskShown:
    standing = ask_standing(ask, given.status_on)
    leads = [one for one in ask.bodies if one.leads] or list(ask.bodies[:1])
    names = [one.name or GROUP_NAMES[one.group] for one in ask.bodies]
    return AskShown(
        number=ask.number,
        anchor=f"ask-{ask.id}",
        sentence=ask.sentence,
        lead=tuple(body_words(one) for one in leads),
        others=tuple(body_words(one) for one in ask.bodies if one not in leads),
        asked_of=", ".join(dict.fromkeys(names)),
        done_looks_like=ask.done_looks_like,
        evidence=_evidence(ask, given.release),
        standing=standing,
        standing_words=STANDING_WORDS[standing],
        due=day(ask.due_on),
        answers=tuple(_answer(one, ask) for one in ask.answers),
    )


def _answer(answer: BodyAnswer, ask: Ask) -> AnswerGiven:
    body = next((one for one in ask.bodies if one.id == answer.body_id), None)
    lines = (
        ("Reason", answer.reason),
        ("Evidence", answer.evidence),
        ("By", answer.by_when),
        ("Survivors say", f"it {answer.mark}. {answer.mark_words}" if answer.mark else ""),
    )
    return AnswerGiven(
        body_words(body) if body is not None else "",
        STANDING_WORDS[answer.status],
        answer.words,
        tuple(f"{head}: {text.strip()}" for head, text in lines if text),
    )


def _evidence(ask: Ask, release: Release) -> tuple[ReportSentence, ...]:
    """Return the printed cells that an ask rests on, and statements of a council."""
    found = []
    questions = {one.id: (at, one) for at, one in enumerate(release.questions, 1)}
    for one in ask.evidence:
        if one.statement:
            found.append(tell(f"council statement {one.statement}"))
        elif one.question in questions:
            number, question = questions[one.question]
            cells = {row.id: row for row in (*question.rows, *question.missing)}
            cells |= {each.id: each for each in question.sums}  # type: ignore[misc]
            row = cells.get(one.row)
            if row is not None and not row.shown.hidden:
                label = say(row.label, release.study.languages)
                found.append(tell(f"{value_text(row.shown)} “", label, f"” (question {number})"))
    return tuple(found)
