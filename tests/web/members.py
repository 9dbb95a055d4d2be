"""A council for the tests of its pages: made through the services, answered through the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.life.statements import Propose
from survey.services.councils.close_round import close_round
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.open_round import NextRound, open_round
from survey.services.councils.tally_round import tally_round
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from tests.conftest import TOLD, Clock, kept_in
from tests.web.visitor import Page, Visitor, six_words

FILE = CouncilFile.model_validate({
    "title": {"en": "What should change", "ar": "ما الذي ينبغي أن يتغيّر"},
    "languages": ["en", "ar"],
    "introduction": {"en": "We ask a few people.", "ar": "نسأل عددًا قليلًا من الناس."},
    "consent": {"en": "You can stop at any time.", "ar": "يمكنكم التوقف في أي وقت."},
    "closing": {"en": "That was all.", "ar": "هذا كل شيء."},
})  # fmt: skip

STATEMENTS = (
    {"id": "S1", "text": {"en": "A report gets an answer.", "ar": "كل بلاغ يلقى ردًا."}},
    {"id": "S2", "text": {"en": "One form works everywhere.", "ar": "استمارة واحدة في كل مكان."}},
)
SIDES = {
    "in_favour": {"en": "People know where they stand.", "ar": "يعرف الناس أين هم."},
    "against": {"en": "Answers take much time.", "ar": "الردود تحتاج وقتًا طويلًا."},
}


def plan(kind: str = "rate", **more: Any) -> RoundPlan:
    """Give the plan of a round that rates the two statements."""
    asked: dict[str, Any] = {"kind": kind, "title": {"en": "The first look", "ar": "نظرة أولى"},
                             "introduction": {"en": "Two statements.", "ar": "عبارتان."},
                             "ask_why": False, "statements": STATEMENTS}  # fmt: skip
    return RoundPlan.model_validate(asked | more)


def again() -> RoundPlan:
    """Give the plan of a round that rates again, with reasons for the first statement."""
    return plan("rate again", statements=({**STATEMENTS[0], **SIDES}, STATEMENTS[1]))


class Gathered:
    """A council of practice with its printed codes, sheets, and the words of who joined."""

    def __init__(
        self, instance: Instance, app: Flask, clock: Clock, people: int = 3, **terms: Any
    ) -> None:
        self.instance, self.app, self.clock = instance, app, clock
        self.codes: list[str] = []
        self.sheets: list[str] = []
        self.words: list[str] = []
        asked = CouncilTerms(3, 2, members=people, practice=True, **TOLD | terms)
        self.id = create_council(
            instance, FILE, asked, clock().date(), kept_in(self.sheets), self._handed
        )

    def _handed(self, _id: str, codes: Sequence[str]) -> None:
        self.codes += codes

    @property
    def address(self) -> str:
        """Give the council's own address."""
        return f"/c/{self.id}"

    def visitor(self, **environ: str) -> Visitor:
        """Give somebody who opened the council's address and went past the first page."""
        visitor = Visitor(self.app, "", **environ)
        visitor.address = self.address
        visitor.open()
        visitor.press("next")
        return visitor

    def join(self, code: str, **environ: str) -> Visitor:
        """Give somebody who joins with a code."""
        visitor = self.visitor(**environ)
        visitor.press("accept", other={"c": code})
        return visitor

    def all_join(self) -> list[str]:
        """Use all codes and give the words of all members."""
        self.words = [words_on(self.join(code).page) for code in self.codes]
        return self.words

    def open(self, planned: RoundPlan) -> str:
        """Open a round and give the id of its study; new statements are proposed before."""
        with self.instance.engine.connect() as connection:
            known = {one.id for one in council_rows.get(connection, self.id).register.statements}
        events = [
            Propose(one.id, one.text.in_language("en"))
            for one in planned.statements
            if one.id not in known
        ]
        until = self.clock().date() + timedelta(days=7)
        written = NextRound(planned, tuple(events))
        return open_round(self.instance, self.id, written, until, self.clock()).id

    def member(self, study_id: str, words: str, **environ: str) -> Visitor:
        """Give a member on the page after the words."""
        visitor = Visitor(self.app, study_id, **environ)
        visitor.open()
        visitor.press("next")
        visitor.press("begin", other={"w": words})
        return visitor

    def rate(self, study_id: str, words: str, **ratings: str) -> Visitor:
        """Give a member who rated on every page and sent it."""
        visitor = self.member(study_id, words)
        while "send" not in visitor.page.buttons:
            here = {key: point for key, point in ratings.items() if "q." + key in
                    visitor.page.offered}  # fmt: skip
            visitor.press("next", **here)
        visitor.press("send")
        return visitor

    def count_all(self, study_id: str, **ratings: str) -> None:
        """Have every member rate a round alike; close, count and feed it back."""
        for words in self.words:
            self.rate(study_id, words, **ratings)
        self.count(study_id)

    def count(self, study_id: str) -> None:
        """Close, count and feed back a round."""
        close_round(self.instance, self.id, self.clock())
        tally_round(self.instance, self.id, self.sheets[:2], self.clock())
        feed_back_round(self.instance, self.id, self.clock().date())


def words_on(page: Page) -> str:
    """Give the six words that a page shows."""
    found = six_words(page)
    assert found, page.words
    return found
