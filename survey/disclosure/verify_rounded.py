"""Does every rounded number of a study round from what its certificate proves? Part of verify.py.

It knows two parsed JSON texts and whole numbers, and nothing of this house.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

FLOOR = 5
Z_SQUARED = Fraction(1.959963984540054) ** 2


def wrong_in_study(release: Any, c: Any) -> Iterator[str]:
    """Give what is wrong with the numbers of a study, against its certificate: every printed one
    rounds from the count of its cell, its percentage from the rounded counts, nothing else."""
    at = {cell[0]: place for place, cell in enumerate(c["cells"])} | dict(c["names"])
    truth, policy = c["tables"][0], release["policy"]
    step, points = policy["count_rounding"], policy["percent_rounding"]
    if release["respondents"]["count"] not in (None, _nearest(truth[at["everyone"]], step)):
        yield "The number of people who took part is not the one that was proven."
    yield from _sums_left_out(release, c, at)
    for name, shown, base, option in _printed(release):
        if name not in at:
            yield f"{name} is printed, and is no cell of the certificate."
            continue
        _, threshold, zeros, status, first, *_ = c["cells"][at[name]]
        t = policy["threshold_sensitive" if option == "sensitive" else "threshold"]
        if option and (threshold < max(t, FLOOR) or zeros < (option == "sensitive")):
            yield f"The rule of {name} is weaker than the policy."
        if shown["hidden"] != (status not in ("printed", "known")) or first > release["number"]:
            yield f"{name} is shown, or hidden, other than was proven."
        right = shown["count"] == (
            None if shown["hidden"] else _nearest(truth[at[name]], max(step, FLOOR))
        )
        if not right or shown["words"] or not _shares_fit(shown, base, step, points):
            yield f"{name} is printed as {shown}, which is not what was proven."


def _sums_left_out(release: Any, c: Any, at: dict[str, int]) -> Iterator[str]:
    """A question of which one option is chosen adds up, and the certificate says so."""
    lines = {frozenset((place, factor) for place, factor in line) for line in c["lines"]}
    for q in release["questions"]:
        if q["form"] == "numbers" and q["type"] in ("single", "scale"):
            parts = [(at[f"{q['id']}/{row['id']}"], -1) for row in q["rows"]]
            if frozenset([(at[f"{q['id']}/base"], 1), *parts]) not in lines:
                yield f"The certificate leaves out that the answers to {q['id']} add up."


def _printed(release: Any) -> Iterator[tuple[str, Any, Any, str]]:
    """Every printed cell by name, with the cell of its base and whether it is an option."""
    for q in (q for q in release["questions"] if q["form"] == "numbers"):
        kind = "sensitive" if q["sensitive"] else "option"
        yield f"{q['id']}/base", q["base"], None, ""
        yield from ((f"{q['id']}/{row['id']}", row["shown"], q["base"], kind) for row in q["rows"])
        yield from ((f"{q['id']}/{row['id']}", row["shown"], None, "") for row in q["missing"])
        for part in q["breakdowns"]:
            for j, column in enumerate(part["categories"]):
                end = f"@{part['by']}:{column['id']}"
                yield f"{q['id']}/base{end}", column["base"], None, ""
                for row, cells in zip(part["row_ids"], part["cells"], strict=True):
                    yield f"{q['id']}/{row}{end}", cells[j], column["base"], kind


def _nearest(value: int, step: int) -> int:
    return step * ((2 * value + step) // (2 * step))


def _shares_fit(shown: Any, base: Any, step: int, points: int) -> bool:
    """Say whether a percentage of two rounded counts, and its 95 % range (Wilson), rounded outwards
    to so many points, are what follows from the counts; or are not there at all."""
    values = [shown[key] for key in ("percent", "low", "high")]
    if values == [None, None, None]:
        return True
    count, of, slack = shown["count"], base and base["count"], step // 2
    if None in values or count is None or not of:
        return False
    percent, low, high = values
    if percent != _nearest(round(Fraction(1000 * count, of)), 10 * points) // 10:
        return False
    most = max(1, of - slack)
    lower = (max(0, count - slack), of + slack)
    upper = (min(count + slack, most), most)
    return (
        (low % points, high % points) == (0, 0)
        and 0 <= low <= high <= 100
        and _beyond(*lower, low, below=True)
        and not _beyond(*lower, low + points, below=True)
        and _beyond(*upper, high, below=False)
        and not _beyond(*upper, high - points, below=False)
    )


def _beyond(count: int, of: int, percent: int, below: bool) -> bool:
    """Say whether a share of so many percent lies at or beyond one end of the Wilson range."""
    p, share = Fraction(percent, 100), Fraction(count, of)
    if p < 0 or p > 1:
        return below == (p < 0)
    return (p <= share if below else p >= share) and (share - p) ** 2 >= Z_SQUARED * p * (
        1 - p
    ) / of
