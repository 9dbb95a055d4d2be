"""Every 30 days holders show that their sheet is there; a missed one warns while it can help."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from survey.sealing.opening.share_sheets import read_sheet
from survey.services.accounts.change_people import replace_person
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.schema import sheet_checks, studies
from tests.conftest import Clock, Published, form_file, kept_in
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.desk.paper_sheets import Lists, words_for
from tests.web.members import FILE

Signed = Callable[..., StaffVisitor]
ASKED = "Your sheet is to be looked at"


@pytest.fixture
def study(publish: Callable[..., Published]) -> Published:
    """Give a real study with three sheets, two of which open it."""
    return publish(form_file("single"))


def lists_of(study: Published, number: int) -> Lists:
    """Give both lists of a printed sheet."""
    share = read_sheet(study.sheets[number - 1]).share
    return {"Numbers": share.numbers.split(), "Words": share.words.split()}


def shows(visitor: StaffVisitor, study: Published, number: int) -> DeskPage:
    """Type the words that are asked for on the page at hand."""
    return visitor.press("My sheet is there", **words_for(visitor.page, lists_of(study, number)))


def asks(visitor: StaffVisitor) -> tuple[str, ...]:
    """Give the words that the page at hand asks for, by list and number."""
    return tuple(re.findall(r"(?:Numbers|Words) list, word \d+", visitor.page.words))


def link_for(cora: StaffVisitor, study: Published, number: int) -> str:
    """Let the coordinator make a link for the holder of a sheet."""
    cora.get(f"/studies/{study.id}/sheets")
    form = next(one for one in cora.page.forms if one.action.endswith(f"/{number}/link"))
    page = cora.post(form.action, form.fields)
    return re.findall(r"http://127\.0\.0\.1:8001(/held/[\w-]{32})", page.html)[0]


def test_a_trustee_is_asked_after_30_days_and_shows_three_words(
    staff: Signed, study: Published, clock: Clock
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    assert ASKED not in tia.get("/").words
    clock.forward(days=29)
    tia.sign_in("Tia")
    assert ASKED not in tia.get("/").words
    clock.forward(days=1)
    tia.sign_in("Tia")
    assert ASKED in tia.get("/").words
    tia.follow("Look at your sheet")
    assert "0 of 3 sheets were found in the last 30 days." in tia.page.words
    tia.get(f"/studies/{study.id}/sheets/2")
    assert len(asks(tia)) == 3
    page = shows(tia, study, 2)
    assert "Your sheet is there." in page.words
    assert "1 of 3 sheets were found in the last 30 days." in page.words
    assert ASKED not in tia.get("/").words, "this sheet is theirs now, and was seen"


def test_the_words_change_with_each_time_and_come_round_after_four(
    staff: Signed, study: Published
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    seen = []
    for _ in range(5):
        tia.get(f"/studies/{study.id}/sheets/1")
        seen.append(asks(tia))
        shows(tia, study, 1)
    assert len(set(seen[:4])) == 4
    assert len({word for asked in seen[:4] for word in asked}) == 12
    assert seen[4] == seen[0]


def test_wrong_words_are_said_and_the_same_ones_are_asked_for_again(
    staff: Signed, study: Published
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    asked = asks(tia)
    page = tia.press("My sheet is there", word_1="acid", word_2="harvezt", word_3="acne")
    assert tia.status == 422
    assert "“harvezt” is not on the word list. Did you mean harvest?" in page.words
    assert tia.button("My sheet is there")[0].fields["word_1"] == ["acid"]
    page = shows(tia, study, 3)
    assert "These are not the words on sheet 1." in page.words
    assert asks(tia) == asked
    page = shows(tia, study, 1)
    assert "Your sheet is there." in page.words


def test_a_sheet_that_somebody_looked_at_is_nobody_elses(staff: Signed, study: Published) -> None:
    tia, uma = staff("Tia", ("trustee", study.id)), staff("Uma", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    form = tia.page.forms[-1]
    shows(tia, study, 1)
    assert "Sheet 1 is somebody else's." in uma.get(f"/studies/{study.id}/sheets/1").words
    token = {"csrf_token": uma.page.forms[0].fields["csrf_token"]}
    assert "somebody else's" in uma.post(form.action, form.fields | token).words
    assert uma.status == 422


def test_a_silent_loss_becomes_a_warning_while_enough_remain(
    staff: Signed, study: Published, clock: Clock
) -> None:
    cora, tia = staff("Cora", "coordinator"), staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    page = tia.press("I cannot find my sheet")
    assert "It is noted that this sheet cannot be found." in page.words
    for address in ("/", f"/studies/{study.id}", f"/studies/{study.id}/sheets"):
        page = cora.get(address)
        assert "A share sheet cannot be found, and no other may be lost" in page.words, address
        assert "2 of 3 are left as far as you know, and 2 are needed." in page.words
        assert "Close it early, and open it" in page.words
    assert "Sheet 1." in cora.get(f"/studies/{study.id}/journal").words
    tia.get(f"/studies/{study.id}/sheets/1")
    shows(tia, study, 1)
    assert "cannot be found" not in cora.get("/").words, "it was found again"


def test_with_fewer_than_are_needed_it_says_that_nobody_can_open_it(
    staff: Signed, study: Published
) -> None:
    cora, tia = staff("Cora", "coordinator"), staff("Tia", ("trustee", study.id))
    for number in (1, 2):
        tia.get(f"/studies/{study.id}/sheets/{number}")
        tia.press("I cannot find my sheet")
    assert "Too few share sheets are left" in cora.get(f"/studies/{study.id}").words


def test_whoever_does_not_look_for_60_days_is_named_to_the_coordinator(
    staff: Signed, study: Published, clock: Clock
) -> None:
    cora = staff("Cora", "coordinator")
    clock.forward(days=59)
    cora.sign_in("Cora")
    assert "was not looked at" not in cora.get(f"/studies/{study.id}").words
    clock.forward(days=1)
    cora.sign_in("Cora")
    page = cora.get(f"/studies/{study.id}")
    assert "A share sheet was not looked at for 60 days" in page.words
    assert "0 of 3 sheets were found in the last 30 days." in page.words


def test_a_holder_from_outside_is_asked_by_a_link_that_ends_when_it_was_answered(
    staff: Signed, study: Published, desk: Flask, clock: Clock
) -> None:
    cora = staff("Cora", "coordinator")
    link = link_for(cora, study, 3)
    outside = StaffVisitor(desk, clock)
    assert "Is your share sheet still there?" in outside.get(link).words
    outside.press("My sheet is there", word_1="acid", word_2="acid", word_3="acid")
    assert "These are not the words on sheet 3." in outside.page.words
    assert "Your sheet is there" in shows(outside, study, 3).words
    assert "leads nowhere now" in outside.get(link).words
    assert outside.status == 404
    entry = cora.get(f"/studies/{study.id}/journal").words
    assert "Sheet found" in entry
    assert "holder of sheet 3" in entry


def test_a_link_ends_after_a_week_or_when_another_is_made_and_takes_a_loss(
    staff: Signed, study: Published, desk: Flask, clock: Clock
) -> None:
    cora, outside = staff("Cora", "coordinator"), StaffVisitor(desk, clock)
    first, second = link_for(cora, study, 1), link_for(cora, study, 1)
    assert "leads nowhere" in outside.get(first).words
    outside.get(second)
    lost = outside.button("I cannot find my sheet")[0]
    assert "It is noted that you cannot find it" in outside.press("I cannot find my sheet").words
    assert "leads nowhere" in outside.post(lost.action, lost.fields).words
    third = link_for(cora, study, 2)
    clock.forward(days=7, hours=1)
    assert "leads nowhere" in outside.get(third).words


def test_of_what_was_published_before_nothing_is_kept_and_the_page_says_so(
    staff: Signed, study: Published, instance: Instance
) -> None:
    with instance.engine.begin() as connection:
        sheet_check_rows.forget(connection, study.id)
    page = staff("Cora", "coordinator").get(f"/studies/{study.id}/sheets")
    assert "they were made before sheets were looked after" in page.words
    assert "Ask each holder yourself" in page.words
    tia = staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    assert "Nothing is kept of a share sheet 1" in tia.page.words


def test_nothing_that_is_kept_or_noted_holds_a_word_of_a_sheet(
    staff: Signed, study: Published, instance: Instance
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    shows(tia, study, 1)
    instance.engine.dispose()
    kept = b"".join(path.read_bytes() for path in instance.folder.rglob("*") if path.is_file())
    words = {word for one in lists_of(study, 1).values() for word in one[4:]}
    with instance.engine.connect() as connection:
        row = connection.execute(sheet_checks.select()).first()
    assert row is not None
    told = " ".join(str(value) for value in row if not isinstance(value, bytes))
    drawn = (row.of_id, row.account_id)
    told = " ".join(one for one in told.split() if one not in drawn)
    assert not words & {*re.findall("[a-z]+", told)}
    for word in (lists_of(study, 1)["Numbers"], lists_of(study, 1)["Words"]):
        assert " ".join(word[8:12]).encode() not in kept


def test_practice_is_not_asked_for_at_home(
    staff: Signed, publish: Callable[..., Published], clock: Clock
) -> None:
    made = publish(form_file("single"), practice=True)
    clock.forward(days=31)
    tia = staff("Tia", ("trustee", made.id))
    assert ASKED not in tia.get("/").words
    tia.get(f"/studies/{made.id}/sheets/1")
    assert "Your sheet is there." in shows(tia, made, 1).words


def test_a_sheet_of_whoever_left_is_shown_by_whoever_has_the_paper_now(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    shows(tia, study, 1)
    uma = staff("Uma", ("trustee", study.id))
    assert "somebody else's" in uma.get(f"/studies/{study.id}/sheets/1").words
    replace_person(instance, "Tia", "Uma", clock())
    uma.get(f"/studies/{study.id}/sheets/1")
    assert "Your sheet is there." in shows(uma, study, 1).words


def test_when_nothing_is_left_to_open_nobody_is_asked(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    withdraw_study(instance, study.id, "", clock().date())
    clock.forward(days=61)
    cora, tia = staff("Cora", "coordinator"), staff("Tia", ("trustee", study.id))
    assert ASKED not in tia.get("/").words
    assert "was not looked at" not in cora.get(f"/studies/{study.id}").words
    assert "Nothing is left to open" in cora.get(f"/studies/{study.id}/sheets").words


def test_a_council_has_the_same_pages(staff: Signed, instance: Instance, clock: Clock) -> None:
    sheets: list[str] = []
    terms = CouncilTerms(3, 2, members=8, practice=True)
    council_id = create_council(
        instance, FILE, terms, clock().date(), kept_in(sheets), lambda *_: None
    )
    made = Published(council_id, form_file("single"), sheets)
    tia = staff("Tia", ("trustee", council_id))
    tia.get(f"/councils/{council_id}/sheets/3")
    page = shows(tia, made, 3)
    assert "3 of 3 sheets were found in the last 30 days." in page.words
    assert page.links["Share sheets"] == f"/councils/{council_id}/sheets"


def test_words_that_were_typed_when_a_session_was_over_are_on_no_page(
    staff: Signed, study: Published, clock: Clock
) -> None:
    tia = staff("Tia", ("trustee", study.id))
    tia.get(f"/studies/{study.id}/sheets/1")
    typed = words_for(tia.page, lists_of(study, 1))
    clock.forward(minutes=16)
    page = tia.press("My sheet is there", **typed)
    assert page.title == "Sign in"
    assert not any(f'value="{word}"' in page.html for word in typed.values())


def test_the_round_of_a_council_has_no_sheets_of_its_own(
    staff: Signed, publish: Callable[..., Published], instance: Instance
) -> None:
    made = publish(form_file("single"), practice=True)
    with instance.engine.begin() as connection:
        connection.execute(studies.update().values(council_id="sea", round=1))
    page = staff("Cora", "coordinator").get(f"/studies/{made.id}/sheets")
    assert "they were made before" not in page.words
    assert "round" in page.words
