"""Whether the sentences of a report hold: references to printed cells, and words they bear out.

It knows one text and the cells of its release. It must not know how a report looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from survey.reports.report_language import document_language
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.claim_languages import ALLOWED_NUMBERS, TYPED_WORDS
from survey.reports.study.report_cells import BASE, ReportCell, ReportCells
from survey.reports.study.report_text import (
    CellReference,
    FindingText,
    ReportText,
    TextProblem,
    TextSentence,
)
from survey.reports.study.share_claims import ShareClaim, claims_in, holds, stay_apart
from survey.reports.study.since_last_time import ComparedReleases

#: A report has at most so many findings, each of a page; so many of them stand in its summary.
MOST_FINDINGS = 5
MOST_KEY = 3

#: Stands for the first, second … reference of a text: signs that no text has.
_FIRST_SIGN = 0xE000
_SIGN = re.compile("[\ue000-\uf8ff]")
_FILLER = "¤"
_END = re.compile(r"(?<=[.!?…])[”’)]*\s+")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: Digits that a sentence may have: days and years, and numbers of questions and the like.
_ALLOWED = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}},)?(?: \d{{4}})?\b|\b\d{{4}}-\d\d-\d\d\b"
    r"|\b(?:in|since|until|from|to|by|before|after|during|of|early|late|spring|summer|autumn|winter)"
    r" (?:19|20)\d\d\b(?! (?:people|answers|adults|survivors|of\b))"
    r"|\b(?:questions?|findings?|recommendations?|releases?|rounds?|waves?|pages?|asks?|tables?)"
    r" \d+(?:(?:, | and | to |–)\d+)*\b",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"(?:\ba )?\d+(?:st|nd|rd|th)\b"
    r"|\d[\d.,]*(?: ?%| in \d+| out of \d+| percent\b| per cent\b)?|%|\bper ?cent\b"
    r"|\b(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?)\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|(?:only|just|exactly) one|a single)"
    r" (?:\w+ )?(?:people|persons?|survivors?|adults?|answers?|of (?:them|those|these|us))\b"
    r"|[½⅓⅔¼¾⅕-⅞\u2160-\u2188]|\ba score of\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TextCheck:
    """The check of a text against a release; `asks` are the ids of asks that there are, `compared`
    is the release beside the one that went out before it, if there is one."""

    cells: ReportCells
    phrases: AnswerPhrases
    asks: frozenset[str] = frozenset()
    compared: ComparedReleases | None = None

    def problems(self, text: ReportText) -> tuple[TextProblem, ...]:
        """Return everything that stands against this text, by line."""
        return tuple(sorted(set(self._all(text))))

    def sentence_problems(
        self, sentence: TextSentence, near: tuple[str, ...] = ()
    ) -> tuple[TextProblem, ...]:
        """Return what is wrong with one text; `near` are questions to look for cells in first."""
        return tuple(self._sentence(sentence, near))

    def cell(self, reference: CellReference) -> ReportCell | None:
        """Return the cell that a reference leads to, or None. One of an earlier release leads to a
        question that was put as it is now."""
        cells = self._cells_of(reference)
        name = self.cells.named(reference.question, reference.row, reference.by, reference.category)
        if cells is None or (reference.release and name.question not in self._put_alike):
            return None
        return cells.by_name.get(name)

    def value(self, reference: CellReference) -> str:
        """Return what a reference prints: its words, or what its cell prints."""
        return reference.words or self._printed(reference)

    def _printed(self, reference: CellReference) -> str:
        """Return what the cell of a reference prints; "" where it is hidden or not there."""
        cell, cells = self.cell(reference), self._cells_of(reference)
        return cells.value(cell, reference.show) if cell and cells else ""

    def _cells_of(self, reference: CellReference) -> ReportCells | None:
        """Return the cells of the release that a reference is of; None where it is not known."""
        if not reference.release:
            return self.cells
        before = self.compared.before if self.compared else None
        if before is None or reference.release != str(before.release.number):
            return None
        return before

    @cached_property
    def _put_alike(self) -> frozenset[str]:
        same = self.compared.changes.same if self.compared else ()
        return frozenset(one.id for one in same)

    def _all(self, text: ReportText) -> Iterator[TextProblem]:
        study = self.cells.release.study.id
        if text.study and text.study != study:
            what = f"this text is about another study, {text.study[:40]}"
            yield TextProblem(1, what, f"Make a draft of the study {study}")
        yield from self._sentence(text.title, ())
        for sentence in (*text.acted_on, *text.since, *(why for _, why in text.cannot_say)):
            yield from self._sentence(sentence, ())
        keys = [one.line for one in text.findings if one.key]
        for line in keys[MOST_KEY:]:
            yield TextProblem(line, f"more than {MOST_KEY} findings are key", "Write “Key: no”")
        for finding in text.findings[MOST_FINDINGS:]:
            what = f"a report has at most {MOST_FINDINGS} findings"
            do = "Take one out: every question stands in the annex"
            yield TextProblem(finding.line, what, do)
        for finding in text.findings:
            yield from self._finding(finding)

    def _finding(self, finding: FindingText) -> Iterator[TextProblem]:
        ids = tuple(self.cells.id_of(one) for one in finding.questions)
        for given, found in zip(finding.questions, ids, strict=True):
            question = self.cells.question(found)
            if question is None:
                do = "Write the number of a question of this report, or its id"
                yield TextProblem(finding.line, f"there is no question “{given[:40]}”", do)
            elif question.form == "withheld":
                what = f"nothing of question {given} is printed"
                yield TextProblem(finding.line, what, "Take it out of this finding")
        if not finding.title or not finding.lead:
            what = "this finding has no title or no lead"
            yield TextProblem(finding.line, what, "Write both, or take the finding out")
        for one in finding.asks:
            if one not in self.asks:
                what = f"there is no ask “{one[:40]}”"
                yield TextProblem(finding.line, what, "Write the id of an ask, or take it out")
        for sentence in (finding.title, finding.lead, finding.support, finding.means):
            yield from self._sentence(sentence, ids)

    def _sentence(self, sentence: TextSentence, near: tuple[str, ...]) -> Iterator[TextProblem]:
        for reference in (one for one in sentence.references if one.row):
            yield from self._reference(reference, sentence.line)
        references = sentence.references
        flat, at = "", 0
        for part in sentence.parts:
            if isinstance(part, CellReference):
                flat, at = flat + chr(_FIRST_SIGN + at), at + 1
            else:
                flat += _SIGN.sub(" ", str(part))
        for one in _END.split(self._masked(flat)):
            cited = tuple(
                (found.start(), references[ord(found[0]) - _FIRST_SIGN])
                for found in _SIGN.finditer(one)
            )
            yield from self._typed(one, sentence.line, near)
            for claim in claims_in(one):
                yield from self._claim(claim, cited, sentence.line)

    def _reference(self, reference: CellReference, line: int) -> Iterator[TextProblem]:
        cell = self.cell(reference)
        if cell is None:
            what = f"there is no cell [{reference.name}] in this release"
            if reference.release:
                what = f"the cell [{reference.name}] cannot be compared with this release"
            yield TextProblem(line, what, self._known(reference))
            return
        printed = self._printed(reference)
        if not printed:
            what = f"the cell [{reference.name}] is hidden, so nothing may be said of it"
            yield TextProblem(line, what, "Take it out, or write of another cell")
            return
        if reference.was and _signs(reference.was) != _signs(printed):
            what = f"[{reference.name}] printed {reference.was} when this was written"
            do = f"Read the sentence again, and write [{reference.name} = {printed}]"
            yield TextProblem(line, what, do)
        if not reference.words:
            return
        claims = tuple(claims_in(reference.words))
        if not claims or any(_typed_in(reference.words)):
            what = f"“{reference.words}” says no share in words"
            yield TextProblem(line, what, "Write words such as “a third”, or the cell alone")
        for claim in claims:
            if claim.kind == "compared" or not holds(claim, cell):
                yield self._unborne(claim.words, reference, cell, line)

    def _claim(
        self, claim: ShareClaim, cited: tuple[tuple[int, CellReference], ...], line: int
    ) -> Iterator[TextProblem]:
        shares = [
            (at, reference, cell)
            for at, reference in cited
            if (cell := self.cell(reference)) is not None and cell.counts_answers and cell.printed
        ]
        if claim.kind == "compared":
            compared = [cell for _, reference, cell in shares if reference.show != "range"]
            yield from self._compared(claim, compared, line)
            return
        if not shares:
            what = f"“{claim.words}” says a share, and its sentence refers to no cell"
            if claim.kind == "all":
                what = f"“{claim.words}” is more than rounded numbers can say"
                yield TextProblem(line, what, "Write the cell it is of, such as [5 clear], instead")
                return
            do = f"Write [{claim.words} | 5 clear] with the cell it is of, or take it out"
            yield TextProblem(line, what, do)
            return
        _, reference, cell = min(shares, key=lambda one: abs(one[0] - claim.at))
        if not holds(claim, cell):
            yield self._unborne(claim.words, reference, cell, line)

    def _compared(
        self, claim: ShareClaim, cells: list[ReportCell], line: int
    ) -> Iterator[TextProblem]:
        if claim.counts_times or len(cells) < 2:
            what = f"“{claim.words}” compares, and two printed numbers have to stand beside it"
            if claim.counts_times:
                what = f"“{claim.words}” says how many times as much, which no printed number says"
            yield TextProblem(line, what, "Name both cells and say “more often”, or take it out")
        elif stay_apart(cells[0], cells[1]) != (-1 if claim.smaller else 1):
            what = f"“{claim.words}” is not borne out: the ranges of the two numbers meet, or "
            do = "Write “no clear difference”, or change the order"
            yield TextProblem(line, what + "stand the other way round", do)

    def _unborne(
        self, words: str, reference: CellReference, cell: ReportCell, line: int
    ) -> TextProblem:
        printed, reach = self.cells.value(cell), self.cells.value(cell, "range")
        ranged = f", range {reach}" if reach else ""
        what = f"“{words}” is not borne out by [{reference.name}], which prints {printed}{ranged}"
        return TextProblem(line, what, f"Write [{reference.name} = {printed}] instead")

    def _typed(self, words: str, line: int, near: tuple[str, ...]) -> Iterator[TextProblem]:
        allowed = _ALLOWED.sub(lambda found: _FILLER * len(found[0]), words)
        if more := ALLOWED_NUMBERS.get(document_language()):
            hush = re.compile(more, re.IGNORECASE)
            allowed = hush.sub(lambda found: _FILLER * len(found[0]), allowed)
        for found in _typed_in(allowed):
            typed = found[0].strip(" .,")
            what = f"“{typed}” is typed by hand, and a number comes from a cell"
            cell = self._printing(typed, near)
            do = "Take it out, or write the cell it comes from, such as [5 clear]"
            if cell is not None:
                do = f"Write {self.written(cell)} instead, or take it out"
            yield TextProblem(line, what, do)

    def _printing(self, typed: str, near: tuple[str, ...]) -> ReportCell | None:
        """Return a cell of the questions near by that prints a number that was typed."""
        number = re.match(r"\d+(?:\.\d+)?(?![\w.])", typed)
        if number is None:
            return None
        shares = (
            cell
            for question in near
            for cell in self.cells.of_question.get(question, ())
            if cell.counts_answers and cell.printed
        )
        return next((one for one in shares if one.shown.percent == float(number[0])), None)

    def written(self, cell: ReportCell) -> str:
        """Return a reference to a cell as a file has it, with what it prints."""
        name = cell.name
        given = CellReference(name.question, name.row, name.by, name.category)
        return f"[{given.name} = {self.cells.value(cell)}]"

    def _known(self, reference: CellReference) -> str:
        before = self.compared.before.release.number if self.compared else 0
        if reference.release and reference.release != str(before):
            return (
                f"Write “of release {before}”, the newest of before that went out"
                if before
                else "Take it out: no release of before went out that can be compared"
            )
        if reference.release and self.cells.id_of(reference.question) in self._put_otherwise:
            return "Take it out: the question was put in other words then, or had other answers"
        question = self.cells.question(self.cells.id_of(reference.question))
        if question is None:
            return f"Write a question from 1 to {len(self.cells.release.questions)}, or its id"
        rows = [row.id for row in question.rows] + [one.id for one in question.sums]
        return f"Write one of: {', '.join([*rows, BASE])}"

    @cached_property
    def _put_otherwise(self) -> frozenset[str]:
        changed = self.compared.changes.changed if self.compared else ()
        return frozenset(one.id for one in changed)

    @cached_property
    def _known_words(self) -> tuple[str, ...]:
        """Return words of the questionnaire that hold what would be a number or a claim."""
        study = self.cells.release.study
        found = {" ".join(words.split()) for words in study.title.values()}
        for words in self.phrases.known_words():
            if _speaks_of_numbers(words):
                found |= {f"“{words}”", f'"{words}"', f"«{words}»", f"« {words} »"}
        answers = {(cell.name.question, cell.options): cell for cell in self.cells.by_name.values()}
        for (question_id, options), cell in answers.items():
            question = self.cells.question(question_id)
            deed = self.phrases.deed(question, cell) if question and options else ""
            if _speaks_of_numbers(deed):
                found.add(" ".join(deed.split()))
        return tuple(sorted(found, key=len, reverse=True))

    def _masked(self, words: str) -> str:
        """Return a text without the words of the questionnaire that it takes over."""
        words = " ".join(words.split())
        for known in self._known_words:
            words = words.replace(known, _FILLER * len(known))
        return words


def _signs(words: str) -> list[str]:
    """Return the parts of what is printed, without the marks that only turn it (UAX 9)."""
    return words.replace("\u200e", "").split()


def _typed_in(words: str) -> Iterator[re.Match[str]]:
    """Return numbers that are typed, in digits or in words of the document's language."""
    yield from _TYPED.finditer(words)
    if more := TYPED_WORDS.get(document_language()):
        yield from re.finditer(more, words, re.IGNORECASE)


def _speaks_of_numbers(words: str) -> bool:
    return any(_typed_in(words)) or any(claims_in(words)) or bool(_END.search(words))
