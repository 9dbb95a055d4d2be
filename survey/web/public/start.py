"""The start page: neutral, but for a practice instance, where it shows how to try everything."""

from __future__ import annotations

import json

from flask import Blueprint, current_app

from survey.web.guards import open_to_all
from survey.web.public.door import Door
from survey.web.public.words import interface_words

start = Blueprint("start", __name__)


@start.get("/")
@open_to_all
def welcome() -> str:
    """Show the steps of a practice instance, or a page that says nothing."""
    door: Door = current_app.extensions["door"]
    steps = practice_steps(door)
    return door.environment.get_template("public/start.html").render(
        _=interface_words,
        language="en",
        direction="ltr",
        stylesheet=door.stylesheet,
        practice=bool(steps),
        unreviewed=False,
        steps=steps,
    )


def practice_steps(door: Door) -> list[dict[str, object]]:
    """Give the steps that the practice command wrote down; none once a real study is here."""
    path = door.instance.folder / "practice.json"
    if not path.is_file() or not all(row.practice for row in door.every_study()):
        return []
    steps: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["steps"]
    return steps
