"""The sweep: after a whole run with marked answers and visitors, no mark lies anywhere on disk.

Promises P1 and P11: every file under the instance folder, database pages, write-ahead log,
temporary files and what the processes printed are searched, in several ways of writing.
"""

from __future__ import annotations

import base64
import http.client
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.cli.main import main
from survey.questionnaire.files.reading import read_questionnaire
from survey.sealing.codes.phrases import phrase
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, kept_in
from tests.faults.served import serving
from tests.web.visitor import Page
from tests.web.visitor import six_words as words_shown

QUESTIONS = """
id: sweep
title: A sweep
introduction: What this is about.
consent: You can skip any question.
closing: That was all.
sections:
  - id: only
    title: The only part
    questions:
      - {id: A, type: single, text: Which?, options: [{id: one, text: One}, {id: two, text: Two}]}
      - {id: E, type: text, text: In your words?}
"""
WORDS = "zebrafinch quarterlight"
AGENT = "Marked-Agent/7.31"
REFERRER = "http://marked-referrer.example/from/here"
ADDRESS = "203.0.113.177"
QUERY = "markedquery"

Step = Callable[[], None]


def test_no_mark_of_a_visitor_is_found_anywhere(
    instance: Instance, tmp_path: Path, clock: Clock
) -> None:
    asked = read_questionnaire(QUESTIONS, "sweep.yaml")
    sheets: list[str] = []
    study = publish_study(
        instance, asked, StudyTerms(3, 2, practice=True), clock().date(), kept_in(sheets)
    )
    six_words: list[str] = []

    def nothing_found() -> None:
        instance.engine.dispose()  # who reads SQLite's files beside it loses a process's locks
        marks = [WORDS, AGENT, REFERRER, ADDRESS, QUERY, *six_words]
        found = [hit for mark in marks for hit in _search(tmp_path, mark)]
        assert not found

    with serving(instance.folder, tmp_path) as served:
        for _ in range(3):
            _answer(served.port, study, six_words, nothing_found)
        _take_back(served.port, study, six_words[-1])
        _knock(served.port, f"/f/{study}?{QUERY}=1")
        _knock(served.port, f"/{QUERY}")
    nothing_found()
    _run("--instance", instance.folder, "mix")
    nothing_found()
    _run("--instance", instance.folder, "study", "close", study)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study).withdrawn == 1
    nothing_found()
    for number, sheet in enumerate(sheets, 1):
        (tmp_path / f"share-{number}.txt").write_text(sheet, encoding="utf-8")
    shares = [word for n in (1, 2) for word in ("--share", str(tmp_path / f"share-{n}.txt"))]
    _run("--instance", instance.folder, "study", "open", study, *shares, "--yes")
    _run("--instance", instance.folder, "report", study, "--out", tmp_path / "report")
    nothing_found()


@pytest.mark.parametrize(
    "write", [str.encode, lambda mark: base64.b64encode(b"ab" + mark.encode())]
)
def test_the_sweep_finds_what_lies_there(tmp_path: Path, write: Callable[[str], bytes]) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"\x00\x01" + write(WORDS) + b"\x00")
    assert _search(tmp_path, WORDS)


ROAD: tuple[dict[str, str], ...] = (
    {"go": "next"},
    {"go": "begin"},
    {"go": "pause", "q.A": "two", "q.E": WORDS},
    {"go": "keep"},
    {"go": "return"},
    {"go": "next", "q.A": "two", "q.E": WORDS},
    {"go": "send", "r": "yes"},
    {"go": "felt:very_hard"},
)


def _answer(port: int, study: str, six_words: list[str], after_each_page: Step) -> None:
    """Answer, put aside, go on, send and say how it was; note every code that a page shows."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    page = _request(connection, "GET", f"/f/{study}", {})
    before = len(six_words)
    for answers in ROAD:
        hidden = {name: page.fields[name][0] for name in ("s", "p", "l") if name in page.fields}
        page = _request(connection, "POST", f"/f/{study}", {**hidden, **answers})
        shown = words_shown(page)
        if shown and shown not in six_words:
            six_words.append(shown)
        after_each_page()
    connection.close()
    assert len(six_words) == before + 2, page.words


def _take_back(port: int, study: str, receipt: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    said = [
        _request(connection, "POST", f"/r/{study}/", {"go": "back", "w": words}).words
        for words in (receipt, phrase(range(8000, 8006)))
    ]
    connection.close()
    assert said[0] == said[1]


def _knock(port: int, address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    _request(connection, "GET", address, {})
    connection.close()


def _request(
    connection: http.client.HTTPConnection, method: str, address: str, fields: dict[str, str]
) -> Page:
    headers = {
        "User-Agent": AGENT,
        "Referer": REFERRER,
        "X-Forwarded-For": ADDRESS,
        "Forwarded": f"for={ADDRESS}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, address, urllib.parse.urlencode(fields), headers)
    return Page(connection.getresponse().read().decode())


def _run(*words: str | Path) -> None:
    main([str(word) for word in words])


def _search(folder: Path, mark: str) -> list[str]:
    wanted = list(_ways_of_writing(mark))
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            found += [f"{mark} in {path}" for way in wanted if way.lower() in content]
    return found


def _ways_of_writing(mark: str) -> Iterator[bytes]:
    plain = mark.encode()
    yield plain
    yield mark.encode("utf-16-le")
    yield plain.hex().encode()
    yield urllib.parse.quote(mark).encode()
    yield urllib.parse.quote_plus(mark).encode()
    for shift in range(3):
        coded = base64.b64encode(b"\x00" * shift + plain)
        yield coded[4 if shift else 0 : -4]
        yield coded[4 if shift else 0 : -4].replace(b"+", b"-").replace(b"/", b"_")
