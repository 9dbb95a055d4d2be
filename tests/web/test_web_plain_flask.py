"""What the leaner Flask must do as Flask does: hosts, redirects, and paths with any bytes."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client

OURS, FOREIGN = "http://127.0.0.1:8000", "http://elsewhere.example"


@pytest.fixture
def client(public_app: Flask) -> Client:
    """Give a client that has been here before, so that our host is known."""
    client = Client(public_app)
    for _ in range(2):
        assert client.get("/", base_url=OURS).status_code == 200
    return client


def test_a_foreign_host_is_refused_also_after_a_trusted_one(client: Client) -> None:
    for _ in range(2):
        assert client.get("/", base_url=FOREIGN).status_code == 400
    assert client.get("/", base_url=OURS).status_code == 200


def test_any_port_of_a_trusted_host_will_do(client: Client) -> None:
    assert client.get("/", base_url="http://localhost:1234").status_code == 200


def test_a_redirect_keeps_the_host_and_the_query(client: Client) -> None:
    for _ in range(2):
        answer = client.get("/h//fr?a=1", base_url=OURS)
        assert answer.status_code == 308
        assert answer.headers["Location"] == OURS + "/h/fr?a=1"


@pytest.mark.parametrize("path", ["/f/%FF", "/f/ü", "//f/x", "/nowhere"])
def test_any_path_gets_a_calm_answer(client: Client, path: str) -> None:
    assert client.get(path, base_url=OURS, follow_redirects=True).status_code == 404
