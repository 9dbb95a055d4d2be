"""The list of support services: how it is read, and what a study needs of it.

It knows the words of the list. It knows no person, page or request, and gives no telephone number
that nobody has confirmed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from babel import Locale
from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from survey.errors import Action, Do, Refused, SettingsProblems
from survey.questionnaire.model import Language
from survey.questionnaire.texts import EMPTY, Frozen, Text
from survey.storage.instance import RESOURCES_FILE

#: The country of a service for everybody.
EVERYWHERE = "INT"

ServiceAction = Literal[
    "removal", "search_removal", "removal_guide", "support", "peer_support", "advice", "legal_help",
    "directory", "report", "report_police",
]  # fmt: skip
HelpKind = Literal["removal", "talk", "report"]
Known = bool | Literal["unknown"]

#: The groups of a page in their order (RS-02; the emergency line stands before all of them).
GROUPS: Mapping[HelpKind, frozenset[str]] = {
    "removal": frozenset({"removal", "search_removal", "removal_guide"}),
    "talk": frozenset({"support", "peer_support", "advice", "legal_help", "directory"}),
    "report": frozenset({"report", "report_police"}),
}

Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|INT)$")]
Number = Annotated[str, StringConstraints(pattern=r"^([+#*0-9][0-9 ()-]*)?$")]


class _Entry(Frozen):
    """What every entry has: its country, who looked at it and when, and a remark shown nowhere."""

    model_config = ConfigDict(strict=True, str_strip_whitespace=True)

    country: Country
    checked_on: date | None = None
    verified_by: Annotated[str, StringConstraints(min_length=1)] | None = None
    remark: str = ""

    @property
    def confirmed(self) -> bool:
        """Tell whether somebody looked at this entry and put their name and the day to it."""
        return self.checked_on is not None

    @field_validator("country")
    @classmethod
    def _in_the_world(cls, code: str) -> str:
        if code != EVERYWHERE and code not in Locale.parse("en").territories:
            raise ValueError(_HINTS["country"])
        return code

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.checked_on is None) != (self.verified_by is None):
            raise ValueError("write both checked_on and verified_by, or null for both")
        return self


class Emergency(_Entry):
    """The emergency number of a country; "" where it was not looked up yet."""

    number: Number = ""

    @model_validator(mode="after")
    def _something_confirmed(self) -> Self:
        if self.confirmed and not self.number:
            raise ValueError("write the number that was confirmed")
        return self


class Law(_Entry):
    """What a country's law says on images, as of the day it was checked (RS-11)."""

    words: Text


class Service(_Entry):
    """One service. `age_min` and `age_max` count years of the person now, or in the image.

    `abbreviations` say what short names stand for, or what that is.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
    name: Annotated[str, StringConstraints(min_length=1)]
    name_language: Language | Literal[""] = ""
    abbreviations: dict[Annotated[str, StringConstraints(min_length=1)], Text] = Field(
        default_factory=dict
    )
    who_for: Text
    age_of: Literal["person", "image"] = "person"
    age_min: Annotated[int, Field(ge=0, le=120)] | None = None
    age_max: Annotated[int, Field(ge=0, le=120)] | None = None
    does: Annotated[tuple[ServiceAction, ...], Field(min_length=1)]
    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]+$")]
    phone: Number = ""
    text: Number = ""
    chat: Known = "unknown"
    languages: tuple[Language, ...] = ()
    anonymous: Known = "unknown"
    cost: Literal["free", "not free", "unknown"] = "unknown"
    note: Text = EMPTY
    confidence: Literal["high", "medium", "low"] = "low"

    @property
    def phone_to_show(self) -> str:
        """Return the number to call; "" unless it is confirmed."""
        return self.phone if self.confirmed else ""

    @property
    def text_to_show(self) -> str:
        """Return the number to write to; "" unless it is confirmed."""
        return self.text if self.confirmed else ""

    def spelled_out(self, language: str) -> tuple[tuple[str, str, str], ...]:
        """Return (short name, what it stands for, language of that), for readers of a language."""
        return tuple(
            (short, words.in_language(language), self._language_of(words, language))
            for short, words in self.abbreviations.items()
        )

    def _language_of(self, words: Text, language: str) -> str:
        known = words.languages()
        return language if language in known else known[0] or self.name_language

    @property
    def for_youth(self) -> bool:
        """Tell whether this service is made for children and young people."""
        return self.age_max is not None and self.age_max <= 25

    @property
    def groups(self) -> tuple[HelpKind, ...]:
        """Return the groups that this service belongs to, in the order of a page."""
        return tuple(kind for kind, deeds in GROUPS.items() if deeds & set(self.does))

    @model_validator(mode="after")
    def _words_give_nothing_away(self) -> Self:
        said = (self.who_for, self.note, *self.abbreviations.values())
        shown = [self.name, *(words for text in said for words in text.as_mapping().values())]
        for words in shown:
            if re.search(r"\[[A-Z](/[A-Z])?\]", words):
                raise ValueError("move marks such as [R] into remark, which nobody is shown")
            if not self.confirmed and _holds_a_number(words, (self.phone, self.text)):
                raise ValueError(
                    "take the telephone number out of name, who_for and note until it is confirmed"
                )
        return self


class Resources(Frozen):
    """The whole list, in the order of its file."""

    emergency: tuple[Emergency, ...] = ()
    laws: tuple[Law, ...] = ()
    services: tuple[Service, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for name, found in (
            ("id", [service.id for service in self.services]),
            ("emergency number for the country", [entry.country for entry in self.emergency]),
        ):
            double = sorted({one for one in found if found.count(one) > 1})
            if double:
                raise ValueError(f"there are two entries with the {name} {double[0]}; keep one")
        return self

    def countries(self) -> tuple[str, ...]:
        """Return every country that has a service of its own, sorted by code."""
        return tuple(sorted({service.country for service in self.services} - {EVERYWHERE}))

    def entries(self) -> Iterator[tuple[str, str, _Entry]]:
        """Return every entry after its name and its confidence."""
        for entry in self.emergency:
            yield f"emergency number for {entry.country}", "high", entry
        for law in self.laws:
            yield f"law of {law.country}", "high", law
        for service in self.services:
            yield service.id, service.confidence, service


def resources_of(instance: Path, shipped: Path) -> Resources:
    """Read the list of an instance folder, or the shipped one where it has none of its own."""
    own = instance / RESOURCES_FILE
    path = own if own.is_file() else shipped / RESOURCES_FILE
    there = path.stat()
    return _read_once(path, there.st_mtime_ns, there.st_ino, there.st_size)


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed: int, _file: int, _size: int) -> Resources:
    """Return the list in a file, which is read again when it is another."""
    return read_resources(path)


def read_resources(path: Path) -> Resources:
    """Read a list; SettingsProblems names file, entry, field, and what to write, all at once."""
    try:
        raw = path.read_bytes()
        json.loads(raw.decode("utf-8-sig"))
        return Resources.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        problems = [f"{path}: the file cannot be read ({error.strerror})."]
    except UnicodeDecodeError:
        problems = [f"{path}: the file is not UTF-8 text. Save it as UTF-8."]
    except json.JSONDecodeError as error:
        problems = [f"{path}: line {error.lineno}: this is not JSON: {error.msg}."]
    except ValidationError as error:
        top = json.loads(raw.decode("utf-8-sig"))
        problems = [_sentence(path, top, detail) for detail in error.errors()]
    except (RecursionError, ValueError):
        problems = [f"{path}: this is too deep or has too long a number."]
    raise SettingsProblems(
        "The list of support services cannot be used.", tuple(dict.fromkeys(problems))
    )


def unconfirmed(resources: Resources, regions: Sequence[str]) -> tuple[str, ...]:
    """Return the names of what nobody confirmed yet, of `regions` and of INT."""
    wanted = {EVERYWHERE, *regions}
    return tuple(
        name
        for name, _, entry in resources.entries()
        if entry.country in wanted and not entry.confirmed
    )


def regions_without(resources: Resources, regions: Sequence[str]) -> tuple[str, ...]:
    """Return the regions (INT where there are none) without a service of their own."""
    there = {service.country for service in resources.services}
    return tuple(region for region in (regions or (EVERYWHERE,)) if region not in there)


def require_support(resources: Resources, regions: Sequence[str]) -> None:
    """Refuse a study when a region of it has no service of its own in the list (TI-13)."""
    empty = regions_without(resources, regions)
    if empty:
        raise Refused(
            f"There is no support service for {', '.join(empty)} in the list.",
            kept="Nothing was published.",
            do=(
                "Add one to resources.json in the instance folder, and see that it is right",
                Action(Do.CHECK_RESOURCES),
            ),
        )


def _holds_a_number(words: str, numbers: Sequence[str]) -> bool:
    """Tell whether words hold one of `numbers`, or anything with as many digits as a number."""
    looked_for = {re.sub(r"\D", "", number) for number in numbers} - {""}
    runs = [re.sub(r"\D", "", run) for run in re.findall(r"\d[\d ()./-]*", words)]
    return any(run in looked_for or len(run) >= 6 for run in runs)


_HINTS = {
    "id": "write a name in small letters with a dash, such as gb-childline",
    "country": "write the two capital letters of a country (ISO 3166), or INT for everywhere",
    "url": "write an address that begins with https://",
    **dict.fromkeys(
        ("phone", "text", "number"), "write digits, spaces and dashes only, or leave it empty"
    ),
    "does": "write one or more of removal, search_removal, removal_guide, support, peer_support, "
    "advice, legal_help, directory, report, report_police",
    **dict.fromkeys(("chat", "anonymous"), 'write true, false or "unknown"'),
    "cost": 'write "free", "not free" or "unknown"',
    "age_of": 'write "person" (how old somebody is now) or "image" (how old they were in it)',
    **dict.fromkeys(("age_min", "age_max"), "write whole years from 0 to 120, or null"),
    "confidence": 'write "high", "medium" or "low"',
    "checked_on": "write the day as 2026-01-31, or null",
    "verified_by": "write who looked at it, such as a role or initials, or null",
    "languages": 'write codes of languages, such as ["en", "fr"]',
    "name_language": 'write the code of the language that the name is in, such as "fr", or ""',
}


def _sentence(path: Path, top: Any, detail: ErrorDetails) -> str:
    steps = detail["loc"]
    place, field = "", str(steps[0]) if steps else ""
    if len(steps) > 1 and isinstance(steps[1], int):
        entry = top[steps[0]][steps[1]]
        name = (entry.get("id") or entry.get("country")) if isinstance(entry, dict) else ""
        place = f"{steps[0]}, entry {steps[1] + 1}{f' ({name})' if name else ''}: "
        field = str(steps[2]) if len(steps) > 2 else ""
    return f"{path}: {place}{f'{field}: ' if field else ''}{_what(field, detail)}."


def _what(field: str, detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "there is no such field; take it out, or look in docs/support.md for the names"
    if detail["type"] == "missing":
        return f"it is missing; {_HINTS.get(field, 'write it')}"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    return _HINTS.get(field, detail["msg"][:1].lower() + detail["msg"][1:])
