"""Keys of cells, and the texts that name cells in certificates."""

from __future__ import annotations

import pytest

from survey.disclosure.study.ladder_steps import chosen_split
from survey.disclosure.system.building import PrintPlan, Study, build
from survey.disclosure.system.cell_key import CellKey, row_name
from tests.disclosure.attacked_studies import crowd, form, single
from tests.disclosure.conftest import EVERY_TABLE

TEXTS = [
    ("everyone", CellKey()),
    ("1+2|everyone", CellKey(waves="1+2")),
    ("colour/o1", CellKey("colour", "o1")),
    ("colour/=base/no", CellKey("colour", "=base", "no")),
    ("colour/o1+o2@g:east", CellKey("colour", "o1+o2", by="g", column="east")),
    ("1|colour/base@_language:pt-BR", CellKey(
        "colour", "base", by="_language", column="pt-BR", waves="1"
    )),
    ('2|not_asked[{"question":"g","is":"o0"}]@g:=o1', CellKey(
        row="not_asked", rule='{"question":"g","is":"o0"}', by="g", column="=o1", waves="2"
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key"), TEXTS, ids=[text for text, _ in TEXTS])
def test_a_key_and_its_text_say_the_same(text, key):
    assert str(key) == text
    assert CellKey.parse(text) == key


def test_an_option_has_a_row_that_nothing_else_has():
    assert [row_name(one) for one in ("o1", "base", "skipped")] == ["o1", "=base", "=skipped"]
    assert CellKey("q", row_name("base")) != CellKey("q", "base")
    assert CellKey("q", "=base").options == ["base"]
    assert CellKey("q", "o1+o2").options == ["o1", "o2"]


def test_the_key_of_each_cell_of_a_study_gives_its_text_back(kit):
    asked = [single("g", 3), single("m", 4, multiple=True), single("a", 3, when=("g", "o0"))]
    q = form(kit, asked, ("g",))
    tally = kit.tally_of(q, crowd(asked, 300, 7, 0.3, 0.1))
    whole = Study(q, tally, EVERY_TABLE, {})
    splits = {by: chosen_split(whole, one) for by, one in whole.splitters.items()}
    held = {by: split.groups for by, split in splits.items() if split}
    plan = PrintPlan(frozenset(whole.questions), frozenset((id_, "g") for id_ in ("m", "a")))
    system = build(Study(q, tally, EVERY_TABLE, held), plan)
    assert any("[" in text and "@" in text for text in system.cells)
    assert [str(CellKey.parse(text)) for text in system.cells] == list(system.cells)
