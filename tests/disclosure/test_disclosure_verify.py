"""The verifier: any single changed number is found, also by itself, without the digests."""

from __future__ import annotations

import ast
import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey.disclosure import verify as module
from survey.disclosure.certificate import digest
from survey.disclosure.ledger import Past, Wave
from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.rounding import share
from survey.disclosure.verify import verify
from survey.disclosure.verify_rounded import _shares_fit
from survey.reports.bundle import release_json

Pair = tuple[Any, Any]


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


@pytest.fixture
def pair(study: Pair) -> Pair:
    return study


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


def test_any_single_changed_number_is_found(pair: Pair) -> None:
    release, certificate = copy.deepcopy(pair)
    tried = 0
    for content in (release, certificate):
        for way in list(places(content)):
            for value in others(found(content, way))[::2]:
                with Changed(content, way, value):
                    assert verify(release, certificate), (way, value)
                tried += 1
    assert tried > 1000
    assert verify(release, certificate) == []


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


def test_a_witness_left_out_is_found(pair: Pair) -> None:
    for k in range(1, len(pair[1]["tables"])):
        release, certificate = forged(pair)
        del certificate["tables"][k]
        if k == 1:
            del certificate["tables"][1:]
            assert any("No table shows" in one
                       for one in verify(release, signed_again(release, certificate)))  # fmt: skip


def test_a_rule_that_is_weakened_is_found(study: Pair) -> None:
    release, certificate = forged(study)
    for k, cell in enumerate(certificate["cells"]):
        if cell[0] == "a/o0":
            certificate["cells"][k][1] = 5
    problems = verify(release, signed_again(release, certificate))
    assert "The rule of a/o0 is weaker than the policy." in problems


@pytest.mark.parametrize(
    "wrong",
    [None, [], {}, 7, "x", {"tables": []}, {"tables": None}, {"policy": {}, "tables": [{}]},
     {"questions": []}],
)  # fmt: skip
def test_what_is_no_release_or_no_certificate_is_no_proof(wrong: Any, pair: Pair) -> None:
    release, certificate = pair
    assert verify(release, wrong)
    assert verify(wrong, certificate)
    assert verify(wrong, signed_again(wrong, certificate))
    for key in certificate:
        broken = {**certificate, key: wrong}
        assert verify(release, broken) or wrong in ([], {})
        if key not in ("release", "check", "names"):
            assert verify(release, signed_again(release, broken))


@pytest.mark.parametrize("points", [1, 5])
def test_percentages_are_worked_out_as_they_are_printed(points: int) -> None:
    for base in (20, 23, 30, 47, 96, 204, 1013):
        for count in (*range(0, base + 1, 7), base):
            shown = json.loads(share(count, base, 5, points).model_dump_json())
            of = {"count": 5 * ((2 * base + 5) // 10)}
            assert _shares_fit(shown, of, 5, points), (count, base, shown)
            for key in ("percent", "low", "high"):
                for by in (1, -1, points, -points):
                    changed = {**shown, key: shown[key] + by}
                    assert not _shares_fit(changed, of, 5, points), (count, base, changed)


def test_the_verifier_is_short_and_trusts_nothing_but_the_standard_library() -> None:
    for name, lines in (("verify.py", 172), ("verify_rounded.py", 110), ("verify_plain.py", 165)):
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
