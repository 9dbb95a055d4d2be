"""Editing the list of support services of an instance: the one place that writes it.

A number is shown to people only after a role confirmed its entry here. It knows no person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from survey.errors import BadInput, Refused, SettingsProblems
from survey.services.steps.support_list import Resources, read_resources, resources_of
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.files import locked, write_durably
from survey.storage.instance import RESOURCES_FILE, Instance
from survey.storage.staff import journal

_KEPT = "The list stays as it was."
#: What can be written anew about a service.
FIELDS = ("name", "url", "phone", "text", "chat", "anonymous", "cost", "country", "confidence")

#: What fields of the list are called where they are written.
_CALLED = {
    "id": "Short name",
    "name": "Name",
    "country": "Country",
    "url": "Address of its page",
    "phone": "Telephone",
    "text": "Number for messages",
    "number": "Number",
}
_IN_FILE = re.compile(r"\w+, entry \d+(?: \(.*?\))?: (?:(?P<field>\w+): )?(?P<words>.*)", re.DOTALL)

_Edit = Callable[[dict[str, Any]], None]


def confirm_entry(
    instance: Instance, name: str, role: str, today: date, *, number: str | None = None
) -> None:
    """Keep in the list of an instance folder that a role looked at an entry today.

    `name` is the id of a service, or "emergency GB" or "law GB"; `number` corrects what was written
    as its number, by which it is called or, without a telephone, written to. Refused where there is
    no such entry; BadInput for a role without words, or a number that is empty or none.
    """
    said = " ".join(role.split())
    if not 0 < len(said) <= 80:
        raise BadInput("The role that looked is missing.", kept=_KEPT, do="Write a role, no name.")
    if number is not None and not number.strip():
        raise BadInput(
            "The number is missing.", kept=_KEPT, do="Write the number that you called or wrote to."
        )

    def edit(raw: dict[str, Any]) -> None:
        entry, of = _entry(raw, name)
        if number is not None:
            entry[_number_of(entry, of)] = number.strip()
        entry |= {"checked_on": today.isoformat(), "verified_by": said}

    _edit(instance, edit, f"{name} confirmed by {said}.", today)


def take_back_confirmation(instance: Instance, name: str, today: date) -> None:
    """Hide the numbers of an entry again until somebody confirms it; Refused as above."""

    def edit(raw: dict[str, Any]) -> None:
        entry, _ = _entry(raw, name)
        entry |= {"checked_on": None, "verified_by": None}

    _edit(instance, edit, f"{name} hidden again.", today)


def take_service_out(instance: Instance, name: str, today: date) -> None:
    """Take a service out of the list of an instance; people are not shown it any more."""

    def edit(raw: dict[str, Any]) -> None:
        entry, of = _entry(raw, name)
        if of != "services":
            raise Refused(f"{name} is no service.", kept=_KEPT, do="Only services are taken out.")
        raw["services"].remove(entry)

    _edit(instance, edit, f"{name} taken out.", today)


def write_service(instance: Instance, name: str, values: Mapping[str, str], today: date) -> None:
    """Write anew what the list says of a service (`FIELDS`); it then waits to be confirmed.

    Where there is none of that id, one is added, which people of any age find under support.
    BadInput with what to write where something cannot be right.
    """

    def edit(raw: dict[str, Any]) -> None:
        entry = next((one for one in raw["services"] if one.get("id") == name), None)
        if entry is None:
            entry = {"id": name, "who_for": values.get("name", ""), "does": ["support"]}
            raw["services"].append(entry)
        said = {key: _value(key, value) for key, value in values.items() if key in FIELDS}
        entry |= said | {"checked_on": None, "verified_by": None}

    _edit(instance, edit, f"{name} written anew.", today)


def own_list(folder: Path) -> Resources:
    """Return the list of an instance folder, or the shipped one where it has none."""
    return resources_of(folder, shipped("config"))


def _edit(instance: Instance, edit: _Edit, words: str, today: date) -> None:
    """Change the list as a whole: it is checked before it takes the place of what was there."""
    folder = instance.folder
    own = folder / RESOURCES_FILE
    with locked(folder / "resources.lock"):
        resources_of(folder, shipped("config"))  # what cannot be read is not written over
        source = own if own.is_file() else shipped("config") / RESOURCES_FILE
        raw = json.loads(source.read_text(encoding="utf-8-sig"))
        edit(raw)
        new = own.with_name(f"{RESOURCES_FILE}.checked")
        write_durably(new, json.dumps(raw, ensure_ascii=False, indent=1).encode())
        try:
            read_resources(new)
        except SettingsProblems as error:
            raise BadInput(
                "This cannot be written into the list.",
                kept=_KEPT,
                do=" ".join(_as_written(one.removeprefix(f"{new}: ")) for one in error.problems),
            ) from error
        finally:
            content = new.read_bytes()
            new.unlink()
        with writing(instance.engine) as connection:
            journal.note(connection, day=today, study_id="", event="support list", words=words)
            write_durably(own, content)


def _entry(raw: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    kind, _, country = name.partition(" ")
    for of, key, wanted in (
        ("services", "id", name),
        ("emergency", "country", country if kind == "emergency" else ""),
        ("laws", "country", country if kind == "law" else ""),
    ):
        for entry in raw.get(of, []):
            if wanted and entry.get(key) == wanted:
                return entry, of
    raise Refused(
        f"There is no entry {name} in the list.",
        kept=_KEPT,
        do="Write the id of a service, or “emergency GB”, or “law GB”.",
    )


def _number_of(entry: Mapping[str, Any], of: str) -> str:
    """Return the field with the number by which somebody is reached."""
    if of == "emergency":
        return "number"
    return "text" if entry.get("text") and not entry.get("phone") else "phone"


def _as_written(problem: str) -> str:
    """Return what is wrong of an entry with the field as it is called where it is written."""
    found = _IN_FILE.fullmatch(problem)
    if found is None:
        return problem
    field, words = found["field"], found["words"]
    return f"{_CALLED.get(field, field)}: {words}" if field else words[:1].upper() + words[1:]


def _value(key: str, written: str) -> Any:
    if key in ("chat", "anonymous"):
        return {"yes": True, "no": False}.get(written.strip().lower(), "unknown")
    return written.strip()
