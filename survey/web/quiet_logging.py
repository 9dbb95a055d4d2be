"""Logs that hold method, route name, status and milliseconds, and nothing else; for both doors.

Errors are named by type and place.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from flask import Response, request

from survey.web.plain_flask import PlainFlask

P = ParamSpec("P")
R = TypeVar("R")

LOG = logging.getLogger("survey.web")


def unlogged(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view for which not even the quiet line is written."""
    view.unlogged = True  # type: ignore[attr-defined]
    return view


class QuietFlask(PlainFlask):
    """Flask that writes one quiet line for each request, and one for an unforeseen error.

    The latter names type and place of the error, never its words.
    """

    def full_dispatch_request(self) -> Response:
        """Answer the request at hand."""
        if not LOG.isEnabledFor(logging.INFO):
            return super().full_dispatch_request()
        start = time.perf_counter()
        response = super().full_dispatch_request()
        if getattr(self.view_functions.get(request.endpoint or ""), "unlogged", False):
            return response
        LOG.info(
            "%s %s %s %.1f ms",
            request.method,
            request.endpoint or "unknown",
            response.status_code,
            1000 * (time.perf_counter() - start),
        )
        return response

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
