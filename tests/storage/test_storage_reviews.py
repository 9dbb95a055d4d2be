"""Reviewers and what they wrote: one-time links, words that stay, and the newest verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from survey.errors import Refused
from survey.questionnaire.texts import Text
from survey.storage.database import writing
from survey.storage.studies import publishing_plans, reviews
from survey.storage.studies.publishing_plans import PublishingPlan

DAY = date(2026, 3, 2)
OLD, NEW = b"o" * 32, b"n" * 32


def mark(letter: str) -> bytes:
    return letter.encode() * 32


@pytest.fixture
def engine(office: Any) -> Any:
    """Give a database with two reviewers of one draft, one of whom pressed their link."""
    with writing(office.instance.engine) as conn:
        assert reviews.add_reviewer(conn, "abc", mark("a")) == "A"
        assert reviews.add_reviewer(conn, "abc", mark("b")) == "B"
        assert reviews.bind(conn, mark("a"), mark("d"))
    return office.instance.engine


def test_a_link_is_used_once_and_a_replaced_one_ends_with_its_device(engine: Any) -> None:
    with writing(engine) as conn:
        assert not reviews.waits(conn, mark("a"))
        assert not reviews.bind(conn, mark("a"), mark("e"))
        assert not reviews.bind(conn, mark("x"), mark("e"))
        found = reviews.on_device(conn, mark("d"))
        assert found is not None
        assert (found.letter, found.waits) == ("A", False)
        reviews.replace_link(conn, "abc", "A", mark("f"))
        assert reviews.on_device(conn, mark("d")) is None
        assert reviews.waits(conn, mark("f"))
        with pytest.raises(Refused, match="no reviewer C"):
            reviews.replace_link(conn, "abc", "C", mark("g"))


def test_comments_of_every_version_stay_and_what_was_answered_is_not_written_over(
    engine: Any,
) -> None:
    with writing(engine) as conn:
        one = reviews.on_device(conn, mark("d"))
        assert one is not None
        reviews.write_comments(conn, one, OLD, DAY, {"question q": "Too hard."}, 9)
        reviews.write_comments(conn, one, OLD, DAY, {"question q": "Too hard for me."}, 9)
        reviews.write_comments(conn, one, NEW, DAY, {"question q": "Better."}, 9)
        reviews.write_comments(conn, one, NEW, DAY, {"question r": "A slip."}, 9)
        reviews.write_comments(conn, one, NEW, DAY, {"question r": ""}, 9)
        reviews.answer_comment(conn, "abc", 2, "We are glad.")
        reviews.write_comments(conn, one, NEW, DAY, {"question q": "Still better."}, 9)
        reviews.write_comments(conn, one, NEW, DAY, {"question q": ""}, 9)
        with pytest.raises(Refused, match="no comment 9"):
            reviews.answer_comment(conn, "abc", 9, "Nobody asked.")
    with engine.connect() as conn:
        kept = [(c.number, c.words, c.answer) for c in reviews.comments_on(conn, "abc")]
    assert kept == [(1, "Too hard for me.", ""), (2, "Better.", "We are glad.")]


def test_the_newest_verdict_of_each_counts_for_its_version_alone(engine: Any) -> None:
    with writing(engine) as conn:
        reviews.bind(conn, mark("b"), mark("c"))
        one, two = reviews.on_device(conn, mark("d")), reviews.on_device(conn, mark("c"))
        assert one is not None
        assert two is not None
        reviews.give_verdict(conn, one, OLD, "signed off", DAY)
        reviews.give_verdict(conn, two, OLD, "not yet", DAY, "It presses.")
        assert reviews.signed_off(conn, "abc", OLD) == 1
        reviews.give_verdict(conn, two, OLD, "signed off", DAY)
        assert reviews.drafts_signed_off(conn, OLD) == {"abc": 2}
        reviews.give_verdict(conn, one, NEW, "signed off", DAY)
        assert reviews.drafts_signed_off(conn, OLD) == {"abc": 1}
        assert reviews.drafts_signed_off(conn, b"x" * 32) == {}


def test_what_was_confirmed_is_kept_and_the_newest_counts(engine: Any) -> None:
    plan = PublishingPlan(Text((("en", "We may."),)), Text((("en", "Here"),)), ("Board", "B"), 2)
    with writing(engine) as conn:
        assert publishing_plans.plan_of(conn, "abc") == PublishingPlan()
        publishing_plans.keep_plan(conn, "abc", PublishingPlan(trustees=("Other",)))
        publishing_plans.keep_plan(conn, "abc", plan)
        assert publishing_plans.plan_of(conn, "abc") == plan
        assert publishing_plans.confirmed(conn, "abc", "payment") is None
        publishing_plans.confirm(conn, "abc", "payment", "treasurer", DAY, "5 euros")
        publishing_plans.confirm(conn, "abc", "payment", "treasurer", DAY, "9 euros")
        newest = publishing_plans.confirmed(conn, "abc", "payment")
    assert newest == ("treasurer", DAY, "9 euros")
