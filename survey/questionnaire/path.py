"""The path: which sections and items one person meets, worked out anew from their answers.

It knows rules and unsealed answers. It keeps nothing: the same answers give the same path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from survey.questionnaire.model import Item, Note, Questionnaire, Section
from survey.questionnaire.rules import Entries, holds

#: One page of the path: a section and those of its items that are shown.
Page = tuple[Section, tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class WalkedPath:
    """One person's path: its pages in order, and the entries of the questions that are asked."""

    pages: tuple[Page, ...] = field(repr=False)
    entries: dict[str, tuple[str, ...]] = field(repr=False)

    @property
    def asked(self) -> frozenset[str]:
        """Return the ids of the questions that are asked."""
        return frozenset(
            item.id for _, items in self.pages for item in items if not isinstance(item, Note)
        )


def walk(q: Questionnaire, entries: Entries) -> WalkedPath:
    """Return the whole path of somebody's entries; skipped and stale ones are left out."""
    pages, kept = [], {}
    for page, so_far in _walk(q, entries):
        pages.append(page)
        kept = so_far
    return WalkedPath(tuple(pages), kept)


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
    return walk(q, entries).asked


def entries_on_path(q: Questionnaire, entries: Entries) -> dict[str, tuple[str, ...]]:
    """Return the entries of the questions that are asked, in order; skipped ones are left out."""
    return walk(q, entries).entries


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
