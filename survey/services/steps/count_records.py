"""Counting all records that were opened of a wave: many of them in pieces, which add up.

It knows unprotected counts while it works, in memory only. It must not store or log them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from functools import partial, reduce
from itertools import cycle
from operator import add

from survey.answers.codec import Layout
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.questionnaire.model import Questionnaire
from survey.tally.counting import Tally, count

#: So many records are counted at once; more would take the more memory (docs/measurements/0034).
COUNTED_TOGETHER = 100_000
#: Pieces that are under way for each hand, so that it need not wait for the next one.
_AHEAD = 2


def count_records(
    questionnaire: Questionnaire,
    joined: bytes,
    *,
    blanks: bool = False,
    hands: Hands = NO_HANDS,
    together: int = COUNTED_TOGETHER,
) -> Tally:
    """Return the counts of joined records as `count` does, `together` of them at a time; where
    there are more, hands share them.

    The counts are the same however many pieces there are, also where a hand is lost.
    """
    layout = Layout(questionnaire)
    size = together * layout.width
    counted = partial(count, questionnaire, layout, blanks=blanks)
    if len(joined) > size and hands.executors:
        with suppress(BrokenExecutor):  # a process was ended: all are counted here then
            return reduce(add, _by_hands(_cut(joined, size), hands, counted))
    return reduce(add, (counted(piece) for piece in _cut(joined, size)))


def _by_hands(
    pieces: Iterable[bytes],
    hands: Hands,
    counted: Callable[[bytes], Tally],
) -> Iterator[Tally]:
    """Yield the counts of each piece; few of them are copied at a time."""
    under_way: deque[Future[Tally]] = deque()
    for piece, executor in zip(pieces, cycle(hands.executors), strict=False):
        under_way.append(executor.submit(counted, piece))
        if len(under_way) > _AHEAD * len(hands.executors):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _cut(joined: bytes, size: int) -> Iterator[bytes]:
    """Yield pieces of a size; one, though there are no records."""
    return (joined[at : at + size] for at in range(0, max(len(joined), 1), size))
