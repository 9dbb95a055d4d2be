"""Worksheets beside the tables: who took part, facts, rules, questions as asked, themes, words.

It takes printed cells as they are, and works out no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from survey.disclosure.release import Release
from survey.disclosure.theme_counts import ThemeCounts
from survey.questionnaire.languages import direction
from survey.questionnaire.model import Note, Question, Questionnaire, Section, Written
from survey.questionnaire.texts import Text
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _
from survey.reports.report_words import language_said, say
from survey.reports.study.method import GLOSSARY, method
from survey.reports.study.spoken_words import SpokenWords, quotes_to_print
from survey.reports.tables import sheet_wording as w
from survey.reports.tables.sheet_model import CellValue, WorkbookSheet
from survey.reports.tables.study_sheets import numbers_of, said_all, words_of

_Asked = tuple[str, str, str, Text]


def taking_part_sheet(release: Release) -> WorkbookSheet:
    """Return how many people took part and what became of the envelopes, as printed."""
    found = release.integrity
    shown = release.respondents
    people = shown.count if shown.count is not None and not shown.hidden else words_of(shown)
    counts = (
        (_("Envelopes in the closed set"), found.envelopes),
        (_("Envelopes that were counted"), found.counted),
        (_("Envelopes that were damaged, not counted"), found.damaged),
        (_("Envelopes sealed for another study, not counted"), found.foreign),
        (_("Copies of another envelope, not counted"), found.copies),
        (_("Forms sent without any answer, counted apart"), found.blank),
    )
    rows = (
        (_("People who took part"), people),
        *((text, w.UNPRINTED_SHORTHAND if one is None else one) for text, one in counts),
    )
    lines = (_(w.ONE_TABLE), _(w.SHORTHAND_HERE))
    return WorkbookSheet(
        _(w.TAKING_PART), _("How many people took part"), lines, said_all(w.TAKING_HEADS), rows
    )


def facts_sheet(release: Release, program: str) -> WorkbookSheet:
    """Return what was done and under which check numbers, one fact to a row."""
    facts = [fact for passage in method(release) for fact in passage.facts]
    facts += [(_("Version of the program"), program)] if program else []
    rows = tuple((name, value or w.NEVER_SHORTHAND) for name, value in facts)
    title = _("Facts about how it was done")
    return WorkbookSheet(_(w.METHOD_FACTS), title, (_(w.ONE_TABLE),), said_all(w.FACT_HEADS), rows)


def rules_sheet(release: Release) -> WorkbookSheet:
    """Return the rules by which numbers were protected."""
    rows = w.rule_rows(release.policy)
    title = _("Rules by which numbers were protected")
    return WorkbookSheet(
        _(w.RULES), title, (_(w.ONE_TABLE), _(w.SHORTHAND_HERE)), said_all(w.RULE_HEADS), rows
    )


def glossary_sheet() -> WorkbookSheet:
    """Return what the words of a report mean."""
    rows = tuple(map(said_all, GLOSSARY))
    title = _("What the words mean")
    return WorkbookSheet(_(w.WORDS_MEAN), title, (_(w.ONE_TABLE),), said_all(w.MEANING_HEADS), rows)


def questions_sheet(q: Questionnaire) -> WorkbookSheet:
    """Return all that people read, in every language, one text to a row."""
    languages, heads = q.languages, said_all(w.QUESTION_HEADS)
    rows = tuple(
        (part, name, what, *_in_each(text, languages)) for part, name, what, text in _asked(q)
    )
    return WorkbookSheet(
        _(w.QUESTIONS),
        _("The questions as they were asked"),
        (_(w.ONE_TABLE), _(w.SHORTHAND_HERE)),
        (*heads, *(language_said(code) for code in languages)),
        rows,
        frozenset(len(heads) + at for at, code in enumerate(languages) if direction(code) == "rtl"),
    )


def themes_sheets(spoken: SpokenWords, release: Release) -> Iterator[WorkbookSheet]:
    """Give a worksheet of themes for each question of which they were counted, and the quotes."""
    for at, themes in enumerate(spoken.themes, 1):
        yield _themes(themes, at, release)
    quotes = quotes_to_print(spoken)
    if quotes:
        rows = tuple((one.words, language_said(one.language)) for one in quotes)
        title = _("Words of people who allowed them to be quoted")
        yield WorkbookSheet(_(w.QUOTED), title, (_(w.ONE_TABLE),), said_all(w.QUOTE_HEADS), rows)


def _themes(themes: ThemeCounts, at: int, release: Release) -> WorkbookSheet:
    in_words = themes.base.count is None or any(
        one.shown.words and not one.shown.hidden for one in themes.themes
    )
    rows: list[tuple[CellValue, ...]] = []
    for one in themes.themes:
        agreed = _(w.AGREED[one.agreed])
        shown = (words_of(one.shown),) if in_words else numbers_of(one.shown)
        rows.append((one.name, one.rule or w.NEVER_SHORTHAND, *shown, agreed))
    question = say(themes.question, release.study.languages).text
    return WorkbookSheet(
        _("Themes_%(number)s", number=at),
        _(w.THEMES_TITLE).format(number=f"T{at}", question=question),
        (
            _(w.ONE_TABLE),
            _("Base: %(number)s people who wrote something.", number=words_of(themes.base)),
            *map(release_said, themes.sentences),
            _(w.SHORTHAND_HERE),
        ),
        said_all(w.THEME_WORDS_HEADS) if in_words else said_all(w.THEME_HEADS),
        tuple(rows),
    )


def _asked(q: Questionnaire) -> Iterator[_Asked]:
    """Give each text of a questionnaire with its part, its name in other files, and what it is."""
    whole = (
        ("title", _("title"), q.title),
        ("theme", _("theme"), q.theme),
        ("introduction", _("introduction"), q.introduction),
        ("consent", _("what people agree to"), q.consent),
        ("details", _("what people agree to, in full"), q.details),
    )
    yield from ((_("the whole"), name, what, text) for name, what, text in whole if text)
    yield from chain.from_iterable(map(_section, q.sections))
    yield (_("the whole"), "closing", _("closing words"), q.closing)


def _section(section: Section) -> Iterator[_Asked]:
    yield (section.id, section.id, _("title of a part"), section.title)
    if section.content_note:
        yield (section.id, section.id, _("content note"), section.content_note)
    for item in section.items:
        if isinstance(item, Note):
            yield (section.id, item.id, _("words between questions"), item.text)
        else:
            yield from _question(section.id, item)


def _question(part: str, question: Question) -> Iterator[_Asked]:
    what = _("question (%(type)s)", type=_(w.TYPES[question.type]))
    yield (part, question.id, what, question.text)
    if question.help:
        yield (part, question.id, _("help"), question.help)
    if isinstance(question, Written):
        return
    for option in question.options:
        yield (part, f"{question.id}: {option.id}", _("answer"), option.text)


def _in_each(text: Text, languages: tuple[str, ...]) -> Iterator[str]:
    """Give a text in each language; "not available" where nobody wrote it in one."""
    known = {code or languages[0]: words for code, words in text.pairs}
    return (known.get(code) or w.UNPRINTED_SHORTHAND for code in languages)
