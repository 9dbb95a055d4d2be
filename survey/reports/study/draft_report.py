"""The draft of a report by stated rules: which findings lead, and in which words.

It knows printed cells and the phrases of a questionnaire. Whoever writes the report may change all
of it (docs/report-text.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import QuestionResult
from survey.questionnaire.entrance import ENTRANCE
from survey.questionnaire.model import Closed, Multiple, Scale, Single
from survey.reports.report_language import document_language
from survey.reports.report_words import say
from survey.reports.study import finding_wording as wording
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.findings import describing
from survey.reports.study.lived_experience import LivedGroup
from survey.reports.study.report_cells import ReportCell, ReportCells
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_text import (
    CellReference,
    FindingText,
    ReportText,
    TextPart,
    TextSentence,
)
from survey.reports.study.report_text_check import MOST_FINDINGS, MOST_KEY
from survey.reports.study.routed import is_routed
from survey.reports.study.share_claims import drafted_words

#: The bad end of ordered answers leads from so many percent on; another answer of a question that
#: no headline marks does from so many.
BAD_END_PERCENT = 20.0
LEAST_PERCENT = 25.0
#: A scale of more points is long: one point of it leads no finding where others may.
LONG_SCALE = 5
#: An answer beside the worst one weighs so much of its share.
_NEXT_TO_WORST = 0.8
#: Ids of options that say nothing but “something else”.
_ELSE = frozenset({"other", "elsewhere", "something-else", "somewhere-else"})


@dataclass(frozen=True, slots=True)
class LeadingAnswer:
    """The answer of a question that leads its finding, and those that support it."""

    question: QuestionResult
    cell: ReportCell
    others: tuple[ReportCell, ...]
    headline: bool


@dataclass(frozen=True)
class ReportDrafting:
    """What a draft is made of."""

    given: ReportInput
    cells: ReportCells
    phrases: AnswerPhrases

    def text(self) -> ReportText:
        """Return the draft: headline questions first, then the largest clear answers."""
        release = self.given.release
        leading = self.leading_answers()
        findings = tuple(self._finding(one, key=at < MOST_KEY) for at, one in enumerate(leading))
        title = TextSentence((say(release.study.title, release.study.languages),))
        return ReportText(
            study=release.study.id,
            release=str(release.number),
            language=document_language(),
            title=findings[0].title if findings else title,
            reviewed_by=self.given.publisher.reviewed_by,
            findings=findings,
        )

    def leading_answers(self) -> tuple[LeadingAnswer, ...]:
        """Return the findings that lead, in their order.

        All headline questions, the largest leading share first. Up to three in all, or five where
        none is marked, are taken from the other questions: the largest first, and of every part of
        the questionnaire one before a second. Small studies have three at most.
        """
        splitting = describing(self.given.release) | {ENTRANCE}
        found = [
            leading
            for question in self.given.release.questions
            if question.id not in splitting and (leading := self._leading(question)) is not None
        ]
        found.sort(key=lambda one: -one.cell.size)
        headlines = [one for one in found if one.headline]
        rest = [one for one in found if not one.headline and one.cell.size >= LEAST_PERCENT]
        first: dict[str, LeadingAnswer] = {}
        for one in rest:
            first.setdefault(one.question.section, one)
        rest.sort(key=lambda one: first[one.question.section] is not one)
        most = MOST_KEY if self.given.release.policy.ladder == "10-29" else MOST_FINDINGS
        room = max(0, (MOST_KEY if headlines else most) - len(headlines))
        return tuple([*headlines, *rest[:room]][:most])

    def _leading(self, question: QuestionResult) -> LeadingAnswer | None:
        if question.form == "withheld" or question.measure == "wrote":
            return None
        asked = self.phrases.asked(question.id)
        lived = LivedGroup.of(self.given.questionnaire, question)
        for group in (lived, None) if lived else (None,):
            cells = self._shares(question, group)
            if group and _says_little(question, cells):
                continue
            chosen = _lead_of(question, asked, cells, self.phrases)
            if chosen is not None and not (group and chosen.too_wide):
                others = _others(chosen, cells, _good_end(question, asked))
                headline = asked is not None and asked.headline
                return LeadingAnswer(question, chosen, others, headline)
        return None

    def _shares(self, question: QuestionResult, group: LivedGroup | None) -> list[ReportCell]:
        """Return the printed shares of a question, of everybody or of one group."""
        by, category = (group.by, group.category) if group else ("", "")
        return [
            cell
            for cell in self.cells.of_question[question.id]
            if (cell.name.by, cell.name.category) == (by, category) and cell.percents is not None
        ]

    def _finding(self, leading: LeadingAnswer, *, key: bool) -> FindingText:
        question, cell = leading.question, leading.cell
        words = drafted_words(cell) if not cell.shown.words else ""
        tied = self._tied(leading)
        supports = [self._beside(question, one) for one in leading.others if one is not tied]
        parts: list[TextPart] = []
        for one in supports:
            parts += [*([" "] if parts else []), *one.parts]
        return FindingText(
            questions=(question.id,),
            title=self._with_tied(leading, self._sentence(question, cell, words=words), words),
            lead=self._with_tied(leading, self._sentence(question, cell, lead=True)),
            support=TextSentence(tuple(parts)),
            key=key,
        )

    def _tied(self, leading: LeadingAnswer) -> ReportCell | None:
        """Return another answer that as many gave, where both have a phrase; an ordered question
        has none, because its bad end leads whatever the others are."""
        asked = self.phrases.asked(leading.question.id)
        if isinstance(asked, (Single, Scale)) and asked.better is not None:
            return None
        if not self.phrases.deed(leading.question, leading.cell):
            return None
        return next(
            (
                one
                for one in leading.others
                if one.size == leading.cell.size and self.phrases.deed(leading.question, one)
            ),
            None,
        )

    def _with_tied(
        self, leading: LeadingAnswer, said: TextSentence, words: str = ""
    ) -> TextSentence:
        """Return a sentence about the leading answer that names one of equal size as well, with
        the same `words` for its share."""
        tied = self._tied(leading)
        if tied is None:
            return said
        *head, last = said.parts
        deed = self.phrases.deed(leading.question, tied)
        also = wording.fill(wording.ALSO, share=self.reference(tied, words), did=deed)
        end = [last.removesuffix(".")] if isinstance(last, str) else [last]
        return TextSentence((*head, *(one for one in end if str(one)), *also.parts, "."))

    def _sentence(
        self, question: QuestionResult, cell: ReportCell, *, words: str = "", lead: bool = False
    ) -> TextSentence:
        """Return what a cell says: with a phrase, or with its question and answer word for word."""
        lived = bool(cell.name.by)
        if deed := self.phrases.deed(question, cell):
            routed = is_routed(self.given.questionnaire, question.id)
            everybody = wording.TITLE_ROUTED if routed else wording.TITLE
            whole = wording.TITLE_LIVED if lived else everybody
            short = wording.LEAD_LIVED if lived else wording.LEAD
            share = self.reference(cell, words)
            return wording.fill(short if lead else whole, share=share, did=deed)
        return wording.fill(
            _asked_template(question, lived=lived),
            question=say(question.text, self.given.release.study.languages),
            share=self.reference(cell, words),
            answer=self.phrases.answer(question, cell),
        )

    def _beside(self, question: QuestionResult, cell: ReportCell) -> TextSentence:
        """Return what another cell of a question says, below the sentence that leads."""
        share = self.reference(cell)
        if deed := self.phrases.deed(question, cell):
            return wording.fill(wording.LEAD, share=share, did=deed)
        template = wording.LEAD_NAMED if question.type == "multiple" else wording.LEAD_ANSWERED
        if question.measure == "ranked_first":
            template = wording.LEAD_FIRST
        return wording.fill(template, share=share, answer=self.phrases.answer(question, cell))

    def reference(self, cell: ReportCell, words: str = "") -> CellReference:
        """Return a reference to a cell, with what it prints now."""
        name = cell.name
        was = self.cells.value(cell)
        return CellReference(name.question, name.row, name.by, name.category, words=words, was=was)


def _asked_template(question: QuestionResult, *, lived: bool) -> str:
    if question.measure == "ranked_first":
        return wording.TITLE_FIRST_LIVED if lived else wording.TITLE_FIRST
    if question.type == "multiple":
        return wording.TITLE_NAMED_LIVED if lived else wording.TITLE_NAMED
    return wording.TITLE_ASKED_LIVED if lived else wording.TITLE_ASKED


def _lead_of(
    question: QuestionResult, asked: Closed | None, cells: list[ReportCell], phrases: AnswerPhrases
) -> ReportCell | None:
    """Return the answer that tells what matters: of ordered answers the named set that holds the
    worst and not the best, or else the bad end, where it is not small; else the good end; and where
    no end is good, the largest."""
    if isinstance(asked, (Single, Scale)) and asked.better is not None:
        found = _by_ends(question, asked, cells, phrases)
        if found is not None:
            return found
    alone = _alone(asked) | _ELSE
    plain = [
        cell
        for cell in cells
        if not alone & set(cell.options)
        and (len(cell.options) == 1 or (question.type == "scale" and 2 * len(cell.options) <= 4))
    ]
    return max(plain or [one for one in cells if len(one.options) == 1], key=_size, default=None)


def _says_little(question: QuestionResult, cells: list[ReportCell]) -> bool:
    """Tell whether a group has single points of a long scale alone: none of them says much."""
    long = question.type == "scale" and len(question.rows) > LONG_SCALE
    return long and not any(len(cell.options) > 1 for cell in cells)


def _by_ends(
    question: QuestionResult, asked: Single | Scale, cells: list[ReportCell], phrases: AnswerPhrases
) -> ReportCell | None:
    order = [row.id for row in question.rows]
    if asked.better == "first":
        order.reverse()
    half = len(order) // 2
    worst, best, bad, good = order[:1], order[-1:], set(order[:half]), set(order[-half:])

    def weight(cell: ReportCell) -> float:
        return cell.size * (1.0 if set(worst) & set(cell.options) else _NEXT_TO_WORST)

    ends = [cell for cell in cells if set(cell.options) <= bad]
    named = [
        cell
        for cell in cells
        if len(cell.options) > 1
        and phrases.has_own(question, cell)
        and set(worst) & set(cell.options)
        and not set(best) & set(cell.options)
    ]
    for found in (max(named, key=_size, default=None), max(ends, key=weight, default=None)):
        if found is not None and found.size >= BAD_END_PERCENT:
            return found
    return max((cell for cell in cells if set(cell.options) <= good), key=_size, default=None)


def _alone(asked: Closed | None) -> frozenset[str]:
    """Return the options of a question that exclude the others: “nothing of these”."""
    if not isinstance(asked, Multiple):
        return frozenset()
    return frozenset(option.id for option in asked.options if option.exclusive)


def _good_end(question: QuestionResult, asked: Closed | None) -> frozenset[str]:
    """Return the better half of ordered answers; none where no end is better."""
    order = [row.id for row in question.rows]
    better = asked.better if isinstance(asked, (Single, Scale)) else None
    half = len(order) // 2
    if better is None:
        return frozenset()
    return frozenset(order[:half] if better == "first" else order[-half:])


def _others(
    chosen: ReportCell, cells: list[ReportCell], good: frozenset[str]
) -> tuple[ReportCell, ...]:
    """Return the two answers beside a leading one: the largest others; of a set, the largest
    outside and the largest within; of the bad end alone, the good one and the largest other."""
    held = set(chosen.options)
    single = [one for one in cells if len(one.options) == 1 and one is not chosen and one.size]
    outside = sorted((one for one in single if not set(one.options) & held), key=_size)[::-1]
    if len(held) == 1 and good and not held & good:
        best = max((one for one in cells if set(one.options) <= good), key=_size, default=None)
        rest = [one for one in outside if not set(one.options) & good]
        return tuple(one for one in (best, *rest[:1]) if one is not None and one.size)
    if len(held) == 1:
        return tuple(outside[:2])
    within = sorted((one for one in single if set(one.options) <= held), key=_size)[::-1]
    return (*outside[:1], *within[:1])


def _size(cell: ReportCell) -> float:
    return cell.size
