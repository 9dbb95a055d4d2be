"""A report as a typed document, of a release and what was written about it.

It knows printed cells and words. It must not know pages, colours or files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from survey.disclosure.release import QuestionResult, Release
from survey.errors import DisclosureRefused, ReportTextProblems
from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    AND,
    ReportSentence,
    day,
    language_said,
    listed,
    put_in,
    say,
    tell,
    told_list,
    value_text,
)
from survey.reports.report_words import number as count_said
from survey.reports.study import finding_wording as wording
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.draft_report import ReportDrafting
from survey.reports.study.finding_parts import FindingParts
from survey.reports.study.findings import describing, printed_rows
from survey.reports.study.group_comparisons import MOST_SHOWN, compared_groups, difference_said
from survey.reports.study.method import (
    NOTE_TO_SURVIVORS,
    NOTE_WITH_QUOTES,
    Passage,
    citation,
    field_days,
    limits,
    method,
    respondents,
    who_answered,
)
from survey.reports.study.report_cells import ReportCells
from survey.reports.study.report_model import (
    CannotSay,
    GroupComparison,
    ReportDocument,
    ReportFinding,
    ReportInput,
    SinceLastTime,
)
from survey.reports.study.report_text import (
    FindingText,
    ReportText,
    TextSentence,
    read_report_text,
)
from survey.reports.study.report_text_check import TextCheck
from survey.reports.study.since_last_time import (
    compared_releases,
    differences_drafted,
    standing_lines,
)
from survey.reports.study.unsaid import cannot_say, not_printed

_HOW_TO_READ = (
    N_(
        "The bar is what people said. The thin line shows how far chance and rounding could move "
        "it. Where two lines overlap, we say “no clear difference”."
    ),
    N_(
        "“Hidden” means that a number may not be printed, or would give a small one away. It can "
        "be nothing at all, and it can be large."
    ),
)


def drafted_text(given: ReportInput) -> ReportText:
    """Return the draft of a report by rule, to be changed as whoever writes it likes."""
    cells = ReportCells(given.release)
    phrases = AnswerPhrases(given.questionnaire, given.release)
    text = ReportDrafting(given, cells, phrases).text()
    compared = compared_releases(given)
    if compared is None:
        return text
    return replace(text, since=differences_drafted(compared, text, phrases))


def text_check(given: ReportInput) -> TextCheck:
    """Return the check of texts about a release."""
    cells = ReportCells(given.release)
    asks = frozenset(ask.id for ask in given.asks)
    phrases = AnswerPhrases(given.questionnaire, given.release)
    return TextCheck(cells, phrases, asks, compared_releases(given))


def written_text(given: ReportInput) -> ReportText:
    """Return the text of a report: as written, or the draft where nothing is.

    ReportTextProblems with everything that is wrong with what was written, by line.
    """
    if not given.text.strip():
        return drafted_text(given)
    text, malformed = read_report_text(given.text)
    found = tuple(sorted({*malformed, *text_check(given).problems(text)}))
    if found:
        number = len(found)
        what = "one problem" if number == 1 else f"{number} problems"
        raise ReportTextProblems(f"The text of this report has {what}.", found)
    return text


def report_document(given: ReportInput) -> ReportDocument:
    """Return the whole report of a release, part after part.

    Errors as in `document_of_text`; ReportTextProblems with everything that is wrong with what was
    written of it.
    """
    return document_of_text(given, written_text(given))


def document_of_text(given: ReportInput, text: ReportText) -> ReportDocument:
    """Return the report of a release with words in which nothing is wrong.

    DisclosureRefused when the release did not pass its audit.
    """
    release = given.release
    if not release.audit.passed:
        raise DisclosureRefused(
            "This release did not pass its check, so no report is made of it.",
            kept="The release and the sealed answers are as they were.",
            do="Make a new release with stricter rules or with fewer breakdowns.",
        )
    study = release.study
    check = text_check(given)
    parts = FindingParts(
        given.questionnaire, check.cells, check.phrases, check, compared_groups(check.cells)
    )
    kept = tuple(who_answered(release))[1:]
    reviewed = text.reviewed_by or given.publisher.reviewed_by
    return ReportDocument(
        study=say(study.title, study.languages),
        title=parts.said(text.title),
        practice=study.practice,
        facts=_facts(release),
        publisher=replace(given.publisher, reviewed_by=reviewed),
        note=_note(given),
        acted_on=tuple(parts.said(one) for one in text.acted_on),
        who=tuple(_who(release, parts)),
        kept_safe=kept,
        how_to_read=tuple(tell(_(text)) for text in _HOW_TO_READ),
        findings=tuple(_findings(given, text, parts)),
        comparisons=_comparisons(text, parts),
        since=_since(text, parts),
        cannot_say=(
            *cannot_say(release),
            *(CannotSay(head, parts.said(why)) for head, why in text.cannot_say),
        ),
        not_printed=not_printed(release),
        asks=given.asks,
        earlier_asks=given.earlier_asks,
        limits=tuple(_limits(release, parts)),
        method=tuple(_passage(one) for one in method(release)),
        annex=release.questions,
        citation=citation(release),
        program=given.program,
    )


def _facts(release: Release) -> tuple[tuple[str, ReportSentence], ...]:
    study = release.study
    facts = (
        (_("Answers"), tell(respondents(release))),
        (_("Who"), tell(say(study.audience, study.languages))),
        (_("Languages"), tell(listed(tuple(language_said(code) for code in study.languages)))),
        (_("Asked"), tell(field_days(release))),
        (
            _("Published"),
            tell(
                _("%(day)s, release %(number)s", day=day(study.released_on), number=release.number)
            ),
        ),
        (_("Study"), tell(study.id)),
    )
    return tuple((term, text) for term, text in facts if text)


def _note(given: ReportInput) -> tuple[str, ...]:
    head = NOTE_WITH_QUOTES if given.spoken.quotes else NOTE_TO_SURVIVORS[0]
    return tuple(_(one) for one in (head, *NOTE_TO_SURVIVORS[1:]))


def _passage(passage: Passage) -> tuple[str, tuple[ReportSentence, ...]]:
    pair = _("{term}: {text}")
    facts = tuple(put_in(pair, term=term, text=text) for term, text in passage.facts)
    texts = (*passage.paragraphs, *passage.points)
    return (passage.title, (*(tell(text) for text in texts), *facts))


def _findings(given: ReportInput, text: ReportText, parts: FindingParts) -> Iterator[ReportFinding]:
    languages = given.release.study.languages
    for number, one in enumerate(text.findings, 1):
        questions = tuple(
            found
            for name in one.questions
            if (found := parts.cells.question(parts.cells.id_of(name))) is not None
        )
        cell = parts.leading_cell(one)
        lead = parts.cells.question(cell.name.question) if cell else None
        yield ReportFinding(
            number=number,
            anchor=f"finding-{number}",
            theme=say(questions[0].section_title, languages).text,
            title=parts.said(one.title),
            lead=parts.said(one.lead),
            key=one.key,
            big=parts.big_number(cell),
            support=parts.said(one.support),
            base=parts.base(lead or questions[0], cell),
            questions=questions,
            margin=parts.margin(questions, cell),
            means=parts.said(one.means),
            ask_ids=_asks_on(one, questions, given),
            poison=parts.poison(one, cell),
            content_note=parts.content_note(questions),
        )


def _asks_on(
    text: FindingText, questions: tuple[QuestionResult, ...], given: ReportInput
) -> tuple[str, ...]:
    """Return the asks that rest on a finding: those that its text names, and those that name one of
    its questions as their evidence."""
    shown = {one.id for one in questions}
    resting = (ask.id for ask in given.asks if any(one.question in shown for one in ask.evidence))
    return tuple(dict.fromkeys((*text.asks, *resting)))


def _comparisons(text: ReportText, parts: FindingParts) -> tuple[GroupComparison, ...]:
    """Return the differences that are shown, those of findings first, and a line for each question
    that splits tables without any."""
    led = {parts.cells.id_of(name) for one in text.findings for name in one.questions}
    ordered = sorted(parts.compared.differences, key=lambda one: one.question.id not in led)
    shown = [
        GroupComparison(
            one.question,
            one.split.by,
            parts.said(difference_said(one, parts.cells, parts.phrases)),
            clear=True,
        )
        for one in ordered[:MOST_SHOWN]
    ]
    return (*shown, *_without(parts, led))


def _without(parts: FindingParts, led: set[str]) -> Iterator[GroupComparison]:
    """Return one line for all questions that split tables without a clear difference, and one for
    each that has more than are shown."""
    languages = parts.cells.release.study.languages
    alike = [one for one in parts.compared.splits if not parts.compared.by(one[1].by)]
    if alike:
        question, split = min(alike, key=lambda one: one[0].id not in led)
        labels = dict.fromkeys(say(one.label, languages) for _by, one in alike)
        quoted = _("“{answer}”")
        named = told_list(tuple(put_in(quoted, answer=label) for label in labels), last=AND)
        said = parts.said(wording.fill(wording.NO_DIFFERENCE, by=named.parts))
        title = tell(_(wording.NO_DIFFERENCE_TITLE))
        yield GroupComparison(question, split.by, said, clear=False, title=title)
    for question, split in parts.compared.splits:
        if number := len(parts.compared.by(split.by)):
            template = wording.ONE_DIFFERENCE if number == 1 else wording.LITTLE_DIFFERENCE
            by = say(split.label, languages)
            said = parts.said(wording.fill(template, by=by, number=str(number)))
            yield GroupComparison(question, split.by, said, clear=False)


def _since(text: ReportText, parts: FindingParts) -> SinceLastTime | None:
    """Return what differs from the release before, as written, or else as it is drafted."""
    compared = parts.check.compared
    if compared is None:
        return None
    said = text.since or differences_drafted(compared, text, parts.phrases)
    return SinceLastTime(
        tuple(parts.said(one) for one in said), tuple(standing_lines(compared, said))
    )


def _who(release: Release, parts: FindingParts) -> Iterator[ReportSentence]:
    """Say who answered: by every question that only tells that, as far as it is printed."""
    first = next(iter(who_answered(release)))
    yield first
    splitting = describing(release)
    for question in release.questions:
        rows = [row for row in printed_rows(question) if row.shown.percent or row.shown.words]
        if question.id not in splitting or not rows:
            continue
        said = told_list(
            tuple(
                put_in(
                    _("“{answer}” {share}"),
                    answer=say(row.label, release.study.languages),
                    share=value_text(row.shown),
                )
                for row in rows
            )
        )
        asked = say(question.text, release.study.languages)
        whole = put_in(_("“{question}” {answers}."), question=asked, answers=said)
        yield parts.said(TextSentence(whole.parts))


def _limits(release: Release, parts: FindingParts) -> Iterator[ReportSentence]:
    yield from (tell(text) for text in limits(release))
    if parts.compared.pairs:
        yield parts.said(wording.fill(wording.COMPARED, number=count_said(parts.compared.pairs)))
