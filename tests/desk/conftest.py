"""People of staff who use the desk without script."""

from __future__ import annotations

import re
from base64 import b32decode
from collections import Counter
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from survey.sealing.codes.staff_marks import totp_code
from survey.services.accounts.create_account import create_account
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld, StaffRole
from tests.conftest import Clock

HOST = "http://127.0.0.1:8001"
#: What a browser sends with a form of a page that tells no address.
SAME = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
PASSWORD = "four words that fit"


class Form:
    """One form of a page: where it goes, and its fields as they stand."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str, str]] = []


class DeskPage(HTMLParser):
    """One page: its forms, links, title and words.

    Of each page it is asked what every page must have: ids that are there once, heads of tables
    that say what they head, and headings that leave no rank out.
    """

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.html = address, html
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.title = ""
        self._inside: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._select = ""
        self._ids: Counter[str] = Counter()
        self._rank = 1  # what changed, or is wrong, may stand before the title
        self.feed(html)
        assert [one for one, times in self._ids.items() if times > 1] == [], address
        self.words = re.sub(r"\s+", " ", " ".join(self._words)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self._structure(tag, given)
        if tag == "form":
            self.forms.append(Form(given.get("action") or self.address))
        if self.forms and tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in given:
                self.forms[-1].fields.setdefault(name, [])
            elif kind != "file":
                self.forms[-1].fields.setdefault(name, []).append(given.get("value", ""))
        if self.forms and tag == "select" and name:
            self._select = name
            self.forms[-1].fields.setdefault(name, [])
        if self.forms and tag == "option" and self._select:
            kept = self.forms[-1].fields[self._select]
            if "selected" in given or not kept:
                kept[:] = [given.get("value", "")]
        if self.forms and tag == "textarea" and name:
            self.forms[-1].fields.setdefault(name, []).append("")
        if tag not in ("input", "meta", "link", "br", "hr", "img"):
            self._inside.append((tag, given))

    def _structure(self, tag: str, given: dict[str, str]) -> None:
        # one problem of two answers stands beside both, in the same words
        if "id" in given and not given["id"].startswith("problem-"):
            self._ids[given["id"]] += 1
        if tag == "th":
            assert given.get("scope"), self.address
        inside = [one.get("class") for _, one in self._inside]
        if re.fullmatch("h[1-6]", tag) and "side" not in inside:
            assert int(tag[1]) <= self._rank + 1, (self.address, tag)
            self._rank = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of a tag."""
        if tag == "select":
            self._select = ""
        for place in range(len(self._inside) - 1, -1, -1):
            if self._inside[place][0] == tag:
                del self._inside[place:]
                break

    def handle_data(self, data: str) -> None:
        """Take in words."""
        tags = [tag for tag, _ in self._inside]
        tag, given = self._inside[-1] if self._inside else ("", {})
        if tag == "title":
            self.title += data
        elif tag == "textarea" and self.forms:
            self.forms[-1].fields[given.get("name", "")][-1] += data.removeprefix(
                "\r"
            ).removeprefix("\n")
        elif "style" not in tags and "script" not in tags:
            self._words.append(data)
        if "a" in tags and data.strip():
            self.links[data.strip()] = next(a for t, a in self._inside if t == "a")["href"]
        if tag == "button" and self.forms:
            button = (data.strip(), given.get("name", ""), given.get("value", ""))
            self.forms[-1].buttons.append(button)


class StaffVisitor:
    """A browser of somebody at the desk, without script; every page is checked as it comes."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.client = Client(app)
        self.clock = clock
        self.page = DeskPage("/", "")
        self.status = 0
        self.response: TestResponse
        self.secret = b""
        self.codes: list[str] = []

    def get(self, address: str) -> DeskPage:
        """Open an address, and follow where it leads."""
        return self._seen(address, self.client.get(address, base_url=HOST))

    def post(self, address: str, fields: object, **more: object) -> DeskPage:
        """Send fields to an address, and follow where it leads."""
        sent = self.client.post(address, data=fields, base_url=HOST, headers=SAME, **more)
        return self._seen(address, sent)

    def press(self, words: str, /, **filled: object) -> DeskPage:
        """Press the button with these words, its form filled in; KeyError where it is not there."""
        form, button = self.button(words)
        fields: dict[str, object] = dict(form.fields)
        for name, value in filled.items():
            assert name in fields, f"there is no field {name} in {sorted(fields)}"
            fields[name] = value
        if button[1]:
            fields[button[1]] = button[2]
        return self.post(form.action, fields)

    def button(self, words: str) -> tuple[Form, tuple[str, str, str]]:
        """Return the form and the button with these words."""
        for form in self.page.forms:
            for button in form.buttons:
                if button[0] == words:
                    return form, button
        raise KeyError(words)

    def follow(self, words: str) -> DeskPage:
        """Follow the link with these words."""
        return self.get(self.page.links[words])

    def begin(self, link: str, password: str = PASSWORD) -> DeskPage:
        """Set a password and a second factor with a link."""
        self.get(link)
        letters = re.search(r'<p class="keys">([A-Z2-7 ]+)</p>', self.page.html)
        assert letters
        self.secret = b32decode(letters[1].replace(" ", ""))
        page = self.press("Begin", password=password, again=password, code=self.digits())
        self.codes = re.findall(r"<li>([a-z0-9-]{19})</li>", page.html)
        return page

    def sign_in(self, name: str, password: str = PASSWORD) -> DeskPage:
        """Sign in with the digits of this moment."""
        self.get("/sign-in")
        self.press("Continue", name=name, password=password)
        return self.press("Sign in", code=self.digits())

    def digits(self) -> str:
        """Return the digits that the code app shows now."""
        return totp_code(self.secret, int(self.clock().timestamp()) // 30)

    def _seen(self, address: str, response: TestResponse) -> DeskPage:
        while response.status_code in (302, 303):
            address = response.headers["Location"]
            response = self.client.get(address, base_url=HOST)
        self.response, self.status = response, response.status_code
        if response.content_type.startswith("text/html"):
            self.page = DeskPage(address, response.text)
            if "/seen/" not in address:  # a page of the public door, shown within another
                _check(response)
        return self.page


def _check(response: TestResponse) -> None:
    """Hold a page against what every page of the desk must have."""
    html = response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert " style=" not in html
    assert "onclick" not in html
    assert "<style" not in html
    assert html.count("<h1") == 1
    assert "<title>" in html
    assert 'id="main"' in html
    for form in re.findall(r"<form.*?</form>", html, re.DOTALL):
        assert "csrf_token" in form or 'method="get"' in form, form[:200]
    fields = set(
        re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html)
    )
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert fields <= labelled, f"without a label: {fields - labelled}"
    assert "Traceback" not in unescape(html)


@pytest.fixture
def staff(desk: Flask, instance: Instance, clock: Clock) -> Callable[..., StaffVisitor]:
    """Sign somebody new in: their name, and roles such as "coordinator" or ("viewer", study)."""

    def go(name: str, *roles: StaffRole | tuple[StaffRole, str]) -> StaffVisitor:
        held = [RoleHeld(*one) if isinstance(one, tuple) else RoleHeld(one) for one in roles]
        visitor = StaffVisitor(desk, clock)
        visitor.begin(f"/begin/{create_account(instance, name, held, clock())}")
        assert visitor.codes, visitor.page.words
        return visitor

    return go
