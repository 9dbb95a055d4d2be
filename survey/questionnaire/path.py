"""The path: which sections and items one person meets, worked out anew from their answers.

It knows rules and unsealed answers. It keeps nothing: the same answers give the same path.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.questionnaire.model import Item, Note, Questionnaire, Section
from survey.questionnaire.rules import Entries, holds

#: One page of the path: a section and those of its items that are shown.
Page = tuple[Section, tuple[Item, ...]]


def pages_on_path(q: Questionnaire, entries: Entries) -> tuple[Page, ...]:
    """Return the pages of the path in order; answers that lie off the path decide nothing."""
    if q.same_for_all:
        return tuple([(section, section.items) for section in q.sections])
    return tuple([page for page, _ in _walk(q, entries)])


def sections_on_path(q: Questionnaire, entries: Entries) -> tuple[Section, ...]:
    """Return the sections of the path, in order; one with nothing to show is left out."""
    return tuple(section for (section, _), _ in _walk(q, entries))


def items_on_path(section: Section, entries: Entries) -> tuple[Item, ...]:
    """Return the items of a section that are shown.

    `entries` must come from `entries_on_path`: here nothing is known of the sections before.
    """
    if section.same_for_all:
        return section.items
    return tuple(
        item for item in section.items if item.show_if is None or holds(item.show_if, entries)
    )


def on_path(q: Questionnaire, entries: Entries) -> frozenset[str]:
    """Return the ids of the questions that are asked."""
    return frozenset(
        item.id
        for (_, items), _ in _walk(q, entries)
        for item in items
        if not isinstance(item, Note)
    )


def entries_on_path(q: Questionnaire, entries: Entries) -> dict[str, tuple[str, ...]]:
    """Return the entries of the questions that are asked, in order; skipped ones are left out."""
    kept: dict[str, tuple[str, ...]] = {}
    for _, so_far in _walk(q, entries):
        kept = so_far
    return kept


def _walk(q: Questionnaire, entries: Entries) -> Iterator[tuple[Page, dict[str, tuple[str, ...]]]]:
    """Yield each page with the entries kept so far: rules see only what is on the path."""
    kept: dict[str, tuple[str, ...]] = {}
    for section in q.sections:
        if section.show_if is not None and not holds(section.show_if, kept):
            continue
        items = items_on_path(section, kept)
        if not items:
            continue
        for item in items:
            chosen = entries.get(item.id)
            if chosen and not isinstance(item, Note):
                kept[item.id] = tuple(chosen)
        yield (section, items), kept
