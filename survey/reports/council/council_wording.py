"""Words of a council's report: verdicts, kinds of round, deeds, kappa, numbers of the policy.

It knows no page, no chart and no answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import PolicyChange, RoundKind
from survey.delphi.life.statements import StatementAction
from survey.delphi.statistics.agreement import AgreementVerdict
from survey.delphi.statistics.kappa import kappa_band
from survey.delphi.statistics.proportions import PercentShare
from survey.disclosure.council.round_release import (
    PARTS,
    RankShown,
    StabilityShown,
    StatementShown,
)
from survey.questionnaire.texts import Text
from survey.reports.council.council_charts import ends, half, number
from survey.reports.report_words import LANGUAGE, WordsInLanguage, sentence

KINDS: dict[RoundKind, str] = {
    "gather": "gathering ideas",
    "rate": "rating",
    "rate again": "rating again",
    "choose words": "choosing words",
    "rank": "putting in order",
}
ASPECTS = {"importance": "How important it is", "feasibility": "How feasible it is"}
NOT_SHOWN = "not shown"
FEW = "–"
NO_STABILITY = (
    "how far ratings stayed the same is not shown. Too few rated it in both rounds, or it could "
    "tell what single members rated."
)

#: What a verdict is called, and the sign before it: a shape, so that no colour has to say it.
VERDICTS: dict[AgreementVerdict, tuple[str, str]] = {
    "consensus for": ("▲", "The council is for it"),
    "consensus against": ("▼", "The council is against it"),
    "disagreement": ("◁▷", "The views are apart"),
    "no consensus yet": ("○", "No common view"),
    "too few to say": (FEW, "Too few ratings to say"),
}

#: What consensus means where not agreement was asked for, but another aspect.
OF_ASPECTS: dict[tuple[str, AgreementVerdict], str] = {
    ("importance", "consensus for"): "The council finds it important",
    ("importance", "consensus against"): "The council finds it not important",
    ("feasibility", "consensus for"): "The council finds it feasible",
    ("feasibility", "consensus against"): "The council finds it not feasible",
}

#: The numbers of the policy in plain words, for the list of changes.
NUMBERS = {
    "rule.too_few_under": "ratings that a verdict needs",
    "rule.median_from": "median that consensus needs",
    "rule.agree_from": "percent at 7 to 9 that consensus needs",
    "rule.oppose_under": "percent at 1 to 3 that consensus stays under",
    "rule.rounds_most": "rounds in which a statement is rated at most",
    "rule.stable_change_under": "change in percent under which ratings are stable",
    "rule.stable_kappa_from": "weighted kappa from which ratings are stable",
    "rule.stable_cv_change_under": "change of the coefficient of variation that is marked",
    "rule.pairs_from": "pairs of ratings that stability needs",
    "rule.many_missing_under": "percent of members under which many chose not to answer",
    "feedback.median_from": "ratings from which the median is shown",
    "feedback.verdict_from": "ratings from which middle half and verdict are shown",
    "feedback.percentages_from": "ratings from which percentages are shown",
    "dissent.minority_percent": "percent that make a minority report",
    "dissent.minority_people": "people that make a minority report",
    "dissent.medians_apart": "points between medians that make a minority report",
    "groups.people": "people that a group needs to be looked at alone",
}


@dataclass(frozen=True)
class RatingOutcome:
    """How one rating of a statement came out: a sign, a few words, and what they rest on."""

    sign: str
    words: str
    base: str = ""


def outcome(shown: StatementShown) -> RatingOutcome:
    """Return the outcome of one statement in one round, from what is shown and nothing else."""
    base = rated(shown)
    if shown.verdict is not None:
        sign, words = VERDICTS[shown.verdict]
        return RatingOutcome(sign, OF_ASPECTS.get((shown.aspect, shown.verdict), words), base)
    if shown.median is not None or shown.third is not None:
        return RatingOutcome(FEW, "Too few ratings for a verdict", base)
    if shown.withheld:
        return RatingOutcome(FEW, "Not shown", base)
    return RatingOutcome(FEW, "Too few ratings to show", base)


def rated(shown: StatementShown) -> str:
    """Return "18 rated it", or "" where the number is not shown."""
    return "" if shown.n is None else f"{shown.n} rated it"


def told(shown: StatementShown) -> bool:
    """Say whether anything of the ratings is shown."""
    return shown.median is not None or shown.third is not None or shown.verdict is not None


def why_not(shown: StatementShown) -> str:
    """Return why nothing of the ratings is shown, in a few words."""
    return "not shown, to protect members" if shown.withheld else "not shown: too few rated"


def middle(shown: StatementShown) -> str:
    """Return the median as printed, the part of the scale that holds it, or "not shown"."""
    if shown.third is not None:
        return f"in {ends(PARTS[shown.third])}"
    return NOT_SHOWN if shown.median is None else number(shown.median)


def middle_half(shown: StatementShown) -> str:
    """Return the middle half as printed, or "not shown"."""
    return NOT_SHOWN if shown.q1 is None or shown.q3 is None else half(shown.q1, shown.q3)


def share(one: PercentShare) -> tuple[str, str]:
    """Return a share and its interval: ("62%", "43–78%")."""
    return f"{one.percent}%", f"{one.lower}–{one.upper}%"


def stability(shown: StabilityShown, round_: int) -> tuple[str, ...]:
    """Return how far ratings stayed the same between two rounds, as sentences."""
    told = [
        f"From round {shown.from_round} to round {round_}: {shown.pairs} members rated it in both, "
        f"and {shown.unchanged_percent}% of them gave the same rating again."
    ]
    if shown.stable == "stable by definition":
        told.append("All ratings were one and the same, so they are stable by definition.")
    elif shown.kappa_quadratic is not None:
        band = kappa_band(shown.kappa_quadratic)
        told.append(f"Weighted kappa is {shown.kappa_quadratic:.2f}: {band}.")
    told.append(
        {
            "stop: stable": "By the rule the ratings are stable, so it is rated no more.",
            "stop: last round": "By the rule this was its last round of rating.",
            "rate again": "By the rule it can be rated again.",
        }[shown.advice]
    )
    return tuple(told)


def concord(shown: RankShown) -> str:
    """Return Kendall's W in words, or "" where it is not shown."""
    if shown.w is None or shown.reading is None or shown.full is None:
        return ""
    left_out = ""
    if shown.partial:
        left_out = f" {shown.partial} more left something out and are not counted."
    return (
        f"{shown.full} members put all of them in order.{left_out} Kendall’s W is {shown.w:.2f}: "
        f"{shown.reading} agreement about the order. It would be 1 if all orders were the same, "
        "and near 0 if they had nothing in common."
    )


def change_words(change: PolicyChange) -> tuple[str, ...]:
    """Return every number that a change of the locked rule changed, in plain words."""
    return tuple(
        f"{sentence(NUMBERS.get(name, name)).rstrip('.')}: was {before}, became {after}."
        for name, before, after in change.differences()
    )


def when(round_: int) -> str:
    """Return "Before round 1" for 0, else "Round 2"."""
    return f"Round {round_}" if round_ else "Before round 1"


def said(text: Text, file: CouncilFile) -> WordsInLanguage:
    """Return words of a council's file or plan in the report's language, else in their first."""
    words = text.as_mapping()
    first = file.languages[0] if file.languages else LANGUAGE
    for code in (LANGUAGE, "", first):
        if words.get(code):
            return WordsInLanguage(words[code], code or first)
    code, found = next(iter(words.items()), (LANGUAGE, ""))
    return WordsInLanguage(found, code or first)


#: What was done to a statement, in words for its life; a name or two may follow.
DEEDS: dict[StatementAction, str] = {
    "propose": "Proposed",
    "edit": "Put into clearer words",
    "merge": "Put together with others",
    "split": "Divided",
    "rate": "Put to the council",
    "result": "Rated",
    "drop": "Dropped",
    "flag": "Somebody said that these words lost their meaning",
    "bring back": "Brought back",
}
