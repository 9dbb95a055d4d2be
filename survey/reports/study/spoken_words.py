"""The part of a report that says what people wrote about: themes with counts, and a few quotes.

It knows protected counts and quotes that two people approved. It must not know a text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from survey.answers.csv_text import plain_cell
from survey.disclosure.quotes import Quote, side_by_side
from survey.disclosure.release import Percent, QuestionResult, Release, Row, Shown
from survey.disclosure.theme_counts import ThemeCounts, ThemeRow
from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    AND,
    ReportSentence,
    both_text,
    count_text,
    listed,
    put_in,
    say,
    tell,
    told_list,
    told_sentence,
    who,
)
from survey.reports.study.document import QuestionFinding, finding_of
from survey.reports.study.findings import printed_rows

#: Quotes that a report prints at most: more would be a picture of single people.
MOST_QUOTES = 6

#: The columns of themes.csv, in this order; a contract.
THEME_COLUMNS = (
    "question", "theme", "under", "count", "percent", "base", "hidden", "low", "high", "words",
    "agreed", "name", "rule", "question_text",
)  # fmt: skip

_FORMAT = "survivor-survey-words/1"
_KIND = N_("Themes that two people found in what was written. A text can hold several, or none.")
_AGREED = {
    "reliable": N_("On %(themes)s they agreed well."),
    "tentative": N_("On %(themes)s they agreed enough for a first picture."),
    "low": N_("On %(themes)s they agreed too little to build on."),
    "unknown": N_("On %(themes)s it cannot be said how far they agreed."),
}
_HOW_AGREED = N_(
    "How far the two agreed before they talked was measured for each theme, beyond what chance "
    "gives (Krippendorff’s alpha: from 0.8 on well, from two thirds on enough for a first picture)."
)
HOW_QUOTED = (
    N_(
        "These are words of people who allowed it. What could point to somebody was taken out "
        "first; then one person proposed each quote, and another approved it."
    ),
    N_(
        "Nothing is said about who wrote them. They stand in the order of the alphabet, and were "
        "not chosen to stand for others."
    ),
    N_("Quotes were not counted, and how many people think alike cannot be told from them."),
)


@dataclass(frozen=True)
class SpokenWords:
    """What goes into a report of what people wrote: themes of some questions, and quotes."""

    themes: tuple[ThemeCounts, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.themes or self.quotes)


NO_WORDS = SpokenWords()


def quotes_to_print(spoken: SpokenWords) -> tuple[Quote, ...]:
    """Return the quotes that a report prints, in an order that tells nothing of their writers."""
    return side_by_side(spoken.quotes)[:MOST_QUOTES]


def themes_finding(themes: ThemeCounts, release: Release) -> QuestionFinding:
    """Return the themes of one question as a report prints them: like a question of their own."""
    as_question = themes_as_question(themes)
    number = next(
        (at for at, one in enumerate(release.questions, 1) if one.id == themes.question_id), 0
    )
    finding = finding_of(number, as_question, release)
    return replace(finding, kind=_(_KIND), lead=_lead(as_question, release))


def themes_csv(spoken: SpokenWords, release: Release) -> str:
    """Return all counts of themes as CSV text (RFC 4180, lines end in CR LF), with a header."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, THEME_COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for themes in spoken.themes:
        asked = {
            "question": themes.question_id,
            "question_text": say(themes.question, release.study.languages).text,
            "base": _number(themes.base.count),
        }
        for row in themes.themes:
            line = asked | _line(row)
            writer.writerow({name: plain_cell(value) for name, value in line.items()})
    return text.getvalue()


def words_json(spoken: SpokenWords) -> str:
    """Return themes and quotes as canonical JSON: sorted keys, one space of indent."""
    fields = {
        "format": _FORMAT,
        "themes": [_without_hidden_numbers(one).model_dump(mode="json") for one in spoken.themes],
        "quotes": [
            {"words": one.words, "language": one.language} for one in quotes_to_print(spoken)
        ],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def themes_as_question(themes: ThemeCounts) -> QuestionResult:
    """Return themes in the form of a question with several answers, to be printed like one."""
    return QuestionResult(
        id=f"themes-{themes.question_id}",
        section="words",
        section_title={},
        type="multiple",
        text=themes.question,
        form="numbers" if _in_numbers(themes) else "words",
        base=themes.base,
        rows=tuple(
            Row(id=str(one.code), kind="option", label={"en": one.name}, shown=_bare(one.shown))
            for one in themes.themes
        ),
    )


def _in_numbers(themes: ThemeCounts) -> bool:
    return (
        not any(_bare(one.shown).words for one in themes.themes) and themes.base.count is not None
    )


def _without_hidden_numbers(themes: ThemeCounts) -> ThemeCounts:
    rows = tuple(one.model_copy(update={"shown": _bare(one.shown)}) for one in themes.themes)
    return themes.model_copy(update={"themes": rows})


def _bare(shown: Shown) -> Shown:
    """Return a hidden cell without anything that it might hold."""
    return Shown(hidden=True) if shown.hidden else shown


def _lead(question: QuestionResult, release: Release) -> ReportSentence:
    rows = printed_rows(question)
    if not rows:
        return tell(_("Every count of these themes is hidden."))
    parts = tuple(
        put_in(
            _("{share} wrote about “{theme}”"),
            share=(both_text if row.shown.percent is not None else count_text)(row.shown),
            theme=say(row.label, release.study.languages),
        )
        for row in rows[:2]
    )
    found = told_list(parts, last=AND)
    if question.form == "words":
        return told_sentence(found)
    base = who(question.base, release.policy.count_rounding)
    return put_in(_("Of {base} who wrote, {themes}."), base=base, themes=found)


def how_agreed(themes: ThemeCounts) -> Iterator[str]:
    """Say in words how far coders agreed, by what may be built on it."""
    if not any(one.agreed for one in themes.themes):
        return
    yield _(_HOW_AGREED)
    quoted = _("“{answer}”")
    for band, said in _AGREED.items():
        named = [one.name for one in themes.themes if one.agreed == band]
        names = [quoted.replace("{answer}", one) for one in named]
        if names:
            yield _(said, themes=listed(tuple(names)))


def _line(row: ThemeRow) -> dict[str, str]:
    shown = _bare(row.shown)
    return {
        "theme": str(row.code),
        "under": _number(row.under or None),
        "count": _number(shown.count),
        "percent": _number(shown.percent),
        "low": _number(shown.low),
        "high": _number(shown.high),
        "hidden": "true" if shown.hidden else "false",
        "words": shown.words,
        "agreed": row.agreed,
        "name": row.name,
        "rule": row.rule,
    }


def _number(value: Percent | None) -> str:
    return "" if value is None else str(value)
