"""What everybody knows who reads a release and the rules that stand in it: ranges of people.

A printed count was rounded, so it is a range; the public rules of printing make it narrower, and
tell something of groups that are there and of groups that are not. This shares no code with
`survey.disclosure`: the rules are written down once more, from `docs/disclosure.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SILENT = ("skipped", "rather_not_say")
#: More people than any study has.
MANY = 10**7
#: People in a column with a valid answer: of a question that splits, of the language of the form.
COLUMN, LANGUAGE_COLUMN = 10, 100
LADDER = {"under 10": (0, 9), "10-29": (10, 29), "30-99": (30, 99), "100 and more": (100, MANY)}


@dataclass(frozen=True)
class Fact:
    """How many people gave one of `rows` to a question, in a `group` of `by` where one is named.

    `question` is "" for everyone who took part. `rows` are options and kinds of missing answer.
    `shown`: a number stands there; otherwise the fact follows from what is there and what is not.
    """

    question: str
    rows: tuple[str, ...]
    by: str
    group: tuple[str, ...]
    low: int
    high: int
    shown: bool


@dataclass(frozen=True)
class Rules:
    """The rules of one release; `policy` is what it prints of them."""

    policy: Any

    def t(self, sensitive: bool) -> int:
        """Return the smallest count that is printed, but for zeros."""
        return self.policy.threshold_sensitive if sensitive else self.policy.threshold

    def group(self, sensitive: bool) -> int:
        """Return the fewest people of a splitter who have a column."""
        return max(COLUMN, 2 * self.t(sensitive))

    def plain(self, shown: Any, least: int = 0) -> tuple[int, int]:
        """Return the range of a count that may have any size from `least` on."""
        if shown.hidden:
            return least, MANY
        half = self.policy.count_rounding // 2
        return max(least, shown.count - half), shown.count + half

    def answer(self, shown: Any, t: int) -> tuple[int, int]:
        """Return the range of an answer: small counts are hidden, so a printed 0 is nobody."""
        if shown.hidden:
            return 0, MANY
        return (0, 0) if shown.count == 0 else self.plain(shown, t)

    def base(self, shown: Any, beside: Collection[Any], least: int) -> tuple[int, int]:
        """Return the range of the people who answered, by what stands `beside` them too."""
        low, high = self.plain(shown, least)
        if any(cell.percent is not None for cell in beside):
            low = max(low, self.policy.base_for_percentages)
        elif not shown.hidden and any(not cell.hidden for cell in beside):
            high = min(high, self.policy.base_for_percentages - 1)
        return low, high

    def people(self, release: Any) -> tuple[int, int]:
        """Return the range of the number of people who took part: as printed, and as what is
        printed of the envelopes tells it."""
        low, high = LADDER[self.policy.ladder]
        if release.respondents.count is None:
            return low, high
        least, most = self.plain(release.respondents)
        of, half = release.integrity, self.policy.count_rounding // 2
        middle = of.envelopes - of.damaged - of.foreign - of.copies
        return max(low, least, middle - half), min(high, most, middle + half)


def facts(release: Any, careful_paths: Collection[str] = ()) -> Iterator[Fact]:
    """Yield everything that one release tells; `careful_paths`: questions that are asked by how a
    sensitive one was answered."""
    rules = Rules(release.policy)
    yield Fact("", (), "", (), *rules.people(release), True)
    results = {x.id: x for x in release.questions}
    for x in release.questions:
        if x.form == "numbers":
            yield from _everyone(rules, x, x.id in careful_paths)
            for split in x.breakdowns:
                by = results.get(split.by)
                yield from _table(rules, x, split, bool(by and by.sensitive))
    for by in {split.by: None for x in release.questions for split in x.breakdowns}:
        yield from _presence(rules, results, by, release.number == 1)


def _everyone(rules: Rules, x: Any, careful_path: bool) -> Iterator[Fact]:
    t, options = rules.t(x.sensitive), tuple(row.id for row in x.rows)
    rows = [row.shown for row in (*x.rows, *x.sums)]
    base = rules.base(x.base, rows, rules.policy.base_for_counts)
    yield Fact(x.id, options, "", (), *base, not x.base.hidden)
    for row in x.rows:
        if not row.shown.hidden:
            yield Fact(x.id, (row.id,), "", (), *rules.answer(row.shown, t), True)
    for some in x.sums:
        yield Fact(x.id, tuple(some.options), "", (), *rules.plain(some.shown, t), True)
    for row in x.missing:
        if row.shown.hidden:
            continue
        path_t = rules.t(x.sensitive or careful_path)
        span = {
            "no_answer": rules.plain(row.shown),
            "not_asked": rules.answer(row.shown, path_t),
        } | {kind: rules.plain(row.shown, t) for kind in SILENT}
        kinds = SILENT if row.kind == "no_answer" else (row.kind,)
        low, high = span.get(row.kind) or rules.answer(row.shown, t)
        yield Fact(x.id, kinds, "", (), low, high, True)


def _table(rules: Rules, x: Any, split: Any, careful: bool) -> Iterator[Fact]:
    t, options = rules.t(x.sensitive or careful), tuple(row.id for row in x.rows)
    least = LANGUAGE_COLUMN if split.by == "_language" else COLUMN
    merged = {one.id: tuple(one.options) for one in getattr(split, "answers", ())}
    for j, category in enumerate(split.categories):
        group, beside = held(category), [line[j] for line in split.cells]
        low, high = rules.base(category.base, beside, least)
        yield Fact(x.id, options, split.by, group, low, high, not category.base.hidden)
        for row, shown in zip(split.row_ids, beside, strict=True):
            if not shown.hidden:
                span = rules.answer(shown, t)
                yield Fact(x.id, merged.get(row, (row,)), split.by, group, *span, True)


def _presence(rules: Rules, results: Mapping[str, Any], by: str, first: bool) -> Iterator[Fact]:
    """Yield what the columns tell that are there, and those that are not. Groups are chosen for the
    `first` release and stay, so that later ones tell less."""
    if by not in results:
        return
    tables = [(x, split) for x in results.values() for split in x.breakdowns if split.by == by]
    groups = {held(category): None for _, split in tables for category in split.categories}
    enough = rules.group(results[by].sensitive) if first else COLUMN
    for group in groups:
        yield Fact(by, group, "", (), enough, MANY, False)
    named = {option for group in groups for option in group}
    alone = first and not any(split.merged for _, split in tables)
    left = [row.id for row in results[by].rows if alone and row.id not in named]
    for x, split in tables:
        options = tuple(row.id for row in x.rows)
        there = {held(category) for category in split.categories}
        for group in groups:
            if group not in there:
                yield Fact(x.id, options, by, group, 0, COLUMN - 1, False)
        for option in left:
            # left out of everything, or too few who answered: one of the two
            yield Fact(x.id, options, by, (option,), 0, max(enough, COLUMN) - 1, False)


def reaches(t: int, group: int, gave: int) -> int:
    """Return how large a small number inside a table must be able to be: as large as is printed, or
    everybody in the `group` who answered, or everybody who `gave` this answer at all."""
    return min(t, group, gave)


def held(category: Any) -> tuple[str, ...]:
    """Return the options of the splitting question that a column holds."""
    return tuple(category.options) or (category.id,)


def newcomers(release: Any) -> int:
    """Return how many people at least came since the release before this one."""
    rules = Rules(release.policy)
    low, _ = rules.people(release)
    sensitive = any(x.sensitive for x in release.questions)
    return max(2 * rules.t(sensitive), -(-low // 10))
