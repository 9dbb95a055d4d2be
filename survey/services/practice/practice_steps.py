"""The four steps that show a newcomer how everything works, on a practice instance only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from survey.errors import Action, Do
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.life_table import may

_FILE = "practice.json"


@dataclass(frozen=True, slots=True)
class Practice:
    """One study with a report of `people` invented people, and one of the newcomer's own.

    `shares` is the folder of its share sheets. `typed` are the commands of a step, by its title,
    as the door that made the instance words its actions.
    """

    reported: str
    own: str
    shares: str
    people: int
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """One thing to try: words, an address on this site ("" for none), and what can be done."""

    title: str
    words: str
    address: str = ""
    address_text: str = ""
    actions: tuple[Action, ...] = ()


def write_practice(folder: Path, practice: Practice) -> None:
    """Note in the instance folder which studies are for practice."""
    (folder / _FILE).write_text(json.dumps(asdict(practice), indent=1), encoding="utf-8")


def read_practice(folder: Path) -> Practice | None:
    """Return what was noted, or None."""
    path = folder / _FILE
    if not path.is_file():
        return None
    noted = json.loads(path.read_text(encoding="utf-8"))
    known = {one.name for one in fields(Practice)}
    return Practice(**{name: value for name, value in noted.items() if name in known})


def steps(practice: Practice) -> tuple[PracticeStep, ...]:
    """Return the four steps in order."""
    one, two = (f"{practice.shares}/share-{number}.txt" for number in (1, 2))
    mine = "my-questions.yaml"
    return (
        PracticeStep(
            "1. Answer it yourself",
            "Nothing you write is a real answer. Stop, go back or leave whenever you like.",
            f"/f/{practice.own}",
            "Open the practice form",
        ),
        PracticeStep(
            f"2. See what {practice.people} invented people said",
            "The report was made from sealed answers that two trustees opened together.",
            f"/r/{practice.reported}/report.html",
            "Read the practice report",
        ),
        PracticeStep(
            "3. Try to open it alone",
            "Close the form that you answered. One share sheet is refused; two together open it.",
            actions=(
                Action(Do.CLOSE_STUDY, practice.own),
                Action(Do.OPEN_STUDY, practice.own, (one,)),
                Action(Do.OPEN_UNASKED, practice.own, (one, two)),
                Action(Do.REPORT_STUDY, practice.own, ("my-report",)),
                Action(Do.PUBLISH_REPORT, practice.own),
            ),
        ),
        PracticeStep(
            "4. Run your own",
            "Copy a ready-made questionnaire, change it, check it, and publish it for practice.",
            actions=(
                Action(Do.COPY_QUESTIONNAIRE, "finding-support", (mine,)),
                Action(Do.CHECK_QUESTIONNAIRE, files=(mine,)),
                Action(Do.PUBLISH_FOR_PRACTICE, files=(mine, "my-shares")),
            ),
        ),
    )


def steps_left(instance: Instance, practice: Practice) -> tuple[PracticeStep, ...]:
    """Return the steps that are not over yet, each with what of it is left to do."""
    with instance.engine.connect() as conn:
        stand = study_rows.get(conn, practice.own).stand
    over: set[Do] = set()
    if not may(stand, "shut") and not may(stand, "closed"):
        over.add(Do.CLOSE_STUDY)
        if not may(stand, "released"):
            over |= {Do.OPEN_STUDY, Do.OPEN_UNASKED}
    if (instance.published / practice.own).is_dir() or stand == "withdrawn":
        over |= {Do.REPORT_STUDY, Do.PUBLISH_REPORT}
    left = []
    for step in steps(practice):
        actions = tuple(one for one in step.actions if one.do not in over)
        is_closed_form = step.address == f"/f/{practice.own}" and Do.CLOSE_STUDY in over
        if not is_closed_form and (actions or not step.actions):
            left.append(replace(step, actions=actions))
    return tuple(left)
