"""Ratings of all statements and rounds into plain objects, ready to be written as JSON.

It knows rows of ratings under pseudonyms and the rule; no pseudonym is in what it gives. The
numbers are raw, for the desk of a council: only `feedback` says what may be shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import pairwise

from survey.delphi.files.ratings_file import RatingRow
from survey.delphi.rule import ConsensusRule
from survey.delphi.statistics.agreement import Agreement, measure
from survey.delphi.statistics.missing import missing
from survey.delphi.statistics.other_scales import ScaleAgreement, measure_on
from survey.delphi.statistics.proportions import apmo
from survey.delphi.statistics.rating_scale import NINE, RatingScale
from survey.delphi.statistics.stability import RatingChange, advise, compare

JsonObject = dict[str, object]
_Group = dict[str, int | None]


def results(
    rows: Iterable[RatingRow], rule: ConsensusRule, scale: RatingScale = NINE
) -> list[JsonObject]:
    """Return one object per statement and round, then one per statement and pair of rounds.

    A statement's rounds are compared each with the next in which it stands. The order of the rows
    does not matter: statements come by their names, with numbers in them by size, then rounds.
    On a scale other than 1 to 9 there is no verdict, and what is not defined there is None.
    """
    groups: dict[str, dict[int, _Group]] = defaultdict(lambda: defaultdict(dict))
    responders: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        groups[row.statement][row.round][row.member] = row.rating
        if row.rating is not None:
            responders[row.round].add(row.member)
    there = {round_: len(members) for round_, members in responders.items()}
    in_order = sorted(groups, key=_by_name)
    measured = {
        (statement, round_): _measured(groups[statement][round_].values(), rule, scale)
        for statement in in_order
        for round_ in sorted(groups[statement])
    }
    cut_offs = _cut_offs(measured)
    told = [
        _result(statement, round_, one, there.get(round_, 0), cut_offs[round_], rule)
        for (statement, round_), one in measured.items()
    ]
    for statement in in_order:
        told += _comparisons(statement, groups[statement], rule, scale)
    return told


def in_words(told: Iterable[JsonObject]) -> list[str]:
    """Return a line for each statement and round: “S1, round 1: median 7, 60 % agree …”."""
    return [_line(one) for one in told if "round" in one]


def _line(one: JsonObject) -> str:
    name = "".join(letter if letter.isprintable() else " " for letter in str(one["statement"]))
    start = f"{name}, round {one['round']}:"
    if not one["n"]:
        return f"{start} no rating"
    agree, verdict = one["agree_percent"], one["verdict"]
    percent = "" if agree is None else f", {agree:.0f} % agree"
    ratings = "1 rating" if one["n"] == 1 else f"{one['n']} ratings"
    end = f", {verdict}" if verdict else ""
    return f"{start} median {one['median']:g}{percent} ({ratings}){end}"


def _measured(
    ratings: Iterable[int | None], rule: ConsensusRule, scale: RatingScale
) -> Agreement | ScaleAgreement:
    return measure(ratings, rule) if scale.is_nine else measure_on(ratings, rule, scale)


def _cut_offs(
    measured: dict[tuple[str, int], Agreement | ScaleAgreement],
) -> dict[int, float | None]:
    opinions: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for (_, round_), one in measured.items():
        ends = (one.thirds.high, one.thirds.low) if isinstance(one, Agreement) else one.ends
        opinions[round_] += [] if ends is None else [(*ends, one.n)]
    return {round_: apmo(counts) for round_, counts in opinions.items()}


def _result(
    statement: str,
    round_: int,
    measured: Agreement | ScaleAgreement,
    responders: int,
    cut_off: float | None,
    rule: ConsensusRule,
) -> JsonObject:
    answered = missing(measured.n, responders, rule)
    return {
        "statement": statement,
        "round": round_,
        **measured.flat(),
        "responders": answered.responders,
        "rated_percent": answered.percent,
        "many_chose_not_to_answer": answered.many_chose_not_to_answer,
        "apmo_cut_off": cut_off,
    }


def _comparisons(
    statement: str, rounds: dict[int, _Group], rule: ConsensusRule, scale: RatingScale
) -> Iterator[JsonObject]:
    for times, (one, two) in enumerate(pairwise(sorted(rounds)), 2):
        found = compare(rounds[one], rounds[two], rule, scale)
        yield {
            "statement": statement,
            "from_round": one,
            "to_round": two,
            "pairs": found.pairs,
            "stable": found.stable,
            "advice": advise(found, times, rule),
            **{
                field.name: getattr(found.change, field.name, None)
                for field in fields(RatingChange)
            },
            "method": found.method,
        }


def _by_name(statement: str) -> tuple[list[str | int], str]:
    parts = re.split(r"([0-9]+)", statement)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], statement
