"""“Part 1 of 3”: whatever is answered, the total stays what it was, and parts only go forward."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import shipped
from tests.conftest import Published
from tests.web.visitor import Page, Visitor

FORMS = sorted((shipped("config") / "questionnaires").glob("*.yaml"))
PART = re.compile(r"Part \D*(\d+)\D* of \D*(\d+)")
WALKS = 6
MOST_STEPS = 80


def answers(page: Page, rng: Random) -> dict[str, str | list[str]]:
    """Choose at random among what a page offers: one of each question, several, or nothing."""
    chosen: dict[str, str | list[str]] = {}
    for name, values in page.offered.items():
        if name.startswith("q.") and values and rng.random() < 0.8:
            few = rng.sample(values, rng.randint(1, min(2, len(values))))
            chosen[name.removeprefix("q.").replace(".", "__")] = few if len(few) > 1 else few[0]
    return chosen


def walk(visitor: Visitor, rng: Random) -> list[tuple[int, int]]:
    """Go through a form at random, back at times, and give (part, total) of every page."""
    seen = []
    page = visitor.begin()
    for _ in range(MOST_STEPS):
        if "send" in page.buttons:
            return seen
        told = PART.search(page.words)
        assert told, page.words
        seen.append((int(told[1]), int(told[2])))
        if "Everything you wrote is still here." in page.words:
            page = visitor.press("skip")
        else:
            go = rng.choices(("next", "skip", "back"), (8, 1, 1))[0]
            page = visitor.press(go, **answers(page, rng))
        if "begin" in page.buttons:
            page = visitor.press("begin")
    return seen


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_total_of_parts_never_changes_whatever_is_answered(
    public_app: Flask, publish: Callable[..., Published], path: Path
) -> None:
    asked = read_questionnaire(path.read_text(encoding="utf-8"), path.name)
    study = publish(asked, practice=True)
    totals = set()
    for number in range(WALKS):
        seen = walk(Visitor(public_app, study.id), Random(f"{path.stem} {number}"))
        assert len(seen) > 1
        totals |= {total for _, total in seen}
        assert all(part <= total for part, total in seen)
    assert len(totals) == 1
    assert totals == {len(asked.sections)}
