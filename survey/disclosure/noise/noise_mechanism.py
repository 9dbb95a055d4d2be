"""Noise for headline numbers: the mechanism, how far it reaches, and what a study may spend.

It must not know questions, answers or files. The chance is OpenDP's own; it is handed on as a
function, so that nothing else here draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, exp, inf, log, log1p, nextafter
from typing import TYPE_CHECKING, Any

from survey.errors import Action, Do, Refused

if TYPE_CHECKING:
    from opendp.mod import Measurement

#: What all headline numbers of a study may spend together, for life, in thousandths of epsilon.
MOST_FOR_LIFE = 3_000

#: Headline numbers that a study may give, for life.
MOST_HEADLINES = 10

#: People who must have taken part.
LEAST_PEOPLE = 1_000

#: The least epsilon of one number, in thousandths: its noise reaches 300 people and more.
LEAST_EPSILON = 10

#: How often a stated range misses the exact count, at most.
_MISSES = 0.05

#: Takes an exact count and an epsilon in thousandths, and gives the count with noise.
Draw = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class NoisyCount:
    """One line of the ledger: a number that was given out.

    `release` is the number of the release whose people were counted, `indicator` names the question
    and its options, `epsilon` is in thousandths, `noisy` the number as it was drawn.
    """

    release: int
    indicator: str
    epsilon: int
    noisy: int


def opendp_draw() -> Draw:
    """Return the function that adds noise; Refused where OpenDP is not installed."""
    try:
        import opendp.prelude  # noqa: F401 - only looked for here
    except ImportError as error:
        raise Refused(
            "Headline numbers need the package OpenDP, which is not installed here.",
            kept="Nothing was opened, and nothing was spent.",
            do=(
                "Install it beside this program, then do the same again",
                Action(Do.INSTALL_NOISE),
            ),
        ) from error
    return lambda count, epsilon: int(laplace(epsilon)(count))


@cache
def laplace(epsilon: int) -> Measurement:
    """Return OpenDP's discrete Laplace measurement of one count, for an epsilon in thousandths.

    One person more or less, or with another answer, changes a count by at most 1, and OpenDP's own
    privacy map says for that change at most epsilon. P(noise = k) is in proportion to
    exp(-epsilon |k|); sampled exactly, after Canonne, Kamath and Steinke (2020).
    """
    import opendp.prelude as dp

    dp.enable_features("contrib")
    scale = 1000 / epsilon
    while True:
        made: Any = dp.m.make_laplace(
            dp.atom_domain(T=dp.i64), dp.absolute_distance(T=dp.i64), scale=scale
        )
        if Fraction(made.map(1)) <= Fraction(epsilon, 1000):
            measurement: Measurement = made
            return measurement
        scale = nextafter(scale, inf)  # 1000 / epsilon is no machine number: round upwards


def accuracy(epsilon: int) -> int:
    """Return the least a for which the noise is within -a and a in 95 of 100 draws or more.

    With p = exp(-epsilon), P(|noise| > a) = 2 p^(a+1) / (1 + p).
    """
    rate = epsilon / 1000
    return max(0, ceil((log(2 / _MISSES) - log1p(exp(-rate))) / rate) - 1)


def spent(ledger: Sequence[NoisyCount]) -> int:
    """Return what a study has spent so far, in thousandths."""
    return sum(one.epsilon for one in ledger)


def beyond(ledger: Sequence[NoisyCount], epsilons: Sequence[int]) -> tuple[str, ...]:
    """Return what is in the way of giving out more numbers, with what to do; nothing if all
    fits."""
    found = []
    left = MOST_HEADLINES - len(ledger)
    if len(epsilons) > left:
        found.append(
            f"{len(ledger)} headline numbers of this study were given out, of at most "
            f"{MOST_HEADLINES} for its life, and the plan asks for {len(epsilons)} more. "
            f"Leave out {len(epsilons) - left}."
        )
    over = spent(ledger) + sum(epsilons) - MOST_FOR_LIFE
    if over > 0:
        found.append(
            f"The plan asks for epsilon {decimal(sum(epsilons))}, and of {decimal(MOST_FOR_LIFE)} "
            f"for the life of this study {decimal(spent(ledger))} is spent. "
            f"Ask for {decimal(over)} less."
        )
    return tuple(found)


def decimal(thousandths: int) -> str:
    """Return thousandths as people write them: 500 is 0.5."""
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")
