"""What is shown of a council's ratings as files: one line to a rating of a statement, and JSON.

It knows stored round releases. A file says what the pages say, and no more.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from survey.answers.csv_text import plain_cell
from survey.delphi.statistics.kappa import kappa_band
from survey.disclosure.council.round_release import RoundRelease, StabilityShown, StatementShown

FORMAT = "survivor-council-report/1"
THIRDS = ("low", "middle", "high")
COLUMNS = (
    "statement",
    "aspect",
    "round",
    "shown",
    "n",
    "median",
    "q1",
    "q3",
    "third",
    "views",
    "verdict",
    *(f"{third}_{part}" for third in THIRDS for part in ("percent", "lower", "upper")),
    *(f"rated_{point}" for point in range(1, 10)),
    "many_chose_not_to_answer",
    "from_round",
    "pairs",
    "kappa_quadratic",
    "unchanged_percent",
    "stable",
    "advice",
    "median_leavers",
    "median_stayers",
    "minority_grounds",
    "minority_groups",
    "lost",
    "withheld",
    "method",
    "words",
)


def statements_csv(releases: tuple[RoundRelease, ...]) -> str:
    """Return every shown number as CSV text (RFC 4180, lines end in CR LF), with a header.

    One line for each statement, aspect and round; what is not shown is empty. A cell that a
    spreadsheet would calculate is headed by an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for release in releases:
        for one in release.statements:
            line = {**_line(one), "round": str(release.number)}
            writer.writerow({name: plain_cell(value) for name, value in line.items()})
    return text.getvalue()


def rounds_json(releases: tuple[RoundRelease, ...]) -> str:
    """Return the releases, the method and the stability between rounds as canonical JSON.

    Sorted keys, one space of indent, a newline at the end. `rounds` are the releases as they are
    stored, `stability` one object for each statement and two rounds of which it is shown.
    """
    last = releases[-1]
    told = {
        "format": FORMAT,
        "council": last.council,
        "practice": last.practice,
        "method": {
            "percentiles": last.policy.rule.percentiles,
            "scale": last.policy.rule.scale,
            "policy": last.policy.model_dump(mode="json"),
            "interval": "Wilson 95%, rounded outwards",
        },
        "rounds": [release.model_dump(mode="json") for release in releases],
        "stability": list(_stability(releases)),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _line(one: StatementShown) -> dict[str, str]:
    line = {
        "statement": one.statement,
        "aspect": one.aspect,
        "shown": one.shown,
        "n": _number(one.n),
        "median": _number(one.median),
        "q1": _number(one.q1),
        "q3": _number(one.q3),
        "third": one.third or "",
        "views": one.views or "",
        "verdict": one.verdict or "",
        "many_chose_not_to_answer": _truth(one.many_chose_not_to_answer),
        "lost": _truth(one.lost),
        "withheld": one.withheld,
        "method": one.method,
        "words": one.words,
    }
    for third, share in zip(THIRDS, one.shares or (), strict=False):
        line[f"{third}_percent"] = str(share.percent)
        line[f"{third}_lower"], line[f"{third}_upper"] = str(share.lower), str(share.upper)
    line |= {f"rated_{point}": str(count) for point, count in enumerate(one.shape or (), 1)}
    if one.leavers is not None:
        left, stayed = one.leavers
        line |= {"median_leavers": _number(left), "median_stayers": _number(stayed)}
    if one.minority is not None:
        line["minority_grounds"] = "; ".join(one.minority.grounds)
        line["minority_groups"] = "; ".join(one.minority.groups)
    return line | _stable(one)


def _stable(one: StatementShown) -> dict[str, str]:
    if one.stability is None:
        return {}
    found = one.stability
    return {
        "from_round": str(found.from_round),
        "pairs": str(found.pairs),
        "kappa_quadratic": _number(found.kappa_quadratic),
        "unchanged_percent": _number(found.unchanged_percent),
        "stable": found.stable,
        "advice": found.advice,
    }


def _stability(releases: tuple[RoundRelease, ...]) -> Iterator[dict[str, object]]:
    for release in releases:
        for one in release.statements:
            if one.stability is None:
                continue
            yield {
                "statement": one.statement,
                "aspect": one.aspect,
                "to_round": release.number,
                **one.stability.model_dump(mode="json"),
                "kappa_quadratic_band": _band(one.stability),
                "method": one.method,
            }


def _band(shown: StabilityShown) -> str | None:
    """Name the band of kappa, where it is defined."""
    if shown.stable == "stable by definition":
        return shown.stable
    if shown.kappa_quadratic is None:
        return None
    return kappa_band(shown.kappa_quadratic)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _truth(value: bool) -> str:
    return "true" if value else "false"
