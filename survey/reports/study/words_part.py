"""What people wrote about, as a part of a report: charts of themes, their rules, and quotes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.disclosure.theme_counts import ThemeCounts
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _
from survey.reports.report_words import WordsInLanguage
from survey.reports.study.charted import ChartedQuestion, charted, share_words
from survey.reports.study.document import QuestionFinding
from survey.reports.study.report_model import ReportInput
from survey.reports.study.spoken_words import (
    HOW_QUOTED,
    how_agreed,
    quotes_to_print,
    themes_as_question,
    themes_finding,
)


@dataclass(frozen=True)
class ThemesPart:
    """The themes of one question as a finding, with a chart where there are numbers, the rules of
    themes by their names, how far coders agreed in words, and how the counts were protected."""

    finding: QuestionFinding
    chart: ChartedQuestion | None
    wording: tuple[tuple[str, tuple[WordsInLanguage, ...]], ...]
    rules: tuple[tuple[str, str], ...]
    agreed: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class WordsPart:
    """The whole part, and how quotes were approved."""

    themes: tuple[ThemesPart, ...]
    quotes: tuple[WordsInLanguage, ...]
    how: tuple[str, ...]


def words_part(given: ReportInput) -> WordsPart | None:
    """Return the part of a report; None where there is nothing to say."""
    spoken = given.spoken
    if not spoken:
        return None
    quotes = quotes_to_print(spoken)
    return WordsPart(
        tuple(_themes_part(one, given) for one in spoken.themes),
        tuple(WordsInLanguage(one.words, one.language) for one in quotes),
        tuple(map(_, HOW_QUOTED)) if quotes else (),
    )


def _themes_part(themes: ThemeCounts, given: ReportInput) -> ThemesPart:
    release, as_question = given.release, themes_as_question(themes)
    finding = themes_finding(themes, release)
    sentences = tuple(map(release_said, themes.sentences))
    if themes.release != release.number:
        beside = _("They were counted beside release %(number)s.", number=themes.release)
        sentences = (*sentences, beside)
    chart = charted(as_question, given)
    under = _(
        "Percent of %(base)s who wrote an answer to question %(number)s.",
        base=finding.base,
        number=finding.number,
    )
    chart = replace(chart, number=finding.number, under=under)
    return ThemesPart(
        finding,
        chart if chart.chart is not None else None,
        share_words(as_question, release),
        tuple((one.name, one.rule) for one in themes.themes),
        tuple(how_agreed(themes)),
        sentences,
    )
