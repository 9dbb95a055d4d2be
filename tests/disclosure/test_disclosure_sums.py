"""The cells and sums that the verifier derives are those of the program, whatever is asked."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.policy import Policy
from survey.disclosure.proof.verify_sums import DerivedSums, asked_in
from survey.disclosure.study.answer_groups import answer_steps
from survey.disclosure.study.answer_sums import sums_of
from survey.disclosure.study.categories import (
    BreakdownGroups,
    by_language,
    split_by_language,
    split_steps,
)
from survey.disclosure.system.building import PrintPlan, Study, build
from survey.questionnaire.checking import contradiction
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.tally.counting import LANGUAGE, count
from tests.conftest import form_file

KINDS = ("single", "single", "multiple", "scale", "ranking", "text")


def question(kit: Any, chance: random.Random, id_: str) -> dict[str, Any]:
    """Return a question with anything that its kind may have."""
    kind, size = chance.choice(KINDS), chance.randint(2, 5)
    own = chance.choice(((), ("dont_know",), ("does_not_apply",), ("dont_know", "does_not_apply")))
    one: dict[str, Any] = {"id": id_, "type": kind, "sensitive": chance.random() < 0.3}
    if kind == "text":
        return one
    if kind == "scale":
        other = [{"id": name, "text": name, "kind": name} for name in own]
        points: Any = [f"P{i}" for i in range(size)]
        if chance.random() < 0.4:
            points = {"from": 0, "to": size, "low": "Low", "high": "High"}
        return one | {"points": points, "other": other}
    one["options"] = kit.options(size, *own)
    if chance.random() < 0.3:
        one["options"][0]["id"] = "base"
    if kind == "multiple":
        if chance.random() < 0.5:
            one["options"].append({"id": "none", "text": "None", "exclusive": True})
        if chance.random() < 0.5 and size > 2:
            one["at_most"] = 2
    if chance.random() < 0.4 and size > 2 and "at_most" not in one:
        some = [o["id"] for o in one["options"] if "kind" not in o]
        chance.shuffle(some)
        sets = [some[:2], some[2:4]] if len(some) > 4 else [some[:2]]
        one["together"] = [
            {"id": f"t{i}", "text": f"T{i}", "options": x} for i, x in enumerate(sets)
        ]
    if kind == "single" and chance.random() < 0.6:
        one["breakdown"] = True
        ids = [option["id"] for option in one["options"] if "kind" not in option]
        if size > 2:
            rung = [{"id": "low", "text": "L", "options": ids[:2]}]
            rung += [{"id": id_, "text": id_, "options": [id_]} for id_ in ids[2:]]
            one["merge"] = [rung]
    return one


def rule(chance: random.Random, before: list[dict[str, Any]], depth: int = 0) -> Any:
    """Return a path rule about earlier questions."""
    way = chance.random()
    if way < 0.3 and depth < 2:
        parts = [rule(chance, before, depth + 1) for _ in range(chance.randint(1, 3))]
        return {chance.choice(("all", "any")): parts}
    if way < 0.45 and depth < 2:
        return {"not": rule(chance, before, depth + 1)}
    one = chance.choice(before)
    ids = [option["id"] for option in one.get("options", [])]
    ids = ids or (["p1", "p2"] if one["type"] == "scale" else [])
    if way < 0.6 or not ids:
        return {"question": one["id"], "answered": chance.random() < 0.7}
    about = "is" if one["type"] in ("single", "scale") else "includes"
    return {"question": one["id"], about: chance.choice(ids)}


def invented(kit: Any, seed: int) -> Questionnaire | None:
    """Return a questionnaire made by chance; None where it would not be accepted."""
    chance = random.Random(seed)
    sections: list[list[dict[str, Any]]] = []
    before: list[dict[str, Any]] = []
    for part in range(chance.randint(1, 3)):
        made = [question(kit, chance, f"q{part}{i}") for i in range(chance.randint(1, 4))]
        for one in made:
            if before and chance.random() < 0.5:
                one["show_if"] = rule(chance, before)
        before += made
        sections.append(made)
    raw = json.loads(to_json(kit.questionnaire(*sections)))
    for section in raw["sections"][1:]:
        if chance.random() < 0.4:
            earlier = [one for one in before if one["id"][1] < section["id"][1]]
            section["show_if"] = rule(chance, earlier)
    if chance.random() < 0.4:
        raw["languages"] = ["en", "fr", "es"]
    q = Questionnaire.model_validate(raw)
    return None if unsound(q) else q


def planned(kit: Any, q: Questionnaire, seed: int) -> tuple[Study, PrintPlan]:
    """Return a study of invented people, and a plan of some of its questions and tables."""
    chance = random.Random(seed)
    layout, hearing = Layout(q), Interpreter(q)
    said = []
    for entries in kit.crowd(q, 120, seed, 0.7, 0.1):
        one = {x.id: e[:1] if contradiction(x, e) else e
               for x in q.questions() if (e := entries.get(x.id, ()))}  # fmt: skip
        answers = hearing.answers(entries_on_path(q, one))
        said.append(encode(layout, answers, chance.choice(q.languages)))
    tally = count(q, layout, b"".join(said))
    splits: dict[str, BreakdownGroups | None] = {
        by.id: chance.choice([*split_steps(by, tally.one_way[by.id], least)] or [None])
        for by in q.breakdowns()
        for least in (chance.choice((5, 20, 30)),)
    }
    if LANGUAGE in tally.one_way:
        spoken = by_language(q.languages)
        splits[LANGUAGE] = split_by_language(spoken, tally.one_way[LANGUAGE], 1)
    held = {by: one for by, one in splits.items() if one is not None}
    study = Study(q, tally, Policy(), held)
    printed = {id_ for id_ in study.questions if id_ in held or chance.random() < 0.85}
    tables = {
        (one.id, by) for one in q.questions() for by in held
        if one.type != "text" and one.id in printed and one.id != by and chance.random() < 0.8
    }  # fmt: skip
    answers = {((id_, by), chance.choice(answer_steps(study.questions[id_])))
               for id_, by in sorted(tables)}  # fmt: skip
    told = frozenset(one for one in answers if one[1])
    sums = {(one.id, some.options) for one in q.questions() for some in sums_of(one, "en")
            if one.id in printed and chance.random() < 0.5}  # fmt: skip
    return study, PrintPlan(frozenset(printed), frozenset(tables), told, frozenset(sums))


def same(study: Study, plan: PrintPlan) -> int:
    """Compare the two systems of a plan; return how many lines they have."""
    system = build(study, plan)
    mine = DerivedSums(
        asked_in(json.loads(to_json(study.q))),
        plan.questions,
        {table: frozenset(one for one in plan.answers_of(table) if len(one) > 1)
         for table in plan.tables},
        {by: {group.id: group.options for group in study.splits[by].groups}
         for by in {by for _, by in plan.tables}},
        (study.policy.threshold, study.policy.threshold_sensitive),
        {id_: frozenset(plan.sums_of(id_)) for id_ in plan.questions},
    )  # fmt: skip
    theirs = {
        cell.id: (cell.rule.threshold, cell.rule.zeros, cell.rule.few) if cell.rule else None
        for cell in system.cells.values()
        if "/within@" not in cell.id
    }
    assert mine.cells == theirs
    assert mine.spare == {
        cell.id for cell in system.cells.values() if not cell.bounded and cell.id in theirs
    }
    lines = {frozenset(line) for line in system.lines if line not in system.private}
    assert mine.lines == lines
    return len(lines)


@pytest.mark.parametrize("seeds", [range(k, k + 40) for k in range(0, 400, 40)])
def test_the_verifier_derives_the_cells_and_sums_of_any_study(kit: Any, seeds: range) -> None:
    made = [(q, seed) for seed in seeds if (q := invented(kit, seed)) is not None]
    assert len(made) > len(seeds) // 2
    lines = [same(*planned(kit, q, seed)) for q, seed in made]
    assert max(lines) > 100


@pytest.mark.parametrize(
    "form", ["show-if-all", "show-if-any", "show-if-not", "show-if-includes", "show-if-answered",
             "worked-example", "ranking", "scale-11", "at-most", "languages", "together"],
)  # fmt: skip
def test_the_verifier_derives_the_cells_and_sums_of_ready_made_forms(kit: Any, form: str) -> None:
    study, plan = planned(kit, form_file(form), 1)
    same(study, plan)


def test_answers_that_are_put_together_are_sums_in_every_column() -> None:
    raw = {"sections": [{"id": "s", "questions": [
        {"id": "g", "type": "single", "breakdown": True, "options": [{"id": "a"}, {"id": "b"}]},
        {"id": "x", "type": "scale", "points": ["1", "2", "3"]},
    ]}]}  # fmt: skip
    tables = {("x", "g"): frozenset({("p1", "p2")})}
    groups = {"g": {"a": ("a",), "b": ("b",)}}
    made = DerivedSums(asked_in(raw), frozenset({"g", "x"}), tables, groups, (5, 10))
    assert made.cells["x/p1+p2"] == (5, False, "")
    for end in ("@g:a", "@g:b", "@g:_rest"):
        assert made.cells[f"x/p1+p2{end}"] == (5, False, f"x/base{end}")
        line = {(f"x/p1+p2{end}", 1), (f"x/p1{end}", -1), (f"x/p2{end}", -1)}
        assert frozenset(line) in made.lines
    assert {"x/p1+p2", "x/p1"} <= {cell for line in made.lines for cell, _ in line}


def test_an_option_of_a_group_of_several_is_a_column_of_its_own_that_is_never_printed() -> None:
    raw = {"sections": [{"id": "s", "questions": [
        {"id": "g", "type": "single", "breakdown": True,
         "options": [{"id": one} for one in ("a", "b", "base", "d")]},
        {"id": "x", "type": "multiple", "sensitive": True, "options": [{"id": "p"}, {"id": "q"}],
         "show_if": {"question": "g", "is": "base"}},
    ]}]}  # fmt: skip
    groups = {"g": {"a": ("a",), "many": ("b", "base")}}
    numbers = frozenset({"g", "x"})
    made = DerivedSums(asked_in(raw), numbers, {("x", "g"): frozenset()}, groups, (5, 10))
    path = '[{"question":"g","is":"base"}]'
    rows = ("base", "p", "p/no", "no_answer", f"asked{path}", f"not_asked{path}")
    for row in (one if "[" in one else f"x/{one}" for one in rows):
        parts = [(f"{row}@g:=b", -1), (f"{row}@g:=base", -1)]
        assert frozenset([(f"{row}@g:many", 1), *parts]) in made.lines
        assert not any(f"{row}@g:=a" in cell for cell in made.cells)
    assert made.cells["x/p@g:=base"] == (10, True, "x/base@g:=base")
    assert made.cells[f"asked{path}@g:=b"] == (10, True, "g/b")
    asked = f"asked{path}@g:=base"
    assert frozenset([("g/=base", 1), (asked, -1), (f"not_{asked}", -1)]) in made.lines
    assert frozenset([(asked, -1), ("g/=base", 1)]) in made.lines
    assert frozenset([(f"asked{path}@g:=b", -1)]) in made.lines


def test_an_option_may_be_named_as_those_in_no_group_are(kit: Any) -> None:
    some = [{"id": name, "text": name} for name in ("rest", "rest2", "everyone")]
    q = kit.questionnaire(
        [{"id": "g", "type": "single", "breakdown": True, "options": some},
         {"id": "x", "type": "single", "options": kit.options(4)}]
    )  # fmt: skip
    release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, 300, 1, 0.3, 0.1)))
    groups = release.questions[1].breakdowns[0].categories
    assert [group.id for group in groups] == ["rest", "rest2", "everyone"]
