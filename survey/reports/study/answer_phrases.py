"""What people did who gave an answer, as a sentence says it: the phrases of a questionnaire.

It knows words of questions and answers. It must not know how many gave them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from survey.disclosure.release import QuestionResult, Release, Words
from survey.questionnaire.model import Closed, Questionnaire, Written
from survey.questionnaire.texts import Text
from survey.reports.report_language import document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import WordsInLanguage, all_said, say
from survey.reports.study.report_cells import ReportCell

#: Where the words of an answer stand in the phrase of a question (the questionnaire's own sign).
PLACE = "{answer}"

_QUOTED_PLACE = re.compile(r"[“«]\s*" + re.escape(PLACE) + r"\s*[”»]")
#: Words of people about themselves: they fit no sentence about them.
_OF_ONESELF = {
    "en": re.compile(r"\b(?:I|my|me|mine|myself|we|our|us)\b"),
    "fr": re.compile(r"\b(?:je|j|moi|me|m|mon|ma|mes|nous|notre|nos)\b", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:yo|me|mí|mi|mis|nos|nuestr[oa]s?|\w+é|(?!(?:últi|próxi|mis)mos\b)\w+mos)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class AnswerPhrases:
    """The phrases of a questionnaire, for the cells of a release of it."""

    questionnaire: Questionnaire
    release: Release

    @cached_property
    def _asked(self) -> dict[str, Closed]:
        return {
            one.id: one for one in self.questionnaire.questions() if not isinstance(one, Written)
        }

    def asked(self, question_id: str) -> Closed | None:
        """Return a question with answers as the questionnaire has it, or None."""
        return self._asked.get(question_id)

    def deed(self, question: QuestionResult, cell: ReportCell) -> str:
        """Return what people did who gave the answers of a cell: "were told clearly what was
        decided"; "" where no phrase says it in the language of the document."""
        asked = self._asked.get(question.id)
        if asked is None or question.measure != "chose" or not cell.options:
            return ""
        if own := self._own(asked, cell.options):
            return own
        phrase = self._written(asked.report)
        labels = self._labels(question, cell)
        if not phrase or not labels:
            return ""
        if _QUOTED_PLACE.search(phrase):
            return phrase.replace(PLACE, _("” or “").join(labels))
        of_oneself = _OF_ONESELF.get(document_language())
        if of_oneself is None or any(of_oneself.search(label) for label in labels):
            return ""
        return phrase.replace(PLACE, _(" or ").join(_small(label) for label in labels))

    def answer(
        self, question: QuestionResult, cell: ReportCell
    ) -> tuple[str | WordsInLanguage, ...]:
        """Return the words of the answers of a cell, to stand within quotation marks."""
        labels = {row.id: row.label for row in question.rows}
        parts: list[str | WordsInLanguage] = []
        for option in cell.options:
            label = labels.get(option, cell.label if len(cell.options) == 1 else {})
            parts += [*([_("” or “")] if parts else []), say(label, self.release.study.languages)]
        return tuple(parts)

    def has_own(self, question: QuestionResult, cell: ReportCell) -> bool:
        """Tell whether the answers of a cell have a phrase of their own."""
        asked = self._asked.get(question.id)
        return asked is not None and bool(_own_text(asked, cell.options))

    def known_words(self) -> Iterator[str]:
        """Return all words that a sentence may take over within quotation marks, whatever stands in
        them."""
        for words in self._texts():
            yield from (" ".join(one.text.split()) for one in self._every(words))

    @cached_property
    def foreign(self) -> dict[str, str]:
        """Return all words that are not in the language of the document, with their languages."""
        every = [one for words in self._texts() for one in self._every(words)]
        ours = {one.text for one in every if _is_ours(one)}
        return {
            " ".join(one.text.split()): one.lang
            for one in every
            if not _is_ours(one) and one.text not in ours
        }

    def _every(self, words: Words) -> tuple[WordsInLanguage, ...]:
        return all_said(words, self.release.study.languages)

    def _texts(self) -> Iterator[Words]:
        yield from (self.release.study.title, self.release.study.audience)
        for question in self.release.questions:
            yield from (question.text, question.section_title)
            yield from (row.label for row in (*question.rows, *question.missing))
            yield from (one.label for one in question.sums)
            for split in question.breakdowns:
                yield split.label
                yield from (one.label for one in split.categories)
                yield from (one.label for one in split.answers)

    def _own(self, asked: Closed, options: tuple[str, ...]) -> str:
        """Return the phrase of one option, or of a named set, in the document's language."""
        found = _own_text(asked, options)
        return self._written(found) if found else ""

    def _labels(self, question: QuestionResult, cell: ReportCell) -> tuple[str, ...]:
        """Return the words of each answer of a cell in the language of the document; none where one
        has none."""
        found = {row.id: say(row.label, self.release.study.languages) for row in question.rows}
        labels = tuple(found.get(one, WordsInLanguage("", "")) for one in cell.options)
        if all(one.text and _is_ours(one) for one in labels):
            return tuple(" ".join(one.text.split()) for one in labels)
        return ()

    def _written(self, text: Text) -> str:
        words, wanted = text.as_mapping(), document_language()
        if self.questionnaire.languages[0].split("-")[0] == wanted and words.get(""):
            return words[""]
        return words.get(wanted, "")


def _is_ours(words: WordsInLanguage) -> bool:
    return words.lang.split("-")[0] == document_language()


def _small(label: str) -> str:
    """Return a label with a small letter at its head, but for words that keep a great one."""
    first = label.split(" ", 1)[0]
    if len(first) > 1 and first[1:] != first[1:].lower():
        return label
    return label[:1].lower() + label[1:]


def _own_text(asked: Closed, options: tuple[str, ...]) -> Text | None:
    """Return the phrase of one option, or of a named set of them, in any language."""
    held = frozenset(options)
    for one in asked.together:
        if frozenset(one.options) == held:
            return one.report
    found = [option.report for option in asked.options if held == {option.id}]
    return found[0] if found else None
