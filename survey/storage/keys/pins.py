"""Pins beside rows: whether a study, a council or the batch key still says what was written down.

It knows which columns people and trustees rely on, and the site key that the engine carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from survey.errors import Action, Do, NotAsPinned
from survey.sealing.codes.pin_tags import PinKind, is_pin, pin

_STUDY = (
    "id",
    "questionnaire_json",
    "fingerprint",
    "practice",
    "reviewed",
    "numbers_public",
    "words_public",
    "shares",
    "threshold",
    "organisation",
    "safeguarding",
    "jurisdiction",
    "opened_on",
    "closes_on",
    "results_by",
    "closed_on",
    "ceiling",
    "closed_count",
    "closed_hash",
    "closed_words_count",
    "closed_words_hash",
    "earlier_count",
    "earlier_hash",
    "earlier_words_count",
    "earlier_words_hash",
    "council_id",
    "round",
)

#: The columns that a pin covers, in this order for ever. A column that comes later joins in with a
#: kind of its own, so that the pins of before stay true. What a mix or a page moves is not pinned.
PINNED: Mapping[PinKind, tuple[str, ...]] = {
    "study": _STUDY,
    "study with its policy": (*_STUDY, "policy_json"),
    "study with its codes": (*_STUDY, "policy_json", "entrance"),
    "council": (
        "id",
        "council_json",
        "register_json",
        "file_json",
        "plans_json",
        "organisation",
        "safeguarding",
        "jurisdiction",
        "practice",
        "reviewed",
        "numbers_public",
        "words_public",
        "shares",
        "threshold",
        "invited",
        "joined",
        "created_on",
    ),
    "batch": ("number", "public"),
    "journal": ("number", "hash"),
}

#: The name under which an engine carries the site key to those who pin and check.
SITE_KEY = "survey_site_key"

_KEPT = "Nothing was taken in, mixed or opened under it, and what was sent stays sealed."
_NEVER = (
    "It was made before there were pins, or somebody took its pin away. To go on, "
    "compare it with a share sheet"
)
_CHANGED = (
    "Somebody, or a program, changed the database: set a copy of it aside, bring back a backup of "
    "before, and find out who. If the site key was lost and made anew, "
    "compare it with a share sheet"
)


def pin_of(conn: Connection, kind: PinKind, row: Mapping[str, Any]) -> bytes:
    """Return the pin of a row, of which all pinned columns are given as they are stored."""
    kind = _kind(kind, row)
    return pin(site_key(conn), kind, _fields(kind, row))


def holds(conn: Connection, kind: PinKind, row: Mapping[str, Any]) -> bool:
    """Return whether a row, given with its column `pin`, says what was pinned."""
    kind = _kind(kind, row)
    return is_pin(site_key(conn), kind, _fields(kind, row), row["pin"])


def require(conn: Connection, kind: PinKind, row: Mapping[str, Any]) -> None:
    """Refuse with NotAsPinned a row that does not say what was pinned."""
    if holds(conn, kind, row):
        return
    if kind == "batch":
        raise NotAsPinned(
            "The batch key in the database is not the one that was pinned.",
            kept=_KEPT,
            do=(
                "On the node that mixes, have the key pinned again, if the secret in ephemeral "
                "proves it",
                Action(Do.REPAIR),
                "If it does not, set a copy of the database aside and bring back a backup of "
                "before.",
            ),
        )
    name = row["id"]
    what = f"The {kind} {name} in the database is not what was pinned when it was published."
    action = Action(Do.PIN_STUDY if kind == "study" else Do.PIN_COUNCIL, name)
    raise NotAsPinned(what, kept=_KEPT, do=(_CHANGED if row["pin"] else _NEVER, action))


def _kind(kind: PinKind, row: Mapping[str, Any]) -> PinKind:
    """Return the kind of a row's pin: a study that has a policy, or codes, was pinned with it."""
    if kind == "study" and row.get("entrance") is not None:
        return "study with its codes"
    has_policy = kind == "study" and row.get("policy_json") is not None
    return "study with its policy" if has_policy else kind


def _fields(kind: PinKind, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in PINNED[kind]}


def site_key(conn: Connection) -> bytes:
    """Return the site key that the engine of a connection carries."""
    key: bytes = conn.get_execution_options()[SITE_KEY]
    return key
