"""What people read before and while they answer, piece by piece: what a reviewer signs off.

It knows words and what changes a page. It must not know days, the organisation's name, or people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Not,
    Note,
    Questionnaire,
    Text,
)

#: Places that belong to no part: what is read before anybody agrees, and after the last part.
START, END = "start", "end"

#: What nobody who answers is shown: how tables are made, why words that would stop a study stay.
_UNREAD = frozenset(
    {
        "id",
        "theme",
        "languages",
        "allowed",
        "regions",
        "breakdown",
        "merge",
        "report",
        "headline",
        "better",
        "lived_experience",
        "together",
        "step",
        "sensitive",
        "sensitivity",
        "ask_young",
    }
)
_RULES = (All, Any_, Not, Is, Includes, Answered)
#: The kind of an option that is an answer like others.
_PLAIN_OPTION = "option"
_LABEL = "survivor-survey-reading/1"

ChangeKind = Literal["new", "taken out", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of what people read: its `place` (start, end, part ID, question ID or note ID),
    `what` it is there, such as text or options.yes.text, and its words by language.

    What is no text, such as a rule, stands under the language "".
    """

    place: str
    what: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """What changed at a place: one piece in one language, or the whole place ("new" and so on)."""

    kind: ChangeKind
    place: str
    what: str = ""
    language: str = ""
    before: str = ""
    after: str = ""


def what_people_read(q: Questionnaire, safeguarding: Text, jurisdiction: Text) -> tuple[Piece, ...]:
    """Return all that people read, in order; any change of it is another version for reviewers."""
    told = (("safeguarding", safeguarding), ("jurisdiction", jurisdiction))
    found = [*_pieces(q, START, frozenset({"sections", "closing"}))]
    found += [Piece(START, name, _plain(text)) for name, text in told if text]
    for section in q.sections:
        found += _pieces(section, f"part {section.id}", frozenset({"items"}))
        for item in section.items:
            kind = "note" if isinstance(item, Note) else "question"
            found += _pieces(item, f"{kind} {item.id}")
    found.append(Piece(END, "closing", _plain(q.closing)))
    first = q.languages[0]
    return tuple(
        Piece(one.place, one.what, tuple((code or first, said) for code, said in one.words))
        for one in found
    )


def reading_fingerprint(pieces: tuple[Piece, ...]) -> bytes:
    """Return the 32-byte SHA-256 over all pieces in order: what a sign-off is bound to."""
    return hashlib.sha256(f"{_LABEL}\n{as_json(pieces)}".encode()).digest()


def as_json(pieces: tuple[Piece, ...]) -> str:
    """Return pieces as JSON, to be kept for somebody who comes back to a later version."""
    listed = [[one.place, one.what, sorted(dict(one.words).items())] for one in pieces]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Piece, ...]:
    """Return the pieces that `as_json` wrote."""
    return tuple(
        Piece(place, what, tuple((code, said) for code, said in words))
        for place, what, words in json.loads(text)
    )


def reading_changes(
    before: tuple[Piece, ...], after: tuple[Piece, ...]
) -> tuple[ReadingChange, ...]:
    """Return what changed from one version to another, in the order of the newer one.

    Places that were taken out stand last.
    """
    old, new = _by_place(before), _by_place(after)
    moved = _moved([place for place in old if place in new], [p for p in new if p in old])
    found: list[ReadingChange] = []
    for place, pieces in new.items():
        if place not in old:
            found.append(ReadingChange("new", place, after=_first_words(pieces)))
            continue
        if place in moved:
            found.append(ReadingChange("moved", place))
        found += _changed(place, old[place], pieces)
    found += [
        ReadingChange("taken out", place, before=_first_words(pieces))
        for place, pieces in old.items()
        if place not in new
    ]
    return tuple(found)


def changed_places(changes: tuple[ReadingChange, ...]) -> frozenset[str]:
    """Return the places at which anything changed."""
    return frozenset(one.place for one in changes)


def _pieces(part: BaseModel, place: str, without: frozenset[str] = frozenset()) -> Iterator[Piece]:
    for name in type(part).model_fields:
        if name not in _UNREAD | without:
            yield from _inside(getattr(part, name), place, name)


def _inside(value: Any, place: str, what: str) -> Iterator[Piece]:
    """Return the pieces of one value; parts of a tuple are named by their id, or their number."""
    if isinstance(value, Text):
        if value:
            yield Piece(place, what, _plain(value))
    elif isinstance(value, _RULES):
        said = json.dumps(value.model_dump(mode="json", by_alias=True), sort_keys=True)
        yield Piece(place, what, (("", said),))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _UNREAD:
                yield from _inside(getattr(value, name), place, f"{what}.{name}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            yield from _inside(inner, place, f"{what}.{getattr(inner, 'id', number)}")
    elif value not in (None, False, _PLAIN_OPTION):
        yield Piece(place, what, (("", str(value)),))


def _plain(text: Text) -> tuple[tuple[str, str], ...]:
    return tuple((code, " ".join(words.split())) for code, words in text.pairs if words.strip())


def _by_place(pieces: tuple[Piece, ...]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for one in pieces:
        found.setdefault(one.place, {})[one.what] = dict(one.words)
    return found


def _first_words(pieces: dict[str, dict[str, str]]) -> str:
    """Return what names a place: its text or title, in the language that comes first."""
    for what in ("text", "title", *pieces):
        if pieces.get(what):
            return next(iter(pieces[what].values()))
    return ""


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Return the places that others passed: all but the longest run that kept its order."""
    rank = {place: number for number, place in enumerate(old)}
    runs: list[tuple[str, ...]] = [()]
    for place in new:
        before = (run for run in runs if not run or rank[run[-1]] < rank[place])
        runs.append((*_longest(before), place))
    return frozenset(new) - frozenset(_longest(runs))


def _longest(runs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for run in runs:
        found = run if len(run) > len(found) else found
    return found


def _changed(
    place: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> Iterator[ReadingChange]:
    for what in (*new, *(name for name in old if name not in new)):
        before, after = old.get(what, {}), new.get(what, {})
        for code in dict.fromkeys((*after, *before)):
            said, says = before.get(code, ""), after.get(code, "")
            if said != says:
                yield ReadingChange("changed", place, what, code, said, says)
    kept_before = [what for what in old if what in new]
    if kept_before != [what for what in new if what in old]:
        yield ReadingChange("changed", place, "order")
