"""Whatever is asked of either door, nothing breaks and nothing comes back as it was sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

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
from tests.faults.odd_requests import MARK, RAW, OddRequest, odd_requests
from tests.web.visitor import HOST, Visitor

#: A chunk and its requests, which are the same each time: in all 5,000 for each door.
FEW = pytest.param(0, 60, id="few")
CHUNKS = [FEW, *(pytest.param(one, 500, marks=pytest.mark.long) for one in range(1, 11))]
#: What would end the session that the desk is asked in, or takes long for each request.
_LEFT = ("/sign-out", "/account/password", "/sign-in", "/begin/")


def tried(
    client: Client, host: str, requests: st.SearchStrategy[OddRequest], chunk: int, amount: int
) -> dict[int, int]:
    """Send a chunk of requests, hold each answer against what must never be, count statuses."""
    found: dict[int, int] = {}

    @seed(chunk)
    @settings(
        max_examples=amount,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def each(asked: OddRequest) -> None:
        answer = client.open(
            asked.path,
            method=asked.method,
            base_url=host,
            data=asked.body,
            content_type=asked.kind,
            headers={**SAME, **asked.headers},
        )
        found[answer.status_code] = found.get(answer.status_code, 0) + 1
        _require_sound(asked, answer)

    each()
    return found


def _require_sound(asked: OddRequest, answer: TestResponse) -> None:
    assert answer.status_code < 500, asked
    assert not any(name.lower() == "x9z" for name in answer.headers.keys()), asked  # noqa: SIM118
    if answer.content_type.startswith(("text/html", "application/atom")):
        assert not [raw for raw in RAW if raw in answer.text], asked


@pytest.mark.parametrize(("chunk", "amount"), CHUNKS)
def test_the_public_door_breaks_at_nothing_and_reflects_nothing(
    instance: Instance, clock: Clock, publish: Callable[..., Published], chunk: int, amount: int
) -> None:
    app = create_app(instance, clock, limited=False)
    studies = [publish(form_file(name), practice=True) for name in ("text", "multiple")]
    states = ["", *(_state(app, one) for one in studies)]
    clock.forward(days=3)
    states += [_state(app, one) for one in studies]
    ids = [one.id for one in studies]
    requests, client = odd_requests("public", ids, states), Client(app, use_cookies=False)
    found = tried(client, HOST, requests, chunk, amount)
    assert {200, 404, 405} <= set(found)


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
    assert {200, 404, 405} <= set(found)
    visitor.post(f"/studies/{quote(MARK)}/words/coding", {"csrf_token": token})
    assert visitor.status == 404
    assert visitor.get("/account").title


def _state(app: Flask, study: Published) -> str:
    visitor = Visitor(app, study.id)
    visitor.begin()
    return visitor.page.fields["s"][0]
