"""A drafted mapping as a YAML file with remarks, and as lines to read at a terminal.

What stands in a column is shown only where it is taken for an option, is a short code or a number,
or stands in several rows: other values may be what one person wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from survey.answers.drafted import DraftedSource
from survey.answers.drafting_mapping import DraftedMapping
from survey.answers.mapped_rows import can_be_shown, shown
from survey.answers.read_mapping import ManyColumns, OneColumn, PlaceColumns, RankColumns

#: Values, and columns, that are listed at most of one kind.
_LISTED = 20
_NAMED_AT_ONCE = 5
#: A key of a YAML file may have 1,024 letters, unless a question mark heads it.
_LONG_KEY = 900
_LONG_NAME = 100
#: A value that says nothing of a person: a code such as “A2” or “99”; and one that stands in so
#: many rows and is so short that it is no words of one person.
_CODE = re.compile(r"[a-zA-Z]{0,3}-?\d{1,4}([.,]\d{1,2})?|[a-zA-Z]{1,2}")
_SEVERAL_ROWS = 5
_LONG_VALUE = 40
_ORDER = ("sure", "likely", "guess")


def mapping_text(draft: DraftedMapping, about: Sequence[str], sheet: str, rows: int) -> str:
    """Return the mapping file; `about` are sentences for its head, `rows` name its columns."""
    lines = [*(f"# {one}" for one in about), "#", *_MEANING]
    if sheet:
        lines.append(f"sheet: {_quoted(sheet)}")
    if rows > 1:
        lines.append(f"heading_rows: {rows}")
    if draft.blank:
        lines.append(f"blank: {_list(dict.fromkeys(('', *draft.blank)))}")
    lines.append("questions:")
    for one in draft.found:
        lines += _question(one)
    every = len(draft.missing) + len(draft.unmatched) + len(draft.left_out)
    lines += [f"# {one}" for one in _rest(draft, every)]
    return "\n".join(map(_seen, lines)) + "\n"


def draft_lines(draft: DraftedMapping) -> Iterator[str]:
    """Return what was found and what was not, a line each."""
    asked = len(draft.found) + len(draft.missing)
    counts = [(sum(one.sureness == how for one in draft.found), how) for how in _ORDER]
    said = ", ".join(f"{count} {how}" for count, how in counts if count)
    yield f"Mapped {len(draft.found)} of {_count(asked, 'question')}: {said}."
    for one in draft.found:
        yield f"  {one.sureness}: {one.question.id}: {_named(one)}: {one.why}."
        if one.unknown:
            yield f"    no option found for {', '.join(_told_values(one, _NAMED_AT_ONCE))}"
    yield from _rest(draft, _LISTED)


_MEANING = (
    "# sure: headings and values say so. likely: look at it. guess: do not load before you have",
    "# compared it with the questionnaire and with the program that the table comes from.",
    "# Columns that are not named under “questions” are never read.",
)


def _question(one: DraftedSource) -> Iterator[str]:
    yield f"  {one.question.id}:  # {one.sureness}: {one.why}"
    source = one.source
    if isinstance(source, OneColumn):
        yield f"    column: {_quoted(source.column)}"
        if source.separator:
            yield f"    separator: {_quoted(source.separator)}"
        yield from _mapping("values", source.values)
        yield from _mapping("written", source.written)
    elif isinstance(source, ManyColumns):
        yield from _mapping("columns", source.columns)
        yield f"    chosen: {_list(source.chosen)}"
        yield f"    not_chosen: {_list(source.not_chosen)}"
        yield from _mapping("written", source.written)
    elif isinstance(source, RankColumns):
        yield from _mapping("ranks", source.ranks)
    elif isinstance(source, PlaceColumns):
        yield f"    places: {_list(source.places)}"
        yield from _mapping("values", source.values)
    if one.unknown:
        yield "    # Rows with these values are left out until they stand above:"
        yield from (f"    #   {said}" for said in _told_values(one, _LISTED))


def _rest(draft: DraftedMapping, most: int) -> Iterator[str]:
    """Return what was not mapped, and why; at most so many names of one kind."""
    if draft.missing:
        missing = [one.id for one in draft.missing]
        yield f"No column found for {_count(len(missing), 'question')}: {_some(missing, most)}."
    if draft.left_out:
        yield "Left out, for privacy or because it is no answer:"
        reasons: dict[str, list[str]] = {}
        for name, why in draft.left_out:
            reasons.setdefault(why, []).append(name)
        yield from (f"  {why}: {_some(names, most)}" for why, names in reasons.items())
    if draft.beside:
        yield f"Answered by other columns already: {_some(draft.beside, most)}."
    if draft.unmatched:
        columns = _count(len(draft.unmatched), "column")
        yield f"No question found for {columns}: {_some(draft.unmatched, most)}."
    if draft.unnamed:
        yield f"Without a name, so that it cannot be mapped: {_count(draft.unnamed, 'column')}."


def _named(one: DraftedSource) -> str:
    source = one.source
    if isinstance(source, OneColumn):
        return f"column {_short(source.column)}"
    columns = (
        source.columns
        if isinstance(source, ManyColumns)
        else source.ranks
        if isinstance(source, RankColumns)
        else source.places
    )
    return f"{len(columns)} columns from {_short(next(iter(columns)))}"


def _told_values(one: DraftedSource, most: int) -> Iterator[str]:
    """Return the values without an option that can be shown, and how many others there are."""
    known = [(value, rows) for value, rows in one.unknown if _points_to_nobody(value, rows)]
    yield from (f"{shown(value)} ({_count(rows, 'row')})" for value, rows in known[:most])
    if others := len(one.unknown) - len(known[:most]):
        yield _count(others, "other value" if known else "value")


def _points_to_nobody(value: str, rows: int) -> bool:
    often = rows >= _SEVERAL_ROWS and len(value) <= _LONG_VALUE
    return bool(often or _CODE.fullmatch(value)) and can_be_shown(value)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _some(names: Sequence[str], most: int) -> str:
    said = ", ".join(map(_short, names[:most]))
    return said + (f" and {len(names) - most:,} more" if len(names) > most else "")


def _short(name: str) -> str:
    return name if len(name) <= _LONG_NAME else f"{name[: _LONG_NAME - 1]}…"


def _mapping(key: str, pairs: Mapping[str, str]) -> Iterator[str]:
    if not pairs:
        return
    yield f"    {key}:"
    for said, option in pairs.items():
        quoted = _quoted(said)
        if len(quoted) > _LONG_KEY:
            yield f"      ? {quoted}"
            yield f"      : {option}"
        else:
            yield f"      {quoted}: {option}"


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(words: str) -> str:
    """Return words in quotes, with nothing in them that cannot be seen."""
    return "".join(
        one if one.isprintable() else f"\\U{ord(one):08x}"
        for one in json.dumps(words, ensure_ascii=False)
    )


def _seen(line: str) -> str:
    """Return a remark without signs that cannot be seen, which no YAML file may hold."""
    return "".join(one if one.isprintable() else "\ufffd" for one in line)
