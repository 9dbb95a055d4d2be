"""What a release of a study must look like, and what its numbers say. Part of verify.py.

Words, days, fingerprints and lost envelopes are not looked at: a proof of numbers cannot prove
them. The public rules by which numbers are printed are bounds like the numbers themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from survey.disclosure.proof.verify_shares import DECIMAL_FROM, shares_fit
from survey.disclosure.proof.verify_sums import (
    APART,
    EVERYONE,
    KINDS,
    LANGUAGE,
    REST,
    DerivedSums,
    OptionsOfGroups,
    PeopleGroup,
    QuestionRows,
    key,
    put_together,
    row_name,
)

#: Below these no policy may go.
FLOORS = {
    "threshold": 5, "threshold_sensitive": 5, "base_for_counts": 10, "base_for_percentages": 20,
    "count_rounding": 5, "numbers_from": 30, "breakdowns_from": 100, "category_people": 10,
    "slice_people": 100,
}  # fmt: skip
MEASURE = {"ranking": "ranked_first", "text": "wrote"}
LOST = ("damaged", "foreign", "copies")
OTHER = "_other"
KEYS = {
    "release": "format number study integrity policy respondents questions at_least audit",
    "integrity": "envelopes counted damaged foreign copies blank",
    "policy": f"{' '.join(FLOORS)} percent_rounding percent_rounding_small decimal_from ladder "
    "sentences",
    "audit": "passed cells hidden refused_tables alternatives exact",
    "shown": "hidden count percent low high words",
    "question": "id section section_title type text help sensitive splits form reason measure base "
    "rows missing breakdowns refusals sums",
    "row": "id kind label shown",
    "breakdown": "by label merged categories row_ids cells answers",
    "category": "id label base options",
    "answer": "id label options",
    "refusal": "table reason next_steps",
    "sum": "id label options shown",
}
#: Keys that a release is written without where they say nothing.
MAY_BE_MISSING = {"decimal_from", "sums"}


@dataclass(frozen=True)
class NumberPlace:
    """Where a number stands: its cell, what is shown, the cell beside which it is a share (""), and
    the fewest people that it may be printed of, whatever the rule of its cell. A share that is
    `apart` is one for itself."""

    cell: str
    shown: Any
    base: str = ""
    least: int = 0
    apart: bool = False


class ReadRelease:
    """One release, read with the questions that it is about."""

    def __init__(self, release: Any, asked: Mapping[str, QuestionRows], languages: Any) -> None:
        self.release, self.asked, self.languages = release, asked, tuple(languages)
        self.policy = release["policy"]
        self.told = [q for q in release["questions"] if q["form"] == "numbers"]
        self.half = self.policy["count_rounding"] // 2
        self.thresholds = (self.policy["threshold"], self.policy["threshold_sensitive"])
        self.groups: dict[str, dict[str, tuple[str, ...]]] = {}
        self.tables: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}
        self.together = {
            q["id"]: frozenset(tuple(one["options"]) for one in q.get("sums", ()))
            for q in self.told
        }
        for q in self.told:
            for one in q["breakdowns"]:
                found = self.groups.setdefault(one["by"], {})
                found |= {c["id"]: tuple(c["options"]) for c in one["categories"]}
                answers = [tuple(answer["options"]) for answer in one["answers"]]
                self.tables[q["id"], one["by"]] = frozenset(a for a in answers if len(a) > 1)

    def people(self) -> int:
        """Return how many people took part, as printed."""
        return int(self.release["respondents"]["count"])

    @property
    def numbers(self) -> frozenset[str]:
        """Return the questions of which numbers are printed."""
        return frozenset(q["id"] for q in self.told)

    def splitters(self) -> list[str]:
        """Return what may split tables: questions that are marked so, and the language."""
        several = [LANGUAGE] if len(self.languages) > 1 else []
        return [q.id for q in self.asked.values() if q.breakdown] + several

    @cached_property
    def places(self) -> tuple[NumberPlace, ...]:
        """Return every place in which a number may stand."""
        return tuple(self._places())

    def _places(self) -> Iterator[NumberPlace]:
        for q in self.told:
            one, part = self.asked[q["id"]], PeopleGroup()
            base = part.cell(one.id, "base")
            yield NumberPlace(base, q["base"], least=self.policy["base_for_counts"])
            for row in q["rows"]:
                yield NumberPlace(part.cell(one.id, row_name(row["id"])), row["shown"], base)
            for some in q.get("sums", ()):
                name = part.cell(one.id, "+".join(map(row_name, some["options"])))
                least = self.thresholds[one.sensitive]
                yield NumberPlace(name, some["shown"], base, least, apart=True)
            for row in q["missing"]:
                yield self._missing(one, row["kind"], row["shown"])
            for table in q["breakdowns"]:
                yield from self._table(one, table)

    def _missing(self, q: QuestionRows, kind: str, shown: Any) -> NumberPlace:
        if kind == "not_asked":
            return NumberPlace(f"not_asked[{key(q.path)}]", shown)
        if q.type == "text":
            return NumberPlace(f"{q.id}/no_answer", shown)
        least = self.thresholds[q.sensitive] if kind in APART else 0
        return NumberPlace(f"{q.id}/{kind}", shown, least=least)

    def _table(self, q: QuestionRows, table: Any) -> Iterator[NumberPlace]:
        by = table["by"]
        least = self.policy["slice_people" if by == LANGUAGE else "category_people"]
        for j, category in enumerate(table["categories"]):
            part = PeopleGroup(by=by, column=category["id"])
            base = part.cell(q.id, "base")
            yield NumberPlace(base, category["base"], least=least)
            for row, cells in zip(table["row_ids"], table["cells"], strict=True):
                name = row if table["answers"] else row_name(row)
                yield NumberPlace(part.cell(q.id, name), cells[j], base)

    def wrong(self) -> Iterator[str]:
        """Return what a release may not look like, one sentence each."""
        release, policy = self.release, self.policy
        yield from _other_keys(release, "release")
        for name in ("integrity", "policy", "audit"):
            yield from _other_keys(release[name], name)
        if policy["ladder"] not in ("30-99", "100 and more"):
            yield "This release prints no numbers: there is nothing that a certificate could prove."
            return
        yield from self._below_the_floors()
        asked = [[q.id, q.section, q.type, q.sensitive, q.breakdown] for q in self.asked.values()]
        order = [
            [q[key] for key in ("id", "section", "type", "sensitive", "splits")]
            for q in release["questions"]
        ]
        if repr(order) != repr(asked):
            yield "The questions of the release are not those of the questionnaire."
            return
        for q in release["questions"]:
            yield from _other_keys(q, "question")
            if q["form"] == "numbers":
                yield from self._question(self.asked[q["id"]], q)
            elif (
                q["form"] != "withheld"
                or not _is_hidden(q["base"])
                or any(q[name] for name in ("rows", "missing", "breakdowns", "refusals"))
                or "sums" in q
            ):
                yield f"{q['id']} is not printed in numbers, and has some all the same."
        yield from self._numbers()
        yield from self._counted()

    def _below_the_floors(self) -> Iterator[str]:
        policy = self.policy
        low = [name for name, floor in FLOORS.items() if not _whole(policy[name], floor)]
        if low:
            yield f"The policy is weaker than any may be, or not whole: {', '.join(low)}."
            return
        if policy["threshold"] > policy["threshold_sensitive"] or policy["count_rounding"] % 2 < 1:
            yield "The policy has thresholds out of order, or counts rounded to an even number."
        few, points = policy["percent_rounding_small"], policy["percent_rounding"]
        if not _whole(few, 5) or 100 % few or points != (few if policy["ladder"] == "30-99" else 1):
            yield "Percentages are not rounded as the step of the ladder asks."
        decimal_from = policy.get("decimal_from")
        if decimal_from is not None and (not _whole(decimal_from, DECIMAL_FROM) or points != 1):
            yield "Percentages of too small a base have decimals."

    def _question(self, q: QuestionRows, printed: Any) -> Iterator[str]:
        """A question has its rows, its kinds of no answer, and tables that it may have."""
        kinds = ["not_asked"] if q.path is not None else []
        together = [["skipped"]] if q.type == "text" else [["no_answer"], list(APART)]
        rows = [(row["id"], row["kind"]) for row in printed["rows"]]
        missing = [(row["id"], row["kind"]) for row in printed["missing"]]
        own = [kind for kind in KINDS if kind in q.kinds]
        if (
            rows != [(row, "option") for row in q.rows]
            or missing not in [[(k, k) for k in (*kinds, *way, *own)] for way in together]
            or printed["measure"] != MEASURE.get(q.type, "chose")
        ):
            yield f"{q.id} does not have the rows that the questionnaire gives it."
        for row in (*printed["rows"], *printed["missing"]):
            yield from _other_keys(row, "row")
            if row["kind"] in APART and q.type != "text" and row["shown"]["hidden"]:
                yield f"{q.id} has a part of no answer that is hidden, and is told apart."
        if "sums" in printed:
            yield from self._sums(q, printed["sums"])
        split = [one["by"] for one in printed["breakdowns"]]
        refused = [one["table"] for one in printed["refusals"]]
        for one in printed["refusals"]:
            yield from _other_keys(one, "refusal")
        for one in printed["breakdowns"]:
            yield from self._breakdown(q, one)
        large = self.policy["ladder"] == "100 and more" and q.type != "text"
        all_ = [by for by in self.splitters() if by != q.id] if large else []
        rest = {f"{q.id} by {by}" for by in all_ if by not in split}
        if (
            split != [by for by in all_ if by in split]
            or len(set(refused)) < len(refused)
            or {*refused, f"{q.id} by {LANGUAGE}"} != {*rest, f"{q.id} by {LANGUAGE}"}
            or (LANGUAGE in split and f"{q.id} by {LANGUAGE}" in refused)
        ):
            yield f"{q.id} is not split, or refused to be, by all that splits tables."

    def _sums(self, q: QuestionRows, sums: Any) -> Iterator[str]:
        """Answers that are printed as one are those that may be, each once, and none is hidden."""
        for one in sums:
            yield from _other_keys(one, "sum")
        options = [tuple(one["options"]) for one in sums]
        if (
            not sums
            or len(set(options)) < len(options)
            or not set(options) <= put_together(q)
            or [one["id"] for one in sums] != ["+".join(some) for some in options]
            or any(one["shown"]["hidden"] is not False for one in sums)
        ):
            yield f"{q.id} has answers printed as one that may not be, or not so."

    def _breakdown(self, q: QuestionRows, table: Any) -> Iterator[str]:
        """A table is split by what may split it, and has its groups and its answers."""
        by = self.asked.get(table["by"])
        name = f"{q.id} by {table['by']}"
        yield from _other_keys(table, "breakdown")
        if q.breakdown or (by is not None and (q.sensitive and by.sensitive)):
            yield f"{name} is a table that may never be printed."
        if by is not None and by.id not in self.numbers:
            yield f"{name} is split by a question that is not printed."
        ids = [category["id"] for category in table["categories"]]
        if (
            type(table["merged"]) is not bool
            or len(ids) < 2
            or len(set(ids)) < len(ids)
            or set(ids) != set(self.groups[table["by"]])
        ):
            yield f"{name} does not have the columns that it should."
        for category in table["categories"]:
            yield from _other_keys(category, "category")
            if tuple(category["options"]) != self.groups[table["by"]][category["id"]]:
                yield f"{name} has a group that holds something else in another table."
            if table["merged"] is not True and list(category["options"]) != [category["id"]]:
                yield f"{name} has groups that are put together, and does not say so."
        answers = table["answers"]
        for one in answers:
            yield from _other_keys(one, "answer")
        parts = [list(one["options"]) for one in answers] or [[row] for row in q.rows]
        names = ["+".join(map(row_name, part)) if answers else part[0] for part in parts]
        if (
            (answers and (q.type != "scale" or [one["id"] for one in answers] != names))
            or [row for part in parts for row in part] != list(q.rows)
            or table["row_ids"] != names
            or len(table["cells"]) != len(names)
            or any(len(row) != len(ids) for row in table["cells"])
        ):
            yield f"{name} does not have the rows that it should."

    def _numbers(self) -> Iterator[str]:
        """Every number is rounded, every percentage follows from counts, and nothing hidden has
        any; and the same people are shown the same way wherever they stand."""
        places, step = self.places, self.policy["count_rounding"]
        beside = {place.cell: place.shown for place in places}
        people = NumberPlace(EVERYONE, self.release["respondents"])
        if people.shown["hidden"]:
            yield "The number of people who took part is hidden."
        for place in (people, *places):
            yield from _other_keys(place.shown, "shown")
            shown, count = place.shown, place.shown["count"]
            right = shown["hidden"] is False and _whole(count, 0) and count % step == 0
            share = [shown[key] for key in ("percent", "low", "high")]
            right = right and shown["words"] == "" and (place.base or share == [None] * 3)
            if not (right or _is_hidden(shown)) or beside.get(place.cell, shown) != shown:
                yield f"{place.cell} is printed as {shown}, which no rule gives."
        for base in dict.fromkeys(place.base for place in places if place.base):
            mine = [place for place in places if place.base == base]
            cells = [place.shown for place in mine if not place.apart]
            adds_up = self.asked[base.partition("/")[0]].type not in ("multiple", "text")
            right = [shares_fit(cells, beside[base], self.policy, adds_up)]
            for place in mine:
                if place.apart:
                    right.append(shares_fit([place.shown], beside[base], self.policy, False))
            if not all(right):
                yield f"The percentages beside {base} are not what follows from the counts."

    def _counted(self) -> Iterator[str]:
        """What can be counted in the release was counted right, and the audit was passed."""
        audit, integrity, step = self.release["audit"], self.release["integrity"], 2 * self.half + 1
        told: dict[str, bool] = {}
        for place in self.places:
            owner, _, last = place.cell.rpartition("/")
            told[f"{owner}/no_answer" if last in APART else place.cell] = place.shown["hidden"]
        refused = sum(len(q["refusals"]) for q in self.told)
        figures = [audit[name] for name in ("cells", "hidden", "refused_tables")]
        if audit["passed"] is not True or figures != [len(told), sum(told.values()), refused]:
            yield "The audit was not passed, or its figures are not those of this release."
        stated = self.release["at_least"]
        if stated != sorted(set(stated)) or any(not told.get(cell, True) for cell in stated):
            yield "The release says of printed cells, too, that they hold no small group."
        rounded = [integrity["envelopes"], integrity["blank"] or 0]
        exact = [integrity[name] for name in LOST]
        if (
            integrity["counted"] != self.release["respondents"]["count"]
            or not all(_whole(n, 0) for n in (*rounded, *exact))
            or any(n % step for n in rounded)
        ):
            yield "The numbers of envelopes are not those that go with the people."


def offered(
    by: str, groups: OptionsOfGroups, asked: Mapping[str, QuestionRows], languages: Iterable[str]
) -> bool:
    """Return whether a questionnaire offers these groups of a splitter together."""
    if by != LANGUAGE:
        return any(groups.items() <= rung.items() for rung in _ladder(asked[by]))
    held = [code for options in groups.values() for code in options]
    alone = all(options == (id_,) for id_, options in groups.items() if id_ != OTHER)
    return alone and set(held) <= set(languages) and len(set(held)) == len(held)


Limit = tuple[str, int, int | None]


def limits(printed: ReadRelease, sums: DerivedSums) -> Iterator[Limit]:
    """Return for each cell that a release tells of the fewest and the most people in it; None for
    no most. Where the rules allow no count at all, the fewest are more than the most."""
    policy, half, people = printed.policy, printed.half, printed.people()
    yield EVERYONE, people - half, people + half
    # An envelope is blank, holds somebody's answers, or is lost in one of three ways.
    letters = printed.release["integrity"]
    opened = letters["envelopes"] - sum(letters[name] for name in LOST)
    yield EVERYONE, opened - half, opened + half
    if policy["ladder"] == "30-99":
        yield EVERYONE, policy["numbers_from"], policy["breakdowns_from"] - 1
    else:
        yield EVERYONE, policy["breakdowns_from"], None
    hidden = {place.cell for place in printed.places if place.shown["hidden"]}
    for place in printed.places:
        if place.cell.split("@")[0].endswith("/base"):
            yield place.cell, place.least, None
        if place.shown["count"] is not None:
            yield from _counts(printed, place, sums, hidden)
    for by in printed.groups:
        yield from _left_out(printed, by, sums)


def _counts(
    printed: ReadRelease, place: NumberPlace, sums: DerivedSums, hidden: Collection[str]
) -> Iterator[Limit]:
    """Return what one printed count says of its cell, and of its base by its percentage."""
    count, half, enough = place.shown["count"], printed.half, printed.policy["base_for_percentages"]
    t, zeros, _ = sums.cells[place.cell] or (0, False, "")
    none = not zeros and not place.least
    may = [
        n
        for n in range(max(0, count - half), count + half + 1)
        if n >= max(t, place.least) or (n == 0 and none)
    ]
    yield place.cell, min(may, default=1), max(may, default=0)
    if place.base and place.shown["percent"] is not None:
        yield place.base, enough, None
    elif place.base and place.base not in hidden:
        yield place.base, 0, enough - 1


def _left_out(printed: ReadRelease, by: str, sums: DerivedSums) -> Iterator[Limit]:
    """Return what the columns of a splitter say: each group has enough people for one, and who is
    in none is one of too few."""
    policy, groups = printed.policy, printed.groups[by]
    if by == LANGUAGE:
        yield f"{by}/{REST}", 0, 0
    people = policy["slice_people" if by == LANGUAGE else "category_people"]
    sensitive = by in printed.asked and printed.asked[by].sensitive
    enough = max(policy["category_people"], 2 * printed.thresholds[sensitive])
    for part in sums.parts(by):
        if part.column in groups:
            yield part.total, people if by == LANGUAGE else enough, None
    inside = {option for options in groups.values() for option in options}
    if by != LANGUAGE and printed.release["number"] == 1:
        for row in set(printed.asked[by].rows) - inside:
            yield f"{by}/{row_name(row)}", 0, enough - 1


def _ladder(by: QuestionRows) -> Iterable[OptionsOfGroups]:
    yield {row: (row,) for row in by.rows}
    for rung in by.merge:
        yield {group["id"]: tuple(group["options"]) for group in rung}


def _other_keys(content: Any, name: str) -> Iterator[str]:
    keys = set(KEYS[name].split())
    if not keys - MAY_BE_MISSING <= set(content) <= keys:
        yield f"A part of the release ({name}) has other keys than it should."


def _is_hidden(shown: Any) -> bool:
    nothing = {"count": None, "percent": None, "low": None, "high": None, "words": ""}
    return bool(shown == {"hidden": True, **nothing}) and shown["hidden"] is True


def _whole(value: Any, least: int) -> bool:
    return type(value) is int and value >= least
