"""Sharing blocks among hands: what holds a block goes on with it, so the answers are the same.

A program goes on from its last answer, and which of several equal answers it finds can depend on
it. So every block has one hand for as long as it is looked at. A hand is an executor with one
worker: a process, or a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from itertools import count
from threading import local
from typing import TypeVar

from scipy.sparse import csr_array

from survey.disclosure.reader.block_search import BlockSums

Returned = TypeVar("Returned")

_numbers = count()
_held = local()


class Holders:
    """Which hand holds which block; the first call of a block brings it its sums."""

    def __init__(self, hands: Sequence[Executor], blocks: Sequence[csr_array]) -> None:
        self._hands, self._blocks, self._number = hands, blocks, next(_numbers)
        self._brought: set[int] = set()
        self._of: dict[int, Executor] = {}
        loads = [0] * len(hands)
        for i in sorted(range(len(blocks)), key=lambda i: -blocks[i].shape[1]):
            least = loads.index(min(loads))
            loads[least] += blocks[i].shape[1]
            self._of[i] = hands[least]

    def call(
        self, block: int, function: Callable[..., Returned], *given: object
    ) -> Future[Returned]:
        """Call a function with the sums of a block, where it is held."""
        matrix = None if block in self._brought else self._blocks[block]
        self._brought.add(block)
        return self._of[block].submit(_called, self._number, block, matrix, function, *given)


def _called(
    number: int,
    block: int,
    matrix: csr_array | None,
    function: Callable[..., Returned],
    *given: object,
) -> Returned:
    """Call a function with a block that this hand holds; those of before are let go of."""
    if getattr(_held, "number", None) != number:
        _held.number, _held.sums = number, {}
    if matrix is not None:
        _held.sums[block] = BlockSums(matrix)
    return function(_held.sums[block], *given)
