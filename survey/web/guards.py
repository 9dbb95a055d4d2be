"""Who may open a route; for both doors. Every route says so itself, and a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as open to everybody, on purpose."""
    view.guard = "open_to_all"  # type: ignore[attr-defined]
    return view
