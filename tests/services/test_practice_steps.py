"""The steps of a practice instance, as they are noted and read again."""

from __future__ import annotations

import json
from pathlib import Path

from survey.errors import Do
from survey.services.practice.practice_steps import Practice, read_practice, steps, write_practice

MADE = Practice("told", "own", "sheets", 40, {"3. Try to open it alone": ("do it",)})


def test_what_was_noted_is_read_again(tmp_path: Path) -> None:
    assert read_practice(tmp_path) is None
    write_practice(tmp_path, MADE)
    read = read_practice(tmp_path)
    assert read is not None
    assert (read.own, read.people) == ("own", 40)
    assert list(read.typed["3. Try to open it alone"]) == ["do it"]


def test_a_note_from_before_there_were_actions_can_still_be_read(tmp_path: Path) -> None:
    old = {"command": "survey", "instance": "var", "reported": "told", "own": "own",
           "shares": "sheets", "people": 40}  # fmt: skip
    (tmp_path / "practice.json").write_text(json.dumps(old), encoding="utf-8")
    assert read_practice(tmp_path) == Practice("told", "own", "sheets", 40)


def test_one_sheet_is_tried_before_two() -> None:
    actions = [action for step in steps(MADE) for action in step.actions]
    tried = [one for one in actions if one.do in (Do.OPEN_STUDY, Do.OPEN_UNASKED)]
    assert [len(one.files) for one in tried] == [1, 2]
    assert all(one.of == "own" for one in tried)
