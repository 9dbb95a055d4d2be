"""Milliseconds of the processor that the largest request costs, by what it is filled with.

Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from flask import Flask

from survey.questionnaire.model import Questionnaire
from survey.settings import Settings
from tests.conftest import Published
from tests.web.test_web_largest_requests import ASKED, PIECES, filled
from tests.web.visitor import Visitor

ROOM = Settings().max_body_bytes - 20_000


@pytest.mark.measurement
def test_what_the_largest_request_costs(
    public_app: Flask, publish: Callable[..., Published], capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(public_app, publish(Questionnaire.model_validate(ASKED), practice=True).id)
    visitor.begin()
    hidden = "&".join(
        f"{name}={quote_plus(one)}"
        for name, values in visitor.page.hidden[visitor.page.form_of["next"]].items()
        for one in values
    )
    address = visitor.address
    lines = []
    written = {piece: "q.A=" + quote_plus(filled(piece, ROOM)) for piece in PIECES}
    written |= {"many fields": "a=1&" * 4_900, "% alone": "q.A=" + "%" * ROOM}
    for piece, rest in written.items():
        body = f"{hidden}&{rest}&go=next"
        began = time.process_time()
        response = public_app.test_client().post(
            address, data=body, content_type="application/x-www-form-urlencoded"
        )
        spent = 1000 * (time.process_time() - began)
        lines.append(f"{piece!a:24} {len(body):9,} bytes {response.status_code} {spent:8.1f} ms")
    with capsys.disabled():
        print("", *lines, sep="\n")
