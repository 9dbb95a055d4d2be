"""The public app on a free port of 127.0.0.1, and a neutral place to go, for a real browser."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from werkzeug.serving import make_server

from survey.settings import Settings, read_settings, shipped
from tests.browser.desk_browser import DeskBrowser
from tests.browser.forms import everything
from tests.conftest import PATIENCE_MS, Clock, Published

# What a busy machine is slow with has not failed.
expect.set_options(timeout=PATIENCE_MS)

Publish = Callable[..., Published]
Served = list[tuple[str, int]]


class Counted:
    """A WSGI app around another that writes down what each request cost, in bytes of its body."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.served: Served = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        body = b"".join(self._app(environ, start))
        self.served.append((environ["PATH_INFO"], len(body)))
        return [body]


@pytest.fixture(scope="session")
def neutral() -> Iterator[str]:
    """Serve the neutral page that people leave for, on another host, and give its address."""

    def weather(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [b"<!doctype html><title>Weather</title><link rel=icon href='data:,'><p>Rain later"]

    with _running(weather, ssl_context="adhoc") as port:
        yield f"https://localhost:{port}/weather"


@pytest.fixture
def instance_settings(neutral: str) -> Settings:
    """Give the settings of an instance whose way out is the neutral page."""
    return read_settings([shipped("config") / "default.toml"], {"SURVEY_LEAVE_URL": neutral})


@pytest.fixture
def counted(public_app: Flask) -> Counted:
    """Give the public app with its requests counted."""
    return Counted(public_app)


@pytest.fixture
def site(counted: Counted) -> Iterator[str]:
    """Serve the public app and give its address."""
    with _running(counted) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def desk_site(desk: Flask) -> Iterator[str]:
    """Serve the desk under a name that passkeys can belong to, and give its address."""
    with _running(desk) as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def at_desk(context: BrowserContext, desk_site: str, clock: Clock) -> DeskBrowser:
    """Give a window at the desk."""
    return DeskBrowser(context.new_page(), desk_site, clock)


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a form with everything in it, for practice."""
    return publish(everything(), practice=True)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a browser window on a desktop that takes the neutral page's certificate."""
    made = chromium.new_context(ignore_https_errors=True)
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@contextmanager
def _running(app: Any, **options: Any) -> Iterator[int]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, **options)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
