"""tables.xlsx of a council: ratings that are shown, lives of statements, members, a checklist.

One table a sheet, without formulas; what is not shown stands as shorthand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.disclosure.council.round_release import PARTS, RoundRelease, StatementShown, TermShown
from survey.reports.council.council_document import CouncilDocument
from survey.reports.council.council_grids import CHOICES, FLOW_HEADS, RANK_HEADS
from survey.reports.council.council_wording import ASPECTS
from survey.reports.council.proceedings import Proceedings
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
    "Number",
    "Statement",
    "Aspect",
    "Round",
    "Ratings",
    "Middle rating",
    "Middle half: low end",
    "Middle half: high end",
    "By the rule",
    "Percent at 1 to 3",
    "Percent at 4 to 6",
    "Percent at 7 to 9",
    "Percent at 7 to 9: low end of range",
    "Percent at 7 to 9: high end of range",
    "Pairs of ratings with the round before",
    "Percent that stayed the same",
)
POINT_HEADS = ("Number", "Statement", "Aspect", "Round", *(f"Rated {at}" for at in range(1, 10)))
LIFE_HEADS = ("Number", "Statement", "When", "What", "The words before", "Reason")
NOTE_ROWS = (
    (HIDDEN_SHORTHAND, "Not shown, to protect members. It may be nought, small or large."),
    (UNPRINTED_SHORTHAND, "Not available: too few rated it for this to be shown."),
    (NEVER_SHORTHAND, "Not applicable."),
    ("Middle rating", "The median: half of the ratings are at it or below, half at or above."),
    ("Middle half", "The first and third quartile (Hyndman and Fan, type 7)."),
    ("Percent", "Of those who rated the statement in that round. Ranges are 95% Wilson intervals."),
    ("By the rule", "What was agreed before the first round. It does not say who is right."),
)


def council_tables_xlsx(doc: CouncilDocument, given: Proceedings) -> bytes:
    """Return the workbook of a council's report; the same proceedings give the same bytes."""
    rest = tuple(_sheets(doc, given))
    contents = tuple((SheetLink(one.name, one.name), one.title) for one in rest)
    title = f"{doc.banner}: {doc.title.text}" if doc.banner else doc.title.text
    facts = WorkbookFacts(title, doc.signed_by, doc.released_on)
    heads = ("Worksheet", "What stands there")
    sheets = (
        _cover(doc),
        WorkbookSheet(CONTENTS, CONTENTS_TITLE, (ONE_TABLE, CONTENTS_LINE), heads, contents),
        *rest,
    )
    return workbook_file(sheets, facts)


def _sheets(doc: CouncilDocument, given: Proceedings) -> Iterator[WorkbookSheet]:
    numbers = {part.id: part.number for part in doc.statements}
    yield WorkbookSheet(NOTES, NOTES_TITLE, (ONE_TABLE, NOTES_LINE), MEANING_HEADS, NOTE_ROWS)
    rated = tuple(_rated(given.releases, numbers))
    ratings = tuple(_rating(number, release, one) for number, release, one in rated)
    yield _sheet("Ratings", "Every statement in every round", RATING_HEADS, ratings)
    points = tuple(_points(*one) for one in rated if one[2].shape is not None)
    if points:
        title = "How many gave each rating from 1 to 9"
        yield _sheet("Rating_by_rating", title, POINT_HEADS, points)
    yield from _chosen(doc, given)
    for at, table in enumerate(doc.flow):
        title = f"Members of the group “{table.of}”" if table.of.text else "Members in each round"
        name = "Members" if not at else f"Members_{at}"
        flow = tuple((round_, *map(_cell, cells)) for round_, cells in table.lines)
        yield _sheet(name, title, ("Round", *FLOW_HEADS), flow)
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
    yield _sheet("Lives", "How each statement came to be, and what became of it", LIFE_HEADS, lives)
    topics: list[_Row] = [
        (part, item.topic, item.status, item.pointer)
        for part, items in doc.checklist
        for item in items
    ]
    topics += [("", topic, "not recorded", NEVER_SHORTHAND) for topic in doc.unrecorded]
    heads = ("Part of the report", "Topic", "Status", "Where, or why not")
    yield _sheet("Checklist", "What a report of a Delphi should cover", heads, tuple(topics))


def _chosen(doc: CouncilDocument, given: Proceedings) -> Iterator[WorkbookSheet]:
    """Give the words that were chosen, and what was put in order."""
    for release in given.releases:
        if release.terms:
            title = f"Terms in round {release.number}: percent of those who answered"
            rows = tuple(map(_term, release.terms))
            yield _sheet(f"Words_{release.number}", title, ("Term", *CHOICES, "Answered"), rows)
    for ranked in doc.rankings:
        placed = tuple((str(words), *map(_cell, cells)) for words, cells in ranked.lines)
        title = f"Put in order in round {ranked.round}"
        yield _sheet(f"Order_{ranked.round}", title, ("Item", *RANK_HEADS), placed)


def _term(one: TermShown) -> _Row:
    missing = HIDDEN_SHORTHAND if one.withheld else UNPRINTED_SHORTHAND
    shares = [each.percent for each in one.shares] if one.shares else [missing] * 3
    return (one.words, *shares, missing if one.n is None else one.n)


def _sheet(name: str, title: str, heads: tuple[str, ...], rows: tuple[_Row, ...]) -> WorkbookSheet:
    lines = (ONE_TABLE, SHORTHAND_HERE) if rows else (NONE_HERE,)
    return WorkbookSheet(name, title, lines, heads, rows)


def _cover(doc: CouncilDocument) -> WorkbookSheet:
    lines: tuple[str | SheetHead, ...] = (
        *([doc.banner] if doc.banner else []),
        *([f"{doc.unreviewed}."] if doc.unreviewed else []),
        "This workbook holds everything that is shown of the council. The report says what it "
        "means.",
        doc.caveat,
        SheetHead("Publication"),
        f"Published on {day(doc.released_on)}.",
        *(f"{term}: {text}" for term, text in doc.colophon),
        SheetHead("What this cannot say"),
        *doc.limits,
        SheetHead("How to cite it"),
        str(doc.citation),
    )
    return WorkbookSheet(COVER, f"Tables: {doc.title}", lines)


def _rated(
    releases: Sequence[RoundRelease], numbers: dict[str, int]
) -> Iterator[tuple[int, RoundRelease, StatementShown]]:
    for release in releases:
        for one in release.statements:
            yield numbers[one.statement], release, one


def _rating(number: int, release: RoundRelease, one: StatementShown) -> _Row:
    missing = HIDDEN_SHORTHAND if one.withheld else UNPRINTED_SHORTHAND
    third = None if one.third is None else "in {} to {}".format(*PARTS[one.third])
    shares = one.shares or (None, None, None)
    high, stable = shares[2], one.stability
    values: tuple[CellValue | None, ...] = (
        one.n,
        one.median if one.median is not None else third,
        one.q1,
        one.q3,
        one.verdict,
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
    return ASPECTS.get(one.aspect, one.aspect) or NEVER_SHORTHAND


def _cell(cell: TableCell) -> CellValue:
    """Return a printed cell: a number where it is one, else its words."""
    if cell.hidden:
        return HIDDEN_SHORTHAND
    text = f"{cell.text} ({cell.small})" if cell.small else cell.text
    plain = cell.text.replace(",", "")
    if not cell.small and plain.isdigit():
        return int(plain)
    return NEVER_SHORTHAND if text == "–" else text
