"""What one question found, in sentences, and which findings lead the report."""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import QuestionResult, Release, Row
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    AND,
    ReportSentence,
    both_text,
    count_text,
    percent_text,
    put_in,
    say,
    sentence,
    tell,
    told_list,
    told_sentence,
    value_text,
    who,
)

#: At most so many key points and characters in a title; the least share of either.
MOST_KEY_POINTS = 5
LONGEST_TITLE = 150
LEADING_PERCENT = 50
LEAST_PERCENT = 25
WORDS_FOR_MOST = "more than two thirds"


@dataclass(frozen=True)
class KeyPoint:
    """One sentence for the first pages, and the anchor of the finding that it comes from."""

    text: ReportSentence
    base: str
    anchor: str
    number: int


def anchor(question: QuestionResult) -> str:
    """Return the address of a question inside the report: "q-" and its id."""
    return f"q-{question.id}"


def printed_rows(question: QuestionResult) -> tuple[Row, ...]:
    """Return the rows that are printed, the largest first; rows of equal size keep their order."""
    shown = [row for row in question.rows if not row.shown.hidden]
    return tuple(sorted(shown, key=lambda row: -_size(row)))


def lead(question: QuestionResult, release: Release) -> ReportSentence:
    """Return the finding of one question in a sentence or two, from printed cells only."""
    base = who(question.base, release.policy.count_rounding)
    if question.form == "withheld":
        return tell(_("Nothing about this question is printed."))
    rows = printed_rows(question)
    if not rows:
        return tell(_("Every number of this question is hidden."))
    if question.measure == "wrote":
        said = _("Of %(base)s, %(share)s wrote an answer in their own words.")
        return tell(said % {"base": base, "share": _share(rows[0])})
    parts = tuple(_chosen(row, question, release, short=at > 0) for at, row in enumerate(rows[:2]))
    found = told_list(parts, last=AND)
    more = " " + _("They could choose more than one.") if question.type == "multiple" else ""
    if any(row.shown.hidden for row in question.rows):
        more += " " + _("Some answers are hidden and may be larger.")
    if question.form == "words":
        answered = sentence(_("%(base)s answered", base=base))
        return tell(told_sentence(found), f" {answered}{more}")
    return tell(put_in(_("Of {base} who answered, {answers}."), base=base, answers=found), more)


def describing(release: Release) -> frozenset[str]:
    """Return the questions that are there to split tables: they say who answered, and find nothing.

    Also where nothing is split by them, since few answered or a table was refused.
    """
    used = {split.by for question in release.questions for split in question.breakdowns}
    return frozenset(q.id for q in release.questions if q.splits or q.id in used)


def key_points(release: Release) -> tuple[KeyPoint, ...]:
    """Return at most five findings of questions not marked sensitive, in the questionnaire's order.

    Each section gives its strongest answer first; places left over go to the next strongest.
    Questions that only describe who answered are left out.
    """
    splitting = describing(release)
    fit = [
        (question, printed_rows(question)[0])
        for question in release.questions
        if not question.sensitive and question.id not in splitting and _leads(question)
    ]
    strongest = sorted(fit, key=lambda pair: -_size(pair[1]))
    first: dict[str, QuestionResult] = {}
    for question, _row in strongest:
        first.setdefault(question.section, question)
    ordered = [pair for pair in strongest if first[pair[0].section] is pair[0]]
    ordered += [pair for pair in strongest if first[pair[0].section] is not pair[0]]
    picked = {question.id for question, _row in ordered[:MOST_KEY_POINTS]}
    return tuple(
        _key_point(question, release, number)
        for number, question in enumerate(release.questions, 1)
        if question.id in picked
    )


def main_finding(release: Release) -> ReportSentence:
    """Return the clearest printed finding as a title, or nothing when none is clear enough.

    It is the highest printed share, at least half, among the questions that may be key points and
    have no hidden answer.
    """
    candidates = []
    points = {point.anchor for point in key_points(release)}
    for question in release.questions:
        complete = not any(row.shown.hidden for row in question.rows)
        if anchor(question) in points and complete and question.measure == "chose":
            candidates.append((question, printed_rows(question)[0]))
    if not candidates:
        return tell()
    question, row = max(candidates, key=lambda pair: pair[1].shown.percent or 0)
    if (row.shown.percent or 0) < LEADING_PERCENT:
        return tell()
    asked = say(question.text, release.study.languages)
    label = say(row.label, release.study.languages)
    title = put_in(
        _("{share} of those who answered “{question}” chose “{answer}”"),
        share=percent_text(row.shown),
        question=asked,
        answer=label,
    )
    return title if len(str(title)) <= LONGEST_TITLE else tell()


def _leads(question: QuestionResult) -> bool:
    rows = printed_rows(question)
    if question.measure == "wrote" or not rows or question.form == "withheld":
        return False
    if question.form == "words":
        return rows[0].shown.words.lower() == WORDS_FOR_MOST
    return (rows[0].shown.percent or 0) >= LEAST_PERCENT


def _key_point(question: QuestionResult, release: Release, number: int) -> KeyPoint:
    row = printed_rows(question)[0]
    asked = say(question.text, release.study.languages)
    share = sentence(value_text(row.shown)).rstrip(".")
    chosen = _chosen(row, question, release, share=share)
    text = put_in(_("{answers}: “{question}”"), answers=chosen, question=asked)
    base = who(question.base, release.policy.count_rounding)
    base = (
        sentence(_("%(base)s answered", base=base))
        if question.form == "words"
        else _("Of %(base)s who answered.", base=base)
    )
    if any(other.shown.hidden for other in question.rows):
        base += " " + _("Other answers to this question are hidden.")
    return KeyPoint(text, base, anchor(question), number)


def _size(row: Row) -> float:
    if row.shown.percent is not None:
        return row.shown.percent
    if row.shown.count is not None:
        return row.shown.count
    return {WORDS_FOR_MOST: 2.0, "about half": 1.0}.get(row.shown.words.lower(), 0.0)


def _share(row: Row) -> str:
    return both_text(row.shown) if row.shown.percent is not None else count_text(row.shown)


def _chosen(
    row: Row, question: QuestionResult, release: Release, *, share: str = "", short: bool = False
) -> ReportSentence:
    """Return how many gave an answer: "62% (175) chose “Yes”"; `short` behind another of them."""
    template = _("{share} chose “{answer}”")
    if question.measure == "ranked_first":
        template = _("{share} put “{answer}” first")
    elif short and question.type != "multiple":
        template = _("{share} “{answer}”")
    label = say(row.label, release.study.languages)
    return put_in(template, share=share or _share(row), answer=label)
