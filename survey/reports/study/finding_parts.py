"""What stands beside a finding: its number, who it is of, what is not in it, how sure it is.

It knows printed cells and the text of one finding. It must not know pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from survey.disclosure.release import QuestionResult
from survey.questionnaire.entrance import BY_LINK, ENTRANCE
from survey.questionnaire.model import Questionnaire
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    count_text,
    missing_name,
    tell,
    who,
)
from survey.reports.report_words import number as count_said
from survey.reports.study import finding_wording as wording
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.group_comparisons import ComparedGroups, difference_said
from survey.reports.study.lived_experience import LivedGroup, lived_question
from survey.reports.study.poison import PrintedShare, false_answers
from survey.reports.study.report_cells import ReportCell, ReportCells
from survey.reports.study.report_model import BigNumber, CellName, MarginNote, PoisonBudget
from survey.reports.study.report_text import CellReference, FindingText, TextSentence
from survey.reports.study.report_text_check import TextCheck
from survey.reports.study.routed import is_routed
from survey.reports.study.share_claims import ShareClaim, bounds_of, claims_in, holds

#: Words of somebody else, within the quotation marks of the languages that reports are written in.
_QUOTED = re.compile(r"(“[^“”]*”|«[^«»]*»)")

#: At most so many differences between groups stand beside a finding.
MOST_BESIDE = 2


@dataclass(frozen=True)
class FindingParts:
    """What the parts of findings are made of."""

    questionnaire: Questionnaire
    cells: ReportCells
    phrases: AnswerPhrases
    check: TextCheck
    compared: ComparedGroups

    def said(self, sentence: TextSentence) -> ReportSentence:
        """Return a text with what its references print, a capital at the head of each sentence, and
        words of the questionnaire in their own language."""
        parts: list[str | WordsInLanguage] = []
        before = ""
        for part in sentence.parts:
            said = self.check.value(part) if isinstance(part, CellReference) else part
            if isinstance(said, str) and before.rstrip()[-1:] in ("", ".", "?", "!"):
                lead = len(said) - len(said.lstrip())
                said = said[:lead] + said[lead : lead + 1].upper() + said[lead + 1 :]
            before = (before + str(said))[-8:]
            parts += self._in_languages(said) if isinstance(said, str) else [said]
        return tell(*parts)

    def _in_languages(self, words: str) -> Iterator[str | WordsInLanguage]:
        """Split a text where words of the questionnaire in another language stand in quotes."""
        foreign = self.phrases.foreign
        for part in _QUOTED.split(words):
            marked = part[:1] in ("“", "«")
            quoted = part[1:-1].strip() if marked else ""
            if quoted in foreign:
                before, after = part.split(quoted)[:1], part.split(quoted)[-1:]
                yield from (*before, WordsInLanguage(quoted, foreign[quoted]), *after)
            elif part:
                yield part

    def leading_cell(self, text: FindingText) -> ReportCell | None:
        """Return the cell that a finding rests on: the first share that its lead or title cites."""
        for reference in (*text.lead.references, *text.title.references):
            if reference.release:
                continue
            cell = self.check.cell(reference)
            if cell is not None and cell.counts_answers and cell.printed:
                return cell
        return None

    def big_number(self, cell: ReportCell | None) -> BigNumber | None:
        """Return the number that leads a finding; None where there is none."""
        if cell is None or cell.shown.percent is None:
            return None
        shown = cell.shown
        said, reach = self.cells.value(cell), self.cells.value(cell, "range")
        return BigNumber(cell.name, said, shown.percent, shown.low, shown.high, reach)

    def base(self, question: QuestionResult, cell: ReportCell | None) -> ReportSentence:
        """Return of whom the leading number is; where it is of everybody, what those who lived
        through it said."""
        rounding = self.cells.release.policy.count_rounding
        lived = LivedGroup.of(self.questionnaire, question)
        of_lived = lived is not None and cell is not None and cell.name.by == lived.by
        base = who(question.base if cell is None else cell.base, rounding)
        template = wording.BASE_LIVED if of_lived else wording.BASE
        if is_routed(self.questionnaire, question.id):
            template = wording.BASE_LIVED_ROUTED if of_lived else wording.BASE_ROUTED
        said = [wording.fill(template, base=base)]
        if question.type == "multiple":
            said.append(wording.fill(wording.SEVERAL))
        if lived is not None and cell is not None and not cell.name.by:
            theirs = self.cells.by_name.get(
                CellName(question.id, cell.name.row, lived.by, lived.category)
            )
            wide = theirs is not None and theirs.percents is not None and theirs.too_wide
            told = [wording.fill(wording.TOO_WIDE)] if wide else []
            said += told or self._share(wording.OF_LIVED, theirs)
        parts = [part for one in said for part in (" ", *self.said(one).parts)]
        return tell(*parts[1:])

    def _share(self, template: str, cell: ReportCell | None) -> list[TextSentence]:
        """Return a share with its range in words; nothing where it is not printed."""
        if cell is None or cell.percents is None:
            return []
        share, reach = self.cells.value(cell), self.cells.value(cell, "range")
        return [wording.fill(template, share=share, range=reach)]

    def margin(
        self, questions: tuple[QuestionResult, ...], cell: ReportCell | None
    ) -> tuple[MarginNote, ...]:
        """Return the notes beside a finding."""
        notes = []
        lead = questions[0]
        if is_routed(self.questionnaire, lead.id):
            notes.append(MarginNote(_("Who was asked"), (tell(_(wording.NOT_EVERYBODY)),)))
        if of_all := tuple(self._beside(lead, cell)):
            notes.append(MarginNote(_("Whose numbers"), of_all))
        notes += self._not_in_base(questions)
        if any(row.shown.hidden for one in questions for row in one.rows):
            notes.append(MarginNote(_("Hidden"), (tell(_(wording.HIDDEN_ANSWERS)),)))
        if groups := tuple(self._groups(lead)):
            notes.append(MarginNote(_("By group"), groups))
        return tuple(notes)

    def poison(self, text: FindingText, cell: ReportCell | None) -> PoisonBudget | None:
        """Return how many false answers the leading sentence would survive; None where no count
        and base of it are printed."""
        entrance = self.cells.release.study.entrance
        if entrance == "codes":
            return PoisonBudget(0, tell(_(wording.POISON_CODES)))
        if cell is None or cell.shown.count is None or cell.base.count is None:
            return None
        bounds = bounds_of(self._claim(text, cell), cell)
        if bounds is None:
            return None
        slack = self.cells.release.policy.count_rounding // 2
        found = false_answers(PrintedShare(cell.shown.count, cell.base.count, slack), bounds[0])
        if found is None:
            return None
        if found == 0:
            return PoisonBudget(0, tell(_(wording.POISON_NONE)))
        number, template = found, wording.POISON
        if entrance == "both":
            template = wording.POISON_OPEN
            came = self.cells.by_name.get(CellName(ENTRANCE, BY_LINK))
            if came is not None and came.printed and came.shown.count is not None:
                most = came.shown.count + slack
                template = wording.POISON_ALL_OPEN if most <= found else template
                number = min(found, most)
        said = wording.fill(template, number=count_said(number), bounds=bounds[1])
        return PoisonBudget(number, self.said(said))

    def content_note(self, questions: tuple[QuestionResult, ...]) -> str:
        """Return what a reader is told before a finding about a sensitive question for which the
        questionnaire has a content note, or "": that one speaks to those who answer."""
        for one in questions:
            noted = self.questionnaire.noted_by.get(one.section)
            if one.sensitive and noted is not None:
                return _(wording.CONTENT_NOTE)
        return ""

    def _claim(self, text: FindingText, cell: ReportCell) -> ShareClaim | None:
        """Return the word for a share that the title says of the leading cell, if it says one."""
        for reference in text.title.references:
            if self.check.cell(reference) == cell and reference.words:
                return next((one for one in claims_in(reference.words) if holds(one, cell)), None)
        return None

    def _beside(self, lead: QuestionResult, cell: ReportCell | None) -> Iterator[ReportSentence]:
        """Say how those stand whose numbers do not lead: everybody, or those who lived through
        it."""
        marked = lived_question(self.questionnaire)
        if cell is None or marked is None:
            return
        if cell.name.by == marked.id:
            whole = self.cells.by_name.get(CellName(cell.name.question, cell.name.row))
            for one in self._share(wording.OF_EVERYBODY, whole):
                yield self.said(one)
        elif not cell.name.by and LivedGroup.of(self.questionnaire, lead) is None:
            yield tell(_(wording.LIVED_HIDDEN))

    def _not_in_base(self, questions: tuple[QuestionResult, ...]) -> Iterator[MarginNote]:
        languages = self.cells.release.study.languages
        for question in questions:
            lines = tuple(
                self.said(
                    wording.fill(
                        wording.NOT_IN_BASE,
                        kind=missing_name(row, languages),
                        count=count_text(row.shown),
                    )
                )
                for row in question.missing
            )
            if lines:
                number = self.cells.release.questions.index(question) + 1
                yield MarginNote(_("Question %(number)s: not in the base", number=number), lines)

    def _groups(self, question: QuestionResult) -> Iterator[ReportSentence]:
        found = [one for one in self.compared.differences if one.question.id == question.id]
        for one in found[:MOST_BESIDE]:
            yield self.said(difference_said(one, self.cells, self.phrases))
        if question.breakdowns and not found:
            yield tell(_(wording.NO_DIFFERENCE_HERE))
