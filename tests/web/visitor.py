"""A visitor without script: reads pages, fills in what is on them, presses buttons.

Every page that it opens is checked for what all public pages must have.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import Client, TestResponse

from survey.questionnaire.catalogues import INTERFACE
from survey.web.rendering.localisation import speaker
from survey.web.rendering.script import script_source, script_text
from tests.house.command_names import a_command

LOOK = "Form: something to look at"
HOST = "http://127.0.0.1:8000"
TITLES = {speaker(language)(said) for language in INTERFACE for said in ("Form", LOOK)}
SIX = re.compile(r'<ol class="six" lang="en" dir="ltr">((?:<li>[a-z-]+</li>){6})</ol>')
SUPPORT = re.compile(r"^/h(/[a-z-]+)?$")


class Page(HTMLParser):
    """One page: its words, its fields with what stands in them, its links and buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.fields: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.hidden: list[dict[str, list[str]]] = [
            {}
        ]  # of each form, the first being outside of all
        self.form_of: dict[str, int] = {}  # of each button
        self.links: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self._words: list[str] = []
        self._inside: list[str] = []
        self._select = ""
        self._textarea = ""
        self.feed(html)
        self.words = re.sub(r"\s+", " ", " ".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        given = {name: value or "" for name, value in attrs}
        if tag not in ("input", "meta", "link", "br", "hr", "img"):
            self._inside.append(tag)
        name = given.get("name", "")
        if tag == "form":
            self.hidden.append({})
        elif tag == "input":
            if given.get("type") == "hidden":
                self.hidden[-1].setdefault(name, []).append(given.get("value", ""))
            self.offered.setdefault(name, []).append(given.get("value", ""))
            if given.get("type") == "hidden" or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]
        elif tag == "button":
            self.buttons.append(given.get("value", ""))
            self.form_of.setdefault(given.get("value", ""), len(self.hidden) - 1)
        elif tag == "a":
            self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of a tag."""
        if tag == "textarea":
            self._textarea = ""
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Take in words."""
        if self._textarea:
            before = self.fields[self._textarea][0]
            self.fields[self._textarea] = [
                (before + data).removeprefix("\n") if not before else before + data
            ]
            return
        if self._inside and self._inside[-1] == "title":
            self.title += data
        if "h1" in self._inside:
            self.headings.append(data)
        if not self._inside or self._inside[-1] != "script":
            self._words.append(data)


def six_words(page: Page) -> str:
    """Give the six words that a page shows in numbered boxes; "" when it shows none."""
    found = SIX.search(page.html)
    return " ".join(re.findall("<li>([a-z-]+)</li>", found[1])) if found else ""


#: More buttons than anybody presses in a test: a road that does not end fails here.
MOST_PRESSES = 5_000


class Visitor:
    """A browser without script, cookies or memory, on one form."""

    def __init__(self, app: Flask, study_id: str, **environ: str) -> None:
        self._client = Client(app, use_cookies=False)
        self.address = f"/f/{study_id}"
        self._environ = environ
        self.page = Page("")
        self._pressed = 0
        self.response = TestResponse(iter(()), "200 OK", {}, None)  # type: ignore[arg-type]

    def open(self, address: str = "") -> Page:
        """Open an address, or the first page of the form."""
        self.response = self._client.get(
            address or self.address, base_url=HOST, environ_overrides=self._environ
        )
        return self._take_in()

    def press(
        self, go: str, other: dict[str, str] | None = None, **answers: str | list[str]
    ) -> Page:
        """Press a button of the page, with what stands in its fields and `answers` filled in.

        An answer goes by its question's id; "__" stands for the dot of a rank or quote field.
        `other` are fields that belong to no question.
        """
        self._pressed += 1
        assert self._pressed <= MOST_PRESSES, "this road does not end"
        assert go in self.page.buttons, f"there is no button {go}: {self.page.buttons}"
        fields = {name: list(values) for name, values in self.page.fields.items()}
        for name, values in self.page.hidden[self.page.form_of[go]].items():
            if len(fields[name]) > len(values):  # two forms have it: a browser sends one of them
                fields[name] = list(values)
        for name, value in answers.items():
            key = "q." + name.replace("__", ".")
            fields[key] = [value] if isinstance(value, str) else value
        for name, value in (other or {}).items():
            assert name in self.page.offered, f"there is no field {name}"
            fields[name] = [value]
        return self.post({**fields, "go": [go]})

    def post(self, fields: dict[str, list[str]], address: str = "") -> Page:
        """Post fields as they are, to the form or to another address."""
        self.response = self._client.post(
            address or self.address, data=fields, base_url=HOST, environ_overrides=self._environ
        )
        return self._take_in()

    def begin(self) -> Page:
        """Open the form and go to its first page of questions, or of content notes."""
        self.open()
        self.press("next")
        return self.press("begin")

    def _take_in(self) -> Page:
        self.page = Page(self.response.get_data(as_text=True))
        check_page(self.response, self.page)
        return self.page


def check_page(response: TestResponse, page: Page) -> None:
    """Check what every public page must have, and must not have."""
    headers = response.headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert f"script-src {script_source()};" in headers["Content-Security-Policy"]
    assert page.title in TITLES
    assert page.html.count("<h1") == 1
    assert page.links[:3] == ["#main", "/leave", "/leave"], "the ways out come first"
    helping = {"support", "find"} & set(page.buttons)
    assert helping or any(SUPPORT.match(link) for link in page.links)
    assert page.html.count("<script") == 1
    assert f"<script>{script_text()}</script>" in page.html
    assert "?" not in "".join(re.findall(r"""(?:href|action)="([^"]*)\"""", page.html)), "no query"
    outside = re.findall(r"""<a\b[^>]*href="https://[^"]*"[^>]*>""", page.html)
    assert all('rel="noreferrer noopener"' in link for link in outside)
    rest = page.html
    for link in outside:
        rest = rest.replace(link, "")
    fetched = re.findall(r"""(?:href|src|action)=["']?(?:https?:)?//""", rest)
    assert not fetched, "a page must fetch nothing from anyone else"
    drawn = six_words(page)  # chance may draw “survey” and the name of a command
    command = a_command().search(page.words.replace(drawn, "") if drawn else page.words)
    assert not command, "a page tells nobody to type a command"
