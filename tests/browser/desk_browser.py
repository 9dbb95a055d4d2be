"""Somebody at the desk in a real browser: begins with a link, and signs in with six digits."""

from __future__ import annotations

from base64 import b32decode

from playwright.sync_api import Page

from survey.sealing.codes.staff_marks import totp_code
from survey.services.accounts.create_account import create_account
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld, StaffRole
from tests.browser.axe import follow
from tests.conftest import Clock

PASSWORD = "four words that fit"


class DeskBrowser:
    """One window of somebody at the desk; `secret` is what their code app holds."""

    def __init__(self, page: Page, site: str, clock: Clock) -> None:
        self.page, self.site, self.clock = page, site, clock
        self.secret = b""

    def begin(self, instance: Instance, name: str, *roles: StaffRole) -> None:
        """Begin with a link, and leave the page of recovery codes."""
        token = create_account(instance, name, map(RoleHeld, roles), self.clock())
        self.page.goto(f"{self.site}/begin/{token}")
        self.secret = b32decode(self.page.locator("p.keys").inner_text().replace(" ", ""))
        self.page.get_by_label("A password of your own").fill(PASSWORD)
        self.page.get_by_label("The same password again").fill(PASSWORD)
        self.page.get_by_label("The six digits").fill(self.digits())
        follow(self.page.get_by_role("button", name="Begin"))
        follow(self.page.get_by_role("link", name="I have kept them"))

    def sign_in(self, name: str) -> None:
        """Sign in with the digits of the next half minute."""
        self.clock.jump(seconds=30)
        self.open("/sign-in")
        self.page.get_by_label("Your account name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        follow(self.page.get_by_role("button", name="Continue"))
        self.page.get_by_label("The six digits").fill(self.digits())
        follow(self.page.get_by_role("button", name="Sign in"))

    def open(self, address: str) -> None:
        """Go to a page of the desk."""
        self.page.goto(self.site + address)

    def digits(self) -> str:
        """Return the digits that the code app shows now."""
        return totp_code(self.secret, int(self.clock().timestamp()) // 30)
