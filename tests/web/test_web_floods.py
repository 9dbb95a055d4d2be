"""Floods: generous limits, no address kept, and a shared address that locks nobody out."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import IPv6Address

import pytest
from flask import Flask

from survey.settings import Settings, read_settings, shipped
from survey.web.public.floods import Floods
from tests.conftest import Clock, Published, form_file
from tests.web.visitor import Visitor

ONE = {"REMOTE_ADDR": "9.9.9.9"}
OTHER = {"REMOTE_ADDR": "9.9.9.10"}
FEW = {"address_hourly": 10, "study_hourly": 100}


def _spend(floods: Floods, environ: dict[str, str], times: int = 10) -> None:
    for _ in range(times):
        assert floods.ask("send", "abc", environ).granted


def test_an_address_may_ask_so_often_an_hour_and_then_again_in_the_next(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    _spend(floods, ONE)
    assert not floods.ask("send", "abc", ONE).granted
    clock.forward(hours=1)
    assert floods.ask("send", "abc", ONE).granted


def test_other_addresses_studies_and_wishes_are_counted_by_themselves(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    _spend(floods, ONE)
    assert floods.ask("send", "abc", OTHER).granted
    assert floods.ask("send", "other", ONE).granted
    assert floods.ask("code", "abc", ONE).granted
    assert not floods.ask("send", "abc", ONE).granted


def test_past_what_a_study_may_be_asked_only_those_who_come_one_by_one_go_on(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    _spend(floods, ONE, 4)
    for number in range(96):
        assert floods.ask("send", "abc", {"REMOTE_ADDR": f"9.9.8.{number}"}).granted
    assert not floods.ask("send", "abc", ONE).granted
    _spend(floods, OTHER, 3)
    assert not floods.ask("send", "abc", OTHER).granted
    assert not floods.ask("send", "abc", {"REMOTE_ADDR": "10.1.2.3"}).granted
    assert floods.ask("back", "abc", ONE).granted


def test_one_address_cannot_use_up_what_a_study_may_take(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    _spend(floods, ONE)
    for _ in range(200):
        assert not floods.ask("send", "abc", ONE).granted
    _spend(floods, OTHER)


@pytest.mark.parametrize(
    "shared", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.7", "172.17.0.1", "", "unix:", "fd00::1"]
)
def test_an_address_that_many_share_is_not_limited(clock: Clock, shared: str) -> None:
    floods = Floods(Settings(**FEW), clock)
    _spend(floods, {"REMOTE_ADDR": shared}, 100)
    assert not floods.ask("send", "abc", {"REMOTE_ADDR": shared}).granted, (
        "the study's ceiling stays"
    )


def test_addresses_count_for_nothing_where_the_setting_says_so(clock: Clock) -> None:
    floods = Floods(Settings(**FEW, limit_by_address=False), clock)
    _spend(floods, ONE, 100)
    assert not floods.ask("send", "abc", OTHER).granted


@pytest.mark.parametrize(
    ("hops", "forwarded"),
    [
        (1, "9.9.9.9"),
        (1, "1.1.1.1, 9.9.9.9"),
        (2, "8.8.8.8, 9.9.9.9,1.1.1.1"),
        (1, "9.9.9.9:4711"),
        (1, "::ffff:9.9.9.9"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    clock: Clock, hops: int, forwarded: str
) -> None:
    floods = Floods(Settings(**FEW, proxy_hops=hops), clock)
    asked = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    _spend(floods, asked)
    made_up = {**asked, "HTTP_X_FORWARDED_FOR": f"1.0.0.1, {forwarded}"}
    assert not floods.ask("send", "abc", made_up).granted


def test_without_proxies_nobody_can_choose_an_address(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    for number in range(10):
        assert floods.ask("send", "abc", {**ONE, "HTTP_X_FORWARDED_FOR": f"9.9.8.{number}"}).granted
    assert not floods.ask("send", "abc", {**ONE, "HTTP_X_FORWARDED_FOR": "9.9.8.99"}).granted


def test_somebody_with_a_whole_network_is_one_address(clock: Clock) -> None:
    floods = Floods(Settings(**FEW), clock)
    for number in range(10):
        assert floods.ask("send", "abc", {"REMOTE_ADDR": f"2606:4700:0:1::{number:x}"}).granted
    assert not floods.ask("send", "abc", {"REMOTE_ADDR": "2606:4700:0:1:9::9"}).granted
    assert floods.ask("send", "abc", {"REMOTE_ADDR": "[2606:4700:0:2::1]:4711"}).granted


@pytest.mark.parametrize(("step", "most"), [(0x1, 20), (0x100, 40), (0x10000, 640)])
def test_somebody_with_many_networks_has_little_more(clock: Clock, step: int, most: int) -> None:
    """Sixty-four /64 of one /56, then of one /48, then of sixty-four /48."""
    floods = Floods(Settings(address_hourly=10, study_hourly=100_000), clock)
    first = int(IPv6Address("2606:4700:1::"))
    granted = 0
    for number in range(64):
        address = IPv6Address(first + (number * step << 64) + 7)
        granted += sum(
            floods.ask("send", "abc", {"REMOTE_ADDR": str(address)}).granted for _ in range(12)
        )
    assert granted == most
    assert floods.ask("send", "abc", {"REMOTE_ADDR": "2606:4701::1"}).granted


def test_no_address_is_kept_or_logged_and_marks_end_with_the_day(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    floods = Floods(Settings(**FEW), clock)
    marked = {"REMOTE_ADDR": "9.8.7.6"}
    with caplog.at_level(logging.DEBUG):
        floods.ask("send", "abc", marked)
        before, held = _kept(floods), repr(vars(floods))
        clock.forward(days=1)
        floods.ask("send", "abc", marked)
        after = _kept(floods)
    assert caplog.text == ""
    assert len(before) == len(after) == 1
    assert before.isdisjoint(after)
    for form in ("9.8.7.6", "09080706", r"\\t\\x08\\x07\\x06"):
        assert form not in held + repr(vars(floods))


def test_the_limits_of_an_untouched_instance_are_generous() -> None:
    settings = read_settings([shipped("config") / "default.toml"], {})
    assert settings.address_hourly >= 60
    assert settings.study_hourly >= 1000


def _kept(floods: Floods) -> set[str]:
    """Give the marks under which addresses are counted: the only long numbers that are held."""
    return set(re.findall("[0-9a-f]{64}", repr(vars(floods))))


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings whose limits are as low as they can be set."""
    return read_settings([], {"SURVEY_ADDRESS_HOURLY": "10", "SURVEY_STUDY_HOURLY": "100"})


def test_somebody_limited_gets_their_page_back_whole_and_can_send_later(
    public_app: Flask, publish: Callable[..., Published], clock: Clock
) -> None:
    study = publish(form_file("text"), practice=True)
    visitors = [Visitor(public_app, study.id, **ONE) for _ in range(11)]
    for visitor in visitors:
        visitor.begin()
        visitor.press("next", Q1="Words that must stay.")
        visitor.press("send")
    assert [visitor.page.headings[0] for visitor in visitors[:10]] == ["Thank you"] * 10
    last = visitors[-1]
    assert last.response.status_code == 429
    assert "everything you wrote is still on this page" in last.page.words
    assert "Words that must stay." in last.page.words
    clock.forward(hours=1)
    assert last.press("send").headings == ["Thank you"]


def test_one_who_is_limited_limits_nobody_else(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    study = publish(form_file("text"), practice=True)
    for _ in range(12):
        visitor = Visitor(public_app, study.id, **ONE)
        visitor.begin()
        visitor.press("next")
        visitor.press("send")
    other = Visitor(public_app, study.id, **OTHER)
    other.begin()
    other.press("next")
    assert other.press("send").headings == ["Thank you"]


def test_turning_pages_and_leaving_are_never_limited(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    study = publish(form_file("text"), practice=True)
    for _ in range(30):
        visitor = Visitor(public_app, study.id, **ONE)
        visitor.begin()
        visitor.press("break")
        assert visitor.response.status_code == 200
        assert visitor.open("/n/en").headings
