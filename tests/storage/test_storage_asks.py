"""Asks as they are stored, on both databases, and what a thief of the tables learns of people."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Date, DateTime, Time, insert, select
from sqlalchemy.exc import IntegrityError

from survey.errors import StudyUnknown
from survey.follow_up.asks import Ask, Body, BodyAnswer, BodyComment, Evidence
from survey.storage.database import writing
from survey.storage.follow_up import ask_link_rows, ask_rows
from survey.storage.follow_up.ask_link_rows import AskLinkPlace
from survey.storage.follow_up.ask_tables import ask_answers, ask_comments, ask_links, asks
from survey.storage.schema import metadata
from survey.storage.studies import erasing_rows
from tests.storage.conftest import NOW

DAY = NOW.date()
ASK = Ask(
    id="say",
    of_id="study",
    number=1,
    practice=True,
    sentence="Say what you decided.",
    theme="reporting",
    bodies=(
        Body(id="b2", group="hotlines"),
        Body(id="b1", group="platforms", name="Example “Platform” ابجد", function="policy",
             leads=True),
    ),
    done_looks_like="Seen.",
    evidence=(Evidence(question="told", row="clear"), Evidence(of_id="circle", statement="s1")),
    survivors_check=True,
    due_on="2027-02-28",
)  # fmt: skip
ANSWER = BodyAnswer(
    body_id="b1",
    number=1,
    status="done",
    who="policy",
    words="Yes.\nAlways.",
    evidence="A page.",
    by_when="2027-06-30",
    answered_on="2027-01-10",
)


def stored(office: Any, ask_id: str = "say") -> ask_rows.AskRow:
    """Give an ask as it lies there."""
    with office.instance.engine.connect() as conn:
        return ask_rows.ask_row(conn, ask_id)


def test_an_ask_comes_back_as_it_was_put(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_rows.add_ask(conn, ASK)
        assert ask_rows.next_ask_number(conn, "study") == 2
        assert ask_rows.next_ask_number(conn, "other") == 1
    assert stored(office).ask == ASK
    assert stored(office).stand == "draft"
    other = ASK.model_copy(update={"sentence": "Write it down.", "bodies": ASK.bodies[1:]})
    with writing(office.instance.engine) as conn:
        ask_rows.rewrite_ask(conn, other)
    assert stored(office).ask == other
    with writing(office.instance.engine) as conn:
        ask_rows.throw_ask_away(conn, "say")
    with pytest.raises(StudyUnknown):
        stored(office)


def test_answers_and_comments_come_back_as_they_were_given(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_rows.add_ask(conn, ASK)
        ask_rows.add_answer(conn, "say", ANSWER)
        for words in ("First.", "Second."):
            comment = BodyComment(body_id="b2", words=words, day="2027-01-01")
            ask_rows.add_comment(conn, "say", comment)
        assert ask_rows.put_comment_aside(conn, "say", 1, "It names somebody.")
        assert not ask_rows.put_comment_aside(conn, "say", 7, "It names somebody.")
        assert not ask_rows.pass_comment(conn, "say", 1, DAY)
    row = stored(office)
    assert (row.ask.comments, [one.words for one in row.waiting_comments]) == ((), ["Second."])
    assert "Second." not in row.ask.model_dump_json()
    with writing(office.instance.engine) as conn:
        assert ask_rows.pass_comment(conn, "say", 2, DAY)
        assert not ask_rows.pass_comment(conn, "say", 2, DAY)
    row = stored(office)
    assert row.waiting == (ANSWER,)
    assert row.ask.answers == ()
    assert [one.words for one in row.ask.comments] == ["Second."]
    assert [one.aside_because for one in row.comments] == ["It names somebody.", ""]
    with writing(office.instance.engine) as conn:
        ask_rows.change_answer(conn, "say", "b1", 1, stand="published")
    assert stored(office).ask.answers == (ANSWER,)
    with writing(office.instance.engine) as conn, pytest.raises(IntegrityError):
        ask_rows.add_answer(conn, "say", ANSWER)


def test_what_happened_is_in_the_order_of_days(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_rows.add_ask(conn, ASK)
        ask_rows.note_happening(conn, "say", DAY, "published")
        ask_rows.note_happening(conn, "say", DAY.replace(day=1), "commented", "b2")
        ask_rows.note_happening(conn, "say", DAY, "sent", words="By letter.")
    assert [one.what for one in stored(office).ask.happened] == ["commented", "published", "sent"]


def test_a_stand_that_nobody_knows_is_refused(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_rows.add_ask(conn, ASK)
    with writing(office.instance.engine) as conn, pytest.raises(IntegrityError):
        ask_rows.change_ask(conn, "say", stand="forgotten")


def test_a_link_leads_to_one_body_for_one_purpose_until_its_hour(office: Any) -> None:
    place, other = AskLinkPlace("say", "b1", "answer"), AskLinkPlace("say", "b1", "preview")
    first, second, third = b"1" * 32, b"2" * 32, b"3" * 32
    with writing(office.instance.engine) as conn:
        ask_link_rows.put_ask_link(conn, place, first, 10)
        ask_link_rows.put_ask_link(conn, other, second, 20)
        assert ask_link_rows.ask_link_of(conn, first, 9) == place
        assert ask_link_rows.ask_link_of(conn, first, 10) is None
        ask_link_rows.put_ask_link(conn, place, third, 30)
        assert ask_link_rows.ask_link_of(conn, first, 9) is None
        assert ask_link_rows.ask_link_of(conn, third, 9) == place
        assert ask_link_rows.ask_links_made(conn, "say", 20) == {place}
        assert ask_link_rows.drop_old_ask_links(conn, 20) == 1
        ask_link_rows.drop_ask_links(conn, "say")
        assert ask_link_rows.ask_links_made(conn, "say", 0) == frozenset()


def test_two_links_never_share_a_mark(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_link_rows.put_ask_link(conn, AskLinkPlace("say", "b1", "answer"), b"1" * 32, 10)
    row = {"ask_id": "x", "body_id": "b1", "purpose": "answer", "mark": b"1" * 32, "until_hour": 9,
           "words": ""}  # fmt: skip
    with writing(office.instance.engine) as conn, pytest.raises(IntegrityError):
        conn.execute(insert(ask_links).values(row))


def test_asks_outlive_the_answers_of_the_study_they_follow_from(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        ask_rows.add_ask(conn, ASK)
        ask_rows.add_answer(conn, "say", ANSWER)
        erasing_rows.erase_all(conn, ["study"])
    assert stored(office).waiting == (ANSWER,)


def test_these_tables_hold_days_and_no_time_address_or_device(office: Any) -> None:
    names = {one for one in metadata.tables if one.startswith("ask")}
    assert len(names) == 7
    with office.instance.engine.connect() as conn:
        for name in names:
            table = metadata.tables[name]
            assert not [one for one in table.c if isinstance(one.type, DateTime | Time)], name
            assert not {"address", "device", "account_id", "secret"} & set(table.c.keys()), name
            assert conn.execute(select(table)).all() == []
    for table in (asks, ask_answers, ask_comments):
        assert [one for one in table.c if isinstance(one.type, Date)]
