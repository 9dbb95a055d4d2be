"""Key ceremonies of a whole room, through HTTP, into which one fault is put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Literal, NamedTuple, get_args

from flask import Flask

from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.shares import combine
from survey.services.reviewing.confirm_tasks import name_trustees
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.web.desk.desk_app import create_desk
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.desk.paper_sheets import Holder, holders_of
from tests.desk.ready_draft import draft_of

SittingFault = Literal[
    "none", "tab closed, printed", "tab closed, not printed", "reload, printed",
    "reload, not printed", "wrong sheet", "somebody missing", "restart", "restart at the end",
]  # fmt: skip
FAULTS: tuple[SittingFault, ...] = get_args(SittingFault)

#: What a stop is to be told with: to the other holders, and to the coordinator.
_TOLD: dict[SittingFault, tuple[str, str]] = {
    "tab closed, not printed": ("one sheet is not on paper", "One sheet was shown and is not on"),
    "reload, not printed": ("one sheet is not on paper", "One sheet was shown and is not on"),
    "somebody missing": ("The hour is over", "An hour went by before everybody confirmed"),
    "restart": ("the desk was started anew", "the desk was started anew"),
}


class SittingEnd(NamedTuple):
    """How one sitting ended: whether a study came of it, and whether every page that stopped
    somebody said why."""

    published: bool
    explained: bool


class SittingRoom:
    """A coordinator, the holders of one draft, and the desk they use."""

    def __init__(self, instance: Instance, clock: Clock, desk: Flask, cora: StaffVisitor) -> None:
        self.instance, self.clock, self.desk, self.cora = instance, clock, desk, cora
        self.holders: list[Holder] = []
        self.study_id = ""

    def draft(self, shares: int, threshold: int) -> None:
        """Begin a draft with so many holders."""
        today = self.clock().date()
        self.study_id = draft_of(self.instance, today, practice=True)
        roles = [f"Holder {number}" for number in range(1, shares + 1)]
        name_trustees(self.instance, self.study_id, roles, threshold, today)

    def sit(self, fault: SittingFault, random: Random) -> SittingEnd:
        """Hold one sitting into which a fault is put."""
        self.cora.get(f"/studies/{self.study_id}/publish")
        words = next(
            button[0]
            for form in self.cora.page.forms
            for button in form.buttons
            if button[0].endswith("share sheets")
        )
        self.holders = holders_of(self.desk, self.clock, self.cora.press(words))
        faulty = random.choice(self.holders)
        told = [self._told(step, faulty, random) for step in self._steps(fault, faulty)]
        if fault in _TOLD:
            told.append(self._is_told(fault, faulty))
        return SittingEnd(self.exists(), all(told))

    def exists(self) -> bool:
        """Return whether there is a study of the draft."""
        with self.instance.engine.connect() as connection:
            return study_rows.exists(connection, self.study_id)

    def opens(self) -> bool:
        """Return whether any papers that are enough give both keys of the study."""
        with self.instance.engine.connect() as connection:
            row = study_rows.get(connection, self.study_id)
        shares = [holder.share(number) for number, holder in enumerate(self.holders, 1)]
        found = {
            (
                derive(combine(some, "numbers"), row.id, "numbers").public,
                derive(combine(some, "words"), row.id, "words").public,
            )
            for some in combinations(shares, row.threshold)
        }
        return found == {(row.numbers_public, row.words_public)}

    def _steps(self, fault: SittingFault, faulty: Holder) -> Iterator[tuple[str, Holder]]:
        """Give who does what, in the order of the sitting."""
        for holder in self.holders:
            is_faulty = holder is faulty
            if fault == "somebody missing" and is_faulty:
                continue
            yield ("loses it" if fault.endswith("not printed") and is_faulty else "prints"), holder
            if is_faulty and fault.startswith("reload"):
                yield "reloads", holder
            if is_faulty and fault == "tab closed, printed":
                yield "comes back", holder
        if fault.endswith("not printed"):
            yield "gives up", faulty
            return
        for number, holder in enumerate(self.holders):
            if holder is faulty and fault == "wrong sheet":
                yield "mistakes", holder
            if fault == "restart" and number == len(self.holders) - 1:
                yield "restart", holder
                return
            if not (fault == "somebody missing" and holder is faulty):
                yield "types", holder
        if fault == "somebody missing":
            yield "hour ends", faulty
        if fault == "restart at the end":
            yield "restart", faulty

    def _told(self, step: tuple[str, Holder], faulty: Holder, random: Random) -> bool:
        """Do one step, and return whether a page that stops somebody said why."""
        act, holder = step
        if act == "prints":
            holder.prints()
        elif act == "loses it":
            holder.prints()
            holder.lists = {}
            holder.visitor = StaffVisitor(self.desk, self.clock)
        elif act == "reloads":
            self.clock.forward(seconds=7)
            return "shown once" in holder.visitor.post(holder.link, {"csrf_token": ""}).words
        elif act == "comes back":
            holder.visitor = StaffVisitor(self.desk, self.clock)
        elif act == "gives up":
            holder.visitor.get(holder.link)
            return "not on paper" in holder.visitor.press("It is not on paper").words
        elif act == "mistakes":
            other = random.choice([one for one in self.holders if one is not faulty])
            return "Look whether your paper says" in holder.types(other.lists).words
        elif act == "types":
            holder.types()
        elif act == "hour ends":
            self.clock.forward(minutes=61)
            self.cora.sign_in("Cora")
        elif act == "restart":
            self.restart()
        return True

    def restart(self) -> None:
        """Start the desk anew: what it had in memory is gone, and browsers stay as they are."""
        self.desk = create_desk(self.instance, self.clock)
        for visitor in (self.cora, *(holder.visitor for holder in self.holders)):
            visitor.client.application = self.desk

    def _is_told(self, fault: SittingFault, faulty: Holder) -> bool:
        to_holders, to_coordinator = _TOLD[fault]
        pages = [holder.visitor.get(holder.link).words for holder in self.holders]
        over = self.cora.get(f"/studies/{self.study_id}/keys").words
        return all(to_holders in words for words in pages) and to_coordinator in over


def sit_until_published(
    room: SittingRoom, fault: SittingFault, shares: int, threshold: int, random: Random
) -> Sequence[SittingEnd]:
    """Hold a sitting with a fault, and another without one where no study came of it."""
    room.draft(shares, threshold)
    ends = [room.sit(fault, random)]
    if not ends[0].published:
        ends.append(room.sit("none", random))
    return ends
