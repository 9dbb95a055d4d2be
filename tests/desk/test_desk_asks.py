"""Asks at the desk, and what bodies do with their links, without script and without an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from survey.services.accounts.create_account import create_account
from survey.services.overview.read_asks import public_asks
from survey.services.overview.read_journal import search_journal
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.staff.accounts import RoleHeld, StaffRole
from survey.storage.studies.published_editions import EditionRow, hold_back, put_edition_row
from survey.web.desk.desk_app import create_desk
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.storage.circle import RATE, Circle

SENTENCE = "Say what you decided, in words a person can use."
NOT_HERE = "This page is not here."
CELL = "\nlike\nwell\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened and signed for, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("desk-asks") / "instance", PEOPLE)
    made.approve_but()
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own, its report public."""
    for one in copied(opened, tmp_path / "asked"):
        with writing(one.instance.engine) as conn:
            journal.note(conn, day=one.now.date(), study_id=one.id, event="report published")
            put_edition_row(conn, EditionRow(one.id, 1, one.now.date(), None, ""))
        yield one


class AskDesk:
    """The desk of that study: people who sign in, and bodies with a link."""

    def __init__(self, study: OpenedStudy) -> None:
        self.study, self.clock = study, Clock()
        self.clock.time = study.now
        self.app: Flask = create_desk(study.instance, self.clock)
        self.root = f"/studies/{study.id}/asks"

    def sign_in(self, name: str, role: StaffRole) -> StaffVisitor:
        """Sign somebody new in."""
        visitor = StaffVisitor(self.app, self.clock)
        held = [RoleHeld(role, self.study.id)]
        visitor.begin(f"/begin/{create_account(self.study.instance, name, held, self.clock())}")
        return visitor

    def body(self, link: str) -> StaffVisitor:
        """Let somebody without an account open a link."""
        visitor = StaffVisitor(self.app, self.clock)
        visitor.get(link)
        return visitor

    def day(self, days: int) -> str:
        """Give a day so many days after the first."""
        return (self.study.now.date() + timedelta(days=days)).isoformat()

    def public(self) -> tuple[object, ...]:
        """Give what readers see."""
        with self.study.instance.engine.connect() as conn:
            return public_asks(conn, self.clock().date())


@pytest.fixture
def at(study: OpenedStudy) -> AskDesk:
    """Give the desk of that study."""
    return AskDesk(study)


def fields(at: AskDesk, **other: object) -> dict[str, object]:
    """Give what is typed of an ask."""
    typed: dict[str, object] = {
        "sentence": SENTENCE,
        "done": "Every report ends with a written decision.",
        "theme": "removal",
        "due": at.day(90),
        "group-1": "platforms",
        "name-1": "Example Platform",
        "function-1": "policy",
        "group-2": "hotlines",
        "leads": "1",
        "evidence": [CELL],
        "check": "y",
    }
    return typed | other


def write(eve: StaffVisitor, at: AskDesk, **other: object) -> DeskPage:
    """Write an ask through its form."""
    eve.get(f"{at.root}/new")
    return eve.press("Save it as a draft", **fields(at, **other))


def published(eve: StaffVisitor, at: AskDesk, **other: object) -> str:
    """Write an ask, publish it, and give the address of its page."""
    page = write(eve, at, **other)
    address = re.sub(r"/do/.*", "", page.address)
    eve.press("Publish this ask", sure="y")
    assert "It is published." in eve.page.words, eve.page.words
    return address


def link_from(page: DeskPage) -> str:
    """Give the link that a page shows."""
    found = re.search(r'<p class="keys">[^<]*(/ask/[\w-]+)</p>', page.html)
    assert found, page.words
    return found[1]


def linked(eve: StaffVisitor, at: AskDesk, address: str, body: str = "b1") -> str:
    """Make a link for a body, and give it."""
    token = eve.get(address).forms[0].fields["csrf_token"][0]
    sent = {"csrf_token": token, "body": body, "purpose": "answer"}
    return link_from(eve.post(f"{address}/link", sent))


def test_an_ask_is_written_published_answered_and_marked_at_the_desk(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    eve.get(at.root)
    assert "No ask yet" in eve.page.words
    address = published(eve, at)
    assert "Send it, and note how" in eve.page.words
    eve.press("Note that it was sent", how="By letter", sent_on=at.day(0))
    assert f"Nothing to do until {_said(at.day(90))}" in eve.page.words
    body = at.body(linked(eve, at, address))
    assert body.page.title.startswith("An ask to Example Platform")
    assert SENTENCE in body.page.words
    body.press("Send this answer", status="partly", words="From June.\nNot before.",
               by_when=at.day(120), who="Policy")  # fmt: skip
    assert "Your answer is sent" in body.page.words
    assert "An answer waits to be published" in eve.get("/").words
    eve.follow("Look at it")
    assert "Look at the answer of Example Platform" in eve.page.words
    assert "Not before." in eve.page.words
    eve.press("Publish it as it was given")
    assert "The answer is published as it was given." in eve.page.words
    assert "Ask survivors whether the answer of Example Platform answers it" in eve.page.words
    eve.press("Publish what they say", mark="does not answer it", mark_words="A rule is no reason.")
    assert "Survivors: This does not answer it. A rule is no reason." in eve.page.words
    (ask,) = at.public()
    assert ask.answers[0].words == "From June.\nNot before."
    assert "An answer waits" not in eve.get("/").words


def test_nothing_is_to_be_sent_to_whoever_answered(at: AskDesk) -> None:
    """A coordinator may forget to note how a link went out: the answer shows that it did."""
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at, **{"group-2": "", "name-2": "", "function-2": ""})
    assert "Send it, and note how" in eve.page.words
    at.body(linked(eve, at, address)).press(
        "Send this answer", status="partly", words="From June.", by_when=at.day(120)
    )
    eve.get(address)
    eve.press("Publish it as it was given")
    assert "Send it, and note how" not in eve.page.words
    assert "Ask survivors whether the answer of Example Platform answers it" in eve.page.words


def _said(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def test_the_list_says_how_each_stands_and_what_comes_next(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    published(eve, at)
    write(eve, at, sentence="Send an update at each step.")
    eve.get(at.root)
    assert "No answer yet" in eve.page.words
    assert "Send it, and note how" in eve.page.words
    assert "Publish it, or let it go out with the report" in eve.page.words
    at.clock.forward(days=91)
    vic = at.sign_in("Vic", "viewer")
    vic.get(at.root)
    assert "Overdue" in vic.page.words
    assert "Write an ask" not in vic.page.links
    table = vic.client.get(f"{at.root}.csv", base_url="http://127.0.0.1:8001").text
    assert table.count(SENTENCE) == 2
    assert "Send an update" not in table
    assert "overdue" in table


def test_letters_climb_as_days_go_by(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    eve.press("Note that it was sent", how="By letter", sent_on=at.day(0))
    assert "Reminder to" not in eve.page.words
    for days, heading, words in (
        (91, "Reminder to Example Platform", "Remind Example Platform and Hotlines"),
        (30, "Second letter to Example Platform", "a second time"),
        (30, "Second letter to Hotlines", "readers see that Example Platform and Hotlines gave no"),
    ):
        at.clock.forward(days=days)
        page = at.sign_in(f"Eve {days} {heading}"[:40], "coordinator").get(address)
        assert heading in page.words
        assert words in page.words
        assert SENTENCE in page.words


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": ""},
        {"sentence": "Say " * 2_500},
        {"sentence": "Say \x07it."},
        {"done": "a" * 10_000},
        {"due": "soon"},
        {"name-1": "a" * 10_000},
        {"evidence": ["\nlike\nnobody\n"]},
        {"evidence": ["another\nlike\nwell\n"]},
        {"evidence": ["nonsense"]},
        {"theme": "weather"},
        {"group-1": "nobody"},
    ],
)
def test_what_is_refused_comes_back_with_all_that_was_typed(
    at: AskDesk, wrong: dict[str, object]
) -> None:
    eve = at.sign_in("Eve", "coordinator")
    page = write(eve, at, **wrong)
    assert eve.status in (404, 422)
    if eve.status == 422 and page.title.startswith("Look again"):
        assert page.html.count('id="wrong"') == 1
    typed = fields(at, **wrong)
    for name in ("sentence", "done", "name-1"):
        assert str(typed[name]).strip()[:60] in page.html.replace("&#34;", '"'), name
    again = write(eve, at)
    assert "Publish it, or let it go out" in again.words


def test_no_ask_is_reached_through_another_study(
    at: AskDesk, publish: Callable[..., Published], staff: Callable[..., StaffVisitor]
) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    ask_id = address.rsplit("/", 1)[1]
    for wrong in (f"/studies/other/asks/{ask_id}", f"/councils/{at.study.id}/asks/{ask_id}",
                  f"/councils/{at.study.id}/asks", f"{at.root}/nothing"):  # fmt: skip
        assert eve.get(wrong).title == NOT_HERE, wrong
    other = publish(form_file("text"), practice=True)
    ann = staff("Ann", ("coordinator", other.id))
    assert ann.get(f"/studies/{other.id}/asks/{ask_id}").title == NOT_HERE


def test_a_link_works_once_and_for_its_body_alone(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    first, second = linked(eve, at, address, "b1"), linked(eve, at, address, "b2")
    body = at.body(first)
    token = body.page.forms[0].fields["csrf_token"][0]
    forged = {"csrf_token": token, "status": "done", "words": "Yes.", "evidence": "A page.",
              "body": "b2", "body_id": "b2", "number": "7", "purpose": "preview"}  # fmt: skip
    body.post(first, forged)
    with at.study.instance.engine.connect() as conn:
        (waiting,) = ask_rows.ask_row(conn, address.rsplit("/", 1)[1]).waiting
    assert (waiting.body_id, waiting.number) == ("b1", 1)
    again = at.body(first)
    assert again.status == 404
    assert "does not lead anywhere" in again.page.words
    sent = again.post(first, forged | {"words": "Something long that I wrote."})
    assert again.status == 404
    assert "Something long that I wrote." in sent.words
    assert at.body(second).page.title == "An ask to Hotlines"
    at.clock.forward(days=91)
    assert at.body(second).status == 404
    assert at.body("/ask/nothing").status == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose how you answer."),
        ({"status": "accepted"}, "Write your answer in words."),
        ({"status": "declined", "words": "No."}, "Say why you do not do it."),
        ({"status": "done", "words": "Yes."}, "Say where readers can see that it is done."),
        ({"status": "maybe", "words": "Perhaps."}, "Choose how you answer."),
        ({"status": "accepted", "words": "a" * 10_000}, "These are 10,000."),
        ({"status": "accepted", "words": "a\x07b"}, "a character that cannot be shown"),
        ({"status": "accepted", "words": "Yes.", "by_when": "soon"}, "“soon” is no day."),
        ({"status": "accepted", "words": "Yes.", "who": "w" * 300}, "Write up to 60 characters."),
    ],
)
def test_an_answer_that_is_refused_is_kept_in_its_form(
    at: AskDesk, typed: dict[str, str], said: str
) -> None:
    eve = at.sign_in("Eve", "coordinator")
    link = linked(eve, at, published(eve, at))
    body = at.body(link)
    page = body.press("Send this answer", **typed)
    assert body.status == 422
    assert said in page.words, page.words
    for name, value in typed.items():
        if name not in ("status",):
            assert page.forms[0].fields[name] == [value], name
    chosen = re.findall(r'name="status" value="(\w+)" checked', page.html)
    assert chosen == ([typed["status"]] if typed.get("status", "maybe") != "maybe" else [])
    page = body.press("Send this answer", status="accepted", words="Yes.", by_when="", who="")
    assert "Your answer is sent" in page.words


def test_a_correction_begins_with_what_was_answered(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    at.body(linked(eve, at, address)).press("Send this answer", status="accepted", words="June.")
    eve.get(address)
    eve.press("Publish it as it was given")
    body = at.body(linked(eve, at, address))
    assert "What you send now is a correction" in body.page.words
    assert body.page.forms[0].fields["words"] == ["June."]
    body.press("Send this answer", status="declined", words="Not at all.", reason="Law.")
    eve.get(address)
    eve.press("Publish it as it was given")
    assert "Example Platform corrected its answer" in eve.page.words
    (ask,) = at.public()
    assert [one.words for one in (*ask.earlier_answers, *ask.answers)] == ["June.", "Not at all."]


def test_bodies_look_at_the_facts_before_they_are_public(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = write(eve, at).address
    eve.press("Make a link to the facts", preview_words="A third was told clearly.", body="b1")
    link = link_from(eve.page)
    body = at.body(link)
    assert "A third was told clearly." in body.page.words
    assert "is out. Until" in body.page.words
    assert "What you will be asked may not be passed on before it is" in body.page.words
    body.press("Send this comment", comment="")
    assert body.status == 422
    body.press("Send this comment", comment="c" * 10_000)
    assert body.status == 422
    assert "c" * 10_000 in body.page.html
    body.press("Send this comment", comment="We have another name.")
    assert "Your comment is kept." in body.page.words
    eve.get(address)
    assert "We have another name." in eve.page.words
    eve.press("Publish this ask", sure="y")
    assert eve.status == 422
    at.clock.forward(days=15)
    assert at.body(link).status == 404
    eve = at.sign_in("Eve 2", "coordinator")
    eve.get(address)
    eve.press("Publish this ask", sure="y")
    (ask,) = at.public()
    assert ask.comments == ()
    eve.get(address)
    assert "Look at what Example Platform said of the facts" in eve.page.words
    eve.press("Pass it as it was given")
    assert "The comment is printed with the ask" in eve.page.words
    assert [one.words for one in at.public()[0].comments] == ["We have another name."]
    eve.get(address)
    eve.press("Leave it out", because="It names a person.")
    assert "The comment is not printed." in eve.page.words
    assert at.public()[0].comments == ()


def test_facts_of_a_report_that_nobody_reads_yet_are_passed_on_to_nobody(at: AskDesk) -> None:
    first, until = at.clock().date(), at.clock().date() + timedelta(days=5)
    with writing(at.study.instance.engine) as conn:
        put_edition_row(conn, EditionRow(at.study.id, 1, first, until, ""))
    eve = at.sign_in("Eve", "coordinator")
    write(eve, at)
    eve.press("Make a link to the facts", preview_words="A third was told clearly.", body="b1")
    link = link_from(eve.page)
    body = at.body(link)
    assert "comes out soon. Until" in body.page.words
    assert "Nothing of this may be passed on before the report is out." in body.page.words
    at.clock.forward(days=5)
    assert "is out. Until" in at.body(link).page.words


def test_a_withdrawn_ask_needs_a_reason_and_stays(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    eve.press("Withdraw this ask", withdraw_because="")
    assert eve.status == 422
    eve.press("Withdraw this ask", withdraw_because="A law says it now.")
    assert "A law says it now." in eve.get(address).words
    assert "Throw this draft away" not in eve.page.html
    assert at.public()[0].withdrawn_because == "A law says it now."


def test_a_draft_can_be_changed_made_ready_and_thrown_away(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = write(eve, at).address
    eve.press("Let it go out with the report")
    assert "Goes out with the report" in eve.page.words
    eve.press("Make it a draft again")
    eve.press("Save it", sentence="Write down what you decided.")
    assert "It is saved." in eve.page.words
    eve.press("Publish this ask")
    assert "Tick that you have read" in eve.page.words
    eve.get(address)
    eve.press("Throw this draft away")
    assert "No ask yet" in eve.page.words
    assert eve.get(address).title == NOT_HERE


def test_what_cannot_be_printed_is_put_aside_with_a_reason(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    address = published(eve, at)
    at.body(linked(eve, at, address)).press("Send this answer", status="accepted", words="Jo.")
    eve.get(address)
    eve.press("Put it aside", because="")
    assert eve.status == 422
    eve.press("Put it aside", because="It names somebody.")
    assert "The answer is put aside." in eve.page.words
    assert at.public()[0].answers == ()


def test_a_viewer_changes_nothing_and_no_link_is_in_the_journal(at: AskDesk) -> None:
    eve, vic = at.sign_in("Eve", "coordinator"), at.sign_in("Vic", "viewer")
    address = published(eve, at)
    link = linked(eve, at, address)
    page = vic.get(address)
    assert [one.action for one in page.forms if "/asks" in one.action] == []
    token = vic.page.forms[0].fields["csrf_token"]
    for end in ("/do/withdraw", "/link", "/throw-away", ""):
        assert vic.post(f"{address}{end}", {"csrf_token": token}).title == NOT_HERE
    said = str(list(search_journal(at.study.instance, study_id=at.study.id)))
    assert link.rsplit("/", 1)[1] not in said
    assert "Eve" in said


def test_a_viewer_sees_no_number_that_nobody_signed_for(at: AskDesk) -> None:
    eve, vic = at.sign_in("Eve", "coordinator"), at.sign_in("Vic", "viewer")
    address = published(eve, at)
    rests_on = "Well it is"
    assert rests_on in vic.get(address).words
    with writing(at.study.instance.engine) as conn:
        hold_back(conn, at.study.id, 1, at.clock().date() + timedelta(days=1))
    assert rests_on not in vic.get(address).words
    assert rests_on in eve.get(address).words


def test_a_form_of_another_site_sends_no_answer(at: AskDesk) -> None:
    eve = at.sign_in("Eve", "coordinator")
    link = linked(eve, at, published(eve, at))
    body = StaffVisitor(at.app, at.clock)
    sent = body.client.post(
        link,
        data={"status": "accepted", "words": "Yes."},
        base_url="http://127.0.0.1:8001",
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert sent.status_code == 403
    assert at.body(link).status == 200


def test_asks_of_practice_say_so_to_staff_and_bodies(
    publish: Callable[..., Published], staff: Callable[..., StaffVisitor]
) -> None:
    made = publish(form_file("text"), practice=True)
    eve = staff("Eve", ("coordinator", made.id))
    eve.get(f"/studies/{made.id}/asks")
    assert "send nothing to anybody" in eve.page.words
    eve.follow("Write an ask")
    eve.press("Save it as a draft", sentence=SENTENCE)
    assert "Practice" in eve.page.words
    assert "Nothing is printed yet." in eve.page.words
    assert "Write what is missing" in eve.page.words


def test_an_ask_of_a_council_rests_on_what_members_rated(
    instance: Instance, staff: Callable[..., StaffVisitor]
) -> None:
    circle = Circle(instance, datetime(2026, 3, 10, 12, tzinfo=UTC))
    circle.create(12)
    circle.everyone_joins()
    circle.open(RATE)
    for words in circle.words:
        assert circle.send(words, {"one": "p9", "two": "p8"})[0] == "kept"
    circle.count()
    eve = staff("Eve", ("coordinator", circle.id))
    eve.get(f"/councils/{circle.id}")
    eve.follow("Asks")
    eve.follow("Write an ask")
    statement = re.search(r'name="evidence" value="([^"]+)"', eve.page.html)
    assert statement, eve.page.words
    eve.press("Save it as a draft", sentence=SENTENCE, done="Seen.", due="2099-01-01",
              **{"group-1": "police", "evidence": [statement[1]]})  # fmt: skip
    assert "Publish it, or let it go out with the report" in eve.page.words
    address = eve.page.address
    eve.press("Publish this ask", sure="y")
    assert "Its report is not public yet." in eve.page.words
    with writing(instance.engine) as conn:
        day = datetime.now(UTC).date()
        journal.note(conn, day=day, study_id=circle.id, event="council report published")
        ask_id = address.rsplit("/", 1)[1]
        assert ask_rows.ask_row(conn, ask_id).ask.evidence[0].statement
    eve.get(address)
    eve.press("Let it go out with the report")
    assert "Goes out with the report" in eve.page.words
