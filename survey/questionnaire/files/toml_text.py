"""TOML text to plain data or to one frozen object, whatever the text is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from survey.errors import SettingsProblems

_Form = TypeVar("_Form", bound=BaseModel)


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


def read_toml_as(form: type[_Form], text: str, refused: str) -> _Form:
    """Return the object of a TOML text; SettingsProblems, beginning with `refused`, lists what is
    unknown or wrong."""
    try:
        return form.model_validate(read_toml(text))
    except NotToml as error:
        problems: tuple[str, ...] = (f"The file is not TOML: {error}.",)
    except ValidationError as error:
        problems = tuple(_problem(part["loc"], part["msg"]) for part in error.errors())
    raise SettingsProblems(refused, problems)


def _problem(where: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in where)
    words = message.removeprefix("Value error, ")
    return f"{name}: {words}." if name else f"{words}."
