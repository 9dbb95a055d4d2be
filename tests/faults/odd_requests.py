"""Requests that no page makes, drawn from the table of routes: methods, addresses, bodies."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

#: What must never come back as it was sent: in text, in an attribute, or as a header of its own.
MARK = "x9z\"'><x9z>&\r\nX9z: end"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "x")
_TABLE = Path(__file__).parents[1] / "house" / "routes.txt"
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
#: Fields that views read by themselves, of either door.
_TYPED = (
    "s p l go r w c q.A q.Q1 rank.A quote.A card words page number item base text name file act do "
    "kind language sure reason role roles study_id csrf_token let_go passphrase token"
)
_NAMES = tuple(_TYPED.split())
_ODD = (
    MARK,
    "",
    "\0",
    "..",
    "../../etc/passwd",
    "%",
    "%zz",
    "\ud7ff\ue000\U0010ffff",
    "\u202e\u2066",
    "9" * 400,
    "-1",
    "१२",
    "NaN",
    "{{7*7}}",
    "'; DROP TABLE studies; --",
    "a" * 5_000,
)
_AFTER = ("/", "//", "?" + quote(MARK), "?s=%zz&l=ar", "/%2e%2e/", ";")
_TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain; charset=x9z",
    "image/svg+xml",
    MARK.replace("\r\n", " "),
    "",
)
_BODIES = (
    b"\xff\xfe\0s\0=\0",
    b"--x\r\nContent-Disposition: form-data; name=s; filename=\"<x9z>\"\r\n\r\n\xff\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: form-data; name=\"go\"\r\n\r\nnext",
    b"--x\r\n\r\n--x\r\n--x--",
    b"s=%&%=%zz&&=&p=%ff%fe&q.A=%00",
    b"[" * 2_000,
    b"&" * 3_000,
    b"q.A=" + b"%41" * 30_000,
    b"p=start&l=en&go=next&" * 400,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OddRequest:
    """One request: what it asks for, what it sends and its headers."""

    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def numbered(self, number: int) -> OddRequest:
        """Return the same with a mark of its own, so that what comes back is known to be its."""
        own = f"x{number}z"
        return replace(
            self,
            path=_own(self.path, own),
            body=_own(self.body.decode("latin-1"), own).encode("latin-1"),
            kind=_own(self.kind, own),
            headers={name: _own(value, own) for name, value in self.headers.items()},
        )


def _own(said: str, own: str) -> str:
    return said.replace("x9z", own).replace("X9z", own.upper())


def raw_marks(number: str) -> tuple[str, ...]:
    """Return what must not come back of the mark of a request: a number, or a pattern of many."""
    return f'x{number}z"', f"x{number}z'", f"<x{number}z"


def routes(door: str) -> list[tuple[str, str]]:
    """Return the methods and addresses of a door, "public" or "desk"."""
    lines = (line.split() for line in _TABLE.read_text("utf-8").splitlines())
    return [(words[1], words[2]) for words in lines if words[:1] == [door]]


@st.composite
def odd_requests(
    draw: st.DrawFn, door: str, ids: Sequence[str], states: Sequence[str], token: str = ""
) -> OddRequest:
    """Draw a request to a door; `ids` are names that are there, `states` sealed states of pages.

    `token` is what a form of the desk must carry: without, all that is tried is refused for that.
    """
    method, address = draw(st.sampled_from(_ROUTES[door]))
    word = st.one_of(
        st.sampled_from([*ids, *_ODD]), st.text(st.characters(codec="utf-8"), max_size=30)
    )
    path = _PART.sub(lambda part: _filled(draw, part, word), address)
    if draw(st.integers(0, 5)) == 0:
        path += draw(
            st.sampled_from(["/", "//", "?" + quote(MARK), "?s=%zz&l=ar", "/%2e%2e/", ";"])
        )
    if draw(st.integers(0, 3)) == 0:
        method = draw(st.sampled_from(METHODS))
    kind, body = "", b""
    if method not in ("GET", "HEAD"):
        kind, body = draw(_sent(st.one_of(word, st.sampled_from(states)), token))
    return OddRequest(method, path, body, kind, draw(_HEADERS))


def _filled(draw: st.DrawFn, part: re.Match[str], word: st.SearchStrategy[str]) -> str:
    kind = part[1]
    if kind == "int":
        return str(draw(st.sampled_from([0, 1, 2, 10**9, 10**30])))
    if kind == "any":
        return draw(st.sampled_from(["en", "fr", "ar"]))
    return quote(draw(word), safe="%" if draw(st.booleans()) else "")


@st.composite
def _sent(draw: st.DrawFn, value: st.SearchStrategy[str], token: str) -> tuple[str, bytes]:
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(_TYPES)), draw(st.sampled_from(_BODIES))
    name = st.one_of(st.sampled_from(_NAMES), st.sampled_from(_NAMES), value)
    fields = draw(st.lists(st.tuples(name, value), max_size=6))
    encoded = urlencode([*fields, ("csrf_token", token)] if token else fields)
    return _TYPES[draw(st.integers(0, 9)) and 0], encoded.encode()


_LINE = "".join(one for one in string.printable if one.isprintable())
_HEADERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "Accept-Language": st.sampled_from(["ar", "*;q=x", "en" * 900, "xx-<x9z>", ",,;;"]),
        "Cookie": st.sampled_from(["desk=x9z", "=;=;", "desk=" + "." * 300]),
        "X-Forwarded-For": st.text(_LINE, max_size=40),
        "Content-Encoding": st.just("gzip"),
        "Range": st.just("bytes=0-9999999999,-1"),
        "If-None-Match": st.text(_LINE, max_size=20),
        "If-Modified-Since": st.just("x9z"),
        "Origin": st.sampled_from(["null", "https://x9z.example"]),
    },
)
_ROUTES = {door: routes(door) for door in ("public", "desk")}
