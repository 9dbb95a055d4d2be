"""A file that several people say is the one they made, each with an account of their own.

It knows a file without anything secret in it, in the memory of one process, and for an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from survey.errors import Refused
from survey.services.steps.opened_file import opened_digest

_KEPT_FOR = timedelta(hours=1)


class ConfirmedFile:
    """A file that waits until enough people confirmed its digest; any number of threads may."""

    def __init__(self, text: str, needed: int, clock: Callable[[], datetime]) -> None:
        self.text, self.needed, self._clock = text, needed, clock
        self.digest, self.until = opened_digest(text), clock() + _KEPT_FOR
        self._by: dict[str, str] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"ConfirmedFile({self.digest})"

    @property
    def is_over(self) -> bool:
        """Tell whether its hour is over."""
        return self._clock() >= self.until

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of those who confirmed it."""
        with self._lock:
            return tuple(self._by.values())

    def is_by(self, account_id: str) -> bool:
        """Tell whether somebody confirmed it."""
        with self._lock:
            return account_id in self._by

    def keep_only(self, names: frozenset[str]) -> None:
        """Forget that anybody but these confirmed it: those who are no trustees any more."""
        with self._lock:
            self._by = {one: name for one, name in self._by.items() if name in names}

    def confirm(self, account_id: str, name: str, digest: str) -> bool:
        """Take that somebody compared the digest; return whether that makes them enough, which is
        said once.

        Refused where the digest that they compared is not that of this file.
        """
        if digest != self.digest:
            raise Refused(
                "Another file was brought while this page was open.",
                kept="Nothing was stored.",
                do="Compare the digest of that one.",
            )
        with self._lock:
            before = len(self._by)
            self._by.setdefault(account_id, name)
            return before < self.needed <= len(self._by)
