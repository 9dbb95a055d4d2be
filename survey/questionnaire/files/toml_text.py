"""TOML text to plain data, whatever the text is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any


class NotToml(Exception):
    """A text that is not TOML; it says why."""


def read_toml(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return the data of a TOML text; NotToml for any text that is none, however deep or long."""
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError:
        raise NotToml("lists or tables lie too deep inside each other") from None
    except tomllib.TOMLDecodeError as error:
        raise NotToml(str(error)) from None
    except (ValueError, ArithmeticError):
        raise NotToml("a number in it is too long") from None
