"""tables.xlsx of a council: ratings that are shown, lives of statements, members, a checklist.

One table a sheet, without formulas; what is not shown stands as shorthand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from babel.numbers import get_group_symbol

from survey.disclosure.council.round_release import PARTS, RoundRelease, StatementShown, TermShown
from survey.reports.council.council_charts import ends
from survey.reports.council.council_document import CouncilDocument
from survey.reports.council.council_grids import CHOICES, FLOW_HEADS, RANK_HEADS
from survey.reports.council.council_wording import ASPECTS, STATUSES, VERDICTS_IN_CELLS
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import N_, document_locale, say
from survey.reports.report_words import day
from survey.reports.study.document import TableCell
from survey.reports.tables.sheet_model import (
    CellValue,
    SheetHead,
    SheetLink,
    WorkbookFacts,
    WorkbookSheet,
)
from survey.reports.tables.sheet_wording import (
    CONTENTS,
    CONTENTS_LINE,
    CONTENTS_TITLE,
    COVER,
    HIDDEN_SHORTHAND,
    MEANING_HEADS,
    NEVER_SHORTHAND,
    NONE_HERE,
    NOTES,
    NOTES_LINE,
    NOTES_TITLE,
    ONE_TABLE,
    SHORTHAND_HERE,
    UNPRINTED_SHORTHAND,
)
from survey.reports.tables.workbook_file import workbook_file

_Row = tuple[CellValue, ...]
RATING_HEADS = (
    N_("Number"),
    N_("Statement"),
    N_("Aspect"),
    N_("Round"),
    N_("Ratings"),
    N_("Middle rating"),
    N_("Middle half: low end"),
    N_("Middle half: high end"),
    N_("By the rule"),
    N_("Percent at 1 to 3"),
    N_("Percent at 4 to 6"),
    N_("Percent at 7 to 9"),
    N_("Percent at 7 to 9: low end of range"),
    N_("Percent at 7 to 9: high end of range"),
    N_("Pairs of ratings with the round before"),
    N_("Percent that stayed the same"),
)
POINT_HEADS = (N_("Number"), N_("Statement"), N_("Aspect"), N_("Round"))
LIFE_HEADS = (
    N_("Number"),
    N_("Statement"),
    N_("When"),
    N_("What"),
    N_("The words before"),
    N_("Reason"),
)
CHECKLIST_HEADS = (
    N_("Part of the report"),
    N_("Topic"),
    N_("Status"),
    N_("Where, or why not"),
)
NOTE_ROWS = (
    (HIDDEN_SHORTHAND, N_("Not shown, to protect members. It may be nought, small or large.")),
    (UNPRINTED_SHORTHAND, N_("Not available: too few rated it for this to be shown.")),
    (NEVER_SHORTHAND, N_("Not applicable.")),
    (
        N_("Middle rating"),
        N_("The median: half of the ratings are at it or below, half at or above."),
    ),
    (N_("Middle half"), N_("The first and third quartile (Hyndman and Fan, type 7).")),
    (
        N_("Percent"),
        N_("Of those who rated the statement in that round. Ranges are 95% Wilson intervals."),
    ),
    (
        N_("By the rule"),
        N_("What was agreed before the first round. It does not say who is right."),
    ),
)


def council_tables_xlsx(doc: CouncilDocument, given: Proceedings) -> bytes:
    """Return the workbook of a council's report; the same proceedings give the same bytes."""
    rest = tuple(_sheets(doc, given))
    contents = tuple((SheetLink(one.name, one.name), one.title) for one in rest)
    title = f"{doc.banner}: {doc.title.text}" if doc.banner else doc.title.text
    facts = WorkbookFacts(title, doc.signed_by, doc.released_on)
    heads = (say("Worksheet"), say("What stands there"))
    sheets = (
        _cover(doc),
        WorkbookSheet(
            CONTENTS, say(CONTENTS_TITLE), (say(ONE_TABLE), say(CONTENTS_LINE)), heads, contents
        ),
        *rest,
    )
    return workbook_file(sheets, facts)


def _sheets(doc: CouncilDocument, given: Proceedings) -> Iterator[WorkbookSheet]:
    numbers = {part.id: part.number for part in doc.statements}
    yield WorkbookSheet(
        NOTES,
        say(NOTES_TITLE),
        (say(ONE_TABLE), say(NOTES_LINE)),
        _all_said(MEANING_HEADS),
        tuple(map(_all_said, NOTE_ROWS)),
    )
    rated = tuple(_rated(given.releases, numbers))
    ratings = tuple(_rating(number, release, one) for number, release, one in rated)
    yield _sheet("Ratings", say("Every statement in every round"), _all_said(RATING_HEADS), ratings)
    points = tuple(_points(*one) for one in rated if one[2].shape is not None)
    if points:
        title = say("How many gave each rating from 1 to 9")
        rated_at = tuple(say("Rated %(n)s", n=at) for at in range(1, 10))
        yield _sheet("Rating_by_rating", title, (*_all_said(POINT_HEADS), *rated_at), points)
    yield from _chosen(doc, given)
    for at, table in enumerate(doc.flow):
        title = say("Members in each round")
        if table.of.text:
            title = say("Members of the group “%(group)s”", group=table.of)
        name = "Members" if not at else f"Members_{at}"
        flow = tuple((round_, *map(_cell, cells)) for round_, cells in table.lines)
        yield _sheet(name, title, (say("Round"), *_all_said(FLOW_HEADS)), flow)
    lives = tuple(
        (
            part.number,
            str(part.words),
            step.when,
            step.what,
            step.before.text or NEVER_SHORTHAND,
            step.reason.text or NEVER_SHORTHAND,
        )
        for part in doc.statements
        for step in part.life
    )
    title = say("How each statement came to be, and what became of it")
    yield _sheet("Lives", title, _all_said(LIFE_HEADS), lives)
    topics: list[_Row] = [
        (part, item.topic, say(STATUSES[item.status]), item.pointer)
        for part, items in doc.checklist
        for item in items
    ]
    topics += [("", topic, say("not recorded"), NEVER_SHORTHAND) for topic in doc.unrecorded]
    heads = _all_said(CHECKLIST_HEADS)
    yield _sheet("Checklist", say("What a report of a Delphi should cover"), heads, tuple(topics))


def _chosen(doc: CouncilDocument, given: Proceedings) -> Iterator[WorkbookSheet]:
    """Give the words that were chosen, and what was put in order."""
    for release in given.releases:
        if release.terms:
            title = say("Terms in round %(n)s: percent of those who answered", n=release.number)
            rows = tuple(map(_term, release.terms))
            yield _sheet(
                f"Words_{release.number}",
                title,
                (say("Term"), *_all_said(CHOICES), say("Answered")),
                rows,
            )
    for ranked in doc.rankings:
        placed = tuple((str(words), *map(_cell, cells)) for words, cells in ranked.lines)
        title = say("Put in order in round %(n)s", n=ranked.round)
        yield _sheet(f"Order_{ranked.round}", title, (say("Item"), *_all_said(RANK_HEADS)), placed)


def _term(one: TermShown) -> _Row:
    missing = HIDDEN_SHORTHAND if one.withheld else UNPRINTED_SHORTHAND
    shares = [each.percent for each in one.shares] if one.shares else [missing] * 3
    return (one.words, *shares, missing if one.n is None else one.n)


def _sheet(name: str, title: str, heads: tuple[str, ...], rows: tuple[_Row, ...]) -> WorkbookSheet:
    lines = (say(ONE_TABLE), say(SHORTHAND_HERE)) if rows else (say(NONE_HERE),)
    return WorkbookSheet(name, title, lines, heads, rows)


def _cover(doc: CouncilDocument) -> WorkbookSheet:
    lines: tuple[str | SheetHead, ...] = (
        *([doc.banner] if doc.banner else []),
        *([f"{doc.unreviewed}."] if doc.unreviewed else []),
        say(
            "This workbook holds everything that is shown of the council. The report says what it "
            "means."
        ),
        doc.caveat,
        SheetHead(say("Publication")),
        say("Published on %(day)s.", day=day(doc.released_on)),
        *(say("%(head)s: %(said)s", head=term, said=text) for term, text in doc.colophon),
        SheetHead(say("What this cannot say")),
        *doc.limits,
        SheetHead(say("How to cite it")),
        str(doc.citation),
    )
    return WorkbookSheet(COVER, say("Tables: %(title)s", title=doc.title), lines)


def _rated(
    releases: Sequence[RoundRelease], numbers: dict[str, int]
) -> Iterator[tuple[int, RoundRelease, StatementShown]]:
    for release in releases:
        for one in release.statements:
            yield numbers[one.statement], release, one


def _rating(number: int, release: RoundRelease, one: StatementShown) -> _Row:
    missing = HIDDEN_SHORTHAND if one.withheld else UNPRINTED_SHORTHAND
    third = None if one.third is None else say("in %(part)s", part=ends(PARTS[one.third]))
    shares = one.shares or (None, None, None)
    high, stable = shares[2], one.stability
    values: tuple[CellValue | None, ...] = (
        one.n,
        one.median if one.median is not None else third,
        one.q1,
        one.q3,
        one.verdict and say(VERDICTS_IN_CELLS[one.verdict]),
        *(None if share is None else share.percent for share in shares),
        None if high is None else high.lower,
        None if high is None else high.upper,
        None if stable is None else stable.pairs,
        None if stable is None else stable.unchanged_percent,
    )
    shown = (missing if value is None else value for value in values)
    return (number, one.words, _aspect(one), release.number, *shown)


def _points(number: int, release: RoundRelease, one: StatementShown) -> _Row:
    return (number, one.words, _aspect(one), release.number, *(one.shape or ()))


def _aspect(one: StatementShown) -> str:
    return say(ASPECTS.get(one.aspect, one.aspect)) if one.aspect else NEVER_SHORTHAND


def _all_said(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(say, words))


def _cell(cell: TableCell) -> CellValue:
    """Return a printed cell: a number where it is one, else its words."""
    if cell.hidden:
        return HIDDEN_SHORTHAND
    text = f"{cell.text} ({cell.small})" if cell.small else cell.text
    group = get_group_symbol(document_locale())
    if not cell.small and re.fullmatch(rf"\d+({re.escape(group)}\d{{3}})*", cell.text):
        return int(cell.text.replace(group, ""))
    return NEVER_SHORTHAND if text == "–" else text
