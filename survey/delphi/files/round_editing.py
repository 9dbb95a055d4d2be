"""What forms change in the file of a round: statements, ideas, reasons on both sides.

It takes plain data and gives other plain data. It opens no file, and must not know a member or an
answer; whether what it gives can be opened is for the reader of files to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from survey.delphi.life.statement_changes import Idea, StatementChanges, StatementInFile, Why
from survey.delphi.life.statements import Register
from survey.questionnaire.files.explaining import built
from survey.questionnaire.text_places import first_language_first

#: Plain data of a file.
Data = dict[str, Any]
#: Words by language; in one language alone a file has them bare.
WordsByLanguage = Mapping[str, str]

#: The parts of a file that change statements, in the order in which they are taken.
_PARTS: Mapping[str, Any] = {
    "ideas": Idea,
    "bring_back": Why,
    "statements": StatementInFile,
    "drop": Why,
}
_SIDES = ("in_favour", "against")


def foreseen(data: Data, register: Register, number: int, languages: tuple[str, ...]) -> Register:
    """Return the register as round `number` would leave it, as far as its file can be read."""
    changes = StatementChanges(register, number)
    parts = [tuple(_read(data, name, languages)) for name in _PARTS]
    changes.take(*parts)
    return changes.register


def with_words(
    data: Data, statement: str, words: WordsByLanguage, reason: str, languages: Sequence[str]
) -> Data:
    """Return the file with other words of a statement, or with a new one of that id."""
    entry = _entry(data, statement) | {"text": in_file(words, languages)}
    entry.pop("reason", None)
    if reason:
        entry["reason"] = reason
    return _with_entry(data, entry)


def with_sides(
    data: Data, statement: str, sides: Sequence[WordsByLanguage], languages: Sequence[str]
) -> Data:
    """Return the file with a summary of the reasons in favour and against a statement."""
    entry = _entry(data, statement)
    for name, words in zip(_SIDES, sides, strict=True):
        entry.pop(name, None)
        if any(words.values()):
            entry[name] = in_file(words, languages)
    return _with_entry(data, entry)


def with_merge(
    data: Data,
    sources: Sequence[str],
    words: WordsByLanguage,
    reason: str,
    languages: Sequence[str],
    taken: Collection[str],
) -> Data:
    """Return the file with one statement in place of several."""
    made = {
        "id": free_id(data, "statement", taken),
        "text": in_file(words, languages),
        "from": list(sources),
        "reason": reason,
    }
    return _with_entry(_without(data, "statements", sources), made)


def with_split(
    data: Data,
    statement: str,
    parts: Sequence[WordsByLanguage],
    reason: str,
    languages: Sequence[str],
    taken: Collection[str],
) -> Data:
    """Return the file with several statements in place of one."""
    made = _without(data, "statements", [statement])
    for words in parts:
        entry = {
            "id": free_id(made, "statement", taken),
            "text": in_file(words, languages),
            "from": [statement],
            "reason": reason,
        }
        made = _with_entry(made, entry)
    return made


def with_drop(data: Data, statement: str, reason: str) -> Data:
    """Return the file in which a statement is put to the council no more."""
    made = _without(_without(data, "statements", [statement]), "drop", [statement])
    return made | {"drop": [*_listed(made, "drop"), {"id": statement, "reason": reason}]}


def with_bring_back(data: Data, statement: str, reason: str) -> Data:
    """Return the file in which a statement that was merged, split or dropped is asked again."""
    made = _without(data, "bring_back", [statement])
    made |= {"bring_back": [*_listed(made, "bring_back"), {"id": statement, "reason": reason}]}
    return _with_entry(made, _entry(made, statement))


def with_idea(
    data: Data,
    words: str,
    *,
    quoted: bool,
    taken: Collection[str],
) -> Data:
    """Return the file with one more idea of a member, as its own statement; `quoted` says that
    these are the writer's words, and that the writer lets them be quoted."""
    idea = free_id(data, "idea", taken)
    entry = {"id": idea, "as_written" if quoted else "in_our_words": words}
    made = data | {"ideas": [*_listed(data, "ideas"), entry]}
    return _with_entry(made, {"id": idea})


def as_it_was(data: Data, statement: str, register: Register) -> Data:
    """Return the file without what it does to a statement: to its words, by a merge or a split that
    made it or that it was part of, by dropping it or bringing it back.

    An idea, or a statement that the file alone has, is taken out of it.
    """
    sources = [*_from(entry_of(data, statement)), statement]
    known = {one.id for one in register.statements}
    ideas = {one["id"] for one in _items(data, "ideas")}
    undone = [one["id"] for one in _items(data, "statements") if set(_from(one)) & set(sources)]
    made = _without(data, "statements", [*undone, *sources])
    for part in ("drop", "bring_back"):
        made = _without(made, part, sources)
    if statement in ideas and not undone and not _is_in(data, "drop", statement):
        return _without(made, "ideas", [statement])
    for source in sources:
        waits = source in known and register[source].state in ("proposed", "edited")
        if source in ideas or waits:
            made = _with_entry(made, {"id": source})
    return made


def free_id(data: Data, stem: str, taken: Collection[str]) -> str:
    """Return an id that begins with `stem` and that neither the file nor the register has."""
    used = {*taken, *(one["id"] for part in _PARTS for one in _items(data, part))}
    return next(name for name in map(f"{stem}-{{}}".format, count(1)) if name not in used)


def in_file(words: WordsByLanguage, languages: Sequence[str]) -> str | dict[str, str]:
    """Return words as a file has them: bare in one language, else by language."""
    if len(languages) == 1:
        return words.get(languages[0], "")
    return {code: words[code] for code in languages if words.get(code)}


def by_language(said: Any, languages: Sequence[str]) -> dict[str, str]:
    """Return words of a file by language, each language having some or ""."""
    if isinstance(said, dict):
        return {code: str(said.get(code, "")) for code in languages}
    bare = said if isinstance(said, str) else ""
    return {code: bare if code == languages[0] else "" for code in languages}


def entry_of(data: Data, statement: str) -> Data:
    """Return what a file says of a statement; {} where it says nothing."""
    return next((one for one in _items(data, "statements") if one["id"] == statement), {})


def _read(data: Data, name: str, languages: tuple[str, ...]) -> Iterator[Any]:
    """Return the items of a part that can be read."""
    for item in _items(data, name):
        made, findings = built(_PARTS[name], item)
        if made is not None and not findings:
            yield first_language_first(made, languages)


def _items(data: Data, name: str) -> list[Data]:
    """Return the items of a list that have an id."""
    return [one for one in _listed(data, name) if _id(one)]


def _listed(data: Data, name: str) -> list[Any]:
    listed = data.get(name)
    return listed if isinstance(listed, list) else []


def _id(item: Any) -> str:
    """Return the id of an item, or ""."""
    named = item.get("id") if isinstance(item, dict) else ""
    return named if isinstance(named, str) else ""


def _from(entry: Data) -> list[str]:
    made_of = entry.get("from")
    return [one for one in made_of if isinstance(one, str)] if isinstance(made_of, list) else []


def _is_in(data: Data, name: str, id_: str) -> bool:
    return any(one["id"] == id_ for one in _items(data, name))


def _entry(data: Data, statement: str) -> Data:
    return dict(entry_of(data, statement)) or {"id": statement}


def _with_entry(data: Data, entry: Data) -> Data:
    """Return the file with an entry in place of the one with its id, or as the last statement."""
    listed = _listed(data, "statements")
    if _is_in(data, "statements", entry["id"]):
        return data | {"statements": [entry if _id(one) == entry["id"] else one for one in listed]}
    return data | {"statements": [*listed, entry]}


def _without(data: Data, name: str, ids: Collection[str]) -> Data:
    kept = [one for one in _listed(data, name) if _id(one) not in ids]
    made = {key: value for key, value in data.items() if key != name}
    return made | {name: kept} if kept else made
