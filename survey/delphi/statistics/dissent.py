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
from survey.delphi.statistics.feedback import Sentence
from survey.delphi.statistics.percentiles import valid
from survey.errors import BadInput, Refused
from survey.questionnaire.texts import Frozen

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


class MinorityReport(Frozen):
    """Why a statement has dissent that must be told; `groups` are roles whose middle lies in
    another third."""

    grounds: tuple[Ground, ...]
    groups: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class PrintedDissent:
    """A minority report on a statement in a round, and what people wrote about it.

    `reasons` are a moderator's paraphrases, `notes` are annotations of editors; both can only be
    added to.
    """

    statement: str
    round: int
    report: MinorityReport
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def explained(self, reason: str) -> PrintedDissent:
        """Return the report with a paraphrase added; BadInput when it is empty or tells how
        many."""
        return replace(self, reasons=(*self.reasons, _words(reason)))

    def annotated(self, note: str) -> PrintedDissent:
        """Return the report with an editor's note added; BadInput when it is empty or tells counts.

        There is no way to take a report, a reason or a note away.
        """
        return replace(self, notes=(*self.notes, _words(note)))


def minority_report(
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
    apart = tuple(
        sorted(
            role
            for role, group in (roles or {}).items()
            if (median := _median_of_enough(group, policy)) is not None and third(median) != whole
        )
    )
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
    if not grounds:
        return None
    sentences = tuple(Sentence(words=SENTENCES[ground]) for ground in grounds)
    return MinorityReport(grounds=grounds, groups=apart, sentences=sentences)


def require_whole(needed: Sequence[PrintedDissent], printed: Sequence[PrintedDissent]) -> None:
    """Refused when a report that the rule made is missing from a document, or says less."""
    there = {(one.statement, one.round): one for one in printed}
    for one in needed:
        shown = there.get((one.statement, one.round))
        if shown is None or not (
            set(one.report.grounds) <= set(shown.report.grounds)
            and set(one.report.groups) <= set(shown.report.groups)
            and set(one.reasons) <= set(shown.reasons)
            and set(one.notes) <= set(shown.notes)
        ):
            raise Refused(
                f"The minority report on statement {one.statement} in round {one.round} "
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
