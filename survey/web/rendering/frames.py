"""Pages cut once and filled many times: rendered by Jinja for each language and page.

It knows no answers but those it is handed to fill in, and escapes every one of them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping

from jinja2 import Environment
from markupsafe import escape

#: The marks of a slot, drawn anew by each process and on no page: no author's words can be one.
_OPEN, _ELSE, _CLOSE = (secrets.token_hex(16) for _ in range(3))
_SLOT = re.compile(f"{_OPEN}(.*?){_ELSE}(.*?){_CLOSE}", re.DOTALL)


def slot(name: str, otherwise: str = "") -> str:
    """Return the mark that a template leaves where a person's own part of the page goes.

    `otherwise` stands there when a slot is not filled.
    """
    return f"{_OPEN}{name}{_ELSE}{otherwise}{_CLOSE}"


class Frame:
    """A page in pieces: words that never change, and named slots between them."""

    __slots__ = ("_blank", "_fixed", "_otherwise", "_slots")

    def __init__(self, page: str) -> None:
        pieces = _SLOT.split(page)
        self._fixed = pieces[0::3]
        self._slots = pieces[1::3]
        self._otherwise = pieces[2::3]
        self._blank = _SLOT.sub(r"\2", page)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the page with its slots filled; `values` are escaped already."""
        if not values:
            return self._blank
        parts = [self._fixed[0]]
        for name, otherwise, fixed in zip(
            self._slots, self._otherwise, self._fixed[1:], strict=True
        ):
            parts.append(values.get(name) or otherwise)
            parts.append(fixed)
        return "".join(parts)


def cut(environment: Environment, template: str, **context: object) -> Frame:
    """Render a template once and cut it at its slots."""
    page = environment.get_template(template).render(slot=slot, **context)
    return Frame(_squeeze(page))


def safe(words: str) -> str:
    """Escape words for HTML text and attributes."""
    return str(escape(words))


def once(build: Callable[..., Frame]) -> Callable[..., Frame]:
    """Keep what `build` gives for each of its arguments."""
    kept: dict[tuple[object, ...], Frame] = {}

    def give(*key: object) -> Frame:
        if key not in kept:
            kept[key] = build(*key)
        return kept[key]

    return give


def _squeeze(page: str) -> str:
    """Drop indentation and blank lines: a third of a page's weight over a slow line."""
    return "\n".join(line for line in (raw.strip() for raw in page.split("\n")) if line)
