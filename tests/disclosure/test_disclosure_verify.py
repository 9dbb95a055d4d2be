"""The verifier of a study: it derives what it demands, so that no change goes by unseen."""

from __future__ import annotations

import ast
import copy
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from survey.disclosure.proof import verify as module
from survey.disclosure.proof.verify import verify
from tests.disclosure.certifying import certificate, certified, digest, digest_of_form, releases_of

Proven = tuple[Any, Any, Any]

#: In so many places of a kind, such as the counts of cells, all that could be there is tried.
WHOLE = 8

#: What can be changed without saying anything else of anybody's answers, by its way in the release.
HARMLESS = {
    "words for people, and no numbers": r"study/(title|introduction|audience)/.*"
    r"|questions/\d+/(section_title|text|help)/.*|questions/\d+/reason"
    r"|questions/\d+/(rows|missing|sums)/\d+/label/.*"
    r"|questions/\d+/breakdowns/\d+/label/.*|questions/\d+/breakdowns/\d+/categories/\d+/label/.*"
    r"|questions/\d+/refusals/\d+/(reason|next_steps/\d+)|policy/sentences/\d+",
    "facts of the study, and no numbers of it": r"study/(id|practice|reviewed|opened_on|closed_on"
    r"|released_on|questionnaire_fingerprint|closed_set|shares|threshold|consent_version"
    r"|numbers_key|words_key|entrance|languages/\d+)",
    "envelopes, and nobody's answers": r"integrity/(damaged|foreign|copies)",
    "whether those who gave no answer are people": r"integrity/blank",
    "another policy that the floors allow, of which everything is proven too": r"policy/"
    r"(threshold|threshold_sensitive|base_for_counts|base_for_percentages|percent_rounding_small"
    r"|numbers_from|breakdowns_from|category_people|slice_people)",
    "a figure of the report that no demand looks at": r"audit/exact",
    "that groups are put together, of groups that are not": r"questions/\d+/breakdowns/\d+/merged",
}


@pytest.fixture(scope="module")
def proven(kit: Any) -> Proven:
    """A release, its certificate and its questionnaire."""
    releases, questionnaire = releases_of(kit, 400)
    return (*certified(releases, questionnaire), questionnaire)


def places(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the way to everything that is no list and no mapping."""
    if isinstance(content, dict | list):
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            yield from places(part, (*way, key))
    else:
        yield way


def parts(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the way to every list and mapping."""
    if isinstance(content, dict | list):
        yield way
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            yield from parts(part, (*way, key))


def others(value: Any) -> tuple[Any, ...]:
    """Return what could stand in a place instead."""
    if isinstance(value, bool):
        return (not value, None, int(value))
    if isinstance(value, str):
        return (value + "x", "")[: 1 + bool(value)]
    if value is None:
        return (0, 5, 7)
    return (value + 1, value - 1, value + 5, value - 5, 0, None)


def some_others(
    value: Any, way: tuple[Any, ...], seen: Counter[tuple[Any, ...]]
) -> tuple[Any, ...]:
    """Return what is tried in a place: everything in the first of its kind, then one of it each."""
    kind = tuple("#" if isinstance(step, int) else step for step in way)
    every = others(value)
    seen[kind] += 1
    return every if seen[kind] <= WHOLE else (every[seen[kind] % len(every)],)


def found(content: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        content = content[key]
    return content


def checked(pair: Proven) -> list[str]:
    """Look at a release of which the digest was made anew, as a forger would."""
    release, proof, questionnaire = pair
    return verify(release, {**proof, "release": digest(release)}, questionnaire)


def is_harmless(way: tuple[Any, ...]) -> bool:
    path = "/".join(map(str, way))
    return any(re.fullmatch(pattern, path) for pattern in HARMLESS.values())


def test_what_was_made_is_proven(proven: Proven) -> None:
    assert verify(*proven) == []
    release = proven[0]
    assert any(one["breakdowns"] for one in release["questions"])
    assert 0 < release["audit"]["hidden"] < release["audit"]["cells"] / 2


def test_a_certificate_has_the_published_form(proven: Proven) -> None:
    schema = Path(__file__).resolve().parents[2] / "docs" / "certificate.schema.json"
    jsonschema.validate(proven[1], json.loads(schema.read_text(encoding="utf-8")))


def test_every_single_change_of_a_release_is_refused_or_harmless_by_name(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    tried, went_by = 0, []
    seen: Counter[tuple[Any, ...]] = Counter()
    for way in list(places(release)):
        part, value = found(release, way[:-1]), found(release, way)
        for other in some_others(value, way, seen):
            if other == value and type(other) is type(value):
                continue
            part[way[-1]] = other
            tried += 1
            if not checked((release, proof, questionnaire)) and not is_harmless(way):
                went_by.append((way, value, other))
        part[way[-1]] = value
    assert went_by == []
    assert tried > 1000


def test_whatever_is_left_out_twice_or_more_in_a_release_is_refused(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    changed: list[tuple[Any, Callable[[Any], Any]]] = []
    for way in list(parts(release))[1:]:
        whole = found(release, way)
        for key in list(whole) if isinstance(whole, dict) else range(len(whole)):
            if is_harmless((*way, key)) or is_harmless((*way, key, "x")):
                continue
            forged = copy.deepcopy(release)
            del found(forged, way)[key]
            changed.append(((*way, key, "left out"), forged))
        if not is_harmless((*way, 0)) and whole:
            forged = copy.deepcopy(release)
            if isinstance(whole, list):
                found(forged, way).append(copy.deepcopy(whole[-1]))
            else:
                found(forged, way)["more"] = 3
            changed.append(((*way, "more"), forged))
    went_by = [way for way, forged in changed if not checked((forged, proof, questionnaire))]
    assert [way for way in went_by if way[0] != "study"] == []
    assert len(changed) > 500


def test_every_single_change_of_a_certificate_is_refused(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    tried = 0
    for k, way in enumerate(places(copy.deepcopy(proof))):
        if way[0] == "tables" and way[1] > 0 and k % 5:
            continue  # the tables are alike: the first is tried whole
        part, value = found(proof, way[:-1]), found(proof, way)
        other = others(value)[tried % 2]
        part[way[-1]] = other
        tried += 1
        assert verify(release, proof, questionnaire), (way, value, other)
        part[way[-1]] = value
    assert tried > 500
    assert verify(release, proof, questionnaire) == []


def test_a_certificate_with_less_or_more_is_refused(proven: Proven) -> None:
    release, proof, questionnaire = proven
    for key in ("format", "release", "tables"):
        assert verify(release, {k: v for k, v in proof.items() if k != key}, questionnaire)
    for other in ({"few": []}, {"earlier": ["0" * 64]}, {"tables": []}, {"tables": [[]]}):
        assert verify(release, {**proof, **other}, questionnaire)
    assert verify(release, {**proof, "tables": proof["tables"][:1]}, questionnaire)
    assert verify(release, {**proof, "tables": [t[:-1] for t in proof["tables"]]}, questionnaire)


def test_another_questionnaire_proves_nothing(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    questionnaire["sections"][0]["questions"][1]["sensitive"] = False
    assert verify(release, proof, questionnaire)
    release["study"]["questionnaire_digest"] = digest_of_form(questionnaire)
    release["questions"][1]["sensitive"] = False
    assert verify(release, proof, questionnaire)
    release["study"]["questionnaire_digest"] = ""
    problems = checked((release, proof, questionnaire))
    assert problems == ["Release 1 was made with another questionnaire than this one."]


def test_a_corrected_spelling_changes_nothing(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    questionnaire["title"][""] = "Another title"
    questionnaire["sections"][0]["questions"][0]["text"][""] = "Another spelling?"
    assert verify(release, proof, questionnaire) == []


def test_the_second_release_is_proven_next_to_the_first(kit: Any) -> None:
    (first, second), questionnaire = releases_of(kit, 300, 300)
    first, proof = certified([first], questionnaire)
    assert verify(first, proof, questionnaire) == []
    second, proof = certified([first, second], questionnaire)
    assert verify(second, proof, questionnaire, [first]) == []
    assert verify(second, proof, questionnaire) != []
    assert verify(second, certificate([second], proof["tables"]), questionnaire) != []
    other = copy.deepcopy(first)
    row = next(r for r in other["questions"][0]["rows"] if not r["shown"]["hidden"])
    row["shown"]["count"] += 5
    again = certificate([other, second], proof["tables"])
    assert verify(second, again, questionnaire, [other]) != []
    apart = copy.deepcopy(first) | {"number": 3}
    assert verify(second, certificate([apart, second], proof["tables"]), questionnaire, [apart])


def test_the_verifier_is_short_and_trusts_nothing_but_the_standard_library() -> None:
    lines = 0
    for name in ("verify.py", "verify_study.py", "verify_sums.py", "verify_shares.py"):
        text = Path(str(module.__file__)).with_name(name).read_text(encoding="utf-8")
        lines += len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            for one in names:
                ours = one.startswith("survey.disclosure.proof.verify_")
                assert ours or one.split(".")[0] in sys.stdlib_module_names
        assert "float" not in text
    assert lines <= 1320
