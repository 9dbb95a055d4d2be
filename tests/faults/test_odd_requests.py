"""Whatever is asked of either door, nothing breaks and nothing comes back as it was sent."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import quote, urlsplit
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from survey.storage.instance import Instance
from survey.web.public.app import create_app
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import HOST as DESK
from tests.desk.conftest import SAME, StaffVisitor, staff  # noqa: F401
from tests.desk.ready_draft import draft_of
from tests.faults.odd_requests import MARK, OddRequest, odd_requests, raw_marks
from tests.web.shelves import furnish
from tests.web.visitor import HOST, Visitor

#: A chunk and its requests, which are the same each time: in all 5,000 for each door.
FEW = pytest.param(0, 60, id="few")
CHUNKS = [FEW, *(pytest.param(one, 500, marks=pytest.mark.long) for one in range(1, 11))]
#: What would end the session that the desk is asked in, or takes long for each request.
_LEFT = ("/sign-out", "/account/password", "/sign-in", "/begin/")

#: Names of what lies in the reading room, some of it no page.
_IN_ROOM = ("2027-1", "report.html", "release.json", "tables.csv", "hotlines", "app.css")


def tried(
    client: Client, host: str, requests: st.SearchStrategy[OddRequest], chunk: int, amount: int
) -> Counter[int | str]:
    """Send a chunk of requests, hold each answer against what must never be, count statuses and
    kinds of what came."""
    found: Counter[int | str] = Counter()

    @seed(chunk)
    @settings(
        max_examples=amount,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def each(drawn: OddRequest) -> None:
        number = 1_000 + found.total() // 2
        asked = drawn.numbered(number)
        answer = client.open(
            asked.path,
            method=asked.method,
            base_url=host,
            data=asked.body,
            content_type=asked.kind,
            headers={**SAME, **asked.headers},
        )
        found.update((answer.status_code, answer.mimetype))
        _require_sound(asked, answer, host, str(number))

    each()
    print(dict(found))
    return found


def _require_sound(asked: OddRequest, answer: TestResponse, host: str, number: str) -> None:
    """Hold that nothing broke and no mark came back as it was sent, whatever kind of answer it is.

    On a page no mark of any request may stand raw; elsewhere that of this one must not: what was
    kept of others is not markup there.
    """
    assert answer.status_code < 500, asked
    for name, value in answer.headers.items():
        assert not re.fullmatch(r"X\d+Z", name, re.IGNORECASE), asked
        assert not re.search(rf'x{number}z"|<x{number}z|[\r\n]', value), (asked, name)
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", urlsplit(host).netloc), asked
    is_page = answer.mimetype in ("text/html", "application/atom+xml", "application/xml")
    raw = "|".join(raw_marks(r"\d+" if is_page else number))
    for text in _texts(answer.get_data()):
        assert not re.search(raw, text), asked
    if answer.mimetype == "application/json" and asked.method != "HEAD":
        json.loads(answer.get_data())


def _texts(body: bytes) -> Iterator[str]:
    """Return what an answer says, and what files say that are packed in it; as UTF-16 too, in which
    a PDF has its title."""
    yield body.decode("latin-1")
    yield body.decode("utf-16-be", "ignore")
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as packed:
            yield from (packed.read(name).decode("latin-1") for name in packed.namelist())


@pytest.mark.parametrize(("chunk", "amount"), CHUNKS)
def test_the_public_door_breaks_at_nothing_and_reflects_nothing(
    instance: Instance, clock: Clock, publish: Callable[..., Published], chunk: int, amount: int
) -> None:
    app = create_app(instance, clock, limited=False)
    studies = [publish(form_file(name), practice=True) for name in ("text", "multiple")]
    states = ["", *(_state(app, one) for one in studies)]
    clock.forward(days=3)
    states += [_state(app, one) for one in studies]
    (furnish(instance, studies[0].id) / "release.json").write_text("{}")
    ids = [*(one.id for one in studies), *_IN_ROOM]
    requests, client = odd_requests("public", ids, states), Client(app, use_cookies=False)
    found = tried(client, HOST, requests, chunk, amount)
    assert {404, 405} <= set(found)
    assert {200, 303, 422} & set(found), "nothing came as far as a view"
    for address in ("/asks.csv", "/feed.atom", f"/r/{ids[0]}/release.json", "/s/x"):
        there = client.get(f"{address}?{quote(MARK)}", base_url=HOST)
        _require_sound(OddRequest("GET", address), there, HOST, "9")


@pytest.mark.parametrize(("chunk", "amount"), CHUNKS)
def test_the_desk_breaks_at_nothing_and_reflects_nothing(
    instance: Instance,
    clock: Clock,
    staff: Callable[..., StaffVisitor],  # noqa: F811
    chunk: int,
    amount: int,
) -> None:
    visitor = staff("Ada", "coordinator", "moderator", "trustee", "administrator")
    draft = draft_of(instance, clock().date())
    form = next(one for one in visitor.get(f"/studies/{draft}/questions/1/1").forms if one.fields)
    token = form.fields["csrf_token"][0]
    requests = odd_requests("desk", [draft, "Ben"], ["", token], token)
    wanted = requests.filter(lambda one: not one.path.startswith(_LEFT))
    found = tried(visitor.client, DESK, wanted, chunk, amount)
    assert {404, 405} <= set(found)
    assert {200, 303, 422} & set(found), "nothing came as far as a view"
    visitor.post(f"/studies/{quote(MARK)}/words/coding", {"csrf_token": token})
    assert visitor.status == 404
    assert visitor.get("/account").title


def _state(app: Flask, study: Published) -> str:
    visitor = Visitor(app, study.id)
    visitor.begin()
    return visitor.page.fields["s"][0]
