"""A session that ends while somebody types, in a real browser: what was typed goes on with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from survey.storage.instance import Instance
from tests.browser.axe import follow
from tests.browser.desk_browser import PASSWORD, DeskBrowser

pytestmark = pytest.mark.browser


def test_what_was_typed_is_sent_after_signing_in(at_desk: DeskBrowser, instance: Instance) -> None:
    page = at_desk.page
    at_desk.begin(instance, "Ada", "administrator")
    at_desk.open("/people")
    page.get_by_label("Account name").fill("Bea")
    page.get_by_label("Viewer").check()
    at_desk.clock.jump(minutes=20)
    follow(page.get_by_role("button", name="Make this account"))
    page.get_by_label("Your account name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("The six digits").fill(at_desk.digits())
    follow(page.get_by_role("button", name="Sign in"))
    follow(page.get_by_role("button", name="Go on with it"))
    expect(page.get_by_role("heading", name="A link for Bea")).to_be_visible()
