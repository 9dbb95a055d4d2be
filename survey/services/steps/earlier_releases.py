"""Whether somebody who proves or verifies a release has all releases of its study before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from survey.errors import BadInput


def require_all_before(release: Any, earlier: Sequence[Any]) -> None:
    """Refuse with BadInput where earlier releases are missing; all arguments are parsed JSON."""
    number = release.get("number") if isinstance(release, dict) else None
    if type(number) is int and number - 1 != len(earlier):
        raise BadInput(
            f"This is release {number} of its study, and {len(earlier)} of the {number - 1} before "
            "it were given.",
            do="Name every release of before, the first one first.",
        )
