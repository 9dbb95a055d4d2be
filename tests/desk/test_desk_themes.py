"""Themes at the desk: a code book, two coders who do not see each other, and counting once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest

from survey.services.words.own_reading_key import account_named
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import words_access
from survey.themes.code_book import CodeBook, with_code
from survey.themes.refi_qda import refi_qda_file
from tests.coded_words import lay_release, lay_texts
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor

Signed = Callable[..., StaffVisitor]
Coders = dict[str, tuple[StaffVisitor, str]]
TEXTS = 12


@pytest.fixture
def study(publish: Callable[..., Published]) -> str:
    """Give a study that asks for words."""
    return publish(form_file("text"), practice=True).id


@pytest.fixture
def coders(staff: Signed, study: str, instance: Instance) -> Coders:
    """Give two moderators with their six words, and twelve texts that wait to be coded."""
    found = {}
    for name in ("Ada", "Bea"):
        visitor = staff(name, ("moderator", study))
        visitor.get("/account")
        page = visitor.press("Make my six words")
        found[name] = (visitor, " ".join(re.findall(r"<li>([a-z]+)</li>", page.html)))
    key = lay_texts(instance, study, "Q1", [f"What number {at} wrote." for at in range(TEXTS)])
    with writing(instance.engine) as connection:
        for name in found:
            account = account_named(instance, name)
            public = words_access.public_of(connection, account)
            assert public is not None
            words_access.let_in(connection, study, account, key.wrap_for(public))
    return found


def begin(coders: Coders, name: str, study: str) -> StaffVisitor:
    """Begin a sitting, and look at the themes."""
    visitor, words = coders[name]
    visitor.get(f"/studies/{study}/words")
    visitor.press("Begin a sitting", six_words=words)
    assert visitor.status == 200, visitor.page.words
    visitor.get(f"/studies/{study}/words/themes")
    return visitor


def write_book(visitor: StaffVisitor, study: str) -> None:
    """Write a code book of two codes."""
    for name in ("Reporting", "Support"):
        visitor.get(f"/studies/{study}/words/codebook")
        visitor.press("Add this code", name=name, rule=f"The rule of {name}.")
        assert visitor.status == 200, visitor.page.words


def code_all(visitor: StaffVisitor, study: str, last: str = "1") -> None:
    """Code every text as the first theme, and the last that comes as another."""
    for at in range(TEXTS):
        visitor.get(f"/studies/{study}/words/themes")
        page = visitor.press("Code a text")
        if "Take a break" in page.links:
            visitor.follow("Take a break")
            visitor.press("Go on")
            visitor.get(f"/studies/{study}/words/themes")
            visitor.press("Code a text")
        visitor.press("Unfold the text")
        visitor.press("Keep these themes", codes=[last if at == TEXTS - 1 else "1"])
        assert visitor.status == 200, visitor.page.words


def test_a_code_book_is_written_with_rules_and_each_change_is_kept(
    staff: Signed, study: str
) -> None:
    visitor = staff("Ada", ("moderator", study))
    write_book(visitor, study)
    page = visitor.get(f"/studies/{study}/words/codebook")
    assert "The rule of Reporting." in page.words
    visitor.get(f"/studies/{study}/words/codebook/1")
    visitor.press("Keep this change", name="Telling a platform")
    visitor.get(f"/studies/{study}/words/codebook/2")
    page = visitor.press("Merge this code", into="1", reason="Nobody could tell them apart.")
    assert "Support merged into Telling a platform" in page.words
    assert "Merged “Support” into “Telling a platform”" in page.words
    page = visitor.get(f"/studies/{study}/words/codebook/2")
    assert "This code is merged" in page.words
    assert not page.forms or all("codebook" not in form.action for form in page.forms)


def test_what_is_wrong_with_a_code_is_said_and_nothing_typed_is_lost(
    staff: Signed, study: str
) -> None:
    visitor = staff("Ada", ("moderator", study))
    visitor.get(f"/studies/{study}/words/codebook")
    page = visitor.press(
        "Add this code", name="Calls", rule="They rang.", example="Ring +44 20 7946 0958."
    )
    assert visitor.status == 422
    assert "could point to someone" in page.words
    form, _ = visitor.button("Add this code")
    assert form.fields["name"] == ["Calls"]
    assert form.fields["example"] == ["Ring +44 20 7946 0958."]


def test_a_code_book_is_taken_along_and_begins_from_a_file(staff: Signed, study: str) -> None:
    visitor = staff("Cora", ("coordinator", study))
    book = with_code(with_code(CodeBook(), "Reporting", "They told."), "Silence", "No.", under=1)
    home = f"/studies/{study}/words/codebook"
    visitor.get(home)
    form, _ = visitor.button("Read this file")
    sent = form.fields | {"file": (io.BytesIO(refi_qda_file(book, study)), "book.qdc")}
    visitor.post(form.action, sent, content_type="multipart/form-data")
    assert "Silence" in visitor.page.words
    visitor.get(f"{home}.csv")
    lines = list(csv.DictReader(io.StringIO(visitor.response.text)))
    assert [(one["name"], one["under"]) for one in lines] == [("Reporting", ""), ("Silence", "1")]
    visitor.get(f"{home}.qdc")
    assert visitor.response.data == refi_qda_file(book, study)
    assert "Read this file" not in visitor.get(home).words


def test_who_may_look_changes_nothing(staff: Signed, study: str) -> None:
    viewer = staff("Vera", ("viewer", study))
    page = viewer.get(f"/studies/{study}/words/codebook")
    assert "Add a code" not in page.words
    page = viewer.get(f"/studies/{study}/words/themes")
    assert "Code a text" not in page.words
    assert "How far coders agree" not in page.words


def test_a_text_is_coded_with_keys_and_without_script(coders: Coders, study: str) -> None:
    ada = begin(coders, "Ada", study)
    assert "Write the code book first" in ada.page.words
    write_book(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    page = ada.press("Code a text")
    assert page.title == "Code one text"
    assert "What number" not in page.html
    assert "Keep these themes" not in page.words
    page = ada.press("Unfold the text")
    assert page.html.count("What number") == 1
    assert re.findall(r'accesskey="(\w)"', page.html) == ["1", "2", "k"]
    page = ada.press("Keep these themes", codes=["1", "2"])
    assert "Your codes are kept" in page.words
    assert "What number" not in page.words


def test_neither_coder_sees_what_the_other_gave_before_both_coded(
    coders: Coders, study: str
) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    code_all(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    assert "Nothing waits for you to be compared" in ada.press("Compare a text").words
    bea = begin(coders, "Bea", study)
    bea.press("Code a text")
    page = bea.press("Unfold the text")
    assert "Ada" not in page.words
    assert " checked" not in page.html
    bea.get(f"/studies/{study}/words/comparing")
    assert bea.page.title == "Code one text"


def test_two_coders_settle_what_differs_and_themes_are_counted_once(
    coders: Coders, study: str, instance: Instance, staff: Signed
) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    code_all(ada, study)
    bea = begin(coders, "Bea", study)
    code_all(bea, study, last="2")
    ada.get(f"/studies/{study}/words/themes")
    page = ada.press("Compare a text")
    assert page.title == "Compare one text"
    page = ada.press("Unfold the text")
    assert "only you" in page.words
    assert "only Bea" in page.words
    page = ada.press("Propose what holds", codes=["1"], reason="")
    assert ada.status == 422
    assert ada.button("Propose what holds")[0].fields["codes"] == ["1"]
    ada.press("Propose what holds", codes=["1"], reason="It tells of a report.")
    bea.get(f"/studies/{study}/words/themes")
    bea.press("Compare a text")
    page = bea.press("Unfold the text")
    assert "It tells of a report." in page.words
    assert "You agreed" in bea.press("Agree to it").words
    lay_release(instance, study, "Q1", 10)
    page = bea.get(f"/studies/{study}/words/themes")
    assert "How far coders agree" in page.words
    bea.follow("Count its themes")
    assert bea.press("Count its themes").words.count("Nothing was counted") == 1
    page = bea.press("Count its themes", sure="y")
    assert "Reporting more than two thirds" in page.words
    page = bea.get(f"/studies/{study}/words/themes/Q1")
    assert "They are counted" in page.words
    cora = staff("Cora", ("coordinator", study))
    page = cora.get(f"/studies/{study}/release")
    assert "Themes of “Is there anything" in page.words
    page = cora.get(f"/studies/{study}/release/2")
    assert "more than two thirds" in page.words.casefold()
    assert "counted once" in page.words
    with instance.engine.connect() as connection:
        events = [one.event for one in journal.entries(connection, study_id=study)]
    assert events.count("counted themes") == 1
    assert events.count("began to code texts") == 1


def test_nothing_is_given_to_a_text_that_is_folded(coders: Coders, study: str) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    ada.press("Code a text")
    form, _ = ada.button("Unfold the text")
    page = ada.post(form.action, form.fields | {"codes": ["1"], "act": "give"})
    assert ada.status == 422
    assert "This text was not unfolded" in page.words
    assert "Keep these themes" in ada.press("Unfold the text").words


def test_a_page_that_is_old_codes_nothing(coders: Coders, study: str) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    ada.press("Code a text")
    old = ada.press("Unfold the text")
    form = next(one for one in old.forms if "codes" in one.fields)
    ada.press("Keep these themes", codes=["1"])
    ada.press("Open the next one")
    page = ada.post(form.action, form.fields | {"codes": ["2"], "act": "give"})
    assert ada.status == 422
    assert "not the text in front of you" in page.words


def test_a_text_can_be_passed_on_without_a_reason(coders: Coders, study: str) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    ada.press("Code a text")
    first = ada.press("Unfold the text").html
    page = ada.press("Leave it to a colleague")
    assert "You left it to a colleague" in page.words
    ada.press("Open the next one")
    second = ada.press("Unfold the text").html
    told = re.compile(r"What number \d+ wrote")
    assert told.findall(first) != told.findall(second)


def test_a_sitting_that_is_over_shows_no_text(coders: Coders, study: str, clock: Clock) -> None:
    ada = begin(coders, "Ada", study)
    write_book(ada, study)
    ada.get(f"/studies/{study}/words/themes")
    ada.press("Code a text")
    ada.get(f"/studies/{study}/words")
    ada.press("Stop for today")
    page = ada.get(f"/studies/{study}/words/coding")
    assert "What number" not in page.html
    assert page.address == f"/studies/{study}/words"
