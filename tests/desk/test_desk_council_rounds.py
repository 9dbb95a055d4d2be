"""A council at the desk, round after round: what is written in forms, opened, closed and shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from random import Random

import pytest
from flask import Flask

from survey.questionnaire.model import Questionnaire, Written
from survey.sealing.opening.share_sheets import read_sheet
from survey.services.councils.tally_round import tally_round
from survey.services.practice.invent_members import InventedMembers, answer_round
from survey.services.words.own_reading_key import account_named, make_reading_key
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.storage.circle import Circle

Signed = Callable[..., StaffVisitor]

DAY = date(2030, 1, 1)
FILE = """
kind: gather
title: Ideas
# a member wrote this
introduction: Hello.
prompts:
  - {id: a, text: What helps?}
"""


@pytest.fixture
def circle(instance: Instance, clock: Clock) -> Circle:
    """Give a practice council whose twelve members have joined."""
    made = Circle(instance, clock())
    made.create(12, practice=True)
    made.everyone_joins()
    return made


@pytest.fixture
def ada(staff: Signed, circle: Circle) -> StaffVisitor:
    """Give a coordinator, who has begun a round that rates two statements."""
    somebody = staff("Ada", "coordinator")
    begin(somebody, circle, "rate")
    write(somebody, "What should change")
    for words in ("A person should answer each letter.", "Every page should say who runs it."):
        somebody.get(f"/councils/{circle.id}/statements")
        somebody.press("Add this statement", **{"new-en": words})
    return somebody


def begin(somebody: StaffVisitor, circle: Circle, kind: str) -> None:
    somebody.get(f"/councils/{circle.id}/round")
    somebody.press("Begin this round", kind=kind)


def write(somebody: StaffVisitor, title: str) -> None:
    number = somebody.page.html.partition("Save for round ")[2][0]
    words = {"title-en": title, "introduction-en": "Please say how far you agree."}
    somebody.press(f"Save for round {number}", **words)


def open_it(somebody: StaffVisitor, circle: Circle, number: int) -> None:
    somebody.get(f"/councils/{circle.id}/round/open")
    somebody.press(f"Open round {number}", sure="yes")
    assert f"Round {number}, open" in somebody.page.words, somebody.page.words


def finish(
    somebody: StaffVisitor,
    circle: Circle,
    number: int,
    invented: InventedMembers,
    trustees: Sequence[StaffVisitor] = (),
    desk: Flask | None = None,
) -> None:
    """Let everybody answer; close, count and show the round."""
    answer_round(circle.instance, circle.id, circle.words, invented, somebody.clock)
    somebody.get(f"/councils/{circle.id}/round/close")
    somebody.press(f"Close round {number}", sure="yes")
    assert f"Round {number}, closed" in somebody.page.words
    if desk is not None:
        count_together(desk, circle, trustees)
    else:
        tally_round(circle.instance, circle.id, circle.sheets[:2], somebody.clock())
    somebody.get(f"/councils/{circle.id}/round/feedback")
    somebody.press("Show it to members", sure="yes")
    assert f"Round {number}, shown to members" in somebody.page.words


def count_together(desk: Flask, circle: Circle, trustees: Sequence[StaffVisitor]) -> None:
    """Let each trustee type their own sheet, signed in as themselves."""
    address = f"/councils/{circle.id}/opening/round"
    for trustee, sheet in zip(trustees, circle.sheets, strict=False):
        trustee.get(address)
        buttons = [one[0] for form in trustee.page.forms for one in form.buttons]
        button = next(one for one in buttons if one in ("Give my sheet", "Open it together now"))
        trustee.press(button, numbers_list=read_sheet(sheet).share.numbers, same="y")
    openings = desk.extensions["openings"]
    assert openings[address].child.wait().stage == "done"


def open_words(desk: Flask, circle: Circle, trustees: Sequence[StaffVisitor]) -> str:
    """Let trustees open the words of a round, and give how that ended."""
    address = f"/councils/{circle.id}/opening/words"
    for trustee, sheet in zip(trustees, circle.sheets, strict=False):
        trustee.get(address)
        buttons = [one[0] for form in trustee.page.forms for one in form.buttons]
        button = next(one for one in buttons if one in ("Give my sheet", "Open it together now"))
        trustee.press(button, words_list=read_sheet(sheet).share.words, same="y")
    return str(desk.extensions["openings"][address].child.wait().stage)


def change(
    somebody: StaffVisitor, circle: Circle, statement: str, do: str, **typed: object
) -> None:
    somebody.get(f"/councils/{circle.id}/statements/{statement}?do={do}")
    verb = {
        "edit": "Save",
        "merge": "Merge",
        "split": "Split",
        "drop": "Drop",
        "back": "Bring back",
    }
    form = next(
        button[0]
        for one in somebody.page.forms
        for button in one.buttons
        if button[0].startswith(f"{verb[do]} for round")
    )
    somebody.press(form, **typed)


def test_a_council_goes_through_three_rounds_in_forms_alone(
    ada: StaffVisitor, circle: Circle, staff: Signed, desk: Flask
) -> None:
    trustees = [staff(name, ("trustee", circle.id)) for name in ("Tom", "Una")]
    invented = InventedMembers(12, Random(3))
    home = f"/councils/{circle.id}"
    open_it(ada, circle, 1)
    finish(ada, circle, 1, invented, trustees, desk)
    change(ada, circle, "statement-1", "split", reason="It asks two things.",
           **{"part-0-en": "A person answers.", "part-1-en": "Each letter counts."})  # fmt: skip
    assert ada.status == 200, ada.page.words
    ada.get(f"{home}/round")
    write(ada, "Once more")
    assert "Nothing stops it from opening." in ada.page.words, ada.page.words
    open_it(ada, circle, 2)
    finish(ada, circle, 2, invented, trustees, desk)
    change(ada, circle, "statement-3", "merge", reason="They say the same.",
           **{"with": ["statement-4"], "words-en": "A person answers each letter."})  # fmt: skip
    assert ada.status == 200, ada.page.words
    ada.get(f"{home}/round")
    write(ada, "The last time")
    open_it(ada, circle, 3)
    finish(ada, circle, 3, invented, trustees, desk)
    ada.get(f"{home}/statements/statement-5")
    assert "As it was first proposed A person should answer each letter." in ada.page.words
    said = ada.get(home).words
    assert "Round 3, shown to members" in said
    assert "below ten" in said or "about 10" in said
    rounds = said.partition("Rounds")[2].partition("Who did what")[0]
    assert not re.search(r" 11 (?![A-Z][a-z]+ \d{4})", rounds), "but for a day of a month"


@pytest.mark.parametrize(
    ("do", "typed", "wrong"),
    [
        ("edit", {"words-en": "Somebody should answer each letter."}, "There is no reason."),
        ("edit", {"words-en": "", "reason": "It was not clear."}, "There are no words"),
        ("merge", {"words-en": "Kept words.", "reason": "Alike."}, "at least two statements"),
        ("split", {"part-0-en": "One alone.", "reason": "Two things."}, "at least two parts"),
        ("drop", {"reason": " "}, "There is no reason."),
    ],
)
def test_a_change_that_cannot_be_made_keeps_all_that_was_typed(
    ada: StaffVisitor, circle: Circle, do: str, typed: dict[str, str], wrong: str
) -> None:
    open_it(ada, circle, 1)
    finish(ada, circle, 1, InventedMembers(12, Random(3)))
    change(ada, circle, "statement-1", do, **typed)
    assert ada.status == 422
    assert wrong in ada.page.words
    kept = {name: value for form in ada.page.forms for name, value in form.fields.items()}
    for name, value in typed.items():
        assert kept[name] == [value], name
    assert circle.row().register["statement-1"].words == "A person should answer each letter."


def test_what_was_dropped_is_brought_back_and_a_change_is_taken_back(
    ada: StaffVisitor, circle: Circle
) -> None:
    invented = InventedMembers(12, Random(3))
    open_it(ada, circle, 1)
    finish(ada, circle, 1, invented)
    change(ada, circle, "statement-2", "drop", reason="Nobody here can change it.")
    assert "Nobody here can change it" in ada.page.words
    ada.get(f"/councils/{circle.id}/statements/statement-2")
    ada.press("Let it be as it was")
    assert "Nobody here can change it" not in ada.page.words
    change(ada, circle, "statement-2", "drop", reason="Nobody here can change it.")
    ada.get(f"/councils/{circle.id}/round")
    write(ada, "Once more")
    open_it(ada, circle, 2)
    finish(ada, circle, 2, invented)
    change(ada, circle, "statement-2", "back", reason="Somebody can, after all.")
    assert "Brought back" in ada.page.words
    ada.get(f"/councils/{circle.id}/round")
    write(ada, "Now all")
    open_it(ada, circle, 3)
    assert [one.id for one in circle.row().plans[-1].statements if one.id == "statement-2"]


def test_words_do_not_change_while_a_round_is_open_and_the_next_one_can_be_written(
    ada: StaffVisitor, circle: Circle
) -> None:
    open_it(ada, circle, 1)
    change(ada, circle, "statement-1", "edit",
           reason="It was not clear.", **{"words-en": "Somebody should answer it."})  # fmt: skip
    assert "Round 1 is open: its words do not change." in ada.page.words
    assert "too few to say" not in ada.page.words
    assert circle.row().register["statement-1"].words == "A person should answer each letter."
    assert circle.row().plans[0].statements[0].text.in_language("") == (
        "A person should answer each letter."
    )


def test_reasons_of_two_sides_are_about_equally_long(ada: StaffVisitor, circle: Circle) -> None:
    open_it(ada, circle, 1)
    finish(ada, circle, 1, InventedMembers(12, Random(3)))
    ada.get(f"/councils/{circle.id}/statements/statement-1")
    long = "It would help very many people who write such letters and never hear anything."
    ada.press("Save the reasons", **{"in_favour-en": long, "against-en": "It costs much."})
    assert ada.status == 422
    assert long in ada.page.html
    ada.press("Save the reasons", **{"in_favour-en": "It would help.", "against-en": "It costs."})
    assert ada.status == 200
    ada.get(f"/councils/{circle.id}/round")
    write(ada, "Once more")
    open_it(ada, circle, 2)
    first = circle.row().plans[-1].statements[0]
    assert first.in_favour.in_language("") == "It would help."


def test_a_file_keeps_no_remark_and_one_that_cannot_be_read_comes_back(
    ada: StaffVisitor, circle: Circle
) -> None:
    ada.get(f"/councils/{circle.id}/round/file")
    ada.press("Save the text", file=FILE)
    assert ada.status == 200
    assert "a member wrote this" not in ada.page.html
    assert "What helps?" in ada.page.html
    ada.press("Save the text", file="kind: [gather\ntitle: Ideas")
    assert ada.status == 422
    assert "kind: [gather" in ada.page.html
    ada.press("Bring back version 2")
    assert ada.status == 200


def test_two_who_write_at_once_lose_nothing(
    ada: StaffVisitor, circle: Circle, staff: Signed
) -> None:
    bea = staff("Bea", ("moderator", circle.id))
    bea.get(f"/councils/{circle.id}/statements")
    ada.get(f"/councils/{circle.id}/statements")
    ada.press("Add this statement", **{"new-en": "From Ada."})
    bea.press("Add this statement", **{"new-en": "From Bea."})
    assert bea.status == 422
    assert "Somebody else saved" in bea.page.words
    assert "From Bea." in bea.page.html


def test_other_kinds_of_rounds_are_written_in_forms(staff: Signed, circle: Circle) -> None:
    ada = staff("Ada", "coordinator")
    begin(ada, circle, "choose words")
    ada.press("Save for round 1", **{
        "title-en": "Words", "introduction-en": "Which words fit?", "minutes": "5",
        "terms-0-text-en": "survivor", "terms-0-help-en": "For a person.",
    })  # fmt: skip
    assert "Nothing stops it from opening." in ada.page.words, ada.page.words
    ada.press("Make it this kind", kind="rank")
    ada.press("Save for round 1", **{
        "question-en": "What comes first?", "items-0-text-en": "A form", "minutes": "many",
    })  # fmt: skip
    assert ada.status == 422
    assert "A form" in ada.page.html
    ada.press("Save for round 1", **{"items-1-text-en": "A person", "minutes": ""})
    assert "Nothing stops it from opening." in ada.page.words, ada.page.words
    ada.press("Make it this kind", kind="gather")
    ada.press("Save for round 1", **{"prompts-0-text-en": "What would help most?"})
    open_it(ada, circle, 1)
    assert circle.row().plans[0].prompts[0].text.in_language("") == "What would help most?"


def test_the_rule_is_changed_with_a_reason_once_it_is_fixed(
    ada: StaffVisitor, circle: Circle
) -> None:
    ada.get(f"/councils/{circle.id}/rule")
    ada.press("Change the rule", **{"rule.agree_from": "many"})
    assert ada.status == 422
    assert 'value="many"' in ada.page.html
    ada.press("Change the rule", **{"rule.agree_from": "80"})
    assert circle.row().council.policy.rule.agree_from == 80
    open_it(ada, circle, 1)
    finish(ada, circle, 1, InventedMembers(12, Random(3)))
    ada.get(f"/councils/{circle.id}/rule")
    ada.press("Change the rule", **{"rule.agree_from": "85"})
    assert ada.status == 422
    ada.press("Change the rule", reason="Members asked for it.")
    assert circle.row().council.changes[0].reason == "Members asked for it."


def test_a_council_is_stopped_with_a_reason(ada: StaffVisitor, circle: Circle) -> None:
    ada.get(f"/councils/{circle.id}/round/stop")
    ada.press("End the rounds early", reason="", sure="yes")
    assert ada.status == 422
    ada.press("End the rounds early", reason="The charity closes.", sure="yes")
    assert "The charity closes." in ada.page.words
    assert circle.row().council.state == "stopped"


def test_ideas_are_opened_for_moderators_alone_and_gone_with_the_next_round(
    staff: Signed, circle: Circle, desk: Flask
) -> None:
    ada = staff("Ada", "coordinator")
    mo = staff("Mo", ("moderator", circle.id))
    trustees = [staff(name, ("trustee", circle.id)) for name in ("Tom", "Una")]
    begin(ada, circle, "gather")
    words = {"title-en": "Ideas", "introduction-en": "Hello.", "prompts-0-text-en": "What helps?"}
    ada.press("Save for round 1", **words)
    open_it(ada, circle, 1)
    answer_round(circle.instance, circle.id, circle.words, Writers(12, Random(3)), ada.clock)
    ada.get(f"/councils/{circle.id}/round/close")
    ada.press("Close round 1", sure="yes")
    assert "No moderator" in trustees[0].get(f"/councils/{circle.id}/opening/words").words
    six = make_reading_key(circle.instance, account_named(circle.instance, "Mo"), DAY)
    assert open_words(desk, circle, trustees) == "done"
    assert raw(circle.instance, "small services") == 0
    mo.get(f"/councils/{circle.id}/words")
    mo.press("Unlock the texts", six_words="not these six words at all")
    assert mo.status == 422
    assert "small services" not in mo.page.words
    mo.clock.forward(minutes=61)
    page = mo.press("Unlock the texts", six_words=six)
    assert page.title == "Sign in"
    assert six not in page.html
    mo.sign_in("Mo")
    mo.get(f"/councils/{circle.id}/words")
    mo.press("Unlock the texts", six_words=six)
    ada.sign_in("Ada")
    for trustee, name in zip(trustees, ("Tom", "Una"), strict=True):
        trustee.sign_in(name)
    assert "small services cannot do it alone" in mo.page.words
    assert ada.get(f"/councils/{circle.id}/words").title == "This page is not here."
    field = next(name for name in mo.button("Keep what I wrote as ideas")[0].fields
                 if name.startswith("idea-"))  # fmt: skip
    mo.press("Keep what I wrote as ideas", **{field: "Somebody should answer for it."})
    assert "Somebody should answer for it." in mo.page.words
    assert "used already" in mo.get(f"/councils/{circle.id}/words").words
    nia = staff("Nia", ("moderator", circle.id))
    later = make_reading_key(circle.instance, account_named(circle.instance, "Nia"), DAY)
    nia.get(f"/councils/{circle.id}/words")
    assert "not been let in" in nia.press("Unlock the texts", six_words=later).words
    mo.get(f"/councils/{circle.id}/words")
    mo.press("Let Nia read")
    assert "small services" in nia.press("Unlock the texts", six_words=later).words
    count_together(desk, circle, trustees)
    ada.get(f"/councils/{circle.id}/round/feedback")
    ada.press("Show it to members", sure="yes")
    ada.get(f"/councils/{circle.id}/round")
    write(ada, "Statements")
    open_it(ada, circle, 2)
    assert "small services" not in mo.get(f"/councils/{circle.id}/words").words
    assert circle.row().register["idea-1"].words == "Somebody should answer for it."


class Writers(InventedMembers):
    """Members who all write, and none of whom lets that be quoted."""

    def entries(self, member: int, asked: Questionnaire) -> dict[str, tuple[str, ...]]:
        """Return what one member says."""
        return {
            question.id: ("It sounds right, and small services cannot do it alone.",)
            for question in asked.questions()
            if isinstance(question, Written)
        }


def raw(instance: Instance, words: str) -> int:
    """Give how often words lie in a file of the database."""
    return sum(
        path.read_bytes().count(words.encode())
        for path in instance.folder.iterdir()
        if path.is_file()
    )


def test_a_day_that_is_past_opens_nothing_and_an_empty_round_is_opened_again(
    ada: StaffVisitor, circle: Circle
) -> None:
    ada.get(f"/councils/{circle.id}/round/open")
    ada.press("Open round 1", closes_on="2001-01-01", sure="yes")
    assert ada.status == 422
    assert "The closing day 2001-01-01 is past." in ada.page.words
    assert ada.button("Open round 1")[0].fields["closes_on"] == ["2001-01-01"]
    ada.press("Open round 1", closes_on="soon")
    assert "Write it like 2030-12-31." in ada.page.words
    open_it(ada, circle, 1)
    ada.get(f"/councils/{circle.id}/round/close")
    ada.press("Close round 1", sure="yes")
    assert "Round 1, closed" in ada.page.words
    ada.get(f"/councils/{circle.id}/round/reopen")
    ada.press("Open round 1 again")
    assert "Round 1, open" in ada.page.words


def test_a_real_round_stays_open_until_its_last_day_is_over(
    staff: Signed, instance: Instance, clock: Clock
) -> None:
    real = Circle(instance, clock())
    real.create(8)
    real.everyone_joins()
    ada = staff("Ada", "coordinator")
    begin(ada, real, "rate")
    write(ada, "What should change")
    ada.get(f"/councils/{real.id}/statements")
    ada.press("Add this statement", **{"new-en": "A person should answer each letter."})
    open_it(ada, real, 1)
    assert "Close the round" in ada.page.words.partition("What is not possible now")[2]
    ada.get(f"/councils/{real.id}/round/close")
    ada.press("Close round 1", sure="yes")
    assert ada.status == 422
    assert "People were told that they can answer" in ada.page.words
    clock.forward(days=16)
    ada.sign_in("Ada")
    ada.get(f"/councils/{real.id}/round/close")
    ada.press("Close round 1", sure="yes")
    assert "Answered below ten" in ada.page.words
