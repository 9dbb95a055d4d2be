"""Lines of a written questionnaire: how each begins (1., a), ○, •), and what is left without that.

A line knows nothing of those around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from survey.questionnaire.importing.formats.outline_words import ONE, SEVERAL

EntryMark = Literal["", "number", "letter", "bullet", "round", "square", "list"]

#: Boxes and rings to tick, also those of fonts of signs.
ROUND = "○◯◌●⚪〇⭕◉⊙\uf0a1\uf06d"
SQUARE = "☐□▢❏❑❒☑☒▫◻◽⬜■\uf0a8\uf06f\uf071\uf072\uf0fe\uf0fd"
_TICK = re.compile(
    rf"(?:(?P<round>[{ROUND}]|[(（][ \u00a0\u3000]{{0,8}}[)）](?=\s|\w|$))"
    rf"|(?P<square>[{SQUARE}]|\[[ xX\u00a0]{{0,4}}\]))\s*"
)
_BULLET = re.compile(r"(?:[•·‣▪▸►▶➢➤✓✔◦⁃∙]\s*|(?:[*+–—−-]|o)\s+)(?=\S)")
_QUESTION_WORD = re.compile(
    r"(?:Q|Question|Pregunta|Frage|Pergunta|Domanda|Vraag|Вопрос|السؤال|سؤال|问题|問題|第)\s*\.?\s*"
    r"(\d{1,3}[a-z]?)\s*题?\s*(?:[:.．：)、–-]|(?=\s|$))\s*",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)(?:[.)、:]\s*|\s+)(?=[^\d\s])")
_NUMBER = re.compile(r"(?P<open>[(（\[]?)(\d{1,3})\s?(?P<end>[.)）．、:：\]])(?!\d)\s*")
_CHINESE = re.compile(r"[（(]?([一二三四五六七八九十]{1,3})(?P<end>[）)]?[、.．:：]|[）)])\s*")
_LETTER = re.compile(
    r"(?P<open>[(（]?)(?P<letter>[A-Za-zА-Яа-яء-ي])(?P<end>[)）.．、:：]|\s?-(?=\s))\s*(?=\S)"
)
_HEADING = re.compile(r"#{1,6}\s+")
_STARS = re.compile(r"\*\*|__(?=[^\s_])(?=(?:[^_]|_(?!_))*(?<=[^\s_])__)|\\(?=[*_.\-()\[\]#!])")
#: A wide gap between words keeps three blanks: more of them, and tabs, say nothing else.
_BLANKS = re.compile(r"\s+")
_GAP = " " * 3
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_FIELD = re.compile(r"[_＿]{3,}|[.…‥]{4,}|…{2,}|\.{4,}")
_REQUIRED = re.compile(r"(?<=[^\s*])\s*[*＊]\s*$")
#: What a question ends with, besides signs of any kind, and letters in brackets after it.
_ASKING_SIGNS = frozenset("?？؟⁇\u037e:：")
_NO_WORD = re.compile(r"\W*")
_MOST_BRACKETED = 80
_QUESTION_MARK = re.compile(r"[?？؟]")
_CHINESE_DIGITS = "一二三四五六七八九十"


#: Letters behind a question mark that may say how to answer.
MOST_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One line or paragraph. `words` is without its mark; `style` groups marks of one look.

    `heading`: 1 and more for a heading, 0 for none. `label` is the number as it is written.
    `level`: how deep it lies in a list. `apart`: whether an empty line stands before it;
    `continues`: whether it stands in one paragraph with the line before.
    """

    where: str
    text: str
    words: str
    mark: EntryMark = ""
    style: str = ""
    label: str = ""
    number: int = 0
    heading: int = 0
    level: int = 0
    bold: bool = False
    apart: bool = False
    required: bool = False
    has_field: bool = False
    continues: bool = False

    @property
    def asks(self) -> bool:
        """Return whether it ends as a question does."""
        return _ends_asking(self.words) or self._tells_how or self.required or self.has_field

    @property
    def _tells_how(self) -> bool:
        """Return whether what stands after its question mark says how to answer."""
        found = _QUESTION_MARK.search(self.words)
        tail = self.words[found.end() :][:MOST_LOOKED_AT] if found else ""
        return bool(SEVERAL.search(tail) or ONE.search(tail))


@dataclass(frozen=True, slots=True)
class OutlineTable:
    """A table; cells with a line break between their paragraphs."""

    where: str
    rows: tuple[tuple[str, ...], ...]


OutlineBlock = OutlineLine | OutlineTable


def _ends_asking(words: str) -> bool:
    """Return whether words end with the sign of a question, or it stands before a last bracket."""
    ending = _NO_WORD.match(words[::-1])
    begin = len(words) - (ending.end() if ending else 0)
    if not _ASKING_SIGNS.isdisjoint(words[begin:]):
        return True
    closed = min((at for sign in ")）" if (at := words.find(sign, begin)) >= 0), default=-1)
    before = words[max(0, closed - _MOST_BRACKETED - 1) : begin] if closed >= 0 else ""
    return any(sign in before for sign in "?？؟")


def _narrowed(blanks: re.Match[str]) -> str:
    return _GAP if "\t" in blanks.group() or len(blanks.group()) >= len(_GAP) else blanks.group()


def outline_line(where: str, text: str, *, apart: bool = False, bold: bool = False) -> OutlineLine:
    """Return a line as it reads; `text` without line breaks."""
    plain = _BLANKS.sub(_narrowed, _UNSEEN.sub("", text)).strip()
    heading = _HEADING.match(plain)
    starred = plain.startswith("**") and plain.count("**") % 2 == 0
    words = _STARS.sub("", plain[heading.end() :] if heading else plain).strip()
    line = OutlineLine(
        where,
        words,
        words,
        heading=1 if heading else 0,
        bold=bold or starred,
        apart=apart,
    )
    return _finished(_marked(line))


def list_line(line: OutlineLine, style: str, level: int, tick: EntryMark = "list") -> OutlineLine:
    """Return a line as an entry of a list whose mark is not among its words."""
    if line.mark:
        return replace(line, level=level)
    return replace(line, mark=tick, style=style, level=level)


def _marked(line: OutlineLine) -> OutlineLine:
    words = line.words
    bullet = _BULLET.match(words)
    tick = _TICK.match(words, bullet.end() if bullet else 0)
    if tick and tick.end() < len(words):
        mark: EntryMark = "round" if tick["round"] else "square"
        return replace(line, mark=mark, style=mark, words=words[tick.end() :])
    if bullet:
        return replace(line, mark="bullet", style="bullet", words=words[bullet.end() :])
    return _numbered(line, words)


def _numbered(line: OutlineLine, words: str) -> OutlineLine:
    for pattern, style in ((_QUESTION_WORD, "Q"), (_NUMBERS, "N.N"), (_NUMBER, ""), (_CHINESE, "")):
        found = pattern.match(words)
        if not found:
            continue
        look = style or _look(found)
        label = found[2] if pattern is _NUMBER else found[1]
        return replace(
            line,
            mark="number",
            style=look,
            label=label,
            number=_value(label),
            level=label.count("."),
            words=words[found.end() :],
        )
    letter = _LETTER.match(words)
    if letter:
        said = letter["letter"]
        case = "A" if said.isupper() else "a"
        style = f"{letter['open']}{case}{letter['end'].strip()}"
        number = _letter_number(said)
        return replace(
            line, mark="letter", style=style, label=said, number=number, words=words[letter.end() :]
        )
    return line


def _look(found: re.Match[str]) -> str:
    kind = "一" if found.re is _CHINESE else "N"
    opened = found.groupdict().get("open") or ""
    return f"{opened}{kind}{(found['end'] or '').strip()}"


def _value(label: str) -> int:
    last = label.rsplit(".", 1)[-1].rstrip("abcdefghijklmnopqrstuvwxyz")
    if last.isdecimal():
        return int(last)
    tens, _, ones = last.rpartition("十")
    value = _CHINESE_DIGITS.find(ones) + 1
    return value + (10 * (_CHINESE_DIGITS.find(tens) + 1 or 1) if "十" in last else 0)


def _letter_number(letter: str) -> int:
    """Return the place of a letter; 0 for Arabic ones, which are counted in more than one order."""
    for alphabet in ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхц"):
        at = alphabet.find(letter.lower())
        if at >= 0:
            return at + 1
    return 0


def _finished(line: OutlineLine) -> OutlineLine:
    required = bool(_REQUIRED.search(line.words))
    words = _REQUIRED.sub("", line.words) if required else line.words
    has_field = bool(_FIELD.search(words))
    return replace(
        line,
        words=" ".join(_FIELD.sub(" ", words).split()),
        required=required,
        has_field=has_field,
    )


def ticks_in(words: str) -> list[re.Match[str]]:
    """Return the boxes and rings among words."""
    return [*_TICK.finditer(words)]


def without_field(words: str) -> str:
    """Return words without the line to write on."""
    return " ".join(_FIELD.sub(" ", words).split())
