"""What is new in the reading room as an Atom feed (RFC 4287), and all that is asked as a CSV file.

The same rows give the same bytes. It knows what is public, and must not know who reads.
"""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from uuid import NAMESPACE_URL, uuid5

from survey.answers.csv_text import plain_cell
from survey.follow_up.ask_standing import body_standings
from survey.follow_up.asks import Ask
from survey.services.overview.read_asks import Addressee, is_addressed
from survey.web.public.room.room_shelf import Room, RoomReport
from survey.web.public.room.room_words import GROUPS, THEMES, event_said, who_said

_ATOM = "http://www.w3.org/2005/Atom"
#: What a feed says that has nothing in it yet: an Atom feed must say when it changed.
_BEFORE = date(2000, 1, 1)
#: Characters that XML 1.0 cannot hold.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = "en"
_MOST = 100

CSV_COLUMNS = (
    "ask", "address", "report", "theme", "sentence", "done looks like", "group", "body", "function",
    "published on", "sent on", "answer due on", "standing", "answered on", "answer", "reason",
    "evidence", "done by", "survivors said", "survivors' words", "withdrawn on",
    "withdrawn because",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that is new: `path` is where it is read, `key` what tells it from all others."""

    day: date
    key: str
    path: str
    title: str
    words: str = ""
    theme: str = ""


def entries_of(room: Room, asks: Iterable[Ask], reports: Iterable[RoomReport]) -> list[FeedEntry]:
    """Return what is new of some reports and asks, the newest first."""
    found = [*_of_reports(reports), *(one for ask in asks for one in _of_ask(ask))]
    found = [one for one in found if one.day <= room.today]
    found.sort(key=lambda one: one.key)
    found.sort(key=lambda one: one.day, reverse=True)
    return found[:_MOST]


def atom(entries: Iterable[FeedEntry], title: str, author: str, site: str, path: str) -> bytes:
    """Return entries as an Atom feed that is read at `path` of a site."""
    ET.register_namespace("", _ATOM)
    shown = list(entries)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": _LANGUAGE})
    _text(feed, "id", _urn(site, path))
    _text(feed, "title", title)
    _text(feed, "updated", _instant(max((one.day for one in shown), default=_BEFORE)))
    _text(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", author)
    _link(feed, "self", f"{site}{path}")
    _link(feed, "alternate", f"{site}/reports")
    for one in shown:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _text(entry, "id", _urn(site, one.key))
        _text(entry, "title", one.title)
        _text(entry, "updated", _instant(one.day))
        _link(entry, "alternate", f"{site}{one.path}")
        if one.theme:
            ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": one.theme})
        _text(entry, "content", one.words or one.title)
    written: bytes = ET.tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def asks_csv(room: Room, asks: Iterable[Ask], site: str, who: Addressee | None = None) -> bytes:
    """Return asks as a CSV file, a line for each body that is asked (`who`: only for this one)."""
    lines = [
        line
        for ask in asks
        for standing in body_standings(ask, room.today)
        if who is None or is_addressed(standing.body, who)
        for line in [_line(ask, standing.body.id, room, site)]
    ]
    written = StringIO(newline="")
    out = csv.writer(written, lineterminator="\r\n")  # RFC 4180
    out.writerow(CSV_COLUMNS)
    out.writerows(tuple(map(plain_cell, line)) for line in lines)
    return written.getvalue().encode()


def _line(ask: Ask, body_id: str, room: Room, site: str) -> tuple[str, ...]:
    held = next(one for one in body_standings(ask, room.today) if one.body.id == body_id)
    answer, report = held.answer, room.report(ask.of_id)
    given = (
        (
            answer.answered_on, answer.words, answer.reason, answer.evidence, answer.by_when,
            answer.mark, answer.mark_words,
        )
        if answer
        else ("",) * 7
    )  # fmt: skip
    return (
        ask.id,
        f"{site}/asks/{ask.id}",
        report.of if report else ask.of_id,
        THEMES[ask.theme],
        ask.sentence,
        ask.done_looks_like,
        GROUPS[held.body.group],
        held.body.name,
        held.body.function,
        ask.published_on,
        ask.sent_on,
        ask.due_on,
        held.standing,
        *given,
        ask.withdrawn_on,
        ask.withdrawn_because,
    )


def _of_reports(reports: Iterable[RoomReport]) -> Iterator[FeedEntry]:
    for report in reports:
        for edition in report.shelf.editions:
            day = edition.embargo_until or edition.published_on
            at = f"/r/{report.id}/"
            newest = edition is report.shelf.editions[0]
            title = report.title if newest else f"{report.of}, edition {edition.number}"
            path = at if newest or report.shelf.is_locked else f"{at}{edition.number}/"
            yield FeedEntry(day, f"{at}{edition.number}/", path, f"Report: {title}")


def _of_ask(ask: Ask) -> Iterator[FeedEntry]:
    at = f"/asks/{ask.id}"
    for number, event in enumerate(ask.happened):
        body = next((one for one in ask.bodies if one.id == event.body_id), None)
        said = event_said(ask, event, _LANGUAGE)
        answer = next((one for one in ask.answers if one.body_id == event.body_id), None)
        words = said
        if event.what == "answered" and answer and body:
            words = f"{who_said(body, _LANGUAGE)}: {answer.words}"
        day = date.fromisoformat(event.day)
        yield FeedEntry(
            day, f"{at}#{number}", at, f"{said}: {ask.sentence}", words, THEMES[ask.theme]
        )


def _urn(site: str, key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, site + key)}"


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(within: ET.Element, name: str, words: str) -> None:
    ET.SubElement(within, f"{{{_ATOM}}}{name}").text = _UNFIT.sub("", words)


def _link(within: ET.Element, rel: str, address: str) -> None:
    ET.SubElement(within, f"{{{_ATOM}}}link", {"rel": rel, "href": address})
