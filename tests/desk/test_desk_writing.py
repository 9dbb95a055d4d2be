"""Writing at the desk: questions, their problems, order, files and versions, without script."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from survey.questionnaire.files.reading import read_questionnaire
from survey.services.overview.list_drafts import draft_versions, read_draft
from survey.services.overview.ready_made import ready_made_text
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.storage.database import writing
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.studies import study_drafts
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import PASSWORD, StaffVisitor
from tests.services.test_writing_drafts import FILE

Staff = Callable[..., StaffVisitor]

EVENING = "sections/one/questions/Q1/options/evening/text"


@pytest.fixture
def draft(instance: Instance, clock: Clock) -> str:
    """Give the id of a draft."""
    return begin_draft(instance, FILE, DraftTerms(), clock().date()).study_id


def kept(instance: Instance, draft: str) -> str:
    return read_draft(instance, draft).version.file


def test_a_question_is_changed_on_its_page(staff: Staff, instance: Instance, draft: str) -> None:
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/questions")
    assert "2 questions , about 1 minute" in page.words
    ann.get(f"/studies/{draft}/questions/1/1")
    page = ann.press("Save question 1", text="When do you like to swim?")
    assert "version 2" in page.words
    assert 'en: "When do you like to swim?"  # not “How often”' in kept(instance, draft)
    assert "fr: Quand nagez-vous ?" in kept(instance, draft)


def test_whole_and_part_are_written_in_each_language(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions?language=fr")
    ann.press("Save beginning and end", title="Les bains", regions="fr, be", who="Adultes")
    ann.get(f"/studies/{draft}/questions/1?language=fr")
    ann.press("Save part 1", title="D’abord", content_note="Plain words.", sensitivity="2")
    data = kept(instance, draft)
    assert "title: {en: The pool, fr: Les bains}" in data
    assert "title: {en: One, fr: D’abord}" in data
    page = ann.get(f"/studies/{draft}/questions/1")
    assert "there are no words in" in page.words.lower()
    assert read_draft(instance, draft).draft.newest == 3


def test_answers_are_added_moved_and_taken_out_before_anything_is_saved(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    page = ann.press("Add an answer", text="Typed and not saved")
    assert "This is not saved yet" in page.words
    ann.press("Up", **{"answers-2-words": "At night"})
    page = ann.press("Save question 1")
    question = read_questionnaire(kept(instance, draft), "x").question("Q1")
    assert question.text.in_language("") == "Typed and not saved"
    assert [one.id for one in question.options] == [  # type: ignore[union-attr]
        "evening",
        "morning",
        "at-night",
    ]
    assert len(draft_versions(instance, draft)) == 2


def test_another_kind_keeps_what_fits_and_a_rule_is_chosen_from_lists(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    ann.press("Save question 1", kind="multiple")
    ann.get(f"/studies/{draft}/questions")
    ann.press("Add a part")
    page = ann.get(f"/studies/{draft}/questions/2/1")
    assert "Any answer" in page.words
    ann.press(
        "Save question 3",
        text="Why mornings",
        kind="text",
        **{"rules-0-what": "Q1|morning", "rules-1-what": "Q2|*", "rules-1-chosen": "no"},
    )
    found = read_questionnaire(kept(instance, draft), "x")
    rule = found.question("Q3").show_if
    assert rule is not None
    assert rule.model_dump(by_alias=True) == {
        "all": (
            {"question": "Q1", "includes": "morning"},
            {"question": "Q2", "answered": False},
        )
    }
    page = ann.get(f"/studies/{draft}/questions/2/1")
    form, _ = ann.button("Save question 3")
    assert form.fields["rules-1-chosen"] == ["no"]
    assert form.fields["rules-0-what"] == ["Q1|morning"]


def test_problems_stand_at_their_field_with_the_better_words_as_one_press(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    text = FILE.replace("When do you swim?", "Why did you not report?")
    text = text.replace("In the evening", "Child Sex Tourism Watch")
    save_draft(instance, draft, 1, text, clock().date())
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/questions/1/1")
    assert "It stops publishing. Better: “What got in the way of reporting?”" in page.words
    described = re.search(r'<textarea[^>]*aria-describedby="([^"]+)"[^>]*id="text"', page.html)
    assert described
    assert f'id="{described[1]}"' in page.html
    ann.press("Use the better words", help="Typed too")
    now = kept(instance, draft)
    assert 'en: "What got in the way of reporting?"' in now
    assert "Typed too" in now
    page = ann.press("Keep these words")
    assert "The reason is too short" in page.words
    number = re.search(r'name="reason-(\d+)"', page.html)
    assert number
    ann.press("Keep these words", **{f"reason-{number[1]}": "It is the name of a charity."})
    page = ann.get(f"/studies/{draft}/questions")
    assert "stop publishing" not in page.words
    assert "kind: name" in kept(instance, draft)


def test_questions_and_parts_are_moved_copied_and_taken_out(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1/move")
    ann.press("Move it down")
    ann.get(f"/studies/{draft}/questions/1/2/move")
    ann.press("Copy the question")
    page = ann.get(f"/studies/{draft}/questions/1/1/remove")
    assert "Remarks in the file" in page.words
    ann.press("Remove the question")
    data = kept(instance, draft)
    assert [one.id for one in read_questionnaire(data, "x").questions()] == ["Q1", "q1-copy"]
    assert data.count("# Asked since 2019.") == 1
    ann.get(f"/studies/{draft}/questions")
    ann.press("Add a part")
    ann.get(f"/studies/{draft}/questions/2")
    ann.press("Move the part up")
    assert re.findall(r"- id: (\w[\w-]*)", kept(instance, draft))[0] == "new-part"
    ann.get(f"/studies/{draft}/questions/1/remove")
    ann.press("Remove the part")
    assert "new-part" not in kept(instance, draft)


def test_whoever_comes_second_is_shown_both_and_loses_nothing(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/2")
    save_draft(
        instance, draft, 1, FILE.replace("What would you change?", "Theirs?"), clock().date()
    )
    page = ann.press("Save question 2", text="Mine?")
    assert ann.status == 409
    assert "Somebody else saved version 2" in page.words
    assert "Theirs?" in page.words
    form, _ = ann.button("Save question 2")
    assert form.fields["text"] == ["Mine?"]
    assert "Theirs?" in kept(instance, draft)
    ann.press("Save question 2")
    assert "Mine?" in kept(instance, draft)
    assert read_draft(instance, draft).draft.newest == 3


def test_what_people_read_is_the_public_page_and_nothing_in_it_works(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/seen/1?only=1&language=fr")
    policy = ann.response.headers["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy
    assert "script" not in policy
    assert "<body inert>" in ann.response.text
    assert "Quand nagez-vous" in ann.response.text
    assert 'lang="fr"' in ann.response.text
    assert "Que changeriez-vous" not in ann.response.text
    ann.get(f"/studies/{draft}/questions/1/1")
    form, _ = ann.button("Show it as it is now")
    typed = {**form.fields, "text": "Typed words?"}
    ann.post(f"/studies/{draft}/seen/1/1", typed)
    assert "Typed words?" in ann.response.text
    assert read_draft(instance, draft).draft.newest == 1
    ann.get(f"/studies/{draft}/seen/0?language=fr")
    assert "Vous pouvez passer toute question." in ann.response.text
    assert "<body inert>" in ann.response.text
    ann.get(f"/studies/{draft}/look?part=1&on=desktop")
    assert ann.status == 200
    assert "frame-src 'self'" in ann.response.headers["Content-Security-Policy"]


def test_a_viewer_looks_and_others_find_nothing(
    staff: Staff, instance: Instance, draft: str
) -> None:
    vera = staff("vera", ("viewer", draft))
    page = vera.get(f"/studies/{draft}/questions/1/1")
    assert vera.status == 200
    assert "Save" not in page.words
    form = {"csrf_token": re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)[0]}
    for address in ("questions/1/1", "questions", "order", "file", "versions"):
        vera.post(f"/studies/{draft}/{address}", form)
        assert vera.status == 404, address
    other = staff("otto", ("coordinator", "another"))
    for address in ("questions", "questions/1/1", "file", "versions", "seen/1", "look"):
        other.get(f"/studies/{draft}/{address}")
        assert other.status == 404, address


def test_a_published_draft_cannot_be_written_in(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    with writing(instance.engine) as connection:
        study_drafts.set_state(connection, draft, "published", "abc")
    page = ann.press("Save question 1", text="Too late")
    assert ann.status == 422
    assert "is published, so it cannot be changed" in page.words
    assert "Too late" in page.html


@pytest.fixture
def impatient(instance: Instance) -> None:
    """Let the database's connections wait for a moment only, instead of ten seconds."""

    def hurry(connection: Any, *_more: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    event.listen(instance.engine, "checkout", hurry)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_keeps_what_was_typed(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/2")
    with closing(sqlite3.connect(instance.folder / DATABASE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = ann.press("Save question 2", text="Typed while it was locked")
    assert ann.status == 503
    assert "Typed while it was locked" in page.html
    page = ann.press("Try again with what you wrote")
    assert "Typed while it was locked" in kept(instance, draft)


def test_what_is_live_is_shown_and_beside_its_draft(
    staff: Staff,
    instance: Instance,
    draft: str,
    publish: Callable[..., Published],
) -> None:
    study = publish(form_file("single"), practice=True)
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{study.id}/questions/1/1")
    assert ann.status == 200
    assert "As people read them" in page.words
    with pytest.raises(KeyError):
        ann.button("Save question 1")
    ann.get(f"/studies/{study.id}/seen/1")
    assert "<body inert>" in ann.response.text
    form = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)[0]
    ann.post(f"/studies/{study.id}/questions/1/1", {"csrf_token": form, "base": "1"})
    assert ann.status in (404, 422)
    with writing(instance.engine) as connection:
        study_drafts.set_state(connection, draft, "published", study.id)
    page = ann.get(f"/studies/{study.id}/questions")
    page = ann.follow("The draft beside it")
    assert "What people read now, and version 1" in page.words
    assert "The pool" in page.words


def test_an_order_from_an_older_page_moves_nothing_and_says_so(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    save_draft(instance, draft, 1, FILE.replace("The pool", "The sea"), clock().date())
    page = ann.press("Move the question down")
    assert "Somebody else saved a version meanwhile" in page.words
    assert kept(instance, draft) == FILE.replace("The pool", "The sea")
    ann.get(f"/studies/{draft}/questions/1/1")
    ann.press("Move the question down")
    assert [one.id for one in read_questionnaire(kept(instance, draft), "x").questions()] == [
        "Q2",
        "Q1",
    ]


def test_the_second_sees_the_words_of_the_first_on_every_form(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions")
    save_draft(instance, draft, 1, FILE.replace("The pool", "The sea"), clock().date())
    page = ann.press("Save beginning and end", title="The baths")
    assert ann.status == 409
    assert "Title The sea" in page.words
    form, _ = ann.button("Save beginning and end")
    assert form.fields["title"] == ["The baths"]
    ann.get(f"/studies/{draft}/questions/1")
    save_draft(instance, draft, 2, FILE.replace("{en: One", "{en: Start"), clock().date())
    page = ann.press("Save part 1", title="First")
    assert ann.status == 409
    assert "Start" in page.words


def test_remarks_that_would_go_are_named_before_anything_is_saved(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    block = """
          # The quiet hour.
          - id: morning
            text: {en: In the morning, fr: Le matin}
"""
    flow = "\n          - {id: morning, text: {en: In the morning, fr: Le matin}}\n"
    save_draft(instance, draft, 1, FILE.replace(flow, block), clock().date())
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    ann.press("Take out")
    ann.press("Add an answer", **{"answers-0-words": "Evenings"})
    page = ann.press("Save question 1", **{"answers-1-words": "At noon"})
    assert ann.status == 422
    assert "Remarks in the file would go with this: “# The quiet hour.”" in page.words
    assert read_draft(instance, draft).draft.newest == 2
    ann.press("Save question 1, and let the remarks go")
    assert "The quiet hour" not in kept(instance, draft)
    assert "At noon" in kept(instance, draft)
    assert "# Asked since 2019." in kept(instance, draft)


def test_a_session_that_ends_while_somebody_writes_loses_nothing(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions/1/1")
    clock.forward(minutes=20)
    page = ann.press("Save question 1", text="Typed for a long while", help="And this")
    assert page.title == "Sign in"
    assert "Typed for a long while" not in kept(instance, draft)
    ann.press("Continue", name="ann", password=PASSWORD)
    ann.press("Sign in", code=ann.digits())
    page = ann.press("Go on with it")
    assert "Draft, version 2" in page.words
    assert "Typed for a long while" in kept(instance, draft)
    assert "And this" in kept(instance, draft)


def test_groups_that_were_joined_can_be_given_up_where_answers_change(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    text = ready_made_text("questionnaires", "prevention")
    made = begin_draft(instance, text, DraftTerms(), clock().date()).study_id
    ann = staff("ann", "coordinator")
    found = read_questionnaire(text, "x")
    part, place = next(
        (i, j)
        for i, section in enumerate(found.sections, 1)
        for j, item in enumerate(section.items, 1)
        if getattr(item, "merge", ())
    )
    ann.get(f"/studies/{made}/questions/{part}/{place}")
    save = next(w for form in ann.page.forms for w, *_ in form.buttons if w.startswith("Save q"))
    ann.press("Take out")
    page = ann.press(save)
    assert "Join small groups" in page.words
    assert "stops publishing" in page.words.lower()
    ann.press(save, merged=[])
    page = ann.get(f"/studies/{made}/questions/{part}/{place}")
    assert "It stops publishing" not in page.words


def test_words_where_a_number_belongs_are_kept_and_said(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/questions")
    page = ann.press("Save beginning and end", minutes="ten", title="Typed")
    assert ann.status == 422
    assert "“ten” is no number" in page.words
    form, _ = ann.button("Save beginning and end")
    assert (form.fields["minutes"], form.fields["title"]) == (["ten"], ["Typed"])
    assert read_draft(instance, draft).draft.newest == 1


def test_an_unknown_language_is_never_written(staff: Staff, instance: Instance, draft: str) -> None:
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/questions/1/1?language=xx")
    assert ann.status == 200
    ann.press("Save question 1", text="Typed", language="xx")
    assert "xx" not in kept(instance, draft)
    page = ann.get(f"/studies/{draft}/translations?language=xx")
    assert "Français" in page.words
