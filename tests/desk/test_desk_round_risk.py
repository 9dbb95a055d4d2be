"""Possible current risk in what members wrote in a round, and texts that nobody can read."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from survey.services.practice.invent_members import answer_round
from survey.services.words.own_reading_key import account_named, make_reading_key
from survey.storage.instance import Instance
from survey.storage.words.word_tables import opened_texts
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.desk.test_desk_council_rounds import (
    DAY,
    Writers,
    begin,
    count_together,
    open_it,
    open_words,
)
from tests.storage.circle import Circle

Signed = Callable[..., StaffVisitor]

TEXT = "It sounds right, and small services cannot do it alone."
LAW = "We may have to pass on that a child is in danger now."
REASON = "Nobody can be found by it."


@pytest.fixture
def circle(instance: Instance, clock: Clock) -> Circle:
    """Give a practice council whose twelve members have joined."""
    made = Circle(instance, clock())
    made.create(12, practice=True)
    made.everyone_joins()
    return made


class Readers:
    """A coordinator, two moderators with their six words, and the closed round whose texts wait."""

    def __init__(self, circle: Circle, staff: Signed) -> None:
        self.circle, self.at = circle, f"/councils/{circle.id}"
        self.ada = staff("Ada", "coordinator")
        begin(self.ada, circle, "gather")
        words = {"title-en": "Ideas", "introduction-en": "Hi.", "prompts-0-text-en": "What helps?"}
        self.ada.press("Save for round 1", **words)
        open_it(self.ada, circle, 1)
        answer_round(
            circle.instance, circle.id, circle.words, Writers(12, Random(3)), self.ada.clock
        )
        self.ada.get(f"{self.at}/round/close")
        self.ada.press("Close round 1", sure="yes")
        self.mo, self.nia = (staff(name, ("moderator", circle.id)) for name in ("Mo", "Nia"))
        self.words = {name: self.makes_words(name) for name in ("Mo", "Nia")}

    def makes_words(self, name: str) -> str:
        """Let a moderator make six words."""
        return make_reading_key(
            self.circle.instance, account_named(self.circle.instance, name), DAY
        )

    def unlock(self) -> None:
        """Let both moderators unlock the texts."""
        for one, name in ((self.mo, "Mo"), (self.nia, "Nia")):
            one.get(f"{self.at}/words")
            one.press("Unlock the texts", six_words=self.words[name])
            assert one.status == 200, one.page.words

    def flags_one(self, **ideas: str) -> None:
        """Let the first moderator flag a text as the page does it, beside ideas they typed."""
        self.mo.get(f"{self.at}/words")
        form, (_, _, text_id) = self.mo.button("Possible current risk")
        self.mo.post(f"{self.at}/words/risk", form.fields | {"flag": text_id} | ideas)

    def says(self, who: StaffVisitor, decision: str, reason: str = REASON) -> None:
        """Let somebody say what is done of the first text that is held."""
        who.get(f"{self.at}/words")
        who.press("Say what is done", decision=decision, reason=reason)


@pytest.fixture
def readers(circle: Circle, staff: Signed) -> Readers:
    """Give a round that was closed, whose texts nobody has opened yet."""
    return Readers(circle, staff)


@pytest.fixture
def trustees(staff: Signed, circle: Circle) -> list[StaffVisitor]:
    """Give two trustees."""
    return [staff(name, ("trustee", circle.id)) for name in ("Tom", "Una")]


def test_two_moderators_decide_of_a_flagged_text_with_the_law_beside_it(
    readers: Readers, trustees: list[StaffVisitor], circle: Circle, desk: Flask
) -> None:
    ada, mo, nia = readers.ada, readers.mo, readers.nia
    assert open_words(desk, circle, trustees) == "done"
    readers.unlock()
    idea = next(name for name in mo.button("Keep what I wrote as ideas")[0].fields
                if name.startswith("idea-"))  # fmt: skip
    readers.flags_one(**{idea: "Somebody should answer for it."})
    assert "It is flagged." in mo.page.words
    assert "Somebody should answer for it." in mo.page.html
    for reader in (mo, nia):
        assert "A possible current risk is to be decided" in reader.get("/").words
        assert "Luxembourg" in reader.get(f"{readers.at}/words").words
        assert LAW in reader.page.words
    assert "possible current risk" not in ada.get("/").words
    readers.says(mo, "passed on")
    readers.says(mo, "passed on", "I still think so.")
    assert "to be decided" in nia.get("/").words
    readers.says(nia, "cannot be passed on")
    assert "Say what is done" in nia.page.html
    count_together(desk, circle, trustees)
    ada.get(f"{readers.at}/round/feedback")
    ada.press("Show it to members", sure="yes")
    assert "waits to be decided" in open_of(ada, readers.at)
    readers.says(nia, "passed on")
    assert "Say what is done" not in nia.page.html
    assert "possible current risk" not in nia.get("/").words
    said = nia.get(f"{readers.at}/words").words
    assert "What was decided of possible risks" in said
    assert REASON in said
    assert "Decided of a possible current risk" in ada.get(f"{readers.at}/journal").words


def test_a_reason_of_the_texts_own_words_comes_back_with_all_that_was_typed(
    readers: Readers, trustees: list[StaffVisitor], circle: Circle, desk: Flask
) -> None:
    open_words(desk, circle, trustees)
    readers.unlock()
    readers.flags_one()
    own = "It says small services cannot do it alone."
    readers.says(readers.nia, "passed on", own)
    assert readers.nia.status == 422
    assert "repeats words of the text" in readers.nia.page.words
    form, _ = readers.nia.button("Say what is done")
    assert form.fields["reason"] == [own]
    assert form.fields["decision"] == ["passed on"]
    readers.says(readers.nia, "passed on", "")
    assert "A reason is needed" in readers.nia.page.words
    readers.nia.post(f"{readers.at}/words/risk", form.fields | {"text": "none"})
    assert readers.nia.status == 422


def test_a_text_is_used_for_no_idea_before_it_is_decided(
    readers: Readers, trustees: list[StaffVisitor], circle: Circle, desk: Flask
) -> None:
    open_words(desk, circle, trustees)
    readers.unlock()
    readers.nia.get(f"{readers.at}/words")
    form, (_, _, text_id) = readers.nia.button("Possible current risk")
    readers.nia.post(f"{readers.at}/words/risk", form.fields | {"flag": text_id})
    readers.mo.press("Keep what I wrote as ideas", **{f"idea-{text_id}": "An idea of it."})
    assert readers.mo.status == 422
    assert "Two moderators decide first" in readers.mo.page.words
    assert "An idea of it." in readers.mo.page.html
    readers.nia.post(f"{readers.at}/words/risk", form.fields | {"flag": text_id})
    assert "This text is flagged" in readers.nia.page.words


def test_texts_that_nobody_can_read_are_removed_and_opened_anew(
    readers: Readers, trustees: list[StaffVisitor], circle: Circle, desk: Flask
) -> None:
    mo = readers.mo
    assert "Remove them, to open them anew" not in mo.get(f"{readers.at}/words").html
    open_words(desk, circle, trustees)
    readers.unlock()
    readers.flags_one()
    readers.words = {name: readers.makes_words(name) for name in ("Mo", "Nia")}
    mo.get(f"{readers.at}/words")
    mo.press("Lock the texts")
    mo.get(f"{readers.at}/words")
    mo.press("Unlock the texts", six_words=readers.words["Mo"])
    assert "not been let in" in mo.page.words
    assert mo.press("Remove them, to open them anew").address.endswith("/set-aside")
    assert "Tick that you know what begins again." in mo.page.words
    page = mo.press("Remove them, to open them anew", sure="yes")
    assert "Trustees can open them anew." in page.words
    assert "Unlock" in readers.nia.get(f"{readers.at}/words").words
    with circle.instance.engine.connect() as connection:
        assert connection.execute(select(opened_texts)).first() is None
    assert open_words(desk, circle, trustees) == "done"
    readers.unlock()
    assert TEXT in readers.nia.page.words
    assert "Words of a round set aside" in readers.ada.get(f"{readers.at}/journal").words


def open_of(ada: StaffVisitor, at: str) -> str:
    """Write the next round, try to open it, and give what is said."""
    ada.get(f"{at}/round")
    ada.press("Begin this round", kind="gather")
    words = {"title-en": "More", "introduction-en": "Hi.", "prompts-0-text-en": "What else?"}
    ada.press("Save for round 2", **words)
    return ada.get(f"{at}/round/open").words
