"""Answers that nobody gave, group by group: whoever is in several printed groups must keep two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: Answers that are left to somebody in a set of groups: with fewer, the answer is told.
LEFT = 2


@dataclass(frozen=True, slots=True)
class Face:
    """The rows of a question as ids of cells: for everyone, and in each group of each breakdown.

    `groups`: by breakdown the printed columns, and last the people in none of them. `told_in`: the
    cells of rows that are printed together with others, each with the cell that is printed.
    """

    whole: tuple[str, ...]
    groups: Mapping[str, tuple[tuple[str, ...], ...]]
    told_in: Mapping[str, str]

    def before(self, name: str) -> Face:
        """Return the same rows among the people of an earlier release: this one tells of them."""
        whole = tuple(name + cell for cell in self.whole)
        groups = {
            by: tuple(tuple(name + cell for cell in column) for column in columns)
            for by, columns in self.groups.items()
        }
        cells = (
            *self.whole,
            *(cell for columns in self.groups.values() for column in columns for cell in column),
        )
        told_in = {name + cell: self.told_in.get(cell, cell) for cell in cells}
        return Face(whole, groups, told_in)


def given_away(
    face: Face, is_empty: Callable[[str], bool]
) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Return the sets of printed groups, by the cells of their rows, in which fewer than two
    answers are left to anybody; and rows that only one group is left to have given.

    Each is a list of groups, or the columns of one row.
    """
    empty = {cell: is_empty(cell) for cell in face.whole}
    everyone = _mask(face.whole, is_empty)
    most = len(face.whole)
    if most - everyone.bit_count() < LEFT:
        yield (face.whole,)
        return
    sides = []
    for columns in face.groups.values():
        masks: dict[int, tuple[str, ...]] = {}
        for column in columns[:-1]:
            mask = _mask(column, is_empty) | everyone
            if mask != everyone:
                masks.setdefault(mask, column)
        sides.append(list(masks.items()))
    yield from _crossed(sides, everyone, (), most)
    for columns in face.groups.values():
        for k, cell in enumerate(face.whole):
            row = tuple(column[k] for column in columns)
            if not empty[cell] and sum(not is_empty(one) for one in row) < LEFT:
                yield (row,)


def _mask(cells: Sequence[str], is_empty: Callable[[str], bool]) -> int:
    return sum(1 << k for k, cell in enumerate(cells) if is_empty(cell))


def _crossed(
    sides: Sequence[Sequence[tuple[int, tuple[str, ...]]]],
    mask: int,
    chosen: tuple[tuple[str, ...], ...],
    most: int,
) -> Iterator[tuple[tuple[str, ...], ...]]:
    if most - mask.bit_count() < LEFT:
        yield chosen
        return
    if not sides:
        return
    yield from _crossed(sides[1:], mask, chosen, most)
    for more, column in sides[0]:
        if more | mask != mask:
            yield from _crossed(sides[1:], mask | more, (*chosen, column), most)
