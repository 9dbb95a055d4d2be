"""The text of a report as a file: sentences whose numbers are references to printed cells.

It knows the grammar (docs/report-text.md). It must not know whether a cell is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.reports.report_words import WordsInLanguage

#: How a file begins that says nothing but what can be done with it.
HEAD = (
    "> Change the words as you like. Numbers are references to printed cells, such as [5 clear].",
    "> What stands after “=” is what the cell printed when this was written; the report prints it.",
    "> [a third | 5 clear] prints “a third”, and is checked against the cell. No number is typed.",
    "> Findings stand in the report in this order. “Key: yes” puts one into the summary.",
    "> Lines that begin with “>” are notes: nobody reads them in the report.",
)
#: The largest file that is read, in characters.
LONGEST = 200_000

_REFERENCE = re.compile(
    r"(?:(?P<words>[^|]+)\|)?\s*(?P<question>[A-Za-z0-9_-]+)[ .](?P<row>[A-Za-z0-9_+-]+)"
    r"(?: by (?P<by>[A-Za-z0-9_-]+)[ .](?P<category>[A-Za-z0-9_+-]+))?"
    r"(?: of release (?P<release>[1-9]\d{0,3}))?"
    r"(?: (?P<show>people|range))?\s*(?:=(?P<was>.*))?\Z"
)
_BRACKETS = re.compile(r"\[\[|\]\]|\[([^\[\]]*)\]|\[|\]")
_FIELD = re.compile(r"(?P<key>[A-Z][a-z]+(?: [a-z]+)?):(?: +(?P<value>.*))?\Z")
_POINT = re.compile(r"- (?P<value>.*)\Z")
_BOLD = re.compile(r"\*\*(?P<head>.+?)\*\*\s*(?P<why>.*)\Z")
_STUDY_KEYS = ("Study", "Release", "Language", "Reviewed by")
_FINDING_KEYS = ("Key", "Title", "Lead", "Support", "Means", "Asks")
_SENTENCES = ("Title", "Lead", "Support", "Means")
#: A part that is none of a report: what stands in it is not looked at.
_UNKNOWN = "?"
ACTED_ON, CANNOT_SAY, FINDING = "Already acted on", "What we cannot say", "Finding"
#: A finding that is kept, and stands in no report.
PUT_ASIDE = "Put aside"
SINCE = "Since last time"
#: Parts that are lists of points.
_LISTS = (ACTED_ON, SINCE, CANNOT_SAY)


@dataclass(frozen=True, slots=True)
class CellReference:
    """A cell in a sentence, as it was written: the question by its id or number, the row, perhaps a
    group of a breakdown; `show` is "people" or "range"; `words` are printed in its place, `was` is
    what it printed then; `release` is the number of an earlier release that it is of. Without a row
    it is what stands in brackets and is no reference."""

    question: str
    row: str
    by: str = ""
    category: str = ""
    show: str = ""
    words: str = ""
    was: str = ""
    release: str = ""

    @property
    def name(self) -> str:
        """Return it as it is written, without what it prints."""
        if not self.row:
            return self.question
        group = f" by {self.by} {self.category}" if self.by else ""
        release = f" of release {self.release}" if self.release else ""
        return f"{self.question} {self.row}{group}{release}{' ' if self.show else ''}{self.show}"

    def __str__(self) -> str:
        words = f"{self.words} | " if self.words else ""
        was = f" = {self.was}" if self.was else ""
        return f"[{words}{self.name}{was}]"


TextPart = str | WordsInLanguage | CellReference


@dataclass(frozen=True, slots=True)
class TextSentence:
    """One or more sentences with references in them; `line` is where they begin (0: nowhere)."""

    parts: tuple[TextPart, ...] = ()
    line: int = 0

    def __bool__(self) -> bool:
        return any(not isinstance(part, str) or part.strip() for part in self.parts)

    def __str__(self) -> str:
        whole = "".join(_written(part) for part in self.parts)
        return re.sub(r"[ \t\r\n]+", " ", whole).strip()

    @property
    def references(self) -> tuple[CellReference, ...]:
        """Return its references, in order."""
        return tuple(part for part in self.parts if isinstance(part, CellReference))


@dataclass(frozen=True, slots=True)
class FindingText:
    """What is written of one finding; `questions` are ids or numbers, the first leads."""

    questions: tuple[str, ...]
    title: TextSentence = TextSentence()
    lead: TextSentence = TextSentence()
    support: TextSentence = TextSentence()
    means: TextSentence = TextSentence()
    key: bool = False
    asks: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReportText:
    """All that is written for a report of a study.

    `since` is what differs from before (none: as it is drafted by rule); `put_aside` are findings
    that are kept and that nobody reads, so nothing is checked in them.
    """

    study: str = ""
    release: str = ""
    language: str = "en"
    title: TextSentence = TextSentence()
    reviewed_by: str = ""
    acted_on: tuple[TextSentence, ...] = ()
    since: tuple[TextSentence, ...] = ()
    findings: tuple[FindingText, ...] = ()
    cannot_say: tuple[tuple[str, TextSentence], ...] = ()
    put_aside: tuple[FindingText, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class TextProblem:
    """What is wrong on a line of a text, and what to write instead."""

    line: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}. {self.do}"


def report_text_file(text: ReportText) -> str:
    """Return the file of a text, which `read_report_text` reads again."""
    lines = [*HEAD, "", f"# {text.title}", "", f"Study: {text.study}", f"Release: {text.release}"]
    if text.language != INTERFACE[0]:
        lines.append(_field("Language", text.language))
    lines += [_field("Reviewed by", text.reviewed_by), "", f"## {ACTED_ON}"]
    lines += [f"- {one}" for one in text.acted_on]
    if text.since:
        lines += ["", f"## {SINCE}", *(f"- {one}" for one in text.since)]
    for finding in text.findings:
        lines += _finding_lines(FINDING, finding)
    lines += ["", f"## {CANNOT_SAY}"]
    lines += [f"- **{head}** {why}" for head, why in text.cannot_say]
    for finding in text.put_aside:
        lines += _finding_lines(PUT_ASIDE, finding)
    return "\n".join(lines) + "\n"


def _finding_lines(part: str, finding: FindingText) -> list[str]:
    return [
        "",
        f"## {part}: {' '.join(finding.questions)}",
        f"Key: {'yes' if finding.key else 'no'}",
        _field("Title", str(finding.title)),
        _field("Lead", str(finding.lead)),
        _field("Support", str(finding.support)),
        _field("Means", str(finding.means)),
        _field("Asks", " ".join(finding.asks)),
    ]


def read_report_text(file: str) -> tuple[ReportText, tuple[TextProblem, ...]]:
    """Return what a file says, and everything that is wrong with its form, by line."""
    if len(file) > LONGEST:
        return ReportText(), (TextProblem(1, "this file is too long", "Shorten it"),)
    reading = _Reading()
    for number, line in _whole_lines(file):
        reading.take(number, line)
    return reading.text(), tuple(sorted(reading.problems))


def sentence_of(words: str, line: int) -> tuple[TextSentence, tuple[TextProblem, ...]]:
    """Return a text with its references found, and what is wrong with its brackets."""
    parts: list[TextPart] = [""]
    problems: list[TextProblem] = []
    at = 0
    for found in _BRACKETS.finditer(words):
        _add(parts, words[at : found.start()])
        at = found.end()
        if found[0] in ("[[", "]]"):
            _add(parts, found[0][0])
        elif (reference := _REFERENCE.match(found[1] or "")) is not None:
            parts.append(_reference(reference))
        else:
            what = f"“{found[0][:60]}” is no reference to a cell"
            do = "Write a question and an answer of it in brackets, such as [5 clear]; “[[” and "
            problems.append(TextProblem(line, what, do + "“]]” print brackets"))
            if found[1] is not None:
                parts.append(CellReference(found[1], ""))
    _add(parts, words[at:])
    return TextSentence(tuple(part for part in parts if part != ""), line), tuple(problems)


def _add(parts: list[TextPart], words: str) -> None:
    """Add words to the last part where it is words as well."""
    last = parts[-1]
    if isinstance(last, str):
        parts[-1] = last + words
    else:
        parts.append(words)


def _reference(found: re.Match[str]) -> CellReference:
    given = {name: (value or "").strip() for name, value in found.groupdict().items()}
    return CellReference(**given)


def _written(part: TextPart) -> str:
    if isinstance(part, CellReference):
        return str(part)
    return str(part).replace("[", "[[").replace("]", "]]")


def _field(key: str, value: str) -> str:
    return f"{key}: {value}".rstrip()


def _whole_lines(file: str) -> Iterator[tuple[int, str]]:
    """Return each line with its number, continued by lines that are indented; no notes."""
    whole: list[tuple[int, str]] = []
    for number, line in enumerate(file.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith(">") or not line.strip():
            continue
        if line.startswith("  ") and whole:
            first, begun = whole[-1]
            whole[-1] = (first, f"{begun} {line.strip()}")
        else:
            whole.append((number, line.rstrip()))
    yield from whole


#: The questions of a finding, its line, and what is written of it by key.
_ReadFinding = tuple[tuple[str, ...], int, dict[str, TextSentence]]


@dataclass
class _Reading:
    """A file as far as it has been read."""

    problems: list[TextProblem] = field(default_factory=list)
    title: TextSentence = TextSentence()
    part: str = ""
    study: dict[str, str] = field(default_factory=dict)
    acted_on: list[TextSentence] = field(default_factory=list)
    since: list[TextSentence] = field(default_factory=list)
    cannot_say: list[tuple[str, TextSentence]] = field(default_factory=list)
    findings: list[_ReadFinding] = field(default_factory=list)
    put_aside: list[_ReadFinding] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """Take one line."""
        if line.startswith("# "):
            if self.title:
                self._wrong(number, "a second title stands here", "Keep one line with “# ”")
            self.title = self._sentence(line[2:], number)
        elif line == "#":
            self._wrong(number, "this report has no title", "Write in one sentence what was found")
            self.title = TextSentence((), number)
        elif line.startswith("## "):
            self._begin(number, line[3:].strip())
        elif self.part == _UNKNOWN:
            return
        elif (point := _POINT.match(line)) is not None and self.part in _LISTS:
            self._point(number, point["value"])
        elif (found := _FIELD.match(line)) is not None:
            self._field(number, found["key"], found["value"] or "")
        else:
            do = "Begin it with a key such as “Lead:”, with “- ”, or with two spaces to go on"
            self._wrong(number, f"this line belongs to nothing: “{line[:40]}”", do)

    def _begin(self, number: int, name: str) -> None:
        if name in _LISTS:
            self.part = name
            return
        head, _, questions = name.partition(":")
        names = tuple(questions.replace(",", " ").split())
        if head.strip() not in (FINDING, PUT_ASIDE) or not names:
            parts = (
                f"“## {FINDING}: 5”, “## {PUT_ASIDE}: 5”, “## {ACTED_ON}”, “## {SINCE}” or "
                f"“## {CANNOT_SAY}”"
            )
            do = f"Write {parts}"
            self._wrong(number, f"“{name[:40]}” is no part of a report", do)
            self.part = _UNKNOWN
            return
        self.part = head.strip()
        self._read_findings().append((names, number, {}))

    def _read_findings(self) -> list[_ReadFinding]:
        return self.put_aside if self.part == PUT_ASIDE else self.findings

    def _point(self, number: int, value: str) -> None:
        if self.part != CANNOT_SAY:
            listed = self.acted_on if self.part == ACTED_ON else self.since
            listed.append(self._sentence(value, number))
            return
        bold = _BOLD.match(value)
        if bold is None:
            do = "Write “- **Whether groups differ.** Why it cannot be said.”"
            self._wrong(number, "this line has no head in bold", do)
            self.cannot_say.append(("", self._sentence(value, number)))
            return
        self.cannot_say.append((bold["head"], self._sentence(bold["why"], number)))

    def _field(self, number: int, key: str, value: str) -> None:
        if not self.part and key in _STUDY_KEYS:
            self.study[key] = value.strip()
            if key == "Language" and self.study[key] not in INTERFACE:
                what = f"reports are not written in “{value[:40]}”"
                self._wrong(number, what, f"Write one of: {', '.join(INTERFACE)}")
            return
        of_finding = self.part in (FINDING, PUT_ASIDE)
        if not of_finding or key not in _FINDING_KEYS:
            known = _FINDING_KEYS if of_finding else _STUDY_KEYS
            do = f"Known here: {', '.join(known)}"
            self._wrong(number, f"“{key}:” is not known here", do)
            return
        given = self._read_findings()[-1][2]
        if key in given:
            self._wrong(number, f"“{key}:” stands here twice", "Keep one")
        if key in _SENTENCES:
            given[key] = self._sentence(value, number)
            return
        if key == "Key" and value.strip().lower() not in ("yes", "no"):
            self._wrong(number, f"“{value[:40]}” is neither yes nor no", "Write yes or no")
        given[key] = TextSentence((value.strip(),), number)

    def _sentence(self, words: str, number: int) -> TextSentence:
        sentence, problems = sentence_of(words.strip(), number)
        if self.part != PUT_ASIDE:
            self.problems += problems
        return sentence

    def _wrong(self, number: int, what: str, do: str) -> None:
        self.problems.append(TextProblem(number, what, do))

    def text(self) -> ReportText:
        """Return what was read."""
        return ReportText(
            study=self.study.get("Study", ""),
            release=self.study.get("Release", ""),
            language=spoken(self.study.get("Language", INTERFACE[0])),
            title=self.title,
            reviewed_by=self.study.get("Reviewed by", ""),
            acted_on=tuple(self.acted_on),
            since=tuple(self.since),
            findings=tuple(_finding(*one) for one in self.findings),
            cannot_say=tuple(self.cannot_say),
            put_aside=tuple(_finding(*one) for one in self.put_aside),
        )


def _finding(questions: tuple[str, ...], line: int, given: dict[str, TextSentence]) -> FindingText:
    none = TextSentence((), line)
    return FindingText(
        questions=questions,
        title=given.get("Title", none),
        lead=given.get("Lead", none),
        support=given.get("Support", none),
        means=given.get("Means", none),
        key=str(given.get("Key", none)).lower() == "yes",
        asks=tuple(str(given.get("Asks", none)).replace(",", " ").split()),
        line=line,
    )
