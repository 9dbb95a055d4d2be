"""A council that goes from file to file, as the tests of its files need it."""

from __future__ import annotations

import re
from pathlib import Path

from survey.delphi.files.council_file import CouncilFile, read_council
from survey.delphi.files.round_file import RoundPlan, read_round
from survey.delphi.life.statements import Rate, Register, Result, StatementEvent
from survey.errors import QuestionnaireProblems

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "config" / "councils"
#: The shipped rounds, in an order in which they can be held.
ROUNDS = ("gather", "rate", "rate-again", "choose-words", "rank")
GUIDE = ROOT / "docs" / "council-files.md"

SMALL = """\
title: A council
introduction: We work out what should change.
consent: You can skip any question.
closing: Thank you.
"""


class Life:
    """Holds rounds one after the other: what is read changes the register, and all is rated."""

    def __init__(self, council: CouncilFile | None = None) -> None:
        self.council = council or read_council(SMALL, "council.yaml")
        self.register = Register()
        self.plans: list[RoundPlan] = []
        self.stopped: set[str] = set()

    def read(self, text: str | bytes) -> tuple[RoundPlan, tuple[StatementEvent, ...]]:
        """Read the file of the next round."""
        number = len(self.plans) + 1
        return read_round(text, "round.yaml", self.council, self.register, number,
                          before=self.plans, stopped=self.stopped)  # fmt: skip

    def problems(self, text: str | bytes) -> list[str]:
        """Give the problems of the file of the next round, as printed."""
        try:
            self.read(text)
        except QuestionnaireProblems as refused:
            return [str(problem) for problem in refused.problems]
        return []

    def hold(self, text: str | bytes) -> RoundPlan:
        """Read the next round and give every statement a result in it."""
        plan, events = self.read(text)
        number = len(self.plans) + 1
        ids = [one.id for one in plan.statements]
        asked = [Rate(id_) for id_ in ids]
        told = [Result(id_, "no consensus yet") for id_ in ids]
        for event in (*events, *asked, *told):
            self.register = self.register.apply(event, number)
        self.plans.append(plan)
        return plan


def shipped_council() -> CouncilFile:
    """Give the shipped council."""
    return read_council((SHIPPED / "council.yaml").read_bytes(), "council.yaml")


def shipped_round(name: str) -> bytes:
    """Give the text of a shipped round."""
    return (SHIPPED / f"{name}.yaml").read_bytes()


def guide_examples() -> list[str]:
    """Give the YAML examples of the guide: the council, its rounds in order, its labels."""
    return re.findall(r"^```yaml\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
