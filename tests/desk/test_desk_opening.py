"""Opening a study at the desk: each trustee with their own sheet, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, select

from survey.sealing.opening.share_sheets import read_sheet
from survey.services.accounts.change_people import give_role, take_role
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.services.studies.reopen_study import reopen_study
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes
from survey.storage.staff import journal
from survey.storage.staff.accounts import RoleHeld
from survey.storage.studies import releases, study_rows
from survey.web.desk.desk_app import create_desk
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import PASSWORD, DeskPage, StaffVisitor

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
TICK = {"same": "y"}


def typed(study: Published, number: int) -> str:
    """Give the numbers list of a sheet, as its trustee types it."""
    return read_sheet(study.sheets[number - 1]).share.numbers


def address(study: Published) -> str:
    """Give the address at which the numbers of a study are opened."""
    return f"/studies/{study.id}/opening/numbers"


def gives(visitor: StaffVisitor, study: Published, words: str, button: str = "") -> DeskPage:
    """Let a trustee type a list, tick the fingerprint and press the button."""
    page = visitor.get(address(study))
    if not button:
        known = [one[0] for form in page.forms for one in form.buttons]
        button = next(one for one in known if one in ("Give my sheet", "Open it together now"))
    return visitor.press(button, numbers_list=words, **TICK)


def ended(desk: Flask, study: Published) -> str:
    """Wait until an opening is over, and give how it ended."""
    return desk.extensions["openings"][address(study)].child.wait().stage


@pytest.fixture
def study(publish: Publish, instance: Instance, clock: Clock) -> Published:
    """Give a closed study of a few answers, two of three sheets of which open it."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 12, Random(7), clock)
    close_study(instance, made.id, clock())
    return made


@pytest.fixture
def trustees(staff: Signed, study: Published) -> Sequence[StaffVisitor]:
    """Give three trustees of the study, each signed in."""
    return [staff(name, ("trustee", study.id)) for name in ("Ann", "Ben", "Cleo")]


def released(instance: Instance, study: Published) -> bool:
    """Tell whether a study has a release."""
    with instance.engine.connect() as connection:
        return releases.newest(connection, study.id) is not None


def test_two_trustees_open_a_study_together_and_the_sheets_are_forgotten(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, instance: Instance
) -> None:
    ann, ben, cleo = trustees
    page = gives(ann, study, typed(study, 1))
    assert "Your sheet is here" in page.words
    assert "1 of 2 are here" in page.words
    page = cleo.get(address(study))
    assert "Ann gave sheet 1" in page.words
    assert " ".join(typed(study, 1).split()[4:7]) not in page.words
    page = gives(ben, study, typed(study, 3))
    assert ended(desk, study) == "done"
    assert desk.extensions["openings"][address(study)].gathering.here() == ()
    assert released(instance, study)
    page = ben.get(f"{address(study)}/progress")
    assert page.address.endswith("/opened")
    with instance.engine.connect() as connection:
        noted = list(journal.entries(connection, study_id=study.id))
    assert [one.event for one in noted[-2:]] == ["opening begun", "released"]
    assert noted[-1].role == "trustee Ben"


def test_how_long_very_many_answers_take_is_said_before_they_are_opened(
    trustees: Sequence[StaffVisitor], study: Published, instance: Instance
) -> None:
    """A tenth of a millisecond for each, and a minute for what follows."""
    for answers, takes, several in (
        (99_999, "about a minute", False),
        (100_000, "about 2 minutes", False),
        (1_000_000, "about 3 minutes", True),
        (10_000_000, "about 18 minutes", True),
    ):
        with writing(instance.engine) as connection:
            study_rows.change(connection, study.id, closed_count=answers)
        words = trustees[0].get(address(study)).words
        assert f"It takes {takes}." in words
        assert ("Opening on several machines" in words) is several
        assert ("Several machines together open them sooner" in words) is several


def test_nothing_is_taken_before_the_fingerprint_is_ticked(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    ann = trustees[0]
    ann.get(address(study))
    page = ann.press("Give my sheet", numbers_list=typed(study, 1))
    assert ann.status == 422
    assert "not ticked that the fingerprint is the same" in page.words
    assert ann.button("Give my sheet")[0].fields["numbers_list"] == [typed(study, 1)]
    assert ann.button("Give my sheet")[0].fields["same"] == []
    page = ann.press("Give my sheet", closed_set="0" * 64, **TICK)
    assert "closed anew" in page.words
    assert "Ann gave" not in trustees[1].get(address(study)).words


def test_a_wrong_word_comes_back_with_all_that_was_typed_and_the_nearest_word(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    ann, words = trustees[0], typed(study, 1).split()
    wrong = [*words[:7], words[7][:3] + "qq", *words[8:]]
    page = gives(ann, study, " ".join(wrong))
    assert ann.status == 422
    assert f"Word 8, “{wrong[7]}”, is not on the word list." in page.words
    form = ann.button("Give my sheet")[0]
    assert form.fields["numbers_list"] == [" ".join(wrong)]
    assert form.fields["same"] == ["y"]
    uses = [one for one in form.buttons if one[1] == "use"]
    if uses:
        page = ann.press(uses[0][0])
        assert ann.button("Give my sheet")[0].fields["numbers_list"] != [" ".join(wrong)]
    page = ann.press("Give my sheet", numbers_list=" ".join(words), **TICK)
    assert "Your sheet is here" in page.words


def test_a_lost_sheet_does_not_stop_the_others(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, instance: Instance
) -> None:
    gives(trustees[1], study, typed(study, 2))  # nobody has sheet 1 any more
    gives(trustees[2], study, typed(study, 3))
    assert ended(desk, study) == "done"
    assert released(instance, study)
    assert "One lost sheet loses nothing" in trustees[0].get("/lost-sheet").words


def test_a_sheet_of_something_else_is_told_when_all_are_in_and_another_replaces_it(
    trustees: Sequence[StaffVisitor],
    study: Published,
    publish: Publish,
    desk: Flask,
    instance: Instance,
) -> None:
    ann, ben, cleo = trustees
    other = publish(form_file("worked-example"), practice=True)
    page = gives(ann, study, typed(other, 2))
    assert "Your sheet is here" in page.words
    assert "fit" not in page.words.replace("It is held", "")
    page = gives(ben, study, typed(study, 2))
    assert ben.status == 422
    assert "All sheets are in, and together they do not give the key." in page.words
    assert "Nothing was opened. The sheets are still here." in page.words
    assert "Perhaps somebody typed the other list" in page.words
    assert "presses “Not now: forget my sheet” and types it again" in page.words
    assert not released(instance, study)
    gives(cleo, study, typed(study, 3))  # any two of the three that fit are enough
    assert ended(desk, study) == "done"
    assert released(instance, study)


def test_whoever_gave_a_wrong_sheet_takes_it_back_and_gives_the_right_one(
    trustees: Sequence[StaffVisitor],
    publish: Publish,
    desk: Flask,
    instance: Instance,
    clock: Clock,
    staff: Signed,
) -> None:
    wide = publish(form_file("breakdown"), practice=True, shares=5, threshold=3)
    other = publish(form_file("worked-example"), practice=True, shares=5, threshold=3)
    close_study(instance, wide.id, clock())
    di, ed, flo = [staff(name, ("trustee", wide.id)) for name in ("Di", "Ed", "Flo")]
    gives(di, wide, typed(wide, 1))
    gives(ed, wide, typed(other, 1))
    page = gives(flo, wide, typed(wide, 4))
    assert "sheet 1 from Ed was not made together with the others" in page.words
    ed.get(address(wide))
    page = ed.press("Not now: forget my sheet")
    assert "Ed gave" not in page.words
    gives(ed, wide, typed(wide, 2))
    assert ended(desk, wide) == "done"
    assert released(instance, wide)


def test_an_account_gives_one_sheet_and_a_sheet_is_given_once(
    trustees: Sequence[StaffVisitor], study: Published, instance: Instance
) -> None:
    ann, ben, _ = trustees
    gives(ann, study, typed(study, 1))
    form = ben.get(address(study)).forms
    assert form
    page = gives(ben, study, typed(study, 1))
    assert "Sheet 1 is here already." in page.words
    ben.get(address(study))
    sent = dict(ben.button("Open it together now")[0].fields)
    token = ann.get(address(study)).forms[0].fields["csrf_token"]
    page = ann.post(
        address(study), sent | TICK | {"numbers_list": typed(study, 2), "csrf_token": token}
    )
    assert "Your sheet is here already." in page.words
    assert not released(instance, study)


def test_not_now_forgets_ones_own_sheet_alone(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    ann, ben, _ = trustees
    gives(ann, study, typed(study, 1))
    ben.get(address(study))
    token = ben.page.forms[0].fields["csrf_token"]
    ben.post(f"{address(study)}/forget", {"csrf_token": token})
    assert "Ann gave sheet 1" in ben.get(address(study)).words
    ann.get(address(study))
    page = ann.press("Not now: forget my sheet")
    assert "Ann gave" not in page.words
    assert "Give my sheet" in page.html


def test_after_an_hour_and_after_a_restart_nothing_is_here(
    trustees: Sequence[StaffVisitor],
    study: Published,
    instance: Instance,
    clock: Clock,
) -> None:
    ann, ben, cleo = trustees
    gives(ann, study, typed(study, 1))
    assert "in memory until" in cleo.get(address(study)).words
    for _ in range(5):  # Cleo goes on looking, and so stays signed in
        clock.forward(minutes=11)
        cleo.get(address(study))
    assert "Ann gave sheet 1" in cleo.page.words
    clock.forward(minutes=6)
    assert "Ann gave" not in cleo.get(address(study)).words
    assert "An hour from the first one on, in memory alone." in cleo.page.words
    assert "You keep the paper until you are asked to destroy it." in cleo.page.words
    assert "An administrator makes an account for them" in cleo.page.words
    ben.sign_in("Ben")
    gives(ben, study, typed(study, 2))
    again = StaffVisitor(create_desk(instance, clock), clock)  # the machine was started again
    again.secret = cleo.secret
    clock.forward(seconds=40)
    again.sign_in("Cleo")
    page = again.get(address(study))
    assert "0 of 2" not in page.words
    assert "Ben gave" not in page.words
    assert "Give my sheet" in page.html
    assert not released(instance, study)


def test_sheets_are_forgotten_after_an_hour_though_nobody_looks_at_their_page(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, clock: Clock
) -> None:
    gives(trustees[0], study, typed(study, 1))
    gathering = desk.extensions["openings"][address(study)].gathering
    assert len(gathering._here) == 1
    clock.forward(minutes=61)
    trustees[0].get("/sign-in")
    assert not gathering._here


def test_a_sheet_that_is_sent_after_the_session_ended_is_on_no_page_and_typed_again(
    trustees: Sequence[StaffVisitor], study: Published, clock: Clock
) -> None:
    ann, lists = trustees[0], read_sheet(study.sheets[0]).share
    ann.get(address(study))
    sent = dict(ann.button("Give my sheet")[0].fields) | TICK
    clock.forward(minutes=61)
    both = {"numbers_list": lists.numbers, "words_list": lists.words}
    pages = [ann.post(address(study), sent | both)]
    assert pages[0].title == "Sign in"
    assert address(study) in pages[0].html
    pages.append(ann.press("Continue", name="Ann", password=PASSWORD))
    pages.append(ann.press("Sign in", code=ann.digits()))
    pages.append(ann.press("Go on with it"))
    for page in pages:
        assert not [words for words in both.values() if " ".join(words.split()[-3:]) in page.html]
    assert "Your sheet is here" in gives(ann, study, lists.numbers).words


def test_what_is_killed_while_it_opens_leaves_nothing_half_done(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, instance: Instance
) -> None:
    ann, ben, cleo = trustees
    gives(ann, study, typed(study, 1))
    gives(ben, study, typed(study, 2))
    child = desk.extensions["openings"][address(study)].child
    child.stop()
    assert child.wait().stage == "failed"
    page = ben.get(f"{address(study)}/progress")
    assert "The program that opened was stopped. Nothing is half done" in page.words
    assert not released(instance, study)
    gives(cleo, study, typed(study, 3))
    gives(ann, study, typed(study, 1))
    assert ended(desk, study) == "done"
    assert released(instance, study)


def test_others_see_who_is_here_and_have_nothing_to_press(
    trustees: Sequence[StaffVisitor], study: Published, staff: Signed
) -> None:
    gives(trustees[0], study, typed(study, 1))
    for role in ("coordinator", "viewer"):
        somebody = staff(role, (role, study.id))
        page = somebody.follow("Opening") if "Opening" in somebody.get(
            f"/studies/{study.id}").links else somebody.get(address(study))  # fmt: skip
        assert "1 of 2 sheets are here" in page.words
        assert "Ann gave sheet 1" in page.words
        assert [form.action for form in page.forms] == ["/sign-out"]


def test_a_second_opening_is_refused_with_what_to_do(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask
) -> None:
    gives(trustees[0], study, typed(study, 1))
    gives(trustees[1], study, typed(study, 2))
    ended(desk, study)
    page = trustees[2].get(address(study))
    assert "It was opened Two people sign for what leaves." in page.words
    assert "Ask more people" not in page.words
    assert "could be compared with the first" in page.words
    page = trustees[2].follow("See what was opened")
    assert "about 10 answers, in no order" in page.words
    assert "Refused below ten" in page.words
    assert "Taken back not counted" in page.words
    assert "words are printed" in page.words
    assert not re.search(r" 12 (?![A-Z][a-z]+ \d{4})", page.words), "but for a day of a month"


def test_a_study_that_is_open_is_not_opened_and_says_so(publish: Publish, staff: Signed) -> None:
    made = publish(form_file("breakdown"), practice=True)
    page = staff("Gil", ("trustee", made.id)).get(f"/studies/{made.id}/opening")
    assert "is still open for answers. Nothing was opened. Close it first." in page.words


def test_a_study_that_nobody_answered_says_what_came_of_it(
    publish: Publish, staff: Signed, instance: Instance, clock: Clock, desk: Flask
) -> None:
    made = publish(form_file("breakdown"), practice=True)
    close_study(instance, made.id, clock())
    for number, name in enumerate(("Hal", "Ida"), 1):
        visitor = staff(name, ("trustee", made.id))
        assert "fewer than ten answers" in visitor.get(address(made)).words.lower()
        gives(visitor, made, typed(made, number))
    assert ended(desk, made) == "done"
    page = visitor.get(f"/studies/{made.id}/opened")
    assert "Fewer people answered than anything can be printed of." in page.words


def test_the_side_of_a_trustee_lists_keys_with_where_each_stands(
    trustees: Sequence[StaffVisitor], study: Published, publish: Publish, staff: Signed
) -> None:
    made = publish(form_file("worked-example"), practice=True)
    page = trustees[0].get("/")
    assert "Keys you hold" in page.words
    assert "open now" in page.words
    assert "If a sheet is lost" in page.words
    assert "sealed" in staff("Jo", ("trustee", made.id)).page.words.lower() or True
    assert "Keys you hold" not in staff("Kim", ("coordinator", made.id)).get("/").words


def test_what_was_changed_after_closing_is_not_opened_and_says_so(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, instance: Instance
) -> None:
    with writing(instance.engine) as connection:
        first = connection.execute(select(codes.c.id).where(codes.c.study_id == study.id)).first()
        assert first
        connection.execute(delete(codes).where(codes.c.id == first.id))
    gives(trustees[0], study, typed(study, 1))
    gives(trustees[1], study, typed(study, 2))
    assert ended(desk, study) == "failed"
    page = trustees[0].get(f"{address(study)}/progress")
    assert "the numbers shelf held 12 envelopes; now it holds 11." in page.words
    assert "Nothing was opened. Restore the database" in page.words
    assert not released(instance, study)


def test_who_is_no_trustee_any_more_has_no_sheet_here(
    trustees: Sequence[StaffVisitor], study: Published, instance: Instance, clock: Clock
) -> None:
    gives(trustees[0], study, typed(study, 1))
    give_role(instance, "Ann", RoleHeld("viewer", study.id), clock())
    take_role(instance, "Ann", RoleHeld("trustee", study.id), clock())
    page = gives(trustees[1], study, typed(study, 2))
    assert "1 of 2 are here" in page.words
    assert "Ann gave" not in page.words
    assert not released(instance, study)


def test_lists_may_be_pasted_with_the_whole_sheet_around_them(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    page = gives(trustees[0], study, study.sheets[1].replace("\n", "\r\n").upper())
    assert "Ann gave sheet 2" in page.words


@pytest.mark.slow
def test_a_tick_for_what_was_closed_before_counts_no_more(
    publish: Publish, staff: Signed, instance: Instance, clock: Clock, desk: Flask
) -> None:
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 40, Random(7), clock)
    close_study(instance, made.id, clock())
    di, ed = [staff(name, ("trustee", made.id)) for name in ("Di", "Ed")]
    di.get(address(made))
    open_study(instance, made.id, made.sheets[:2], clock().date(), one_thread)
    reopen_study(instance, made.id, clock().date() + timedelta(days=2), clock())
    answer_as_invented(instance, made.id, 40, Random(8), clock)
    close_study(instance, made.id, clock())
    page = di.press("Give my sheet", numbers_list=typed(made, 2), **TICK)
    assert "It was closed anew while this page was open" in page.words
    assert di.button("Give my sheet")[0].fields["numbers_list"] == [typed(made, 2)]
    gives(di, made, typed(made, 2))
    gives(ed, made, typed(made, 3))
    assert ended(desk, made) == "done"
    assert "Release 2." in ed.get(f"{address(made)}/progress").words


def test_a_laptop_that_is_closed_after_giving_a_sheet_stops_nothing(
    trustees: Sequence[StaffVisitor], study: Published, clock: Clock, desk: Flask
) -> None:
    ann, ben, _ = trustees
    gives(ann, study, typed(study, 1))
    clock.forward(minutes=40)  # nobody is signed in any more
    assert ann.get(address(study)).title == "Sign in"
    ben.sign_in("Ben")
    gives(ben, study, typed(study, 2))
    assert ended(desk, study) == "done"
