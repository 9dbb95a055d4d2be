"""Minority reports: made by rule wherever a view differs, explained by people, deleted by nobody.

It knows ratings, groups of them, and the locked policy. A report holds no count and no member.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.agreement import Agreement, measure, median_of, third
from survey.delphi.statistics.percentiles import valid
from survey.errors import BadInput, Refused

Ground = Literal["disagreement", "opposite third", "group in another third", "survivors apart"]
OptionalRatings = Iterable[int | None]

#: Why a report stands there, in words that may be printed.
SENTENCES: Mapping[Ground, str] = {
    "disagreement": "By the rule agreed before the first round, the ratings are apart.",
    "opposite third": "Some members rated this at the other end of the scale.",
    "group in another third": "A group of members saw this differently from the council as a "
    "whole.",
    "survivors apart": "Survivors and other members saw this differently.",
}


@dataclass(frozen=True, slots=True)
class MinorityReport:
    """Why a statement has dissent that must be told, and what people wrote about it.

    `groups` are roles whose middle lies in another third. `reasons` are a moderator's paraphrases,
    `notes` are annotations of editors; both can only be added to.
    """

    statement: str
    round: int
    grounds: tuple[Ground, ...]
    groups: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """Return why the report stands there, in the order of the rule."""
        return tuple(SENTENCES[ground] for ground in self.grounds)

    def explained(self, reason: str) -> MinorityReport:
        """Return the report with a paraphrase added; BadInput when it is empty or tells how
        many."""
        return replace(self, reasons=(*self.reasons, _words(reason)))

    def annotated(self, note: str) -> MinorityReport:
        """Return the report with an editor's note added; BadInput when it is empty or tells counts.

        There is no way to take a report, a reason or a note away.
        """
        return replace(self, notes=(*self.notes, _words(note)))


def minority_report(
    statement: str,
    round_: int,
    ratings: OptionalRatings,
    policy: CouncilPolicy,
    *,
    roles: Mapping[str, OptionalRatings] | None = None,
    survivors: OptionalRatings = (),
    others: OptionalRatings = (),
) -> MinorityReport | None:
    """Return the report that the ratings of a statement need; None where they need none.

    It is needed when one of these holds: disagreement by IPRAS or by the classic rule; enough
    people in the third opposite to the median; the median of a role in another third than that of
    all; medians of survivors and others far apart. Under `too_few_under` ratings nothing is said.
    """
    measured = measure(ratings, policy.rule)
    if measured.n < policy.rule.too_few_under or measured.spread is None:
        return None
    whole = third(measured.spread.median)
    apart = tuple(sorted(
        role for role, group in (roles or {}).items()
        if (median := _median_of_enough(group, policy)) is not None and third(median) != whole
    ))  # fmt: skip
    first, second = (_median_of_enough(group, policy) for group in (survivors, others))
    far = None not in (first, second) and abs((first or 0) - (second or 0)) >= (
        policy.dissent.medians_apart
    )
    found: Mapping[Ground, bool] = {
        "disagreement": measured.verdict == "disagreement",
        "opposite third": _minority_opposite(measured, whole, policy),
        "group in another third": bool(apart),
        "survivors apart": far,
    }
    grounds = tuple(ground for ground, holds in found.items() if holds)
    return MinorityReport(statement, round_, grounds, apart) if grounds else None


def require_whole(needed: Sequence[MinorityReport], printed: Sequence[MinorityReport]) -> None:
    """Refused when a report that the rule made is missing from a document, or says less."""
    there = {(one.statement, one.round): one for one in printed}
    for report in needed:
        shown = there.get((report.statement, report.round))
        if shown is None or not (
            set(report.grounds) <= set(shown.grounds)
            and set(report.groups) <= set(shown.groups)
            and set(report.reasons) <= set(shown.reasons)
            and set(report.notes) <= set(shown.notes)
        ):
            raise Refused(
                f"The minority report on statement {report.statement} in round {report.round} "
                "is missing or was shortened.",
                do="Print it whole. You may add a note to it.",
            )


def _minority_opposite(measured: Agreement, whole: str, policy: CouncilPolicy) -> bool:
    """With a median in the middle third there is no opposite; disagreement covers that case."""
    opposite = {"low": measured.thirds.high, "high": measured.thirds.low}.get(whole, 0)
    enough = opposite >= policy.dissent.minority_people
    return enough and 100 * opposite >= policy.dissent.minority_percent * measured.n


def _median_of_enough(group: OptionalRatings, policy: CouncilPolicy) -> float | None:
    given = valid(group)
    return median_of(given) if len(given) >= policy.groups.people else None


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadInput("There are no words to add.")
    if re.search(r"[%\d]", words):
        raise BadInput(
            "These words hold a number.",
            do="Say what was meant, and not how many meant it.",
        )
    return words
