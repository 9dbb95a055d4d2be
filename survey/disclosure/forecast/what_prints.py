"""How much would be printed in tables that are split, as groups are and as they could be.

It knows tries with invented people, and what was printed of them. It must not know a tally.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from survey.disclosure.forecast.foretold import WhatPrints
from survey.disclosure.forecast.one_try import BreakdownSeen
from survey.disclosure.forecast.printed_now import percent_hidden
from survey.disclosure.rounding import nearest

_TEN = 10
#: How the case is called in which nothing is changed.
AS_IT_IS = "As it is"


def what_would_print(
    by: str, title: str, seen: Sequence[BreakdownSeen], questions: int
) -> WhatPrints:
    """Return what half of some tries with a breakdown print at least; `questions` is how many the
    breakdown could split, of which each try looks at some."""
    looked_at = max((one.tables for one in seen), default=0) or 1
    times = questions / looked_at
    tables = median(one.in_part for one in seen) * times if seen else 0
    numbers = median(one.numbers for one in seen) * times if seen else 0
    cells = sum(one.cells for one in seen)
    hidden = cells - sum(one.numbers for one in seen)
    return WhatPrints(
        by=by,
        title=title,
        tables=f"{f'about {round(tables)}' if round(tables) else 'hardly any'} of {questions}",
        numbers=f"about {nearest(round(numbers), _TEN)}" if numbers >= _TEN else "hardly any",
        hidden=percent_hidden(hidden, cells),
    )
