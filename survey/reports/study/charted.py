"""One question as a chart with its words, its base and what is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.disclosure.release import QuestionResult, Release
from survey.questionnaire.model import Questionnaire, Written
from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    WordsInLanguage,
    count_text,
    missing_name,
    say,
    value_text,
    who,
)
from survey.reports.study.chart_colours import Better
from survey.reports.study.charts import AnswerChart, question_chart
from survey.reports.study.findings import anchor
from survey.reports.study.report_model import ReportInput
from survey.reports.study.routed import is_routed


@dataclass(frozen=True)
class ChartedQuestion:
    """One question as a chart: its words, base and what is not in it; `wording` for shares in
    words, the largest first."""

    number: int
    anchor: str
    text: WordsInLanguage
    under: str
    chart: AnswerChart | None
    wording: tuple[tuple[str, tuple[WordsInLanguage, ...]], ...]
    missing: tuple[tuple[WordsInLanguage, str], ...]


def better_of(questionnaire: Questionnaire, question_id: str) -> Better:
    """Return which end of a question is the better one, as its authors said; "" for neither."""
    for question in questionnaire.questions():
        if question.id == question_id:
            found: Better = getattr(question, "better", None) or ""
            return found
    return ""


def worse_of(questionnaire: Questionnaire, question: QuestionResult) -> int | None:
    """Return how many answers its authors put on the worse side of an ordered question: those of
    the named set that holds the worst and not the best; None where they named none."""
    better = better_of(questionnaire, question.id)
    order = [row.id for row in question.rows]
    if better == "first":
        order.reverse()
    for asked in questionnaire.questions():
        if better and asked.id == question.id and not isinstance(asked, Written):
            sizes = [len(one.options) for one in asked.together]
            sets = [set(one.options) for one in asked.together]
            return next(
                (
                    size
                    for size, held in zip(sizes, sets, strict=True)
                    if size < len(order) and held == set(order[:size])
                ),
                None,
            )
    return None


def _under(question: QuestionResult, base: str, number: int, *, routed: bool) -> str:
    """Return the line below a chart: of how many who were asked it is."""
    if question.form == "numbers":
        line = (
            N_("Percent of %(base)s who were asked and answered. Question %(number)s.")
            if routed
            else N_("Percent of %(base)s who answered. Question %(number)s.")
        )
    else:
        line = (
            N_("Answers of %(base)s who were asked and answered. Question %(number)s.")
            if routed
            else N_("Answers of %(base)s who answered. Question %(number)s.")
        )
    return _(line, base=base, number=number)


def charted(question: QuestionResult, given: ReportInput, lead: str = "") -> ChartedQuestion:
    """Return a question with its chart; `lead` is the row that a finding speaks of."""
    release = given.release
    languages = release.study.languages
    number = next((at for at, q in enumerate(release.questions, 1) if q.id == question.id), 0)
    base = who(question.base, release.policy.count_rounding)
    under = _under(question, base, number, routed=is_routed(given.questionnaire, question.id))
    several = _SEVERAL.get(question.type)
    missing = tuple(
        (missing_name(row, languages), count_text(row.shown)) for row in question.missing
    )
    return ChartedQuestion(
        number,
        anchor(question),
        say(question.text, languages),
        f"{under} {_(several)}" if several else under,
        question_chart(
            question,
            languages,
            better_of(given.questionnaire, question.id),
            lead,
            worse_of(given.questionnaire, question),
        ),
        share_words(question, release),
        missing if question.form == "numbers" else (),
    )


_SEVERAL = {
    "multiple": N_("More than one answer could be chosen."),
    "ranking": N_("What people put first."),
}


def share_words(
    question: QuestionResult, release: Release
) -> tuple[tuple[str, tuple[WordsInLanguage, ...]], ...]:
    """Return shares in words with the answers that have each, the largest share first."""
    if question.form != "words":
        return ()
    found: dict[str, list[WordsInLanguage]] = {}
    places: dict[str, int] = {}
    for row in question.rows:
        said = value_text(row.shown)
        places[said] = _SHARES.get(row.shown.words.lower(), len(_SHARES))
        found.setdefault(said, []).append(say(row.label, release.study.languages))
    return tuple((said, tuple(found[said])) for said in sorted(found, key=places.__getitem__))


_SHARES: Mapping[str, int] = {
    "more than two thirds": 0,
    "about half": 1,
    "fewer than a third": 2,
}
