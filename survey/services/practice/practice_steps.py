"""The four steps that show a newcomer how everything works, on a practice instance only."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "practice.json"


@dataclass(frozen=True, slots=True)
class Practice:
    """One study with a report of `people` invented people, and one of the newcomer's own.

    `command` is how this program is called, `instance` and `shares` are folders, all as typed.
    """

    command: str
    instance: str
    reported: str
    own: str
    shares: str
    people: int


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """One thing to try: words, an address on this site ("" for none), commands for a terminal."""

    title: str
    words: str
    address: str = ""
    address_text: str = ""
    commands: tuple[str, ...] = ()


def write_practice(folder: Path, practice: Practice) -> None:
    """Note in the instance folder which studies are for practice."""
    (folder / _FILE).write_text(json.dumps(asdict(practice), indent=1), encoding="utf-8")


def read_practice(folder: Path) -> Practice | None:
    """Return what was noted, or None."""
    path = folder / _FILE
    if not path.is_file():
        return None
    return Practice(**json.loads(path.read_text(encoding="utf-8")))


def steps(practice: Practice) -> tuple[PracticeStep, ...]:
    """Return the four steps in order."""
    survey = f"{practice.command} --instance {practice.instance}"
    one, two = (f"--share {practice.shares}/share-{number}.txt" for number in (1, 2))
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
            commands=(
                f"{survey} study close {practice.own}",
                f"{survey} study open {practice.own} {one}",
                f"{survey} study open {practice.own} {one} {two} --yes",
                f"{survey} report {practice.own} --out my-report",
            ),
        ),
        PracticeStep(
            "4. Run your own",
            "Copy a ready-made questionnaire, change it, check it, and publish it for practice.",
            commands=(
                f"{survey} questionnaire copy finding-support my-questions.yaml",
                f"{survey} questionnaire check my-questions.yaml",
                f"{survey} study publish my-questions.yaml --practice --shares 3 --threshold 2 "
                "--shares-dir my-shares",
            ),
        ),
    )
