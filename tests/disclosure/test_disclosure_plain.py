"""Plain tables: what is hidden, refused and said, attacked by a linear program of our own."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from survey.disclosure.proof.verify import verify
from survey.disclosure.tables.plain import protect_tables
from survey.disclosure.tables.plain_reading import read_tables
from survey.errors import BadInput
from tests.examples import examples

ROOT = Path(__file__).resolve().parents[2]


def now() -> float:
    """No time for the search of the least."""
    return 0.0


def table(counts: Any, id_: str = "t", sensitive: bool = False) -> dict[str, Any]:
    rows = [[int(count) for count in row] for row in counts]
    return {
        "id": id_, "rows": [f"r{i}" for i in range(len(rows))],
        "columns": [f"c{j}" for j in range(len(rows[0]))], "counts": rows, "sensitive": sensitive,
        "groups_only": True,
    }  # fmt: skip


def file(*tables: Any, **policy: int) -> str:
    return json.dumps({"policy": {"threshold": 5, **policy}, "tables": list(tables)})


def protected(*tables: Any, seconds: float = 0.0, **policy: int) -> Any:
    done = protect_tables(read_tables(file(*tables, **policy), "f"), lambda: seconds)
    assert verify(done.protected, json.loads(json.dumps(done.certificate))) == []
    return done


def whole(counts: Any) -> Any:
    inner = np.array(counts)
    rows = np.concatenate((inner, inner.sum(axis=1, keepdims=True)), axis=1)
    return np.concatenate((rows, rows.sum(axis=0, keepdims=True)), axis=0)


def shown(printed: Any) -> list[list[int | None]]:
    rows = [*printed["counts"], printed["column_totals"]]
    return [[*row, end] for row, end in zip(rows, [*printed["row_totals"], printed["total"]],
                                            strict=True)]  # fmt: skip


class Reader:
    """Knows every number that is shown, and every sum."""

    def __init__(self, numbers: list[list[int | None]]) -> None:
        height, width = len(numbers), len(numbers[0])
        place = np.arange(height * width).reshape(height, width)
        sums = []
        for line in (*place, *place.T):
            row = np.zeros(height * width)
            row[line[:-1]], row[line[-1]] = 1, -1
            sums.append(row)
        self.sums, self.place = np.array(sums), place
        most = numbers[-1][-1]
        self.bounds = [(0, most) if n is None else (n, n) for row in numbers for n in row]

    def ends(self, i: int, j: int) -> tuple[float, float]:
        goal = np.zeros(len(self.bounds))
        goal[self.place[i, j]] = 1
        ends = [linprog(sign * goal, A_eq=self.sums, b_eq=np.zeros(len(self.sums)),
                        bounds=self.bounds) for sign in (1, -1)]  # fmt: skip
        return ends[0].fun, -ends[1].fun


def check(counts: Any, printed: Any, t: int, zeros: bool) -> int:
    """Attack a printed table; give how many cells had something to protect."""
    truth, numbers = whole(counts), shown(printed)
    height, width = truth.shape
    reader, checked = Reader(numbers), 0
    for i, j in np.ndindex(height, width):
        a = int(truth[i, j])
        assert numbers[i][j] in (None, a)
        if (i, j) == (height - 1, width - 1):
            assert numbers[i][j] == a
            continue
        inside = i < height - 1 and j < width - 1
        groups = [truth[i, -1], truth[-1, j]] if inside else [truth[-1, -1]]
        small = 0 < a < t or (a == 0 and zeros)
        if numbers[i][j] is None:
            # whatever its count is, a hidden cell looks like any other
            low, high = reader.ends(i, j)
            surely = low >= t - 1e-6 or (high <= 1e-6 and not zeros)
            assert surely or (low <= 1e-6 and high >= t - 1e-6)
        whole_group = a >= t and a in groups
        if not small and not whole_group:
            continue
        checked += 1
        assert numbers[i][j] is None
        low, high = reader.ends(i, j)
        if small:
            assert low <= 1e-6
            assert high >= t - 1e-6
        if whole_group:
            assert low <= a - t + 1e-6
    return checked


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10**6), st.integers(3, 6), st.integers(4, 6), st.floats(1.0, 3.5),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_reader_with_all_sums_learns_nothing(seed, height, width, size, sensitive, best):
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.lognormal(size, 1.2, (height, width)))
    done = protected(table(counts, sensitive=sensitive), seconds=1.0 if best else 0.0)
    printed = done.protected["tables"][0]
    if "refused" in printed:
        assert all(n is None for row in shown(printed) for n in row)
    else:
        check(counts, printed, 10 if sensitive else 5, sensitive)


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 7), st.integers(3, 7), st.floats(0.5, 2.0))
def test_sensitive_tables_of_few_people_are_protected_or_refused(seed, height, width, mean):
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.gamma(0.5, 2 * mean, (height, width)))
    printed = protected(table(counts, sensitive=True), seconds=2.0).protected["tables"][0]
    if "refused" in printed:
        assert all(n is None for row in shown(printed) for n in row)
    else:
        check(counts, printed, 10, True)


def test_a_group_that_is_the_sum_of_the_others_by_chance_is_protected():
    printed = protected(table([[1, 1, 0], [0, 1, 1], [0, 0, 0]], sensitive=True))
    assert printed.protected["tables"][0]["columns"] == ["c0", "c1", "c2"]


def test_tables_of_the_sizes_that_are_met_are_protected_and_not_refused():
    chance = np.random.default_rng(4)
    for height, width in ((5, 5), (12, 7), (20, 20)):
        counts = chance.poisson(chance.lognormal(2.5, 1.1, (height, width)))
        printed = protected(table(counts)).protected["tables"][0]
        assert "refused" not in printed
        assert check(counts, printed, 5, False) > 0


def test_where_nothing_is_small_nothing_is_hidden():
    counts = [[10, 20, 30], [11, 21, 31], [12, 22, 32]]
    printed = protected(table(counts)).protected["tables"][0]
    assert printed["counts"] == counts
    assert (printed["row_totals"], printed["column_totals"]) == ([60, 63, 66], [33, 63, 93])
    assert printed["total"] == 189


def test_a_group_of_one_answer_is_not_told():
    counts = [[0, 0, 40, 0], [12, 25, 33, 17], [14, 28, 19, 16], [30, 22, 25, 18]]
    done = protected(table(counts))
    assert check(counts, done.protected["tables"][0], 5, False) == 1
    assert done.protected["tables"][0]["counts"][0][2] is None


def test_on_sensitive_tables_nobody_is_a_secret_too():
    counts = [[0, 20, 40, 30], [12, 25, 33, 17], [14, 28, 19, 16], [30, 22, 25, 18]]
    plain = protected(table(counts)).protected["tables"][0]
    assert plain["counts"] == counts
    careful = protected(table(counts, sensitive=True)).protected["tables"][0]
    assert careful["counts"][0][0] is None
    assert check(counts, careful, 10, True) == 1
    stricter = protected(table(counts, sensitive=True), threshold_sensitive=15)
    assert check(counts, stricter.protected["tables"][0], 15, True) == 3


def test_small_margins_are_hidden_and_protected():
    counts = [[1, 0, 2, 0], [12, 25, 33, 17], [14, 28, 19, 16], [30, 22, 25, 18]]
    printed = protected(table(counts)).protected["tables"][0]
    assert printed["row_totals"][0] is None
    assert check(counts, printed, 5, False) == 3


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[1, 0, 2, 0], [0, 0, 0, 0], [0, 1, 0, 0]], "Fewer than 5 people"),
        ([[0] * 4] * 4, "Fewer than 5 people"),
        ([[20, 50, 10], [8, 19, 22], [17, 32, 2]], "fewer than 16 cells"),
        ([[3, 4, 6], [2, 0, 5]], "fewer than 16 cells"),
        ([[30, 20]], "fewer than 16 cells"),
        ([[30 + i for i in range(16)]], "could be worked out"),
        ([[30 + i] for i in range(16)], "could be worked out"),
    ],
)
def test_what_cannot_be_protected_is_refused_and_the_rest_printed(counts, reason):
    fine = table([[10, 20, 30], [11, 21, 31], [12, 22, 32]], "fine")
    printed, other = protected(table(counts), fine).protected["tables"]
    assert reason in printed["refused"]["reason"]
    assert printed["refused"]["next_steps"]
    assert all(n is None for row in shown(printed) for n in row)
    assert "refused" not in other
    assert other["counts"] == fine["counts"]


def test_a_file_of_refused_tables_is_still_proven():
    done = protected(table([[1, 2], [3, 4]]))
    assert done.certificate["tables"] == [[]]


def test_the_intervals_are_those_of_a_reader():
    counts = [[30, 47, 64, 89], [90, 124, 3, 31], [92, 100, 59, 85], [80, 91, 65, 68]]
    done = protected(table(counts))
    reader = Reader(shown(done.protected["tables"][0]))
    found = done.outcomes[0].intervals()
    assert found
    for cell, ends in found.items():
        i, j = (int(n) if n != "*" else 4 for n in cell.split("/")[1:])
        assert ends == tuple(round(end) for end in reader.ends(i, j))


def test_the_same_file_gives_the_same_answer():
    chance = np.random.default_rng(1)
    text = file(table(chance.poisson(chance.lognormal(2.5, 1.1, (9, 9)))))
    first, second = (protect_tables(read_tables(text, "f"), lambda: 60.0) for _ in range(2))
    assert (first.protected, first.certificate) == (second.protected, second.certificate)


def test_large_numbers_of_people_are_no_trouble():
    counts = [[10**8, 2, 10**8 + 1, 7], [10**7, 12345678, 3, 10**8], [99, 10**6, 10**8, 555],
              [10**6, 321, 10**5, 10**7]]  # fmt: skip
    printed = protected(table(counts)).protected["tables"][0]
    assert "refused" not in printed
    assert printed["counts"][0][1] is None
    assert printed["total"] == sum(map(sum, counts))


GOOD = {"id": "t", "rows": ["a", "b"], "columns": ["x", "y"], "counts": [[10, 20], [30, 40]]}


def changed(**fields: Any) -> str:
    return file({key: value for key, value in {**GOOD, **fields}.items() if value != "gone"})


def test_tables_of_the_same_people_are_noticed_in_whatever_order_their_rows_stand() -> None:
    """With the rows of one in another order the hidden 3 follows from the other: 127 less 124."""
    counts = {
        "north": [30, 47, 64, 89], "east": [90, 124, 3, 31],
        "south": [92, 100, 59, 85], "west": [80, 91, 65, 68],
    }  # fmt: skip
    long = {"id": "help", "rows": list(counts), "columns": ["friend", "line", "police", "nobody"],
            "counts": list(counts.values())}  # fmt: skip
    order = ["South", "west ", "east", "north"]
    short = {
        "id": "help-short", "rows": order, "columns": ["friend", "line or police", "nobody"],
        "counts": [[a, b + c, d] for a, b, c, d in (counts[o.strip().lower()] for o in order)],
    }  # fmt: skip
    turned = {**short, "rows": short["columns"], "columns": order,
              "counts": [list(one) for one in zip(*short["counts"], strict=True)]}  # fmt: skip
    for again in (short, turned):
        first, second = protected(long, again).protected["tables"]
        assert "refused" not in first
        assert "shares people with “help”" in second["refused"]["reason"]
    other = {**short, "counts": [[1 + count for count in row] for row in short["counts"]]}
    done = protected(long, other).protected
    assert not any("refused" in one for one in done["tables"])
    assert "links" not in done


BAD = {
    "not json": ("{", "not JSON"),
    "empty": ("", "not JSON"),
    "deep": ("[" * 100_000, "too deep"),
    "a long number": ("1" * 10_000, "too long a number"),
    "a list": ("[]", "The file is not an object"),
    "twice": ('{"policy": {"threshold": 5, "threshold": 9}, "tables": []}', "twice"),
    "no policy": ('{"tables": [1]}', "“policy” is missing"),
    "no tables": ('{"policy": {"threshold": 5}}', "“tables” is missing"),
    "empty tables": (file(), "at least one table"),
    "tables of words": ('{"policy": {"threshold": 5}, "tables": "no"}', "at least one table"),
    "a table of words": (file("no"), "tables[0]: write an object"),
    "a policy of words": ('{"policy": 5, "tables": [1]}', "policy: write an object"),
    "a weak threshold": (file(GOOD, threshold=4), "policy.threshold: 4 is too weak"),
    "half a threshold": (file(GOOD, threshold=5.5), "policy.threshold: write a whole number"),
    "a weak sensitive threshold": (
        file(GOOD, threshold=8, threshold_sensitive=7),
        "policy.threshold_sensitive: 7 is too weak; write 8 or more",
    ),
    "a rule that is not there": (file(GOOD, tiny_table=0), "“tiny_table” is not known here"),
    "a word that is not there": (changed(sensitve=True), "“sensitve” is not known here"),
    "sensitive in words": (changed(sensitive="yes"), "tables[0].sensitive: write true or false"),
    "no id": (changed(id="gone"), "tables[0]: “id” is missing"),
    "no counts": (changed(counts="gone"), "tables[0]: “counts” is missing"),
    "an empty id": (changed(id=" "), "tables[0].id"),
    "a number as id": (changed(id=7), "tables[0].id"),
    "an id that rings": (changed(id="\u0007"), "tables[0].id"),
    "the same id": (file(GOOD, GOOD), "tables[1].id: “t” is taken by tables[0]"),
    "no rows": (changed(rows=[]), "tables[0].rows: write a list"),
    "the same row": (changed(rows=["a", "a"]), "tables[0].rows[1]: “a” is there already"),
    "the same row but for a blank": (changed(rows=["a", "a "]), "tables[0].rows[1]: “a ” is there"),
    "the same row in another form": (changed(rows=["\u00e9", "e\u0301"]), "tables[0].rows[1]"),
    "a row that is not seen": (changed(rows=["a", "\u2800"]), "tables[0].rows[1]: write a name"),
    "the same id but for a blank": (file(GOOD, GOOD | {"id": "t "}), "tables[1].id: “t” is taken"),
    "a total among the columns": (
        changed(columns=["x", "Total"], counts=[[7, 7], [8, 8]]),
        "tables[0].columns[1]: “Total” is the sum of all others",
    ),
    "a total among the rows, whatever its name": (
        changed(rows=["a", "b", "c"], counts=[[7, 1], [8, 2], [15, 3]]),
        "tables[0].rows[2]: “c” is the sum of all others; leave it out, totals are worked out here."
        " If it is a group, write “groups_only”: true.",
    ),
    "a total that leaves some people out": (
        changed(columns=["x", "n"], counts=[[7, 7], [8, 9]]),
        "tables[0].columns[1]: “n” is 16 in all where the others come to 15: is it a total that",
    ),
    "a total that is called a group": (
        changed(columns=["x", "Total"], counts=[[7, 7], [8, 8]], groups_only=True),
        "tables[0].columns[1]: “Total” is the sum of all others",
    ),
    "groups in words": (changed(groups_only="yes"), "tables[0].groups_only: write true or false"),
    "too few rows": (changed(counts=[[1, 2]]), "tables[0].counts: there are 1; write 2 lists"),
    "ragged": (changed(counts=[[1, 2], [3]]), "tables[0].counts[1]: there are 1; write 2 numbers"),
    "a row of words": (changed(counts=[[1, 2], "no"]), "tables[0].counts[1]: write 2 numbers"),
    "negative": (changed(counts=[[1, 2], [3, -4]]), "tables[0].counts[1][1]: “-4”"),
    "half people": (changed(counts=[[1, 2.5], [3, 4]]), "tables[0].counts[0][1]: “2.5”"),
    "yes as a number": (changed(counts=[[1, True], [3, 4]]), "tables[0].counts[0][1]: “true”"),
    "nothing": (changed(counts=[[1, None], [3, 4]]), "tables[0].counts[0][1]: “null”"),
    "not a number": (changed(counts=[[1, float("nan")], [3, 4]]), "tables[0].counts[0][1]: “NaN”"),
    "too many people": (changed(counts=[[1, 10**10], [3, 4]]), "tables[0].counts[0][1]"),
    "too many in all": (changed(counts=[[10**9, 1], [3, 4]]), "more than 1000000000 people"),
    "wrong sums": (changed(total=99), "tables[0].total: this is not the sum"),
    "too many cells": (
        changed(rows=[f"r{i}" for i in range(200)], columns=[f"c{i}" for i in range(200)]),
        "40000 cells; write at most 20000",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_with_a_file_is_said_with_its_place(text, said):
    with pytest.raises(BadInput) as refused:
        read_tables(text, "tables.json")
    assert said in str(refused.value)


def test_every_problem_is_listed_at_once():
    bad = changed(counts=[[-1, 2], [3, "x"]], id="", other=1)
    with pytest.raises(BadInput) as refused:
        read_tables(bad, "tables.json")
    assert refused.value.what == "tables.json cannot be used: 4 problems."
    assert len(refused.value.do.splitlines()) == 4


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=3),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(
            st.sampled_from(["id", "rows", "columns", "counts", "sensitive", "total"]), part),
        max_leaves=12,
    )
)  # fmt: skip
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(content):
    for text in (
        json.dumps(content),
        file(content),
        changed(counts=content),
        changed(rows=content),
    ):
        with suppress(BadInput):
            read_tables(text, "f")


def test_the_example_of_the_documents_is_true():
    text = (ROOT / "docs" / "disclosure-tables.md").read_text(encoding="utf-8")
    given_, printed = (json.loads(part.split("```")[0]) for part in text.split("```json\n")[1:3])
    done = protect_tables(read_tables(json.dumps(given_), "f"), lambda: 60.0)
    assert done.protected == printed
    for (low, high), line in zip(
        done.outcomes[0].intervals().values(),
        [line for line in text.splitlines() if line.startswith("  help-by-region, ")],
        strict=True,
    ):
        assert line.endswith(f": {low} to {high}")


def test_what_goes_in_and_comes_out_has_the_published_form():
    schemas = {
        name: json.loads((ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("disclosure-tables", "disclosure-protected", "certificate")
    }
    text = file(table([[9, 8, 7, 60]] * 4), table([[1, 2]], "no"), threshold_sensitive=20)
    jsonschema.validate(json.loads(text), schemas["disclosure-tables"])
    done = protect_tables(read_tables(text, "f"), now)
    jsonschema.validate(done.protected, schemas["disclosure-protected"])
    jsonschema.validate(json.loads(json.dumps(done.certificate)), schemas["certificate"])
