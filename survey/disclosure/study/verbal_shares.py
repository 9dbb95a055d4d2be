"""Shares in words for studies of few people, and how much a word tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from survey.disclosure.reader.attacker import AuditVerdict, Interval, audit, intervals
from survey.disclosure.system.cell_key import CellKey
from survey.disclosure.system.linear_system import Cell, Need, System
from survey.disclosure.thirds import in_words, told


def choose_words(
    system: System, options: Iterable[str]
) -> tuple[frozenset[str], System, AuditVerdict]:
    """Return the cells of `options` that stay without a word, the system audited, its verdict.

    A reader is taken to know every base. Words about a question can sharpen each other (four
    times "fewer than a third" of ten people leaves nobody out); where they would narrow a cell to
    less than its own word, further cells of that question get no word, and where it has none left,
    of every question. Where bases alone tell more than its word (of who was asked on), a cell gets
    none, and keeps what bases leave of it. Which cells get no word follows from words and bases
    alone, not from counts: else somebody who knows this method could tell counts.
    """
    bases = {
        cell.question: cell.count
        for cell in system.cells.values()
        if cell.id == _base(cell.question)
    }
    spoken = [system.cells[option] for option in options]
    words = {
        cell.id: told(in_words(cell.count, bases[cell.question]), bases[cell.question])
        for cell in spoken
    }
    exact = {_base(question): (count, count) for question, count in bases.items()}
    hidden = set(audit(_watched(system, words), exact).failed)
    left = {
        cell: (max(low, words[cell][0]), min(high, words[cell][1]))
        for cell, (low, high) in intervals(system, exact, sorted(hidden)).items()
    }
    watched = _watched(system, words | left)
    while True:
        said = {cell: ends for cell, ends in words.items() if cell not in hidden}
        verdict = audit(watched, exact | said)
        if verdict.passed or not said:
            return frozenset(hidden), watched, verdict
        first = {watched.cells[failed].question: failed for failed in reversed(verdict.failed)}
        own = _silenced(spoken, said, first)
        hidden |= own or _silenced(spoken, said, dict.fromkeys(bases, ""))


def choose_sums(
    system: System, watched: System, spoken: Iterable[str], rounds: Iterable[Sequence[str]]
) -> frozenset[str]:
    """Return the cells of sums that get a word, tried in `rounds` of one of each question at most.

    `system` has those cells; `watched` is the same without them, as it was audited with the words
    of `spoken`. No sum gets a word that would narrow any of its cells below what it keeps there,
    or a sum below its own word. This too follows from words and bases alone.
    """
    cells = system.cells
    bases = {c.question: c.count for c in cells.values() if c.id == _base(c.question)}
    exact = {_base(question): (count, count) for question, count in bases.items()}
    kept = {cell.id: (cell.need.low, cell.need.high) for cell in watched.required() if cell.need}
    said = {one: kept[one] for one in spoken}
    for one_each in rounds:
        more = {
            one: told(
                in_words(cells[one].count, bases[cells[one].question]), bases[cells[one].question]
            )
            for one in one_each
        }
        while more:
            found = audit(_watched(system, kept | more), exact | said | more)
            if found.passed:
                kept, said = kept | more, said | more
                break
            wrong = {cells[failed].question for failed in found.failed}
            fewer = {one: ends for one, ends in more.items() if cells[one].question not in wrong}
            more = {} if len(fewer) == len(more) else fewer
    return frozenset(said) - frozenset(spoken)


def _silenced(
    spoken: list[Cell], said: Mapping[str, Interval], first: Mapping[str, str]
) -> set[str]:
    """Return the cell of each question that loses its word next: the first one that did not fail,
    or the one that did (`first`, by question) where it is the only one left."""
    found = set()
    for question, failed in first.items():
        rest = [cell.id for cell in spoken if cell.question == question and cell.id in said]
        found |= {*sorted(rest, key=lambda cell: (cell == failed, cell))[:1]}
    return found


def _watched(system: System, words: dict[str, Interval]) -> System:
    """Return the system in which each spoken cell must keep the whole width of its word."""
    cells = {
        cell.id: replace(cell, need=Need(*words[cell.id]) if cell.id in words else None)
        for cell in system.cells.values()
    }
    return replace(system, cells=cells)


def _base(question_id: str) -> str:
    return str(CellKey(question_id, "base"))
