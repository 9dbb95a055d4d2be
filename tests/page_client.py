"""Answering a form as a browser would, page by page through the real public app.

It looks at nothing else.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from html import unescape
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from survey.errors import Refused
from survey.questionnaire.checking import field_name, quote_field, rank_field
from survey.questionnaire.model import (
    MAY_QUOTE,
    RATHER_NOT_SAY,
    Question,
    Questionnaire,
    Ranking,
    Written,
)
from survey.questionnaire.rules import Entries

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z])" value="([^"]*)">')
_PROBLEM = re.compile(r'<p class="(?:gentle )?problem"[^>]*>([^<]+)</p>')
#: A line of the list above a page: it leads to the question, and holds nothing that was written.
_LISTED = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a></li>')
_WORDS = re.compile(r'<ol class="six"[^>]*>((?:<li>[a-z-]+</li>){6})</ol>')
_WORD = re.compile(r"<li>([a-z-]+)</li>")


class Browser:
    """One browser at one address of the public app."""

    def __init__(self, app: Flask, address: str) -> None:
        self._app = app
        self._environ = _environ(app, address)

    def get(self) -> str:
        """Return the first page; Refused when it does not come."""
        return self._read("GET", b"")

    def post(self, fields: Mapping[str, list[str]]) -> str:
        """Send fields and give the page that comes; Refused when none does."""
        return self._read("POST", urlencode(fields, doseq=True).encode())

    def _read(self, method: str, body: bytes) -> str:
        """Make one request of the app (WSGI, PEP 3333) and give the page that comes."""
        status = ""

        def start(line: str, headers: object, error: object = None) -> Callable[[bytes], object]:
            nonlocal status
            status = line
            return lambda written: None

        environ = self._environ | {
            "REQUEST_METHOD": method,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        with closing(self._app(environ, start)) as answer:  # type: ignore[type-var]
            page = b"".join(answer).decode()
        if not status.startswith("200 "):
            raise Refused(f"A page answered with status {status[:3]}.")
        return page


class PageClient:
    """One browser on one form; `words` are those of a council member, where it is a round."""

    def __init__(
        self, app: Flask, study_id: str, questionnaire: Questionnaire, words: str = ""
    ) -> None:
        self._browser = Browser(app, f"/f/{study_id}")
        self._words = words
        self._questions = {question.id: question for question in questionnaire.questions()}
        self._sections = {
            "s." + section.id: [question.id for question in section.questions]
            for section in questionnaire.sections
        }

    def answer(
        self, entries: Entries, before_sending: Callable[[str], None] = lambda state: None
    ) -> str:
        """Fill in every page that comes, send, and give the six words of the receipt.

        `before_sending` is given the sealed state that is about to be sent. Refused when a page
        says that something is wrong.
        """
        page = self._browser.get()
        fields: dict[str, list[str]] = {"go": ["next"]}
        for _ in range(2 * len(self._sections) + 3):
            page = self._browser.post({**hidden_fields(page), **fields})
            hidden = hidden_fields(page)
            if (problem := self._problem(page)) is not None:
                raise Refused("the form says: " + problem)
            if hidden.get("p") == ["review"]:
                before_sending(hidden["s"][0])
                return self.send(hidden["s"][0])
            shown = hidden.get("p", [""])[0]
            fields = {"go": ["next"], **self._fields(shown, entries)}
            if shown == "consent":
                fields = {"go": ["begin"], "w": [self._words]}
        raise Refused("The form did not come to its end: a page came back with a problem.")

    def send(self, state: str) -> str:
        """Press send with a sealed state; sending the same one again counts once."""
        page = self._browser.post({"s": [state], "p": ["review"], "r": ["yes"], "go": ["send"]})
        return _six_words(page, "The answers were not taken in.")

    def _problem(self, page: str) -> str | None:
        """Return what a page says is wrong, without what somebody wrote; None if nothing is."""
        problem = _PROBLEM.search(page)
        if problem is None:
            return None
        for place, sentence in _LISTED.findall(page):
            for question in self._questions:
                if unescape(place) == field_name(question):
                    return f"{unescape(sentence)} (question {question})"
        return unescape(problem.group(1))

    def _fields(self, page: str, entries: Entries) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for question_id in self._sections.get(page, ()):
            fields.update(_question_fields(self._questions[question_id], entries))
        return fields


def join_council(app: Flask, council_id: str, code: str) -> str:
    """Exchange a printed code for a member's six words, page by page; Refused when that fails."""
    browser = Browser(app, f"/c/{council_id}")
    page = browser.post({**hidden_fields(browser.get()), "go": ["next"]})
    page = browser.post({**hidden_fields(page), "c": [code], "go": ["accept"]})
    return _six_words(page, "The code was not taken.")


def _six_words(page: str, else_say: str) -> str:
    """Return the six words that a page shows; Refused when it shows none."""
    found = _WORDS.search(page)
    if found is None:
        raise Refused(else_say)
    return " ".join(_WORD.findall(found.group(1)))


def _environ(app: Flask, address: str) -> dict[str, Any]:
    """Return what is the same in every request (WSGI, PEP 3333)."""
    settings = app.extensions["site"].instance.settings
    host, _, port = settings.public_address.rpartition(":")
    if settings.trusted_hosts:
        host = settings.trusted_hosts[0].lstrip(".")
    return {
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": f"{host}:{port}",
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def hidden_fields(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of a page."""
    return {name: [value] for name, value in _HIDDEN.findall(page)}


def _question_fields(question: Question, entries: Entries) -> dict[str, list[str]]:
    chosen = entries.get(question.id, ())
    if not chosen:
        return {}
    ranked = {option.id for option in question.options} if isinstance(question, Ranking) else ()
    if ranked and chosen[0] in ranked and chosen[0] != RATHER_NOT_SAY:
        return {
            rank_field(question.id, option): [str(rank)] for rank, option in enumerate(chosen, 1)
        }
    if isinstance(question, Written):
        may_quote = "yes" if MAY_QUOTE in chosen[1:] else "no"
        return {field_name(question.id): [chosen[0]], quote_field(question.id): [may_quote]}
    return {field_name(question.id): list(chosen)}
