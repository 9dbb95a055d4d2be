"""Cells that can only move together are one piece: checked against the null space of the sums."""

from __future__ import annotations

import numpy as np
import pytest

from survey.disclosure.board import STILL, board_of
from survey.disclosure.system import Cell, Draft


def system_of(known, sums):
    """A system of ten people in each part; `sums`: total and parts, by the names of cells."""
    parts = {part for _, inside in sums for part in inside} - {total for total, _ in sums}
    people = dict.fromkeys(sorted(parts), 10)
    for total, inside in reversed(sums):
        people[total] = sum(people[part] for part in inside)
    draft = Draft(max(people.values()))
    for name, count in people.items():
        draft.put(Cell(name, count, "q", role="known" if name in known else "printable"))
    for total, inside in sums:
        draft.adds_up(total, inside)
    return draft.finished()


SYSTEMS = {
    "a wave": (["N", "old"], [("N", ["all", "rest"]), ("all", ["old", "new"])]),
    "one unknown": (["N", "a"], [("N", ["a", "b"])]),
    "a chain": (["N"], [("N", ["a", "b"]), ("a", ["c", "d"]), ("b", ["e"])]),
    "a ring that cannot turn": (["N", "M"], [("N", ["a", "b"]), ("M", ["c", "d"]),
                                             ("a", ["c"]), ("b", ["d"])]),
    "a table": (["r0", "r1", "c0", "c1", "c2"], [
        ("r0", ["00", "01", "02"]), ("r1", ["10", "11", "12"]),
        ("c0", ["00", "10"]), ("c1", ["01", "11"]), ("c2", ["02", "12"])]),
}  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_pieces_are_what_the_sums_let_move(name):
    system = system_of(*SYSTEMS[name])
    board, places = board_of(system), {cell: i for i, cell in enumerate(system.cells)}
    rows = np.zeros((len(system.lines) + len(places), len(places)))
    for i, line in enumerate(system.lines):
        for cell, factor in line:
            rows[i, places[cell]] = factor
    for cell, i in places.items():
        rows[len(system.lines) + i, i] = system.cells[cell].role == "known"
    _, sizes, ways = np.linalg.svd(rows)
    free = ways[np.count_nonzero(sizes > 1e-9) :].T
    for i in range(len(places)):
        if board.piece[i] == STILL:
            assert np.allclose(free[i], 0)
            continue
        for j in np.flatnonzero(board.piece == board.piece[i]):
            assert np.allclose(free[i] * board.sign[i], free[j] * board.sign[j])
    moves = {tuple(np.round(np.abs(row), 6)) for row in free if np.abs(row).max(initial=0) > 1e-9}
    assert board.size >= len(moves) > 0 or not moves


def test_a_wave_next_to_what_is_known_is_one_piece():
    system = system_of(*SYSTEMS["a wave"])
    board = board_of(system)
    piece = dict(zip(system.cells, board.piece.tolist(), strict=True))
    sign = dict(zip(system.cells, board.sign.tolist(), strict=True))
    assert piece["all"] == piece["new"] == piece["rest"] == 0
    assert sign["all"] == sign["new"] == -sign["rest"]
    assert piece["N"] == piece["old"] == STILL
    assert board.size == 1
    assert board.matrix.nnz == 0
    # ten new people may be twenty at most, and none at least, for the rest is ten
    ends = (board.rise[0], board.fall[0])
    assert ends == (10, 10)


def test_what_follows_from_one_sum_cannot_move():
    board = board_of(system_of(*SYSTEMS["one unknown"]))
    assert board.size == 0
    assert set(board.piece.tolist()) == {STILL}
