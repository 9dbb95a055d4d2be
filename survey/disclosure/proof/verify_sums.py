"""Which groups of people a release can be asked about, and every sum of theirs. Part of verify.py.

A group of people is a cell, by its id; a sum is a line, cells with factors that make 0. Each line
is explained in section 3 of docs/disclosure.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

EVERYONE, LANGUAGE, REST = "everyone", "_language", "_rest"
KINDS, APART = ("dont_know", "does_not_apply"), ("skipped", "rather_not_say")
#: Names that the cell of an option cannot have: those of other cells of its question.
TAKEN = {"base", "no_answer", "away", "more-than-one", "room-left", *KINDS, *APART}

DerivedTerms = tuple[tuple[str, int], ...]
DerivedSum = frozenset[tuple[str, int]]
#: Threshold, whether zero is secret, and the cell of the few people that this one is among ("":
#: everyone).
DerivedRule = tuple[int, bool, str]
#: Which options of a splitter each of its groups holds, by the id of the group.
OptionsOfGroups = Mapping[str, tuple[str, ...]]
#: Answers of a question that are printed as one, in the order of the question.
PrintedAsOne = Mapping[str, frozenset[tuple[str, ...]]]


@dataclass(frozen=True)
class QuestionRows:
    """A question: `rows` are what is counted of it, `kinds` its own kinds of no answer, `path` the
    rule by which it is asked (None: everyone is)."""

    id: str
    type: str
    section: str
    sensitive: bool
    path: Any
    options: Mapping[str, str]
    alone: frozenset[str]
    at_most: int
    breakdown: bool
    merge: Any
    together: Any = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """Return the ids of the rows in a table, in order."""
        valid = tuple(id_ for id_, kind in self.options.items() if kind == "option")
        return ("wrote",) if self.type == "text" else valid

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return those of "don't know" and "does not apply" that can be chosen."""
        return tuple(kind for kind in KINDS if kind in self.options.values())


def asked_in(questionnaire: Any) -> dict[str, QuestionRows]:
    """Return the questions of a questionnaire by id, in order."""
    found: dict[str, QuestionRows] = {}
    for section in questionnaire["sections"]:
        for q in section["questions"]:
            if q["type"] == "note":
                continue
            rules = [r for r in (section.get("show_if"), q.get("show_if")) if r is not None]
            options = _options(q)
            found[q["id"]] = QuestionRows(
                q["id"],
                q["type"],
                section["id"],
                q.get("sensitive", False),
                {"all": rules} if len(rules) > 1 else next(iter(rules), None),
                {option["id"]: option.get("kind", "option") for option in options},
                frozenset(option["id"] for option in options if option.get("exclusive")),
                q.get("at_most") or 0,
                q.get("breakdown", False),
                q.get("merge", ()),
                [one["options"] for one in q.get("together", ())],
            )
    return found


def _options(question: Any) -> list[Any]:
    if question["type"] != "scale":
        return list(question.get("options", ()))
    points = question["points"]
    size = len(points) if type(points) is list else points["to"] - points["from"] + 1
    return [{"id": f"p{i}"} for i in range(1, size + 1)] + list(question.get("other", ()))


def leaves(rule: Any) -> Iterator[str]:
    """Return the questions that a path looks at."""
    if rule is None:
        return
    for part in [rule["not"]] if "not" in rule else rule.get("all", rule.get("any", ())):
        yield from leaves(part)
    if "question" in rule:
        yield rule["question"]


def key(rule: Any) -> str:
    """Return the name of a path: its JSON without blanks, keys in one order."""
    return json.dumps(_in_order(rule), separators=(",", ":"), ensure_ascii=False)


def _in_order(rule: Any) -> Any:
    for many in ("all", "any"):
        if many in rule:
            return {many: [_in_order(part) for part in rule[many]]}
    if "not" in rule:
        return {"not": _in_order(rule["not"])}
    last = next(name for name in ("is", "includes", "answered") if name in rule)
    return {"question": rule["question"], last: rule[last]}


def put_together(q: QuestionRows) -> set[tuple[str, ...]]:
    """Return the answers of a question that may be printed as one: named sets, both ends of a
    scale of four points or more, and all answers but one of a single choice that splits nothing."""
    size, found = len(q.rows), [set(some) for some in q.together]
    if q.type == "scale" and size > 3:
        narrow = size % 2 == 1 and 4 < size < 9
        outer = size // 2 if narrow or size == 4 else (size + 1) // 3
        found += [set(q.rows[:outer]), set(q.rows[-outer:])]
    if q.type == "single" and not q.breakdown and size > 2:
        found += [set(q.rows) - {row} for row in q.rows]
    return {tuple(row for row in q.rows if row in some) for some in found}


def row_name(row: str) -> str:
    """Return what the cell of a row is called within its question."""
    return f"={row}" if row in TAKEN else row


@dataclass(frozen=True)
class PeopleGroup:
    """Everyone, or the people in one column of a table; `options`: None for those in no group."""

    total: str = EVERYONE
    by: str = ""
    column: str = ""
    options: tuple[str, ...] | None = None

    def cell(self, question: str, row: str) -> str:
        """Return the id of a cell of these people."""
        return f"{question}/{row}{self.end}"

    @property
    def end(self) -> str:
        """Return what the ids of their cells end in."""
        return f"@{self.by}:{self.column}" if self.by else ""


@dataclass
class DerivedSums:
    """All cells with their rules (None: its number tells of nobody), and all lines.

    `numbers`: the questions that print numbers; `tables`: the printed tables as question and
    splitter, with the answers that are put together in them; `groups`: those of each splitter.
    `together`: the answers of each question that are printed as one.
    `spare`: cells that hold what is left over in an inequality, and so may exceed everyone;
    `answers`: those of everyone who gave an answer.
    """

    asked: Mapping[str, QuestionRows]
    numbers: frozenset[str]
    tables: Mapping[tuple[str, str], frozenset[tuple[str, ...]]]
    groups: Mapping[str, OptionsOfGroups]
    thresholds: tuple[int, int]
    together: PrintedAsOne = field(default_factory=dict)
    cells: dict[str, DerivedRule | None] = field(default_factory=dict)
    lines: set[DerivedSum] = field(default_factory=set)
    spare: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._put(EVERYONE)
        ties: list[tuple[QuestionRows, PeopleGroup]] = []
        for q in self.asked.values():
            if q.id in self.numbers:
                ties += self._question(q, PeopleGroup())
                self._put_together(q, PeopleGroup())
        for by in self.groups:
            self._columns(by)
        for id_, by in self.tables:
            q = self.asked[id_]
            for part in (*self.parts(by), *self._singles(by)):
                ties += self._question(q, part)
                self._put_together(q, part)
            self._across(q, by)
        for (id_, by), merged in self.tables.items():
            self._merged(self.asked[id_], by, merged)
        for q, part in ties:
            self._path(q.path, part)

    def parts(self, by: str) -> list[PeopleGroup]:
        """Return the columns of a splitter, the people in none of its groups last."""
        found = [
            PeopleGroup(f"{by}/{'+'.join(map(row_name, options))}", by, group, options)
            for group, options in self.groups[by].items()
        ]
        return [*found, PeopleGroup(f"{by}/{REST}", by, REST)]

    def _singles(self, by: str) -> list[PeopleGroup]:
        """Return the single options of the groups that hold several. How many people chose one of
        them is a number of the splitter, so that somebody may look at these people alone; languages
        have no such number."""
        several = [options for options in self.groups[by].values() if len(options) > 1]
        return [
            PeopleGroup(f"{by}/{row_name(option)}", by, f"={option}", (option,))
            for options in several
            if by != LANGUAGE
            for option in options
        ]

    def _split(self, cell: str, by: str) -> None:
        """Add that a cell is the sum of its columns, and a column that of its options."""
        self._sum(cell, (cell + part.end for part in self.parts(by)))
        ends = {part.options: part.end for part in self._singles(by)}
        for part in self.parts(by):
            inside = [ends[option,] for option in part.options or () if (option,) in ends]
            if inside and part.options and len(part.options) > 1:
                self._sum(cell + part.end, (cell + end for end in inside))

    def care(self, q: QuestionRows, by: str) -> tuple[tuple[int, bool], tuple[int, bool]]:
        """Return threshold and whether zeros are secret: of its answers, and of who was asked."""
        sensitive = q.sensitive or (by in self.asked and self.asked[by].sensitive)
        path = sensitive or any(self.asked[id_].sensitive for id_ in leaves(q.path))
        return (self.thresholds[sensitive], sensitive), (self.thresholds[path], path)

    def _put(self, cell: str, rule: DerivedRule | None = None) -> None:
        """Add a cell; the same people under two rules are under both."""
        old = self.cells.setdefault(cell, rule)
        if old is None or rule is None:
            self.cells[cell] = old or rule
        else:
            few = old[2] if old[2] == rule[2] else ""
            self.cells[cell] = (max(old[0], rule[0]), old[1] or rule[1], few)

    def _tie(self, *terms: tuple[str, int]) -> None:
        """Add a line; a cell that is named twice counts twice."""
        found: dict[str, int] = {}
        for cell, factor in terms:
            found[cell] = found.get(cell, 0) + factor
        line = frozenset((cell, factor) for cell, factor in found.items() if factor)
        if line:
            self.lines.add(line)

    def _sum(self, total: str, parts: Iterable[str]) -> None:
        self._tie((total, 1), *((part, -1) for part in parts))

    def _at_least(self, spare: str, terms: Iterable[tuple[str, int]]) -> None:
        """Add that some terms together are not below 0: what is left over is a cell."""
        self._put(spare)
        self.spare.add(spare)
        self._tie((spare, -1), *terms)

    def _question(
        self, q: QuestionRows, part: PeopleGroup
    ) -> list[tuple[QuestionRows, PeopleGroup]]:
        """Add a question among everyone, or among the people of a column; give what has a path."""
        (t, zeros), (path_t, path_zeros) = self.care(q, part.by)
        base, none = part.cell(q.id, "base"), part.cell(q.id, "no_answer")
        names = [part.cell(q.id, row_name(row)) for row in q.rows]
        self._put(base)
        self._put(none)
        for name in names:
            self._put(name, (t, zeros, base if part.by else ""))
        self.answers |= set() if part.by else set(names)
        if q.type == "multiple":
            self._choices(q, part, (t, zeros))
        else:
            self._sum(base, [*names, none] if q.type == "text" else names)
        own = [part.cell(q.id, kind) for kind in q.kinds]
        away = part.cell(q.id, "away") if part.by and own else ""
        if away:
            self._put(away)
            self._sum(part.total, (base, away))
        for kind, cell in zip(q.kinds, own, strict=True):
            self._put(cell, (t, zeros and kind == "does_not_apply", away))
        if q.type != "text" and not part.by:
            apart = [f"{q.id}/{kind}" for kind in APART]
            for cell in apart:
                self._put(cell)
            self._sum(none, apart)
        asked = part.total
        if q.path is not None:
            asked, not_asked = (
                f"{name}[{key(q.path)}]{part.end}" for name in ("asked", "not_asked")
            )
            for cell in (asked, not_asked):
                self._put(cell, (path_t, path_zeros, part.total if part.by else ""))
            self._sum(part.total, (asked, not_asked))
        self._sum(asked, [base] if q.type == "text" else [base, none, *own])
        return [(q, part)] if q.path is not None else []

    def _choices(self, q: QuestionRows, part: PeopleGroup, care: tuple[int, bool]) -> None:
        """Add who did not choose each option, and what is known of choosing several."""
        base = part.cell(q.id, "base")
        name = {row: part.cell(q.id, row_name(row)) for row in q.rows}
        for row in q.rows:
            no = part.cell(q.id, f"{row_name(row)}/no")
            self._put(no, (*care, base if part.by else ""))
            self._sum(base, (name[row], no))
        alone = [(name[row], -1) for row in q.rows if row in q.alone]
        chosen = [(name[row], 1) for row in q.rows]
        self._at_least(part.cell(q.id, "more-than-one"), [*chosen, (base, -1)])
        if q.at_most:
            taken = [(name[row], -q.at_most if row in q.alone else -1) for row in q.rows]
            self._at_least(part.cell(q.id, "room-left"), [(base, q.at_most), *taken])
        for row in q.rows if alone else ():
            if row not in q.alone:
                others = part.cell(q.id, f"{row_name(row)}/others")
                self._at_least(others, [(base, 1), (name[row], -1), *alone])

    def _put_together(self, q: QuestionRows, part: PeopleGroup) -> None:
        """Add the answers that are printed as one, and who gave none of these. In a column that
        says more only of choosing several."""
        every = sorted(self.together.get(q.id, ()))
        if q.type == "multiple":
            for options in every:
                self._any_of(q, part, options)
            if every:
                base, inside = part.cell(q.id, "base"), {o for some in every for o in some}
                one = [part.cell(q.id, "+".join(map(row_name, options))) for options in every]
                one += [part.cell(q.id, row_name(o)) for o in q.rows if o not in inside]
                terms = [*((cell, 1) for cell in one), (base, -1)]
                self._at_least(part.cell(q.id, "+covered"), terms)
            return
        for options in every if not part.by else ():
            name = f"{q.id}/{'+'.join(map(row_name, options))}"
            others = tuple(row for row in q.rows if row not in options)
            self._put(name, (*self.care(q, "")[0], ""))
            self._sum(name, (f"{q.id}/{row_name(row)}" for row in options))
            rest = f"{q.id}/{'+'.join(map(row_name, others))}"
            if len(others) > 1 and others not in every:
                rest = f"{name}/no"
                self._put(rest, (*self.care(q, "")[0], ""))
                self._sum(rest, (f"{q.id}/{row_name(row)}" for row in others))
            self._sum(f"{q.id}/base", (name, rest))

    def _any_of(self, q: QuestionRows, part: PeopleGroup, options: tuple[str, ...]) -> None:
        """Add who chose any of some options: no fewer than chose one of them, or those of them that
        are chosen alone and one more; no more than all of them; nobody who chose another alone."""
        base, name = part.cell(q.id, "base"), "+".join(map(row_name, options))
        some, none = part.cell(q.id, name), part.cell(q.id, f"{name}/no")
        rule = None if part.by else (*self.care(q, "")[0], "")
        self._put(some, rule)
        self._put(none, rule)
        self._sum(base, (some, none))
        cells = {row: part.cell(q.id, row_name(row)) for row in q.rows}
        alone = [(cells[row], -1) for row in options if row in q.alone]
        for row in options:
            if row not in q.alone:
                spare = part.cell(q.id, f"{name}/but-{row}")
                self._at_least(spare, [(some, 1), *alone, (cells[row], -1)])
        spare = part.cell(q.id, f"{name}/over")
        self._at_least(spare, [*((cells[row], 1) for row in options), (some, -1)])
        left = [(cells[row], -1) for row in q.rows if row in q.alone and row not in options]
        if left:
            spare = part.cell(q.id, f"{name}/others")
            self._at_least(spare, [(base, 1), (some, -1), *left])

    def _columns(self, by: str) -> None:
        """Add the people of each group, and that the groups and the rest are everyone."""
        for part in self.parts(by):
            self._put(part.total)
            if by != LANGUAGE and part.options and len(part.options) > 1:
                self._sum(part.total, (f"{by}/{row_name(option)}" for option in part.options))
        self._sum(EVERYONE, (part.total for part in self.parts(by)))
        if by != LANGUAGE:
            self._sum(self.parts(by)[-1].total, self._in_no_group(by))

    def _in_no_group(self, by: str) -> Iterator[str]:
        """The people in no group gave no answer, or one that has no column."""
        q = self.asked[by]
        inside = {option for part in self.parts(by) for option in part.options or ()}
        left = (row_name(row) for row in q.rows if row not in inside)
        yield from (f"{by}/{name}" for name in ("no_answer", *q.kinds, *left))
        if q.path is not None:
            yield f"not_asked[{key(q.path)}]"

    def _across(self, q: QuestionRows, by: str) -> None:
        """Add that every cell of a question is the sum of its columns."""
        names = ["base", "no_answer", *q.kinds, *map(row_name, q.rows)]
        if q.type == "multiple":
            names += [f"{row_name(row)}/no" for row in q.rows]
            for options in self.together.get(q.id, ()):
                name = "+".join(map(row_name, options))
                names += [name, f"{name}/no"]
        cells = [f"{q.id}/{name}" for name in names]
        if q.path is not None:
            cells += [f"asked[{key(q.path)}]", f"not_asked[{key(q.path)}]"]
        for cell in cells:
            self._split(cell, by)

    def _merged(self, q: QuestionRows, by: str, answers: Iterable[tuple[str, ...]]) -> None:
        """Add the answers that are put together in a table: in each column, and for everyone."""
        for rows in answers:
            for part in (PeopleGroup(), *self.parts(by), *self._singles(by)):
                cell = part.cell(q.id, "+".join(rows))
                few = part.cell(q.id, "base") if part.by else ""
                self._put(cell, (*self.care(q, part.by)[0], few))
                self._sum(cell, (part.cell(q.id, row_name(row)) for row in rows))
            whole = PeopleGroup().cell(q.id, "+".join(rows))
            self._split(whole, by)
            self.answers.add(whole)

    def _path(self, rule: Any, part: PeopleGroup) -> None:
        """Tie those who were asked to the answers that led them there."""
        asked = f"asked[{key(rule)}]{part.end}"
        terms = self._people(rule, part)
        if terms is not None:
            self._tie((asked, -1), *terms)
            return
        first = {"first": rule["includes"]} if "includes" in rule else {}
        for name, row in (first or ({"wrote": "wrote"} if rule.get("answered") else {})).items():
            known = part.cell(rule["question"], row_name(row))
            if known in self.cells:
                self._at_least(f"{name}<{asked}", ((asked, 1), (known, -1)))

    def _people(self, rule: Any, part: PeopleGroup) -> DerivedTerms | None:
        """Return those of whom a rule is true as a sum of cells; None where there is none."""
        if "not" in rule:
            inside = self._people(rule["not"], part)
            return None if inside is None else ((part.total, 1), *_times(inside, -1))
        if "all" in rule or "any" in rule:
            return self._compound(rule, part)
        if "answered" in rule:
            terms = self._answered(rule["question"], part)
            if terms is None or rule["answered"]:
                return terms
            return ((part.total, 1), *_times(terms, -1))
        option, q = rule.get("is", rule.get("includes")), self.asked[rule["question"]]
        if q.type in ("text", "ranking"):
            return None
        row = row_name(option) if q.options[option] == "option" else q.options[option]
        if q.id != part.by:
            return self._there(part.cell(q.id, row))
        named = {one for options in self.groups[q.id].values() for one in options}
        is_here = option not in named if part.options is None else option in part.options
        return self._there(f"{q.id}/{row}") if is_here else ()

    def _answered(self, id_: str, part: PeopleGroup) -> DerivedTerms | None:
        """Return those who gave an answer to a question that is not a text."""
        q = self.asked[id_]
        if q.type == "text":
            return None
        if id_ == part.by and part.options is not None:
            return ((part.total, 1),)
        whole = PeopleGroup() if id_ == part.by else part
        cells = [whole.cell(id_, row) for row in ("base", *q.kinds)]
        if not all(cell in self.cells for cell in cells):
            return None
        terms: DerivedTerms = tuple((cell, 1) for cell in cells)
        if id_ == part.by:
            terms += tuple((one.total, -1) for one in self.parts(id_)[:-1])
        return terms

    def _compound(self, rule: Any, part: PeopleGroup) -> DerivedTerms | None:
        """Return a cell for a rule of several parts, within the bounds that they set (Fréchet)."""
        sign, parts = (1, rule["all"]) if "all" in rule else (-1, rule["any"])
        if len(parts) == 1:
            return self._people(parts[0], part)
        cell = f"rule[{key(rule)}]{part.end}"
        if cell in self.cells:
            return ((cell, 1),)
        self._put(cell)
        sides = [self._people(inner, part) for inner in parts]
        known = [side for side in sides if side is not None]
        for i, side in enumerate(known):
            self._at_least(f"{cell}<{i}", _times((*side, (cell, -1)), sign))
        if len(known) == len(sides):
            spare = ((part.total, len(sides) - 1),) if sign == 1 else ()
            every = tuple(term for side in known for term in side)
            self._at_least(f"{cell}<all", ((cell, sign), *_times(every, -sign), *spare))
        return ((cell, 1),)

    def _there(self, cell: str) -> DerivedTerms | None:
        return ((cell, 1),) if cell in self.cells else None


def _times(terms: DerivedTerms, factor: int) -> DerivedTerms:
    return tuple((cell, factor * old) for cell, old in terms)
