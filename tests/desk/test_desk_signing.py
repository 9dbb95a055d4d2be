"""Signing in: two steps, sessions that end, and nobody who can be locked out by others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask, session

from survey.services.accounts.create_account import create_account, renew_link
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld
from survey.web.desk.passkey_place import new_challenge, take_challenge
from tests.conftest import Clock
from tests.desk.conftest import HOST, PASSWORD, StaffVisitor

Signed = Callable[..., StaffVisitor]


def test_somebody_begins_with_a_link_and_signs_in_with_two_steps(
    staff: Signed, desk: Flask, clock: Clock
) -> None:
    ada = staff("Ada", "coordinator", "administrator")
    assert len(ada.codes) == 10
    assert "Good day, Ada" in ada.get("/").words
    ada.press("Sign out")
    assert "Sign in to the desk" in ada.get("/").words
    clock.jump(seconds=30)
    assert "Good day, Ada" in ada.sign_in("Ada").words


def test_the_link_works_once_and_for_a_week(desk: Flask, instance: Instance, clock: Clock) -> None:
    token = create_account(instance, "Ada", [RoleHeld("coordinator")], clock())
    visitor = StaffVisitor(desk, clock)
    visitor.begin(f"/begin/{token}")
    assert visitor.codes
    assert "leads nowhere" in visitor.get(f"/begin/{token}").words
    assert visitor.status == 422
    late = renew_link(instance, "Ada", clock())
    clock.jump(days=8)
    assert "leads nowhere" in visitor.get(f"/begin/{late}").words
    assert "leads nowhere" in visitor.get("/begin/nothing").words


def test_digits_are_those_of_rfc_6238_and_each_is_taken_once(staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/")
    ada.press("Sign out")
    independent = TOTP(ada.secret, 6, SHA1(), 30).generate(int(clock().timestamp())).decode()
    assert ada.digits() == independent
    ada.get("/sign-in")
    ada.press("Continue", name="Ada", password=PASSWORD)
    assert ada.press("Sign in", code=independent)
    assert ada.status == 403
    clock.jump(seconds=30)
    assert "Good day" in ada.press("Sign in", code=ada.digits()).words


def test_a_recovery_code_lets_in_once(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    for status in (200, 403):
        ada.client.delete_cookie("desk", domain="127.0.0.1")
        ada.get("/sign-in")
        ada.press("Continue", name="Ada", password=PASSWORD)
        ada.press("Use this code", recovery=ada.codes[0].upper())
        assert ada.status == status


def test_an_unknown_name_and_a_wrong_password_look_the_same(staff: Signed, desk: Flask) -> None:
    staff("Ada", "coordinator")
    seen = []
    for name in ("Ada", "Nobody"):
        visitor = StaffVisitor(desk, Clock())
        visitor.get("/sign-in")
        page = visitor.press("Continue", name=name, password="not the right words")
        token = re.compile(r'value="[^"]*"')
        seen.append((visitor.status, token.sub("", page.html.replace(name, ""))))
    assert seen[0] == seen[1]


def test_guessing_from_elsewhere_locks_nobody_out(staff: Signed, desk: Flask, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/")
    ada.press("Sign out")
    stranger = StaffVisitor(desk, clock)
    for _ in range(10):
        stranger.get("/sign-in")
        stranger.press("Continue", name="Ada", password="a guess and another")
        assert stranger.status == 403
    stranger.get("/sign-in")
    stranger.press("Continue", name="Ada", password=PASSWORD)
    assert stranger.status == 429
    assert "too many tries" in stranger.page.words
    clock.jump(seconds=30)
    assert "Good day, Ada" in ada.sign_in("Ada").words
    clock.jump(hours=1)
    stranger.get("/sign-in")
    assert "Step 2" in stranger.press("Continue", name="Ada", password=PASSWORD).words


def test_a_session_is_over_after_fifteen_quiet_minutes(staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    for _ in range(3):
        clock.jump(minutes=14)
        assert "Good day" in ada.get("/").words
    clock.jump(minutes=17)
    assert "Sign in to the desk" in ada.get("/").words


def test_no_session_lasts_longer_than_twelve_hours(staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    for _ in range(51):  # 714 of 720 minutes
        clock.jump(minutes=14)
        assert "Words of the desk" in ada.get("/words").title
    clock.jump(minutes=14)
    assert "Sign in" in ada.get("/words").title


def test_what_was_typed_when_the_session_was_over_is_sent_after_signing_in(
    staff: Signed, clock: Clock
) -> None:
    ada = staff("Ada", "administrator")
    ada.get("/people")
    clock.jump(minutes=20)
    page = ada.press("Make this account", name="Bea", roles=["viewer"])
    assert ada.status == 401
    assert "kept in this page" in page.words
    ada.press("Continue", name="Ada", password=PASSWORD)
    assert "What you wrote is here" in ada.press("Sign in", code=ada.digits()).words
    assert "A link for Bea" in ada.press("Go on with it").words


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {},
    ],
)
def test_what_another_site_sends_is_not_carried(
    headers: dict[str, str], staff: Signed, clock: Clock
) -> None:
    ada = staff("Ada", "administrator")
    clock.jump(minutes=20)
    sent = ada.client.post("/people", data={"name": "Evangeline"}, base_url=HOST, headers=headers)
    assert "Evangeline" not in sent.text
    assert sent.status_code in (200, 401)


@pytest.mark.parametrize(
    "carried", ["//evil.example/", "https://evil.example/", "/\\evil", "nothing"]
)
def test_a_page_that_was_asked_for_is_ours(carried: str, staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "administrator")
    clock.jump(minutes=20)
    ada.get("/words")
    wanted = f'{{"path": "{carried}", "fields": []}}'.replace("\\", "\\\\")
    ada.press("Continue", name="Ada", password=PASSWORD, carried=wanted)
    assert "Good day" in ada.press("Sign in", code=ada.digits()).words


def test_a_post_without_its_token_changes_nothing_and_keeps_what_was_written(
    staff: Signed, instance: Instance
) -> None:
    ada = staff("Ada", "administrator")
    page = ada.post("/people", {"name": "Bea", "roles": "viewer"})
    assert ada.status == 400
    assert "too old" in page.words
    assert "A link for Bea" in ada.press("Try again with what you wrote").words


def test_cookies_are_strict_and_hold_no_name(staff: Signed) -> None:
    ada = staff("Adalbertine", "coordinator")  # too long to be drawn as part of a value
    ada.get("/")
    ada.press("Sign out")
    ada.get("/sign-in")
    sent = ada.client.post("/sign-in", base_url=HOST, data={})
    for line in [*ada.response.headers.getlist("Set-Cookie"), *sent.headers.getlist("Set-Cookie")]:
        assert "HttpOnly" in line
        assert "SameSite=Strict" in line
        assert "Adalbertine" not in line


def test_a_password_is_changed_and_ends_every_session(staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/account")
    for present, new, again, said in (
        ("not mine at all", "x" * 12, "x" * 12, "not your present password"),
        (PASSWORD, "short", "short", "12 to 200 letters"),
        (PASSWORD, "x" * 12, "y" * 12, "passwords differ"),
    ):
        page = ada.press("Change the password", present=present, password=new, again=again)
        assert said in page.words
    ada.press("Change the password", present=PASSWORD, password="x" * 12, again="x" * 12)
    assert "Sign in" in ada.get("/").title
    clock.jump(seconds=30)
    assert "Good day" in ada.sign_in("Ada", "x" * 12).words


def test_new_recovery_codes_make_the_old_ones_useless(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/account")
    page = ada.press("Make ten new codes", present=PASSWORD)
    new = re.findall(r"<li>([a-z0-9-]{19})</li>", page.html)
    assert len(new) == 10
    assert not set(new) & set(ada.codes)
    for code, status in ((ada.codes[0], 403), (new[0], 200)):
        ada.client.delete_cookie("desk", domain="127.0.0.1")
        ada.get("/sign-in")
        ada.press("Continue", name="Ada", password=PASSWORD)
        ada.press("Use this code", recovery=code)
        assert ada.status == status


def test_a_passkey_that_is_none_is_refused(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/account")
    token = {"csrf_token": ada.page.forms[-1].fields["csrf_token"]}
    for sent in ("", "{}", "[]", "nothing", '{"id": 1, "rawId": "x", "response": {}}'):
        page = ada.post("/account/passkeys", token | {"credential": sent})
        assert "The passkey was not added" in page.words
    ada.press("Sign out")
    ada.get("/sign-in")
    ada.press("Continue", name="Ada", password=PASSWORD)
    ada.press("Sign in", code="", credential='{"id": "x"}')
    assert ada.status == 403


def test_a_challenge_counts_once_even_for_a_copy_of_the_cookie_it_lies_in(desk: Flask) -> None:
    with desk.test_request_context(base_url=HOST):
        drawn, copied = new_challenge(), dict(session)
        assert take_challenge() == drawn
        session.update(copied)
        assert take_challenge() != drawn
        again = new_challenge()
        assert take_challenge() == again


def test_nothing_at_rest_lets_a_thief_sign_in(staff: Signed, instance: Instance) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/")
    cookie = ada.client.get_cookie("desk", domain="127.0.0.1")
    assert cookie
    held = b"".join(path.read_bytes() for path in instance.folder.rglob("*") if path.is_file())
    held = held.replace(instance.site_key, b"")
    for secret in (PASSWORD, *ada.codes, ada.codes[0].replace("-", ""), cookie.value):
        assert secret.encode() not in held
    assert ada.secret not in held


def test_no_page_gives_back_what_somebody_signs_in_with(staff: Signed, clock: Clock) -> None:
    ada = staff("Ada", "administrator")
    ada.get("/account")
    clock.jump(minutes=20)
    for address, fields in (
        ("/sign-in", {"name": "Ada", "password": "a secret of mine"}),
        ("/begin/nothing", {"password": "a secret of mine", "again": "a secret of mine"}),
        ("/account/password", {"present": "a secret of mine", "password": "a secret of mine"}),
        ("/people", {"name": "Bea", "password": "a secret of mine"}),
    ):
        page = ada.post(address, fields)
        assert "a secret of mine" not in page.html, address


def test_half_way_ends_with_the_password(staff: Signed, desk: Flask, clock: Clock) -> None:
    ada = staff("Ada", "coordinator")
    other = StaffVisitor(desk, clock)
    other.secret = ada.secret
    other.get("/sign-in")
    other.press("Continue", name="Ada", password=PASSWORD)
    ada.get("/account")
    ada.press("Change the password", present=PASSWORD, password="x" * 12, again="x" * 12)
    clock.jump(seconds=30)
    assert "took too long" in other.press("Sign in", code=other.digits()).words


def test_guesses_of_the_present_password_are_counted(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/account")
    for _ in range(10):
        assert "not your present password" in ada.press("Make ten new codes", present="no").words
    assert "too many tries" in ada.press("Make ten new codes", present=PASSWORD).words
    assert ada.status == 429


def test_a_name_that_is_far_too_long_is_no_fault(staff: Signed, desk: Flask) -> None:
    visitor = StaffVisitor(desk, Clock())
    visitor.get("/sign-in")
    page = visitor.press("Continue", name="x" * 100_000, password="no")
    assert visitor.status == 403
    assert "did not fit" in page.words


def test_a_page_of_codes_that_is_loaded_again_says_what_to_do(
    desk: Flask, instance: Instance, clock: Clock
) -> None:
    visitor = StaffVisitor(desk, clock)
    link = f"/begin/{create_account(instance, 'Ada', [RoleHeld('viewer')], clock())}"
    visitor.get(link)
    form, _ = visitor.button("Begin")
    sent = form.fields | {"password": [PASSWORD], "again": [PASSWORD]}
    visitor.begin(link)
    page = visitor.post(link, sent)
    assert "“My account” makes new recovery codes" in page.words
    assert PASSWORD not in page.html
