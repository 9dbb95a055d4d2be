"""Founding a council at the desk: its words, its trustees, the ceremony, and code cards."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from survey.sealing.codes.phrases import phrase
from survey.services.councils.join_council import join
from survey.services.steps.send_response import six_words
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.desk.paper_sheets import Holder, holders_of

Signed = Callable[..., StaffVisitor]


@pytest.fixture
def ada(staff: Signed) -> StaffVisitor:
    """Give a coordinator."""
    return staff("Ada", "coordinator")


def begin(ada: StaffVisitor, **chosen: object) -> str:
    """Begin a practice council, and give its id."""
    ada.get("/councils/new")
    wanted = {"beginning": "ready-made", "languages": ["en"], "practice": "yes"}
    ada.press("Begin this council", **wanted | chosen)
    assert ada.status == 200, ada.page.words
    return ada.page.address.split("/")[2]


def named(ada: StaffVisitor, council_id: str) -> None:
    ada.get(f"/councils/{council_id}/trustees")
    ada.press("Keep these trustees", roles="Board\nUniversity\nOutside", threshold="")
    assert "2 of 3 open a round together" in ada.page.words


def hold_ceremony(
    desk: Flask, clock: Clock, ada: StaffVisitor, council_id: str
) -> Sequence[Holder]:
    """Let three holders print and confirm, and give them."""
    ada.get(f"/councils/{council_id}")
    page = ada.press("Make share sheets", sure="yes")
    holders = holders_of(desk, clock, page)
    assert len(holders) == 3
    for holder in holders:
        holder.prints()
        said = holder.types()
    assert "is open now" in said.words
    return holders


def codes_of(ada: StaffVisitor, council_id: str, count: int) -> list[str]:
    """Let a coordinator make a list of codes, and give them."""
    ada.get(f"/councils/{council_id}/cards")
    ada.press("Make a list of codes", count=str(count))
    assert ada.response.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(ada.response.text)))
    return [row["code"] for row in rows]


def test_a_council_is_founded_with_a_ceremony_and_its_cards_let_people_join(
    desk: Flask, clock: Clock, ada: StaffVisitor, instance: Instance
) -> None:
    council_id = begin(ada)
    assert "Nothing is wrong with these words." in ada.page.words
    assert "To be founded" in ada.get(f"/councils/{council_id}").words
    assert "Nobody is told what a single member answered" in ada.page.words
    named(ada, council_id)
    hold_ceremony(desk, clock, ada, council_id)
    page = ada.get(f"/councils/{council_id}")
    assert "People can join" in page.words
    assert "Council created" in page.words
    codes = codes_of(ada, council_id, 12)
    assert len(set(codes)) == 12
    for code in codes[:8]:
        words = phrase(six_words())
        assert join(instance, council_id, code, secrets.token_bytes(16), words) == "joined"
    assert "Enough to open Yes" in ada.get(f"/councils/{council_id}").words
    with instance.engine.connect() as connection:
        assert council_rows.get(connection, council_id).invited == 12


def test_cards_are_a_file_for_paper_and_their_number_is_bounded(
    desk: Flask, clock: Clock, ada: StaffVisitor
) -> None:
    council_id = begin(ada, languages=["fr", "ar"])
    named(ada, council_id)
    hold_ceremony(desk, clock, ada, council_id)
    ada.get(f"/councils/{council_id}/cards")
    ada.press("Make these cards", count="9", language="ar")
    assert ada.response.data.startswith(b"%PDF")
    for count, said in (("40", "at most 40 members"), ("none", "Write a number from 1 on.")):
        ada.get(f"/councils/{council_id}/cards")
        ada.press("Make these cards", count=count)
        assert ada.status == 422
        assert said in ada.page.words
        assert f'value="{count}"' in ada.page.html
    assert "Codes made 9" in ada.get(f"/councils/{council_id}/cards").words


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"members": "7", "practice": ""}, "A council has 8 to 40 members"),
        ({"members": "many"}, "members, not 0"),
        ({"practice": "none"}, "Choose whether it is for practice."),
        ({"beginning": "file"}, "No file was chosen."),
        ({"beginning": "other"}, "Choose what it begins with."),
    ],
)
def test_what_cannot_begin_a_council_says_so_and_keeps_what_was_chosen(
    ada: StaffVisitor, filled: dict[str, str], said: str
) -> None:
    ada.get("/councils/new")
    form, _ = ada.button("Begin this council")
    chosen = {"beginning": "ready-made", "languages": ["en"], "practice": "yes", "title": "Kept"}
    ada.post("/councils/new", dict(form.fields) | chosen | filled)
    assert ada.status == 422
    assert said in ada.page.words
    assert 'value="Kept"' in ada.page.html
    assert "No council yet" in ada.get("/").words


def test_the_words_of_a_council_are_written_in_a_form_and_as_text(ada: StaffVisitor) -> None:
    council_id = begin(ada, beginning="empty", title="A council on forms")
    assert "there are no words here" in ada.page.words.lower()
    words = {
        "introduction-en": "We work out what should change.",
        "consent-en": "You can stop at any time.",
        "closing-en": "Thank you.",
        "group-0-en": "I have lived through this",
        "group-1-en": "I work in this field",
    }
    ada.press("Save these words", **words)
    assert "Nothing is wrong with these words." in ada.page.words, ada.page.words
    text = ada.button("Save the text")[0].fields["file"][0]
    assert "I work in this field" in text
    ada.press("Save the text", file=f"{text}policy:\n  rule:\n    stable_kappa_from: 0.7\n")
    assert "Nothing is wrong with these words." in ada.page.words, ada.page.words
    broken = f"{text}title: Again\n"
    ada.press("Save the text", file=broken)
    assert ada.status == 422
    assert broken.splitlines()[-1] in ada.button("Save the text")[0].fields["file"][0]
    ada.get(f"/councils/{council_id}/council.yaml")
    assert "stable_kappa_from" in ada.response.text


def test_trustees_are_more_than_are_needed_and_each_has_a_name(ada: StaffVisitor) -> None:
    council_id = begin(ada)
    for roles, threshold, said in (
        ("Board\nUniversity", "2", ""),
        ("Board\nboard\nOutside", "2", "the same name"),
        ("Board\nUniversity\nOutside", "many", "Write as a whole number"),
    ):
        ada.get(f"/councils/{council_id}/trustees")
        ada.press("Keep these trustees", roles=roles, threshold=threshold)
        assert ada.status == 422
        assert said in ada.page.words
        assert ada.page.forms[-1].fields["roles"][0].split() == roles.split()


def test_nothing_is_founded_when_a_real_council_lacks_what_people_must_be_told(
    ada: StaffVisitor,
) -> None:
    council_id = begin(ada, practice="")
    named(ada, council_id)
    ada.press("Make share sheets", sure="yes")
    assert ada.status == 422
    assert "What members must be told" in ada.page.words


def test_words_that_change_while_sheets_are_handed_out_found_nothing(
    desk: Flask, clock: Clock, ada: StaffVisitor
) -> None:
    council_id = begin(ada)
    named(ada, council_id)
    holders = holders_of(desk, clock, ada.press("Make share sheets", sure="yes"))
    ada.get(f"/councils/{council_id}/file")
    ada.press("Save these words", **{"title-en": "Another title"})
    said: DeskPage | None = None
    for holder in holders:
        holder.prints()
        said = holder.types()
    assert said is not None
    assert "was changed meanwhile" in said.words
    assert "To be founded" in ada.get(f"/councils/{council_id}").words


def test_a_trustee_with_an_account_takes_their_sheet_and_practice_founds_nothing(
    desk: Flask, clock: Clock, ada: StaffVisitor, staff: Signed
) -> None:
    council_id = begin(ada)
    named(ada, council_id)
    page = ada.press("Practise the ceremony first")
    for holder in holders_of(desk, clock, page):
        holder.prints()
        holder.types()
    assert "To be founded" in ada.get(f"/councils/{council_id}").words
    ada.press("Make share sheets", sure="yes")
    tom = staff("Tom", ("trustee", council_id))
    tom.get(f"/councils/{council_id}/sheet")
    tom.press("Take this sheet")
    assert re.match(r"/sheet/", tom.page.address)
    ada.get(f"/councils/{council_id}/keys")
    ada.press("Throw the keys away")
    assert "Make share sheets" in ada.page.html


def test_a_council_that_was_never_founded_is_put_aside(ada: StaffVisitor) -> None:
    council_id = begin(ada)
    ada.get(f"/councils/{council_id}")
    ada.press("Put this council aside")
    assert "Put aside" in ada.get(f"/councils/{council_id}").words
    with pytest.raises(KeyError):
        ada.button("Make share sheets")


def test_a_practice_council_goes_from_founding_through_three_rounds_by_buttons_alone(
    desk: Flask, clock: Clock, ada: StaffVisitor, staff: Signed
) -> None:
    council_id = begin(ada)
    named(ada, council_id)
    holders = hold_ceremony(desk, clock, ada, council_id)
    home = f"/councils/{council_id}"
    ada.get(home)
    ada.press("Let 12 invented people join")
    assert "Enough to open Yes" in ada.page.words
    trustees = [staff(name, ("trustee", council_id)) for name in ("Tom", "Una")]
    for number in (1, 2, 3):
        ada.get(f"{home}/round")
        kind = "rate" if number == 1 else "rate again"
        ada.press("Begin this round", kind=kind, ready_made=["yes"] if number < 3 else [])
        ada.press(f"Save for round {number}", **{"title-en": "Now", "introduction-en": "Hello."})
        assert "Nothing stops it from opening." in ada.page.words, ada.page.words
        ada.get(f"{home}/round/open")
        ada.press(f"Open round {number}", sure="yes")
        ada.press("Let invented members answer")
        assert f"Round {number}, open" in ada.page.words
        ada.get(f"{home}/round/close")
        ada.press(f"Close round {number}", sure="yes")
        count(desk, council_id, trustees, holders)
        ada.get(f"{home}/round/feedback")
        ada.press("Show it to members", sure="yes")
        assert f"Round {number}, shown to members" in ada.page.words
    assert "about 10" in ada.page.words
    assert "3 of at most 3 that judge statements" in ada.page.words


def count(
    desk: Flask, council_id: str, trustees: Sequence[StaffVisitor], holders: Sequence[Holder]
) -> None:
    """Let each trustee type the list of a paper, signed in as themselves."""
    address = f"/councils/{council_id}/opening/round"
    for trustee, holder in zip(trustees, holders, strict=False):
        trustee.get(address)
        buttons = [one[0] for form in trustee.page.forms for one in form.buttons]
        button = next(one for one in buttons if one in ("Give my sheet", "Open it together now"))
        trustee.press(button, numbers_list=" ".join(holder.lists["Numbers"]), same="y")
    assert desk.extensions["openings"][address].child.wait().stage == "done"


def test_a_trustee_is_led_to_their_sheet_and_to_nothing_that_is_not_for_them(
    ada: StaffVisitor, staff: Signed
) -> None:
    council_id = begin(ada)
    named(ada, council_id)
    bea = staff("Bea", "trustee")
    assert f"/councils/{council_id}/file" not in bea.get(f"/councils/{council_id}").html
    assert "Take your sheet" not in bea.page.links
    ada.press("Make share sheets", sure="yes")
    assert "Nothing waits for you" not in bea.get("/").words
    assert bea.page.links["Take your sheet"] == f"/councils/{council_id}/sheet"
    bea.get(f"/councils/{council_id}")
    bea.follow("Take your sheet")
    assert bea.status == 200
