"""The verifier: any single changed number is found, also by itself, without the digests."""

from __future__ import annotations

import ast
import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from survey.disclosure import verify as module
from survey.disclosure.certificate import digest
from survey.disclosure.ledger import Past, Wave
from survey.disclosure.plain import protect_tables
from survey.disclosure.plain_reading import read_tables
from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.verify import verify
from survey.reports.bundle import release_json

Pair = tuple[Any, Any]


@pytest.fixture(scope="module")
def plain() -> Pair:
    """Two tables, one sensitive and one refused, and their certificate."""
    first = [[9, 1, 30, 12], [8, 40, 2, 22], [17, 3, 28, 31], [25, 33, 19, 44]]
    second = [[0, 21, 3, 12], [18, 4, 9, 22], [17, 13, 28, 31], [2, 15, 27, 30]]
    file = {"policy": {"threshold": 5}, "tables": [
        {"id": id_, "rows": list("abcdef")[: len(rows)], "columns": list("wxyz")[: len(rows[0])],
         "counts": rows, "sensitive": id_ == "two"}
        for id_, rows in (("one", first), ("two", second), ("three", [[1, 2], [3, 4]]))
    ]}  # fmt: skip
    done = protect_tables(read_tables(json.dumps(file), "f"), lambda: 10.0)
    return json.loads(json.dumps(done.protected)), json.loads(json.dumps(done.certificate))


def made_of(kit: Any, *crowds: int) -> list[Pair]:
    """Release a small study with a breakdown, a path and small cells again and again, and give each
    release with its certificate."""
    q = kit.questionnaire(
        [{"id": "g", "type": "single", "breakdown": True, "options": kit.options(3)},
         {"id": "a", "type": "single", "sensitive": True, "options": kit.options(5, "dont_know")},
         {"id": "m", "type": "multiple", "options": kit.options(4)}],
        [{"id": "s", "type": "single", "options": kit.options(3),
          "show_if": {"question": "g", "is": "o0"}}],
    )  # fmt: skip
    waves: tuple[Wave, ...] = ()
    releases: tuple[Release, ...] = ()
    pairs = []
    for number, people in enumerate(crowds, 1):
        tally = kit.tally_of(q, kit.crowd(q, people, 4 + number, 1.6, 0.08))
        waves = (*waves, Wave(tally, number))
        counted = Integrity(envelopes=sum(crowds[:number]), counted=sum(crowds[:number]))
        made = protect_next(q, Past(releases, waves), Policy(), kit.FACTS, counted)
        releases = (*releases, made.release)
        pairs.append(
            (json.loads(release_json(made.release)), json.loads(made.certificate() or b""))
        )
    return pairs


@pytest.fixture(scope="module")
def study(kit: Any) -> Pair:
    """A small study and its certificate."""
    release, certificate = made_of(kit, 300)[0]
    assert any(cell[3] == "hidden" for cell in certificate["cells"])
    assert any(one["breakdowns"] for one in release["questions"])
    return release, certificate


@pytest.fixture(params=["plain", "study"])
def pair(request: pytest.FixtureRequest) -> Pair:
    return request.getfixturevalue(request.param)


def places(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every number, flag and null."""
    if isinstance(content, dict | list):
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            yield from places(part, (*way, key))
    elif content is None or isinstance(content, int):
        yield way


def others(value: Any) -> tuple[Any, ...]:
    """Give what could stand in a place instead."""
    if isinstance(value, bool):
        return (not value,)
    return (7,) if value is None else (value + 1, value - 1)


def found(content: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        content = content[key]
    return content


class Changed:
    """One place of a text with another value, for as long as a block runs."""

    def __init__(self, content: Any, way: tuple[Any, ...], value: Any) -> None:
        self._part, self._key, self._value = found(content, way[:-1]), way[-1], value

    def __enter__(self) -> None:
        self._before, self._part[self._key] = self._part[self._key], self._value

    def __exit__(self, *_: object) -> None:
        self._part[self._key] = self._before


def signed_again(release: Any, certificate: Any) -> Any:
    """Give the certificate with its digests made anew, as a forger would."""
    body = {key: value for key, value in certificate.items() if key != "check"}
    body["release"] = digest(release)
    return {**body, "check": digest(body)}


def test_what_the_program_made_is_proven(pair: Pair) -> None:
    assert verify(*pair) == []


def test_a_second_release_is_proven_with_everything_printed_before(kit: Any) -> None:
    first, second = made_of(kit, 300, 250)
    assert verify(*first) == []
    assert verify(*second) == []
    assert verify(first[0], second[1])
    known = {cell[0]: k for k, cell in enumerate(second[1]["cells"])
             if cell[3:5] == ["known", 1]}  # fmt: skip
    assert known
    exact = dict(second[1]["published"])
    assert all(table[k] == exact[k] for k in known.values() for table in second[1]["tables"])


def test_a_certificate_has_the_published_form(pair: Pair) -> None:
    schema = Path(__file__).resolve().parents[2] / "docs" / "certificate.schema.json"
    jsonschema.validate(pair[1], json.loads(schema.read_text(encoding="utf-8")))


def test_any_single_changed_number_is_found(pair: Pair) -> None:
    release, certificate = copy.deepcopy(pair)
    tried = 0
    for content in (release, certificate):
        for way in list(places(content)):
            for value in others(found(content, way))[:: 1 if "tables" in release else 2]:
                with Changed(content, way, value):
                    assert verify(release, certificate), (way, value)
                tried += 1
    assert tried > 1000
    assert verify(release, certificate) == []


def test_a_forger_of_plain_tables_is_found_without_the_digests(plain: Pair) -> None:
    release, certificate = copy.deepcopy(plain)
    for content in (release, certificate):
        for way in list(places(content)):
            for value in others(found(content, way)):
                if way[:1] == ("policy",) or way == ("tables", 2, "sensitive"):
                    continue  # what asks for the same needs, and what says nothing of a number
                with Changed(content, way, value):
                    assert verify(release, signed_again(release, certificate)), (way, value)


def test_a_forger_of_a_study_is_found_without_the_digests(study: Pair) -> None:
    release, certificate = copy.deepcopy(study)
    printed = [way for way in places(release["questions"])
               if way[-1] in ("count", "percent", "low", "high", "hidden")]  # fmt: skip
    assert len(printed) > 100
    for way in printed:
        for value in others(found(release["questions"], way)):
            with Changed(release["questions"], way, value):
                assert verify(release, signed_again(release, certificate)), (way, value)
    for key in ("needs", "published", "tables"):
        for way in list(places(certificate[key]))[:: 1 if key == "needs" else 13]:
            for value in others(found(certificate[key], way)):
                with Changed(certificate[key], way, value):
                    assert verify(release, signed_again(release, certificate)), (key, way, value)


def forged(pair: Pair) -> Pair:
    return copy.deepcopy(pair)


def test_a_small_cell_that_is_printed_is_found(plain: Pair) -> None:
    release, certificate = forged(plain)
    place = next(place for place, _, _ in certificate["needs"])
    name, count = certificate["cells"][place][0], certificate["tables"][0][place]
    certificate["cells"][place][3:5] = ["printed", 1]
    certificate["published"].append([place, count])
    table, row, column = name.split("/")
    printed = next(one for one in release["tables"] if one["id"] == table)
    printed["counts"][int(row)][int(column)] = count
    problems = verify(release, signed_again(release, certificate))
    assert f"{name} is printed, and tells about too few people." in problems


def test_a_need_left_out_a_sum_left_out_and_a_cell_left_out_are_found(plain: Pair) -> None:
    for key, said in (("needs", "is not the one"), ("lines", "sums"), ("cells", "")):
        release, certificate = forged(plain)
        del certificate[key][-1]
        problems = verify(release, signed_again(release, certificate))
        assert any(said in problem for problem in problems)


def test_a_witness_left_out_is_found(pair: Pair) -> None:
    for k in range(1, len(pair[1]["tables"])):
        release, certificate = forged(pair)
        del certificate["tables"][k]
        if k == 1:
            del certificate["tables"][1:]
            assert any("No table shows" in one
                       for one in verify(release, signed_again(release, certificate)))  # fmt: skip


def test_a_rule_that_is_weakened_is_found(plain: Pair, study: Pair) -> None:
    release, certificate = forged(plain)
    place = certificate["needs"][0][0]
    certificate["cells"][place][1] = 0
    del certificate["needs"][0]
    assert verify(release, signed_again(release, certificate))
    release, certificate = forged(study)
    for k, cell in enumerate(certificate["cells"]):
        if cell[0] == "a/o0":
            certificate["cells"][k][1] = 5
    problems = verify(release, signed_again(release, certificate))
    assert "The rule of a/o0 is weaker than the policy." in problems


def test_a_policy_below_the_floor_is_found(plain: Pair) -> None:
    release, certificate = forged(plain)
    release["policy"]["threshold"] = 4
    problems = verify(release, signed_again(release, certificate))
    assert "The thresholds of the policy are too low." in problems


def test_a_number_in_a_refused_table_is_found(plain: Pair) -> None:
    release, certificate = forged(plain)
    release["tables"][2]["total"] = 10
    problems = verify(release, signed_again(release, certificate))
    assert problems == ["three is refused, and has a number all the same."]


def test_a_table_that_is_there_twice_is_found(plain: Pair) -> None:
    release, certificate = forged(plain)
    release["tables"].insert(0, {**release["tables"][0], "counts": [[1] * 4] * 3})
    assert verify(release, signed_again(release, certificate))


@pytest.mark.parametrize(
    "wrong",
    [None, [], {}, 7, "x", {"tables": []}, {"tables": None}, {"policy": {}, "tables": [{}]},
     {"questions": []}],
)  # fmt: skip
def test_what_is_no_release_or_no_certificate_is_no_proof(wrong: Any, plain: Pair) -> None:
    release, certificate = plain
    assert verify(release, wrong)
    assert verify(wrong, certificate)
    assert verify(wrong, signed_again(wrong, certificate))
    for key in certificate:
        broken = {**certificate, key: wrong}
        assert verify(release, broken) or wrong in ([], {})
        if key not in ("release", "check", "names"):
            assert verify(release, signed_again(release, broken))


def test_the_verifier_is_short_and_trusts_nothing_but_the_standard_library() -> None:
    for name, lines in (
        ("verify_before.py", 170),
        ("verify_rounded.py", 85),
        ("verify_shares.py", 80),
    ):
        text = Path(str(module.__file__)).with_name(name).read_text(encoding="utf-8")
        assert len(text.splitlines()) <= lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                assert all(alias.name in sys.stdlib_module_names for alias in node.names)
            if isinstance(node, ast.ImportFrom) and not str(node.module).startswith(
                "survey.disclosure.verify_"
            ):
                assert str(node.module).split(".")[0] in sys.stdlib_module_names
        assert "float" not in text
