"""Logs that hold method, route name, status and milliseconds, and nothing else; for both doors.

It must not write a path, query, address, agent, id or word. Errors are named by type and place.
"""

from __future__ import annotations

import logging
import time
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

from survey.web.plain_flask import PlainFlask

LOG = logging.getLogger("survey.web")


class QuietFlask(PlainFlask):
    """Flask whose log of an unforeseen error names its type and place, never its words."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None] | None,
        ctx: Any = None,
    ) -> None:
        """Write one line for an error that nobody caught."""
        kind, error, _ = exc_info or (None, None, None)
        if kind is None or error is None:
            return
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = last.filename.rsplit("/survey/", 1)[-1]
        LOG.error("error %s at %s line %s", kind.__name__, place, last.lineno)


def log_quietly(app: Flask) -> None:
    """Make `app` write one quiet line for each request."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    if LOG.isEnabledFor(logging.INFO):
        g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if LOG.isEnabledFor(logging.INFO):
        spent = 1000 * (time.perf_counter() - g.get("started", time.perf_counter()))
        LOG.info(
            "%s %s %s %.1f ms",
            request.method,
            request.endpoint or "unknown",
            response.status_code,
            spent,
        )
    return response
