"""Reviews of a draft: links, comments, verdicts on one exact version, and what voids them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.questionnaire.texts import Text
from survey.services.overview.draft_tasks import tasks_of_draft
from survey.services.reviewing.confirm_tasks import (
    confirm_payment,
    name_trustees,
    sign_safeguarding,
    write_safeguarding,
)
from survey.services.reviewing.invite_reviewers import (
    answer_reviewer,
    invite_reviewer,
    replace_review_link,
    send_to_reviewers,
)
from survey.services.reviewing.review_draft import (
    Review,
    decide,
    link_waits,
    press_link,
    review_on,
    write_comments,
)
from survey.services.studies.publish_draft import OpeningDays, begin_publishing, publish_draft
from survey.services.upkeep.edit_support_list import confirm_entry, own_list
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.settings import Settings, read_settings, shipped
from survey.storage.files import write_durably
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows
from survey.studies.publishing_tasks import PublishingTask, TaskName
from tests.conftest import Clock, kept_in
from tests.ready_to_publish import confirmed_list, two_coordinators
from tests.services.test_hand_out_sheets import words_on

FORM = """
id: evenings
title: Evenings
introduction: About evenings.
consent: It is anonymous. You can stop at any time.
closing: Thank you.
audience: {who: Adults}
payment: {amount: A card of 10 euros}
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: else, type: text, text: What would help?}
"""
TODAY = datetime.now(UTC).date()
SAFEGUARDING = "We may have to pass on that a child is in danger now."


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings that say who asks, and nothing of the law."""
    told = {"SURVEY_ORGANISATION": "The Listening House"}
    return read_settings([shipped("config") / "default.toml"], told)


@pytest.fixture
def today(clock: Clock) -> date:
    """Give the day of the clock."""
    return clock().date()


@pytest.fixture
def study_id(instance: Instance, today: date) -> str:
    """Give a draft that nobody has looked at."""
    return begin_draft(instance, FORM, DraftTerms(), today).study_id


Tasks = Callable[[], dict[TaskName, PublishingTask]]


@pytest.fixture
def tasks(instance: Instance, study_id: str, today: date) -> Tasks:
    """Give what looks at the task list, by name."""
    return lambda: {one.name: one for one in tasks_of_draft(instance, study_id, today).tasks}


def text_of(words: str) -> Text:
    return Text((("en", words),))


def save(instance: Instance, study_id: str, today: date, old: str, new: str) -> None:
    """Save the newest version with other words."""
    with instance.engine.connect() as connection:
        newest = study_drafts.version(connection, study_id)
    save_draft(instance, study_id, newest.number, newest.file.replace(old, new), today)


def began(instance: Instance, study_id: str) -> str:
    """Invite a reviewer who presses the link, and give the secret of their device."""
    device = press_link(instance, invite_reviewer(instance, study_id, TODAY).secret)
    assert device is not None
    return device


def looks(instance: Instance, device: str, today: date) -> Review:
    found = review_on(instance, device, today)
    assert found is not None
    return found


def signs(instance: Instance, device: str, today: date) -> None:
    version = looks(instance, device, today).read.fingerprint
    decide(instance, device, version, "signed off", "", today)


def all_but_reviews(instance: Instance, study_id: str, today: date) -> None:
    """Do every task of the draft but the reviews."""
    write_durably(instance.folder / "resources.json", confirmed_list(today).encode())
    write_safeguarding(instance, study_id, text_of(SAFEGUARDING), text_of("Luxembourg"), TODAY)
    sign_safeguarding(instance, study_id, "counsel", today)
    confirm_payment(instance, study_id, "treasurer", today)
    name_trustees(instance, study_id, ("Board", "University", "Outside"), 2, today)
    two_coordinators(instance)


def test_a_link_is_looked_at_as_often_as_one_likes_and_pressed_once(
    instance: Instance, study_id: str
) -> None:
    secret = invite_reviewer(instance, study_id, TODAY).secret
    assert [link_waits(instance, secret) for _ in range(3)] == [True] * 3
    assert press_link(instance, secret) is not None
    assert not link_waits(instance, secret)
    assert press_link(instance, secret) is None
    assert press_link(instance, "never-made") is None


def test_a_replaced_link_ends_the_device_too_and_what_was_written_stays(
    instance: Instance, study_id: str, today: date
) -> None:
    device = began(instance, study_id)
    version = looks(instance, device, today).read.fingerprint
    write_comments(instance, device, version, {"question often": "Too many."}, today)
    link = replace_review_link(instance, study_id, "a", TODAY)
    with pytest.raises(Refused, match="does not go on here"):
        review_on(instance, device, today)
    again = press_link(instance, link.secret)
    assert again is not None
    assert looks(instance, again, today).written("question often") == "Too many."


def test_nothing_secret_of_a_link_lies_in_the_database(instance: Instance, study_id: str) -> None:
    link = invite_reviewer(instance, study_id, TODAY)
    device = press_link(instance, link.secret)
    assert device is not None
    instance.engine.dispose()
    kept = b"".join(one.read_bytes() for one in instance.folder.rglob("survey.db*"))
    assert study_id.encode() in kept
    assert link.secret.encode() not in kept
    assert device.encode() not in kept


def test_a_change_of_words_voids_a_sign_off_and_a_day_or_a_role_does_not(
    instance: Instance, study_id: str, today: date, tasks: Tasks
) -> None:
    all_but_reviews(instance, study_id, today)
    devices = [began(instance, study_id) for _ in range(2)]
    for device in devices:
        signs(instance, device, today)
    assert tasks()["reviews"].state == "done"
    name_trustees(instance, study_id, ("A", "B", "C", "D"), 3, today)
    save(instance, study_id, today, "title: Evenings", "theme: Time\ntitle: Evenings")
    assert tasks()["reviews"].state == "done"
    write_safeguarding(
        instance, study_id, text_of(SAFEGUARDING + " Soon."), text_of("Luxembourg"), TODAY
    )
    assert tasks()["reviews"].blocks
    write_safeguarding(instance, study_id, text_of(SAFEGUARDING), text_of("Luxembourg"), TODAY)
    assert tasks()["reviews"].state == "done"
    save(instance, study_id, today, "text: B}", "text: Bee}")
    assert tasks()["reviews"].blocks
    assert "Nobody has signed this version" in tasks()["reviews"].why


def test_a_reviewer_who_comes_back_sees_what_changed_and_what_was_answered(
    instance: Instance, study_id: str, today: date
) -> None:
    device = began(instance, study_id)
    first = looks(instance, device, today)
    assert first.changes is None
    version = first.read.fingerprint
    write_comments(instance, device, version, {"question often": "Too many."}, today)
    decide(instance, device, version, "not yet", "", today)
    answer_reviewer(instance, study_id, 1, "There are fewer now.", TODAY)
    save(instance, study_id, today, "How often?", "How seldom?")
    assert review_on(instance, device, today) is None
    send_to_reviewers(instance, study_id, TODAY)
    second = looks(instance, device, today)
    assert second.changes is not None
    assert [(one.place, one.before, one.after) for one in second.changes] == [
        ("question often", "How often?", "How seldom?")
    ]
    assert second.written("question often") == ""
    assert [one.answer for one in second.before("question often")] == ["There are fewer now."]


def test_somebody_who_wrote_and_said_nothing_yet_is_shown_what_changed_too(
    instance: Instance, study_id: str, today: date
) -> None:
    device = began(instance, study_id)
    version = looks(instance, device, today).read.fingerprint
    write_comments(instance, device, version, {"question often": "Hm.", "nonsense": "x"}, today)
    assert looks(instance, device, today).changes is None
    assert len(looks(instance, device, today).comments) == 1
    save(instance, study_id, today, "How often?", "How seldom?")
    send_to_reviewers(instance, study_id, TODAY)
    found = looks(instance, device, today).changes
    assert found is not None
    assert [one.after for one in found] == ["How seldom?"]
    write_comments(instance, device, looks(instance, device, today).read.fingerprint, {}, today)
    assert looks(instance, device, today).changes == found


def test_comments_stay_when_their_question_is_gone_and_when_words_change_meanwhile(
    instance: Instance, study_id: str, today: date
) -> None:
    device = began(instance, study_id)
    version = looks(instance, device, today).read.fingerprint
    write_comments(instance, device, version, {"question else": "Not this."}, today)
    save(instance, study_id, today, "      - {id: else, type: text, text: What would help?}\n", "")
    write_comments(instance, device, version, {"question often": "In the middle."}, today)
    with pytest.raises(Refused, match="changed while you read"):
        decide(instance, device, version, "signed off", "", today)
    send_to_reviewers(instance, study_id, TODAY)
    found = looks(instance, device, today)
    assert [one.words for one in found.of_no_place] == ["Not this."]
    assert [one.words for one in found.before("question often")] == ["In the middle."]
    assert {
        one.words for one in tasks_of_draft(instance, study_id, today).reviewers[0].comments
    } == {
        "Not this.",
        "In the middle.",
    }


def test_not_yet_says_why(instance: Instance, study_id: str, today: date, tasks: Tasks) -> None:
    device = began(instance, study_id)
    version = looks(instance, device, today).read.fingerprint
    with pytest.raises(BadInput, match="what is to be changed"):
        decide(instance, device, version, "not yet", " ", today)
    decide(instance, device, version, "not yet", "It hurries.", today)
    assert tasks()["reviews"].why == "Nobody has signed this version. Reviewer A said “not yet”."
    decide(instance, device, version, "signed off", "", today)
    assert tasks()["reviews"].why == "One has signed."


def test_a_comment_that_is_too_long_is_cut_and_the_others_are_kept(
    instance: Instance, study_id: str, today: date
) -> None:
    device = began(instance, study_id)
    version = looks(instance, device, today).read.fingerprint
    written = {"start": "x" * 2_001, "question often": "Fine."}
    with pytest.raises(BadInput, match="2,001 characters"):
        write_comments(instance, device, version, written, today)
    found = looks(instance, device, today)
    assert (len(found.written("start")), found.written("question often")) == (2_000, "Fine.")


def test_every_task_blocks_until_it_is_done_and_the_draft_is_then_ready(
    instance: Instance, study_id: str, today: date, tasks: Tasks
) -> None:
    blocks = {name for name, task in tasks().items() if task.blocks}
    assert blocks == {"safeguarding", "help", "payment", "trustees", "people", "reviews"}
    with pytest.raises(Refused, match="6 points block publishing"):
        publish_draft(instance, study_id, OpeningDays(), today, lambda *_: True)
    all_but_reviews(instance, study_id, today)
    assert [name for name, task in tasks().items() if task.blocks] == ["reviews"]
    for _ in range(2):
        signs(instance, began(instance, study_id), today)
    assert not any(task.blocks for task in tasks().values())
    with instance.engine.connect() as connection:
        assert study_drafts.get(connection, study_id).state == "ready"


def test_one_reviewer_twice_is_not_two(instance: Instance, study_id: str, today: date) -> None:
    all_but_reviews(instance, study_id, today)
    device = began(instance, study_id)
    for _ in range(2):
        signs(instance, device, today)
    with pytest.raises(Refused, match="One point blocks"):
        publish_draft(instance, study_id, OpeningDays(), today, lambda *_: True)


def test_a_signature_holds_for_its_words_alone(
    instance: Instance, study_id: str, today: date, tasks: Tasks
) -> None:
    with pytest.raises(Refused, match="No safeguarding text was written"):
        sign_safeguarding(instance, study_id, "counsel", today)
    all_but_reviews(instance, study_id, today)
    assert tasks()["safeguarding"].state == "done"
    write_safeguarding(
        instance, study_id, text_of("We must pass on more."), text_of("Luxembourg"), TODAY
    )
    assert tasks()["safeguarding"].missing == ("legal_sign_off",)
    save(instance, study_id, today, "10 euros", "20 euros")
    assert tasks()["payment"].blocks
    with pytest.raises(BadInput, match="safeguarding"):
        write_safeguarding(instance, study_id, text_of("CHANGE ME"), text_of("Luxembourg"), TODAY)


def test_a_draft_that_asks_for_no_words_needs_no_safeguarding_text(
    instance: Instance, study_id: str, today: date, tasks: Tasks
) -> None:
    save(instance, study_id, today, "      - {id: else, type: text, text: What would help?}\n", "")
    assert (tasks()["safeguarding"].state, tasks()["safeguarding"].blocks) == ("done", False)
    assert tasks()["moderation"].state == "done"


def test_a_question_that_hurts_comes_before_reviews(
    instance: Instance, study_id: str, today: date, tasks: Tasks
) -> None:
    save(instance, study_id, today, "How often?", "Why did you not tell anyone?")
    assert tasks()["asking"].blocks
    assert tasks()["reviews"].state == "cannot start yet"


def test_practice_is_published_without_what_protects_people_who_answer(
    instance: Instance, today: date
) -> None:
    draft = begin_draft(instance, FORM, DraftTerms(practice=True), today)
    with pytest.raises(Refused, match=r"One point blocks publishing\. Trustees are named"):
        publish_draft(instance, draft.study_id, OpeningDays(), today, lambda *_: True)
    name_trustees(instance, draft.study_id, ("A", "B", "C"), 2, today)
    assert publish_draft(instance, draft.study_id, OpeningDays(), today, lambda *_: True)
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, draft.study_id)
        assert (row.practice, row.reviewed) == (True, False)


def test_a_reviewed_draft_is_published_once_under_its_own_id(
    instance: Instance, study_id: str, today: date
) -> None:
    all_but_reviews(instance, study_id, today)
    for _ in range(2):
        signs(instance, began(instance, study_id), today)
    sheets: list[str] = []
    assert publish_draft(instance, study_id, OpeningDays(), today, kept_in(sheets)) == study_id
    assert [f"SHARE SHEET {n} OF 3" in sheet for n, sheet in enumerate(sheets, 1)] == [True] * 3
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        assert row.reviewed
        assert row.safeguarding.in_language("en") == SAFEGUARDING
        assert study_drafts.get(connection, study_id).state == "published"
    for change in (
        lambda: publish_draft(instance, study_id, OpeningDays(), today, kept_in([])),
        lambda: confirm_payment(instance, study_id, "treasurer", today),
        lambda: invite_reviewer(instance, study_id, TODAY),
    ):
        with pytest.raises(StudyStateWrong, match="is published"):
            change()


def test_over_requests_the_study_exists_when_the_last_trustee_confirmed(
    instance: Instance, study_id: str, today: date, clock: Clock
) -> None:
    all_but_reviews(instance, study_id, today)
    for _ in range(2):
        signs(instance, began(instance, study_id), today)
    publishing = begin_publishing(instance, study_id, OpeningDays(), today, clock)
    done = []
    for link in publishing.hand_out.links():
        with instance.engine.connect() as connection:
            assert not study_rows.exists(connection, study_id)
        done.append(publishing.confirm(link, words_on(publishing.hand_out.show(link)), today))
    assert done == [False, False, True]
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study_id).shares == 3
    assert publishing.hand_out.is_over


def test_words_that_change_while_sheets_are_handed_out_throw_the_keys_away(
    instance: Instance, study_id: str, today: date, clock: Clock
) -> None:
    all_but_reviews(instance, study_id, today)
    for _ in range(2):
        signs(instance, began(instance, study_id), today)
    publishing = begin_publishing(instance, study_id, OpeningDays(), today, clock)
    links = publishing.hand_out.links()
    papers = [publishing.hand_out.show(link) for link in links]
    save(instance, study_id, today, "text: B}", "text: Bee}")
    for link, paper in list(zip(links, papers, strict=True))[:2]:
        assert not publishing.confirm(link, words_on(paper), today)
    with pytest.raises(Refused, match="was saved meanwhile"):
        publishing.confirm(links[2], words_on(papers[2]), today)
    assert publishing.hand_out.is_over
    with instance.engine.connect() as connection:
        assert not study_rows.exists(connection, study_id)


def test_a_confirmed_service_shows_its_number_and_an_edited_one_waits_again(
    instance: Instance, today: date
) -> None:
    folder = instance.folder
    confirm_entry(instance, "gb-childline", "duty lead", today, number="0800 1111")
    confirm_entry(instance, "emergency GB", "duty lead", today, number="999")
    found = {one.id: one for one in own_list(folder).services}
    assert found["gb-childline"].phone_to_show == "0800 1111"
    assert found["gb-childline"].verified_by == "duty lead"
    with pytest.raises(BadInput, match="cannot be written"):
        confirm_entry(instance, "gb-childline", "duty lead", today, number="call us")
    with pytest.raises(Refused, match="no entry nobody"):
        confirm_entry(instance, "nobody", "duty lead", today)
    assert {one.id: one for one in own_list(folder).services} == found


def test_a_link_of_any_kind_asks_the_database_the_same(
    instance: Instance, study_id: str, today: date
) -> None:
    """Used, replaced, unknown: the same statements, so that nothing is told by what it costs."""
    used = invite_reviewer(instance, study_id, today).secret
    press_link(instance, used)
    replaced = invite_reviewer(instance, study_id, today).secret
    replace_review_link(instance, study_id, "B", today)
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(instance.engine, "before_cursor_execute", listen)
    asked = []
    for secret in (used, replaced, "x" * 32, ""):
        said.clear()
        assert not link_waits(instance, secret)
        assert press_link(instance, secret) is None
        asked.append(tuple(said))
    event.remove(instance.engine, "before_cursor_execute", listen)
    assert asked[0]
    assert len(set(asked)) == 1
