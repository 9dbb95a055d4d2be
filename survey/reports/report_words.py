"""Words and numbers of a report as they are printed: languages, cells, bases, days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from unicodedata import bidirectional

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol

from survey.disclosure.release import (
    Breakdown,
    Category,
    JournalHead,
    QuestionResult,
    Row,
    Shown,
    Words,
)
from survey.questionnaire.days_in_words import day_in_words
from survey.questionnaire.languages import direction
from survey.reports.release_wording import release_said
from survey.reports.report_language import (
    N_,
    document_direction,
    document_language,
    document_locale,
)
from survey.reports.report_language import say as _

#: The language that sentences of the program are written in.
LANGUAGE = "en"
HIDDEN = N_("hidden")
#: Signs that set words apart in a text without markup (UAX 9, 2.5).
RIGHT_TO_LEFT_ISOLATE, FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2067", "\u2068", "\u2069"
#: The word before the last of several in `told_list`.
AND = " and "
_PLACES = re.compile(r"\{([a-z_]+)\}")
#: Signs that end a sentence.
ENDS = ".!?…؟。"
#: What a breakdown by the language that people answered in is called in a release.
BY_LANGUAGE = "_language"
#: What a release calls people who wrote words, in English alone.
WROTE_AN_ANSWER = N_("Wrote an answer")
MISSING_NAMES = {
    "not_asked": N_("not asked"),
    "skipped": N_("skipped"),
    "rather_not_say": N_("rather not say"),
    "no_answer": N_("skipped or rather not say"),
    "dont_know": N_("don’t know"),
    "does_not_apply": N_("does not apply"),
}


@dataclass(frozen=True)
class WordsInLanguage:
    """Words of the questionnaire with the language that they are in."""

    text: str
    lang: str = field(default_factory=document_language)

    @property
    def dir(self) -> str:
        """Return the writing direction of the language: "ltr" or "rtl"."""
        return direction(self.lang)

    @property
    def apart(self) -> bool:
        """Say whether the words need a language or direction of their own in a line of the
        document."""
        others = ("L",) if document_direction() == "rtl" else ("R", "AL")
        return self.lang != document_language() or any(
            bidirectional(sign) in others for sign in self.text
        )

    @property
    def isolated(self) -> str:
        """Return the words for a place that has no markup, kept apart from what stands around them.

        Words of another direction stand between signs that isolate them (UAX 9).
        """
        if not self.apart:
            return self.text
        head = RIGHT_TO_LEFT_ISOLATE if self.dir == "rtl" else FIRST_STRONG_ISOLATE
        return f"{head}{self.text}{POP_ISOLATE}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ReportSentence:
    """A sentence of the report's own, with words of the questionnaire that keep their language."""

    parts: tuple[str | WordsInLanguage, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else part.isolated for part in self.parts)

    def __bool__(self) -> bool:
        return any(str(part) for part in self.parts)


def tell(*parts: str | WordsInLanguage | ReportSentence) -> ReportSentence:
    """Return one sentence of several parts, one after the other."""
    flat: list[str | WordsInLanguage] = []
    for part in parts:
        flat += part.parts if isinstance(part, ReportSentence) else (part,)
    return ReportSentence(tuple(flat))


def put_in(sentence: str, **places: str | WordsInLanguage | ReportSentence) -> ReportSentence:
    """Return a sentence with something in each of its places: `{answer}`."""
    parts: list[str | WordsInLanguage | ReportSentence] = []
    at = 0
    for found in _PLACES.finditer(sentence):
        parts += [sentence[at : found.start()], places[found[1]]]
        at = found.end()
    return tell(*(part for part in (*parts, sentence[at:]) if part != ""))


def comma() -> str:
    """Return what stands between two parts of a row in the language of the document: ", "."""
    return "، " if document_language() == "ar" else ", "


def told_list(parts: tuple[ReportSentence, ...], last: str = ", ") -> ReportSentence:
    """Return "a, b, c", with `last` before the last one: " and " makes it "a, b and c".

    Both follow the language of the document (Unicode CLDR).
    """
    between, before_last = comma(), comma()
    if last == AND:
        known = document_locale().list_patterns["standard"]
        between, before_last = (known[one][3:-3] for one in ("middle", "end"))
    found = tell()
    for at, part in enumerate(parts):
        sign = before_last if at == len(parts) - 1 else between
        found = tell(found, sign if at else "", part)
    return found


def told_sentence(*parts: str | WordsInLanguage | ReportSentence) -> ReportSentence:
    """Return the parts with a capital at the head and a full stop at the end; nothing for
    nothing."""
    found = [part for part in tell(*parts).parts if str(part)]
    if not found:
        return tell()
    if isinstance(found[0], str):
        found[0] = found[0][0].upper() + found[0][1:]
    return tell(*found, "" if str(found[-1])[-1] in ENDS else ".")


def say(words: Words, languages: tuple[str, ...]) -> WordsInLanguage:
    """Return the words in the report's language where there are any, else as first written.

    `languages` are the study's, the first one being the language of the words kept under "".
    """
    original = languages[0] if languages else LANGUAGE
    wanted = document_language()
    if [*words.values()] == [WROTE_AN_ANSWER]:
        return WordsInLanguage(_(WROTE_AN_ANSWER))
    regional = [code for code in words if code.split("-")[0] == wanted != LANGUAGE]
    for code in (wanted, *regional, "", original):
        if words.get(code):
            return WordsInLanguage(words[code], code or original)
    for code, text in words.items():
        if text:
            return WordsInLanguage(text, code)
    return WordsInLanguage("")


def category_said(
    split: Breakdown, category: Category, languages: tuple[str, ...]
) -> WordsInLanguage:
    """Return the words of a group; a language by its name."""
    if split.by == BY_LANGUAGE and category.options == (category.id,):
        return WordsInLanguage(language_said(category.id))
    return say(category.label, languages)


def rows_said(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> tuple[WordsInLanguage, ...]:
    """Return the words of each row of a breakdown: an answer, or answers that are put together."""
    words = {row.id: row.label for row in question.rows}
    words |= {group.id: group.label for group in split.answers}
    known = {row_id: say(label, languages) for row_id, label in words.items()}
    known |= {row.id: missing_name(row, languages) for row in question.missing}
    return tuple(known.get(row_id, WordsInLanguage(row_id)) for row_id in split.row_ids)


def all_said(words: Words, languages: tuple[str, ...]) -> tuple[WordsInLanguage, ...]:
    """Return the words in every language that they were written in, the study's order first."""
    original = languages[0] if languages else LANGUAGE
    known = {(code or original): text for code, text in words.items() if text}
    order = [code for code in languages if code in known]
    order += [code for code in known if code not in languages]
    return tuple(WordsInLanguage(known[code], code) for code in order)


def kept_apart(words: str) -> str:
    """Return words that somebody wrote, kept apart from a sentence of another direction around
    them, for a place that has no markup."""
    if not WordsInLanguage(words).apart:
        return words
    return f"{FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}"


def language_said(code: str) -> str:
    """Return the name of a language, whatever its region, in the language of the document."""
    return str(document_locale().languages.get(code.split("-")[0], code))


def number(value: int) -> str:
    """Return a whole number with the marks for thousands of the document's language."""
    return str(format_decimal(value, locale=document_locale()))


def decimal(value: float) -> str:
    """Return a number with as many decimals as it has: "62", "62.5", in French "62,5"."""
    return str(value).replace(".", get_decimal_symbol(document_locale()))


def percent_sign() -> str:
    """Return what stands behind a percentage: "%", or a space and "%" (Unicode CLDR).

    In Arabic the sign has marks around it that keep it on the same side of every number.
    """
    local = document_locale()
    tail = str(local.percent_formats[None].pattern.rpartition("0")[2])
    return tail.replace("%", str(local.number_symbols["latn"]["percentSign"]))


def people(count: int) -> str:
    """Return "1 person" or "25 people"."""
    return _("1 person") if count == 1 else _("%(number)s people", number=number(count))


def count_text(shown: Shown) -> str:
    """Return the printed count: a number with thousands marks, words, "hidden", or "–" for none."""
    if shown.hidden:
        return _(HIDDEN)
    if shown.count is not None:
        return number(shown.count)
    return release_said(shown.words) or "–"


def journal_head(head: JournalHead) -> str:
    """Return how far a journal had come: "12 entries, the newest with check number …"."""
    if not head.entries:
        return _("no entry yet")
    if head.entries == 1:
        return _("1 entry, the newest with check number %(hash)s", hash=head.hash)
    return _(
        "%(number)s entries, the newest with check number %(hash)s",
        number=head.entries,
        hash=head.hash,
    )


def percent_text(shown: Shown) -> str:
    """Return the printed percentage ("62%"), "hidden", or "–" where none is printed."""
    if shown.hidden:
        return _(HIDDEN)
    return "–" if shown.percent is None else f"{decimal(shown.percent)}{percent_sign()}"


def range_text(shown: Shown) -> str:
    """Return the 95 % Wilson interval, widened by the rounding of the counts, as "56–68%"; "" where
    there is none."""
    found = range_numbers(shown)
    return f"{found}{percent_sign()}" if found else ""


def range_numbers(shown: Shown) -> str:
    """Return the range of a share without a sign for percent: "56–68"; "" where there is none."""
    if shown.hidden or shown.low is None or shown.high is None:
        return ""
    return f"{decimal(shown.low)}–{decimal(shown.high)}"


def value_text(shown: Shown) -> str:
    """Return the one number or word that stands for a cell: percentage, else count, else words."""
    return percent_text(shown) if shown.percent is not None else count_text(shown)


def both_text(shown: Shown) -> str:
    """Return count and percentage in one line: "62% (175)"."""
    if shown.percent is None or shown.count is None:
        return value_text(shown)
    return f"{percent_text(shown)} ({count_text(shown)})"


def who(shown: Shown, rounding: int) -> str:
    """Return a base as a noun phrase: "about 285 people", "10 to 29 people", "a hidden number…"."""
    if shown.hidden or (shown.count is None and not shown.words):
        return _("a number of people that is not printed")
    if shown.count is not None:
        found = people(shown.count)
        return _("about %(people)s", people=found) if rounding > 1 else found
    return release_said(shown.words if "people" in shown.words else f"{shown.words} people")


def missing_name(row: Row, languages: tuple[str, ...]) -> WordsInLanguage:
    """Return the name of one kind of missing answer as printed under a table."""
    name = MISSING_NAMES.get(row.kind)
    return WordsInLanguage(_(name)) if name else say(row.label, languages)


def category_base(category: Category) -> str:
    """Return the base of one column of a breakdown: "n ≈ 95", its words, or "n hidden"."""
    if category.base.hidden:
        return _("n hidden")
    if category.base.count is not None:
        return _("n ≈ %(number)s", number=number(category.base.count))
    return release_said(category.base.words)


def month(iso: str) -> str:
    """Return a month such as 2030-09 in words, or "" for none."""
    return (
        format_date(date.fromisoformat(f"{iso}-01"), "MMMM y", locale=document_locale())
        if iso
        else ""
    )


def day(iso: str) -> str:
    """Return "22 November 2026" for "2026-11-22"; what is no date is given back as it is."""
    try:
        read = date.fromisoformat(iso)
    except ValueError:
        return iso
    return day_in_words(read, document_locale())


def sentence(text: str) -> str:
    """Return the text with a capital at its head and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    ended = text if text[-1] in ENDS else text + "."
    return ended[0].upper() + ended[1:]


def listed(parts: tuple[str, ...]) -> str:
    """Return "a", "a and b", or "a, b and c"."""
    return format_list(parts, locale=document_locale())
