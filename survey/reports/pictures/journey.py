"""The first picture: what people say happened, step by step, from printed cells alone.

A question is a step where the questionnaire says so (`step`). Steps are joined, answers never are:
how many went from one answer to another was not counted. It knows no page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from survey.disclosure.release import QuestionResult, Release, Row, Shown
from survey.questionnaire.model import JourneyPoint, Multiple, Questionnaire, Single
from survey.reports.drawing import Drawing, Mark, bar, dot, line, turned, words
from survey.reports.pictures import picture_wording as wording
from survey.reports.pictures.picture_wording import number_word
from survey.reports.report_language import say
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    sentence,
    tell,
    value_text,
    who,
)
from survey.reports.report_words import say as words_said

#: At most so many bars of a step are dark; steps that are needed for a picture.
MOST_DARK, LEAST_STEPS = 3, 2
_TALL, _SIZE = 16, 12
#: How far the longest bar reaches, in percent: its number stands behind it.
_REACH = 66
_THREAD, _MIDDLE = 28, 14


#: The largest percentage of the picture, and how a drawing is turned for its page.
_Drawn = tuple[float, Callable[[Drawing], Drawing]]


@dataclass(frozen=True, slots=True)
class JourneyAnswer:
    """One answer of a step: its words, its number as printed, and its bar; no bar without one.

    `most`: it is chosen most, or its range reaches that of the answer which is.
    """

    label: WordsInLanguage
    said: str
    hidden: bool
    most: bool
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One question as a step: what it is called, what was asked, of how many, and the answers."""

    number: int
    point: JourneyPoint
    name: str
    question: str
    asked: WordsInLanguage
    base: str
    answers: tuple[JourneyAnswer, ...]
    thread: Drawing


@dataclass(frozen=True, slots=True)
class Journey:
    """The whole picture; `alt` says what it shows, `notes` how to read it."""

    kind: str
    title: str
    lead: str
    alt: ReportSentence
    steps: tuple[JourneyStep, ...]
    notes: tuple[str, ...]


def journey(
    release: Release, questionnaire: Questionnaire, *, right_to_left: bool = False
) -> Journey | None:
    """Draw the steps that the questionnaire names, in the order of life; None for fewer than two.

    A step stands in it only where some of its answers are printed. `right_to_left` is how the page
    is read.
    """
    found = _questions(release, questionnaire)
    if len(found) < LEAST_STEPS:
        return None
    largest = max((_percent(row.shown) for _, asked in found for row in asked.rows), default=0)
    turn = turned if right_to_left else _as_it_is
    steps = tuple(
        _step(number, found[number - 1], release, (largest, turn), last=number == len(found))
        for number in range(1, len(found) + 1)
    )
    told = tuple(part for step in steps for part in (" ", _told(step)))
    count = number_word(len(steps))
    hidden = any(answer.hidden for step in steps for answer in step.answers)
    bars = any(answer.drawing and not answer.hidden for step in steps for answer in step.answers)
    return Journey(
        kind=say(wording.JOURNEY_KIND),
        title=say(wording.JOURNEY_TITLE).format(steps=count),
        lead=say(wording.JOURNEY_LEAD),
        alt=tell(sentence(say(wording.JOURNEY_ALT).format(steps=count, told="").strip()), *told),
        steps=steps,
        notes=(
            *((say(wording.DARK),) if bars else ()),
            say(wording.OWN_BASE),
            *((say(wording.SOME_HIDDEN),) if hidden else ()),
        ),
    )


def _questions(
    release: Release, questionnaire: Questionnaire
) -> tuple[tuple[JourneyPoint, QuestionResult], ...]:
    """Return what is drawn of each step, in the order of steps; the first question of one."""
    asked = {one.id: one for one in release.questions}
    named: dict[JourneyPoint, QuestionResult] = {}
    for section in questionnaire.sections:
        for item in section.items:
            if not isinstance(item, Single | Multiple) or not item.step:
                continue
            shown = asked.get(item.id)
            if shown is not None and _drawable(shown):
                named.setdefault(item.step, shown)
    return tuple((point, named[point]) for point in wording.STEPS if point in named)


def _drawable(asked: QuestionResult) -> bool:
    return asked.form != "withheld" and any(not row.shown.hidden for row in asked.rows)


def _step(
    number: int,
    found: tuple[JourneyPoint, QuestionResult],
    release: Release,
    drawn: _Drawn,
    *,
    last: bool,
) -> JourneyStep:
    point, asked = found
    languages = release.study.languages
    rows = sorted(asked.rows, key=lambda row: _place(row.shown))
    dark = _dark(rows)
    base = who(asked.base, release.policy.count_rounding)
    return JourneyStep(
        number=number,
        point=point,
        name=say(wording.STEPS[point]),
        question=asked.id,
        asked=words_said(asked.text, languages),
        base=sentence(say(wording.STEP_BASE).format(people=base)).rstrip("."),
        answers=tuple(_answer(row, languages, drawn, most=row.id in dark) for row in rows),
        thread=drawn[1](_thread(number, last=last)),
    )


def _as_it_is(drawing: Drawing) -> Drawing:
    return drawing


def _place(shown: Shown) -> tuple[bool, float]:
    """Return where an answer stands: the largest first, hidden ones last; then as asked."""
    return shown.hidden, -(_percent(shown) or shown.count or 0)


def _dark(rows: list[Row]) -> frozenset[str]:
    """Return the answer chosen most and up to two more whose range reaches it."""
    printed = [row for row in rows if not row.shown.hidden and row.shown.percent is not None]
    if not printed:
        return frozenset()
    most = _percent(printed[0].shown)
    reach = [row.id for row in printed if (row.shown.high or _percent(row.shown)) >= most]
    return frozenset(reach[:MOST_DARK])


def _answer(row: Row, languages: tuple[str, ...], drawn: _Drawn, *, most: bool) -> JourneyAnswer:
    largest, turn = drawn
    made = _bar(row, largest, most=most)
    return JourneyAnswer(
        label=words_said(row.label, languages),
        said=value_text(row.shown),
        hidden=row.shown.hidden,
        most=most,
        drawing=None if made is None else turn(made),
    )


def _bar(row: Row, largest: float, *, most: bool) -> Drawing | None:
    """Return a bar and its number behind it; of a hidden one the same hatch, whose word stands with
    the answer: paper sets letters of drawings one by one, so that Arabic comes apart in them."""
    said = value_text(row.shown)
    if row.shown.hidden:
        marks = [bar("unknown", 0.5, 1, _REACH, 12)]
        marks += [line("hatch", at, 11, at + 2, 3) for at in range(2, _REACH - 3, 6)]
        return _lane(said, tuple(marks))
    if row.shown.percent is None or not largest:
        return None
    wide = round(_REACH * row.shown.percent / largest, 3)
    drawn = bar("most" if most else "other", 0, 1, wide, 13)
    return _lane(said, (drawn, words("said", said, round(wide + 4, 3), 12, "start")))


def _lane(said: str, marks: tuple[Mark, ...]) -> Drawing:
    return Drawing("journey", _TALL, _SIZE, said, marks)


def _thread(number: int, *, last: bool) -> Drawing:
    """Return the step's number on the line that joins it to the next; the last one stays open."""
    joined = line("open end" if last else "thread", 12, _MIDDLE, 100, _MIDDLE)
    marks = (joined, dot("disc", 12, _MIDDLE), words("on disc", str(number), 12, _MIDDLE + 5))
    return Drawing("thread", _THREAD, _SIZE, say("Step %(n)s", n=number), marks)


def _told(step: JourneyStep) -> ReportSentence:
    """Return a step in words: the answer chosen most, with its number."""
    first = step.answers[0]
    if first.hidden:
        return tell(say(wording.STEP_ALT_HIDDEN).format(step=step.name))
    label = say("“%(words)s”", words="\0")
    told = say(wording.STEP_ALT).format(step=step.name, label=label, number=first.said)
    before, _, rest = told.partition("\0")
    return tell(before, first.label, rest)


def _percent(shown: Shown) -> float:
    return 0 if shown.hidden else shown.percent or 0
