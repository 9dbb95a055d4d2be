"""Thank-you codes: for forms with an answer in them, and a few an hour."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import payments as gifts
from survey.storage.schema import spent
from survey.storage.studies import payments
from tests.conftest import Clock, Published
from tests.web.test_web_care import plan, to_review
from tests.web.visitor import Page, Visitor

Publish = Callable[..., Published]


def _paid(publish: Publish, instance: Instance, codes: int) -> Published:
    study = publish(plan(payment={"amount": "a voucher"}), practice=True)
    with writing(instance.engine) as connection:
        payments.add(connection, study.id, [f"GIFT-{number:04d}" for number in range(codes)])
    return study


def _left(instance: Instance) -> int:
    with instance.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(gifts)).scalar_one()


def test_a_thank_you_code_goes_with_an_answer(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    """Said before it is sent; and no other page of the same form has one."""
    study = _paid(publish, instance, 5)
    visitor = Visitor(public_app, study.id)
    visitor.open()
    assert "if you send any answer, while there are codes" in visitor.press("next").words
    filled = Visitor(public_app, study.id)
    filled.page = visitor.page
    visitor.press("begin")
    assert "Nothing is answered yet." in _to_review(visitor).words
    thanks = visitor.press("send")
    assert "was sent without any" in thanks.words
    assert "thank:yes" not in thanks.buttons
    filled.press("begin")
    assert "was sent without any" in filled.press("thank:yes").words
    assert _left(instance) == 5
    other = Visitor(public_app, study.id)
    assert "Nothing is answered yet." not in to_review(other, A="_rns").words
    other.press("send")
    assert "GIFT-" in other.press("thank:yes").words


def _to_review(visitor: Visitor) -> Page:
    """Go through the rest of the form without an answer."""
    while "send" not in visitor.page.buttons:
        visitor.press("next")
    return visitor.page


def _thanked(app: Flask, study: Published, **environ: str) -> Visitor:
    visitor = Visitor(app, study.id, **environ)
    visitor.begin()
    visitor.press("review", A="yes")
    visitor.press("send")
    visitor.press("thank:yes")
    return visitor


def test_a_program_takes_few_thank_you_codes_an_hour(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    """Twenty of a hundred; and whoever comes then is told so, and has one in the next hour."""
    study = _paid(publish, instance, 100)
    taken = [_thanked(public_app, study) for _ in range(30)]
    assert ["GIFT-" in one.page.words for one in taken] == [True] * 20 + [False] * 10
    assert _left(instance) == 80
    last = taken[-1]
    assert last.response.status_code == 429
    assert "No more codes can be shown in this hour." in last.page.words
    assert "thank:yes" in last.page.buttons
    clock.forward(hours=1)
    assert "GIFT-" in last.press("thank:yes").words


def test_one_address_takes_a_quarter_of_them_and_a_page_pressed_again_none(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    study = _paid(publish, instance, 100)
    taken = [_thanked(public_app, study, REMOTE_ADDR="9.9.9.9") for _ in range(8)]
    assert ["GIFT-" in one.page.words for one in taken] == [True] * 5 + [False] * 3
    for _ in range(30):
        taken[-1].press("thank:yes")
    assert _left(instance) == 95
    others = [_thanked(public_app, study, REMOTE_ADDR=f"8.8.8.{n}") for n in range(15)]
    assert all("GIFT-" in one.page.words for one in others)


def test_no_row_shows_which_forms_were_blank(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    """Each form that was sent leaves two marks where there is a thank-you."""
    study = _paid(publish, instance, 1)
    for answers in ({}, {"A": "yes"}):
        to_review(visitor := Visitor(public_app, study.id), **answers)
        before = _marks(instance)
        visitor.press("send")
        assert _marks(instance) == before + 2


def _marks(instance: Instance) -> int:
    with instance.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(spent)).scalar_one()
