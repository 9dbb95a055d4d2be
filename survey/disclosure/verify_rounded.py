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
    for name, shown, base, option in _printed(release):
        if name not in at:
            yield f"{name} is printed, and is no cell of the certificate."
            continue
        _, threshold, zeros, status, *_ = c["cells"][at[name]]
        t = policy["threshold_sensitive" if option == "sensitive" else "threshold"]
        if option and (threshold < max(t, FLOOR) or zeros < (option == "sensitive")):
            yield f"The rule of {name} is weaker than the policy."
        if shown["hidden"] != (status not in ("printed", "known")):
            yield f"{name} is shown, or hidden, other than was proven."
        values = [shown[key] for key in ("count", "percent", "low", "high")]
        step, points = policy["count_rounding"], policy["percent_rounding"]
        count = None if shown["hidden"] else _nearest(truth[at[name]], step)
        of = base and base["count"]
        right = [[count, None, None, None]]
        if count is not None and of:
            right.append([count, *_share(count, of, step, points)])
        if values not in right or shown["words"]:
            yield f"{name} is printed as {values}, which is not what was proven."


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


def _share(count: int, of: int, step: int, points: int) -> list[int]:
    """The percentage of two rounded counts, and its 95 % range (Wilson) rounded outwards."""
    slack = step // 2
    least, most = (max(0, count - slack), of + slack), max(1, of - slack)
    low = max(p for p in range(0, 101, points) if _outside(*least, p, below=True))
    top = (min(count + slack, most), most)
    high = min(p for p in range(0, 101, points) if _outside(*top, p, below=False))
    return [_nearest(round(Fraction(1000 * count, of)), 10 * points) // 10, low, high]


def _outside(count: int, of: int, percent: int, below: bool) -> bool:
    """Say whether a share of so many percent lies at or beyond one end of the Wilson range."""
    p, share = Fraction(percent, 100), Fraction(count, of)
    return (p <= share if below else p >= share) and (share - p) ** 2 >= Z_SQUARED * p * (
        1 - p
    ) / of
