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
from survey.reports.report_words import LANGUAGE, WordsInLanguage, all_said, say
from survey.reports.study.report_cells import ReportCell

#: Where the words of an answer stand in the phrase of a question (the questionnaire's own sign).
PLACE = "{answer}"

#: Words of people about themselves: they fit no sentence about them.
_OF_ONESELF = re.compile(r"\b(?:I|my|me|mine|myself|we|our|us)\b")


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
        decided"; "" where no phrase says it in English."""
        asked = self._asked.get(question.id)
        if asked is None or question.measure != "chose" or not cell.options:
            return ""
        if own := self._own(asked, cell.options):
            return own
        phrase = self._english(asked.report)
        labels = self._labels(question, cell)
        if not phrase or not labels:
            return ""
        if f"“{PLACE}”" in phrase:
            return phrase.replace(PLACE, "” or “".join(labels))
        if any(_OF_ONESELF.search(label) for label in labels):
            return ""
        return phrase.replace(PLACE, " or ".join(_small(label) for label in labels))

    def answer(
        self, question: QuestionResult, cell: ReportCell
    ) -> tuple[str | WordsInLanguage, ...]:
        """Return the words of the answers of a cell, to stand within quotation marks."""
        labels = {row.id: row.label for row in question.rows}
        parts: list[str | WordsInLanguage] = []
        for option in cell.options:
            label = labels.get(option, cell.label if len(cell.options) == 1 else {})
            parts += [*(["” or “"] if parts else []), say(label, self.release.study.languages)]
        return tuple(parts)

    def has_own(self, question: QuestionResult, cell: ReportCell) -> bool:
        """Tell whether the answers of a cell have a phrase of their own."""
        asked = self._asked.get(question.id)
        return asked is not None and bool(self._own(asked, cell.options))

    def known_words(self) -> Iterator[str]:
        """Return all words that a sentence may take over within quotation marks, whatever stands in
        them."""
        for words in self._texts():
            yield from (" ".join(one.text.split()) for one in self._every(words))

    @cached_property
    def foreign(self) -> dict[str, str]:
        """Return all words that are in no English, with their languages."""
        every = [one for words in self._texts() for one in self._every(words)]
        english = {one.text for one in every if _is_english(one)}
        return {
            " ".join(one.text.split()): one.lang
            for one in every
            if not _is_english(one) and one.text not in english
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
        """Return the phrase of one option, or of a named set of them."""
        held = frozenset(options)
        for one in asked.together:
            if frozenset(one.options) == held:
                return self._english(one.report)
        if len(held) == 1:
            for option in asked.options:
                if option.id in held:
                    return self._english(option.report)
        return ""

    def _labels(self, question: QuestionResult, cell: ReportCell) -> tuple[str, ...]:
        """Return the English words of each answer of a cell; none where one has none."""
        found = {row.id: say(row.label, self.release.study.languages) for row in question.rows}
        labels = tuple(found.get(one, WordsInLanguage("", "")) for one in cell.options)
        if all(one.text and _is_english(one) for one in labels):
            return tuple(" ".join(one.text.split()) for one in labels)
        return ()

    def _english(self, text: Text) -> str:
        words = text.as_mapping()
        if self.questionnaire.languages[0].split("-")[0] == LANGUAGE and words.get(""):
            return words[""]
        return words.get(LANGUAGE, "")


def _is_english(words: WordsInLanguage) -> bool:
    return words.lang.split("-")[0] == LANGUAGE


def _small(label: str) -> str:
    """Return a label with a small letter at its head, but for words that keep a great one."""
    first = label.split(" ", 1)[0]
    if len(first) > 1 and first[1:] != first[1:].lower():
        return label
    return label[:1].lower() + label[1:]
