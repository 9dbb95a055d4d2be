"""Does every rounded number of a study round from what its certificate proves? Part of verify.py.

It knows two parsed JSON texts and whole numbers, and nothing of this house.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from survey.disclosure.verify_shares import nearest, shares_fit

FLOOR = 5


def wrong_in_study(release: Any, c: Any) -> Iterator[str]:
    """Give what is wrong with the numbers of a study, against its certificate: every printed one
    rounds from the count of its cell, its percentage from the rounded counts, nothing else."""
    at = {cell[0]: place for place, cell in enumerate(c["cells"])} | dict(c["names"])
    truth, policy = c["tables"][0], release["policy"]
    step = policy["count_rounding"]
    if release["respondents"]["count"] not in (None, nearest(truth[at["everyone"]], step)):
        yield "The number of people who took part is not the one that was proven."
    yield from _sums_left_out(release, c, at)
    for name, shown, option in _printed(release):
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
            None if shown["hidden"] else nearest(truth[at[name]], max(step, FLOOR))
        )
        if not right or shown["words"]:
            yield f"{name} is printed as {shown}, which is not what was proven."
    for name, cells, base, adds_up in _columns(release):
        if not shares_fit(cells, base, policy, adds_up):
            yield f"The percentages of {name} are not what follows from the printed counts."


def _sums_left_out(release: Any, c: Any, at: dict[str, int]) -> Iterator[str]:
    """A question of which one option is chosen adds up, and the certificate says so."""
    lines = {frozenset((place, factor) for place, factor in line) for line in c["lines"]}
    for q in release["questions"]:
        if q["form"] == "numbers" and q["type"] in ("single", "scale"):
            parts = [(at[f"{q['id']}/{row['id']}"], -1) for row in q["rows"]]
            if frozenset([(at[f"{q['id']}/base"], 1), *parts]) not in lines:
                yield f"The certificate leaves out that the answers to {q['id']} add up."


def _printed(release: Any) -> Iterator[tuple[str, Any, str]]:
    """Every printed cell by name, and whether it is an option."""
    for q in (q for q in release["questions"] if q["form"] == "numbers"):
        kind = "sensitive" if q["sensitive"] else "option"
        yield f"{q['id']}/base", q["base"], ""
        yield from ((f"{q['id']}/{row['id']}", row["shown"], kind) for row in q["rows"])
        yield from ((f"{q['id']}/{row['id']}", row["shown"], "") for row in q["missing"])
        for part in q["breakdowns"]:
            for j, column in enumerate(part["categories"]):
                end = f"@{part['by']}:{column['id']}"
                yield f"{q['id']}/base{end}", column["base"], ""
                for row, cells in zip(part["row_ids"], part["cells"], strict=True):
                    yield f"{q['id']}/{row}{end}", cells[j], kind


def _columns(release: Any) -> Iterator[tuple[str, list[Any], Any, bool]]:
    """Every column of rows with its base, and whether its rows add up to that; and the bases and
    kinds of missing answer, which have no base."""
    for q in (q for q in release["questions"] if q["form"] == "numbers"):
        adds_up = q["type"] in ("single", "scale", "ranking")
        yield q["id"], [row["shown"] for row in q["rows"]], q["base"], adds_up
        apart = [q["base"], *(row["shown"] for row in q["missing"])]
        for part in q["breakdowns"]:
            apart += [column["base"] for column in part["categories"]]
            for j, column in enumerate(part["categories"]):
                cells = [line[j] for line in part["cells"]]
                yield f"{q['id']}@{part['by']}:{column['id']}", cells, column["base"], adds_up
        yield f"{q['id']} (bases and missing)", apart, None, False
