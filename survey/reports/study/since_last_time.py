"""What may be said of a release beside the one that went out before it: answers whose ranges stay
apart, and one line for all others (decision 0130).

It knows printed cells of two releases of one study, of which the later holds the earlier people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from survey.disclosure.release import QuestionResult
from survey.questionnaire.entrance import ENTRANCE
from survey.reports.report_words import ReportSentence, day, say, tell, told_list, who
from survey.reports.study import earlier_wording as wording
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.finding_wording import fill
from survey.reports.study.findings import describing
from survey.reports.study.question_changes import QuestionChanges, question_changes
from survey.reports.study.report_cells import ReportCell, ReportCells
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_text import CellReference, ReportText, TextPart, TextSentence
from survey.reports.study.share_claims import gap_between, stay_apart, widest_apart

#: So many questions stand in a report that differ from before; the others are in its tables.
MOST_SAID = 5
#: The worksheet with every answer that was compared.
SHEET = "Since_last_time"


@dataclass(frozen=True, slots=True)
class AnswerTwice:
    """One answer of a question as an earlier release printed it, and as this one does."""

    question: QuestionResult
    before: ReportCell
    now: ReportCell

    @property
    def has_ranges(self) -> bool:
        """Tell whether both releases print a range of it."""
        return all(
            one.percents is not None and one.shown.low is not None and one.shown.high is not None
            for one in (self.before, self.now)
        )

    @property
    def moved(self) -> int:
        """Return 1 where its range lies above the earlier one, -1 where it lies below, else 0."""
        return stay_apart(self.now, self.before) if self.has_ranges else 0

    @property
    def gap(self) -> float:
        """Return how far the ranges lie apart, in points."""
        return max(gap_between(self.now, self.before), gap_between(self.before, self.now))


@dataclass(frozen=True)
class ComparedReleases:
    """A release beside an earlier one of the same study, as both went out."""

    before: ReportCells
    now: ReportCells

    @cached_property
    def changes(self) -> QuestionChanges:
        """Return which questions both have in common."""
        return question_changes(self.before.release, self.now.release)

    @cached_property
    def answers(self) -> tuple[AnswerTwice, ...]:
        """Return every answer, and every sum of answers, of questions that read as they did."""
        return tuple(
            AnswerTwice(question, before, cell)
            for question in self.changes.same
            for cell in self.now.of_question[question.id]
            if cell.counts_answers
            and not cell.name.by
            and (before := self.before.by_name.get(cell.name)) is not None
        )

    @cached_property
    def compared(self) -> tuple[AnswerTwice, ...]:
        """Return the answers of which both releases print a range."""
        return tuple(one for one in self.answers if one.has_ranges)

    @cached_property
    def differences(self) -> tuple[AnswerTwice, ...]:
        """Return the answer of each question whose ranges lie furthest apart, the widest first."""
        found = [one for question in self.changes.same for one in self._widest(question)]
        return tuple(sorted(found, key=lambda one: -one.gap))

    @cached_property
    def of_findings(self) -> tuple[AnswerTwice, ...]:
        """Return the differences of questions that find something."""
        return tuple(one for one in self.differences if one.question.id not in self._who)

    @cached_property
    def of_people(self) -> tuple[AnswerTwice, ...]:
        """Return the differences of questions that say who answered."""
        return tuple(one for one in self.differences if one.question.id in self._who)

    @cached_property
    def _who(self) -> frozenset[str]:
        return describing(self.now.release) | {ENTRANCE}

    def _widest(self, question: QuestionResult) -> Iterator[AnswerTwice]:
        here = [one for one in self.compared if one.question is question]
        pairs = [(one.now, one.before) for one in here]
        apart = widest_apart([*pairs, *((other, one) for one, other in pairs)])
        if apart is not None:
            yield next(one for one in here if one.now in apart)


def compared_releases(given: ReportInput) -> ComparedReleases | None:
    """Return the release of a report beside the newest of before of which anything went out; None
    where there is none, or so few people answered that no number is printed."""
    if given.release.policy.ladder in ("under 10", "10-29"):
        return None
    for release in reversed(given.earlier):
        if any(one.form != "withheld" for one in release.questions):
            return ComparedReleases(ReportCells(release), ReportCells(given.release))
    return None


def differences_drafted(
    compared: ComparedReleases, text: ReportText, phrases: AnswerPhrases
) -> tuple[TextSentence, ...]:
    """Return what differs from before in sentences whose numbers are references: questions of
    findings first, then the widest."""
    led = {compared.now.id_of(name) for one in text.findings for name in one.questions}
    ordered = sorted(compared.of_findings, key=lambda one: one.question.id not in led)
    return tuple(_difference(one, compared, phrases) for one in ordered[:MOST_SAID])


def standing_lines(
    compared: ComparedReleases, said: tuple[TextSentence, ...]
) -> Iterator[ReportSentence]:
    """Give what stands below the differences that are said, whoever wrote them: how many more
    there are, that all else is alike, what is not compared, and what none of it can tell."""
    release = compared.before.release
    places: dict[str, TextPart] = {
        "day": day(release.study.closed_on),
        "people": who(release.respondents, release.policy.count_rounding),
        "number": f"{len(compared.compared):,}",
    }
    yield from _others(compared, said, places["day"])
    if changed := len(compared.changes.changed):
        template = wording.ONE_ASKED_OTHERWISE if changed == 1 else wording.ASKED_OTHERWISE
        yield _told(fill(template, number=str(changed)))
    if compared.compared:
        both = (wording.COUNTED_IN_BOTH,) if compared.differences else ()
        for template in (*both, wording.OTHER_PEOPLE, wording.TRIED):
            yield _told(fill(template, **places))


def _others(
    compared: ComparedReleases, said: tuple[TextSentence, ...], until: TextPart
) -> Iterator[ReportSentence]:
    if not compared.compared:
        yield _told(fill(wording.NOT_COMPARABLE, day=until))
        return
    named = {
        compared.now.id_of(reference.question)
        for one in said
        for reference in one.references
        if reference.release
    }
    if left := sum(one.question.id not in named for one in compared.of_findings):
        template = wording.ONE_MORE_DIFFERENCE if left == 1 else wording.MORE_DIFFERENCES
        yield _told(fill(template, number=str(left), sheet=SHEET))
    if compared.of_people:
        languages = compared.now.release.study.languages
        asked = (tell("“", say(one.question.text, languages), "”") for one in compared.of_people)
        listed = told_list(tuple(asked), last=" and ")
        yield _told(fill(wording.WHO_CHANGED, questions=listed.parts))
    apart = {one.question.id for one in compared.differences}
    if not apart:
        yield _told(fill(wording.ALIKE, day=until))
    elif any(one.question.id not in apart for one in compared.compared):
        yield _told(fill(wording.ALIKE_ELSEWHERE, day=until))


def _difference(
    one: AnswerTwice, compared: ComparedReleases, phrases: AnswerPhrases
) -> TextSentence:
    """Return a difference in words: what was done more or less often than before."""
    release = compared.before.release
    more = one.moved == 1
    places: dict[str, TextPart | tuple[TextPart, ...]] = {
        "share": _share(one.now, compared.now),
        "other_share": _share(one.before, compared.before, str(release.number)),
        "day": day(release.study.closed_on),
    }
    if deed := phrases.deed(one.question, one.now):
        template = wording.MORE_OFTEN_NOW if more else wording.LESS_OFTEN_NOW
        return fill(template, did=deed, **places)
    template = wording.ANSWERED_MORE_OFTEN_NOW if more else wording.ANSWERED_LESS_OFTEN_NOW
    question = say(one.question.text, compared.now.release.study.languages)
    answer = phrases.answer(one.question, one.now)
    return fill(template, question=question, answer=answer, **places)


def _share(cell: ReportCell, cells: ReportCells, release: str = "") -> tuple[TextPart, ...]:
    """Return a share and its range as references, of an earlier release where one is named."""
    question, row = cell.name.question, cell.name.row
    share, reach = cells.value(cell), cells.value(cell, "range")
    return (
        CellReference(question, row, release=release, was=share),
        " (",
        CellReference(question, row, release=release, show="range", was=reach),
        ")",
    )


def _told(sentence: TextSentence) -> ReportSentence:
    """Return a sentence without references as a report says it."""
    return tell(*(part for part in sentence.parts if not isinstance(part, CellReference)))
