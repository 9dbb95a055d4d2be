"""Plain tables and their certificate: made again by anybody, and every single change is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any

import numpy as np
import pytest

from survey.disclosure.proof.certificate import digest
from survey.disclosure.proof.verify import verify
from survey.disclosure.proof.verify_plain import wrong_in_tables
from survey.disclosure.tables.plain import protect_tables
from survey.disclosure.tables.plain_certificate import certificate_of
from survey.disclosure.tables.plain_reading import read_tables

Pair = tuple[Any, Any]

FIRST = [[9, 1, 30, 12], [8, 40, 2, 22], [17, 3, 28, 31], [25, 33, 19, 44]]
SECOND = [[0, 21, 3, 12], [18, 4, 9, 22], [17, 13, 28, 31], [2, 15, 27, 30]]


def file(**tables: list[list[int]]) -> str:
    return json.dumps({"policy": {"threshold": 5}, "tables": [
        {"id": id_, "rows": [f"row {i}" for i in range(len(rows))], "counts": rows,
         "columns": [f"column {j}" for j in range(len(rows[0]))], "sensitive": id_ == "two",
         "groups_only": True}
        for id_, rows in tables.items()
    ]})  # fmt: skip


def made(text: str) -> Pair:
    done = protect_tables(read_tables(text, "f"), lambda: 0.0)
    return json.loads(json.dumps(done.protected)), json.loads(json.dumps(done.certificate))


@pytest.fixture(scope="module")
def pair() -> Pair:
    """Two tables, one of them sensitive, a refused one and one in which nothing is hidden."""
    large = [[10 + 3 * i + j for j in range(4)] for i in range(6)]
    release, certificate = made(file(one=FIRST, two=SECOND, three=[[1, 2], [3, 4]], four=large))
    assert ["refused" in table for table in release["tables"]] == [False, False, True, False]
    return release, certificate


def places(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every number, flag, text and null, and to all that holds them."""
    if way:
        yield way
    if isinstance(content, dict | list):
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            yield from places(part, (*way, key))


def others(value: Any) -> tuple[Any, ...]:
    """Give what could stand in a place instead."""
    if isinstance(value, bool):
        return (not value, None, 1, "yes")
    if value is None:
        return (0, 4, 7, False, "x")
    if isinstance(value, int):
        return (value + 1, value - 1, 0, None, float(value), str(value), -value - 1, True)
    if isinstance(value, str):
        return (value + " again", "", 7, None)
    if isinstance(value, list):
        return (value[1:], [*value, *value[:1]], value[::-1], [], None, "list")
    return ({}, {**value, "more": 1}, dict(list(value.items())[1:]), None)


def harmless(way: tuple[Any, ...], before: Any, after: Any) -> str:
    """Name why a change of a release tells nobody anything and makes no promise untrue, or "".

    What is proven must still be proven after it, so this says what may be, never that it is.
    """
    if before == after and type(before) is type(after):
        return "nothing is changed"
    if way == ("policy", "threshold_sensitive") and type(after) is int:
        return "another threshold for which the same tables are a proof, at or above the floors"
    if way == ("policy", "threshold") and type(after) is int and after > before:
        return "a higher threshold for which the same tables are a proof"
    if way[:1] == ("tables",) and len(way) > 2:
        if way[2] == "refused" and (isinstance(after, str | list)):
            return "why a table is refused, in other words"
        if way[2] == "sensitive" and type(after) is bool:
            return "what the file itself says is asked, and the same tables are a proof of that too"
        if after is None and type(before) is int:
            return "one number less is printed, and the same tables are a proof"
        if way[2] == "id" and isinstance(after, str):
            return "the name of a table"
        if way[2] in ("rows", "columns") and isinstance(after, str | list):
            same_size = isinstance(after, str) or len(after) == len(before)
            return "the name of a row or column" if same_size else ""
    if way in (("tables",), ("tables", 3)):
        return "a table fewer or in another place"
    return ""


def changed(content: Any, way: tuple[Any, ...], value: Any) -> Any:
    other = copy.deepcopy(content)
    part = other
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    return other


def signed(release: Any, certificate: Any) -> Any:
    """Give the certificate with its digest made anew, as a forger would."""
    return {**certificate, "release": digest(release)}


def test_what_the_program_made_is_proven(pair: Pair) -> None:
    assert verify(*pair) == []
    assert list(wrong_in_tables(*pair)) == []


def test_anybody_makes_the_certificate_again_from_what_is_printed_byte_for_byte(pair: Pair) -> None:
    release, certificate = pair
    again = certificate_of(json.loads(json.dumps(release)))
    assert json.dumps(again) == json.dumps(certificate)


def test_every_single_change_of_a_release_is_found_or_harmless_by_name(pair: Pair) -> None:
    release, certificate = pair
    tried, named = 0, set()
    for way in places(release):
        before = found(release, way)
        for after in others(before):
            other = changed(release, way, after)
            tried += 1
            if other != release or json.dumps(other) != json.dumps(release):
                assert verify(other, certificate), (way, after)
            if not verify(other, signed(other, certificate)):
                name = harmless(way, before, after)
                assert name, (way, before, after)
                named.add(name)
    assert tried > 1000
    assert len(named) <= 8


def test_every_single_change_of_a_certificate_is_found(pair: Pair) -> None:
    release, certificate = pair
    tried = 0
    for way in places(certificate):
        before = found(certificate, way)
        for after in others(before):
            other = changed(certificate, way, after)
            if json.dumps(other) == json.dumps(certificate):
                continue
            tried += 1
            if not verify(release, other):
                # the order of whole tables says nothing, nor one that shows nothing of its own
                assert way == ("tables",), (way, after)
    assert tried > 1000


def test_a_table_less_in_a_certificate_is_found_where_it_showed_something(pair: Pair) -> None:
    release, certificate = pair
    first = {**certificate, "tables": certificate["tables"][:1]}
    assert any("No table shows" in problem for problem in verify(release, first))


def found(content: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        content = content[key]
    return content


def with_the_same_sums(counts: Any, shown: list[list[int | None]]) -> Iterator[Any]:
    """Give tables with the same sums, changed by one person in each corner of four hidden cells."""
    hidden = np.array([[count is None for count in row] for row in shown])
    for rows in combinations(range(len(counts)), 2):
        for columns in combinations(range(len(counts[0])), 2):
            corner = np.ix_(rows, columns)
            for one in (np.array([[1, -1], [-1, 1]]), np.array([[-1, 1], [1, -1]])):
                other = counts.copy()
                other[corner] += one
                if hidden[corner].all() and other.min() >= 0:
                    yield other


@pytest.mark.parametrize("seed", [0, 2, 4, 5])
def test_tables_that_print_the_same_have_the_same_certificate(seed: int) -> None:
    """What a certificate holds follows from the print: the true counts are nowhere in it."""
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.lognormal(2.2, 1.0, (5, 6)))
    release, certificate = made(file(one=counts.tolist()))
    order = sorted(f"one/{i}/{j}" for i in (*range(5), "*") for j in (*range(6), "*"))
    truth = {f"one/{i}/{j}": int(counts[i, j]) for i in range(5) for j in range(6)}
    for whole in certificate["tables"]:
        people = dict(zip(order, whole, strict=True))
        assert any(people[name] != count for name, count in truth.items())
    others = islice(with_the_same_sums(counts, release["tables"][0]["counts"]), 8)
    proofs = [proof for again, proof in (made(file(one=o.tolist())) for o in others)
              if again == release]  # fmt: skip
    assert proofs
    assert all(proof == certificate for proof in proofs)


@pytest.mark.parametrize("wrong", [None, [], {}, 7, "x", {"tables": []}, {"tables": None},
                                   {"policy": {}, "tables": [{}]}])  # fmt: skip
def test_what_is_no_release_or_no_certificate_is_no_proof(wrong: Any, pair: Pair) -> None:
    release, certificate = pair
    assert verify(release, wrong)
    assert verify(wrong, certificate)
    assert verify(wrong, signed(wrong, certificate))


def test_a_small_number_a_missing_row_and_a_number_in_a_refused_table_are_found(pair: Pair) -> None:
    release, certificate = pair
    small = changed(release, ("tables", 0, "counts", 0, 1), 1)
    assert ("one/0/1 is printed, and tells about too few people."
            in verify(small, signed(small, certificate)))  # fmt: skip
    refused = changed(release, ("tables", 2, "total"), 10)
    assert verify(refused, signed(refused, certificate)) == [
        "three is refused, and has a number all the same."
    ]
    weak = changed(release, ("policy", "threshold"), 4)
    assert verify(weak, signed(weak, certificate)) == ["The thresholds of the policy are too low."]


def test_a_group_of_which_all_are_in_one_cell_is_found() -> None:
    counts = [[0, 0, 40, 0], [12, 25, 33, 17], [14, 28, 19, 16], [30, 22, 25, 18]]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    release = {
        "policy": {"threshold": 5, "threshold_sensitive": 10},
        "tables": [{"id": "t", "rows": list("abcd"), "columns": list("wxyz"), "counts": counts,
                    "sensitive": False, "row_totals": [sum(row) for row in counts],
                    "column_totals": columns, "total": sum(columns)}],
    }  # fmt: skip
    assert verify(release, certificate_of(release)) == [
        "All people of t/0/* are surely in one cell."
    ]
