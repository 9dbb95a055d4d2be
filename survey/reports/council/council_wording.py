"""Words of a council's report: verdicts, kinds of round, deeds, kappa, numbers of the policy.

It knows no page, no chart and no answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.delphi.files.checklist import PointerSentence, Status
from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import PolicyChange, RoundKind
from survey.delphi.life.statements import StatementAction
from survey.delphi.statistics.agreement import AgreementVerdict
from survey.delphi.statistics.feedback import Sentence
from survey.delphi.statistics.kappa import KappaBand, kappa_band
from survey.delphi.statistics.proportions import PercentShare
from survey.delphi.statistics.ranks import Concord
from survey.delphi.statistics.stability import Advice
from survey.disclosure.council.round_policy import policy_said
from survey.disclosure.council.round_release import (
    PARTS,
    RankShown,
    RoundRelease,
    StabilityShown,
    StatementShown,
)
from survey.questionnaire.catalogues import catalogue
from survey.questionnaire.texts import Text
from survey.reports.council.council_charts import (
    decimals,
    ends,
    half,
    number,
    percentage,
)
from survey.reports.report_language import document_language, say
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    comma,
    sentence,
    tell,
)

KINDS: dict[RoundKind, str] = {
    "gather": "gathering ideas",
    "rate": "rating",
    "rate again": "rating again",
    "choose words": "choosing words",
    "rank": "putting in order",
}
_ROUNDS_OF: dict[str, str] = {str(kind): words for kind, words in KINDS.items()}
ASPECTS = {"importance": "How important it is", "feasibility": "How feasible it is"}
#: The same aspects within a sentence.
ASPECT_NAMES = {"importance": "importance", "feasibility": "feasibility"}
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

SAME_AGAIN = (
    "From round {before} to round {after}: {pairs} members rated it in both, and {percent}% of "
    "them gave the same rating again."
)
STABLE_BY_DEFINITION = "All ratings were one and the same, so they are stable by definition."
ADVICE: dict[Advice, str] = {
    "stop: stable": "By the rule the ratings are stable, so it is rated no more.",
    "stop: last round": "By the rule this was its last round of rating.",
    "rate again": "By the rule it can be rated again.",
}
BANDS: dict[KappaBand, str] = {
    "poor": "poor",
    "fair": "fair",
    "moderate": "moderate",
    "substantial": "substantial",
    "almost perfect": "almost perfect",
}
CONCORD: dict[Concord, str] = {
    "very weak": "very weak agreement about the order",
    "weak": "weak agreement about the order",
    "moderate": "moderate agreement about the order",
    "strong": "strong agreement about the order",
    "unusually strong": "unusually strong agreement about the order",
}
LEFT_AND_STAYED = (
    "Round {round}: of those who left after it was last rated, the middle was {left}; of those who "
    "stayed, {stayed}."
)
LEFT_OUT = "%(n)s more left something out and are not counted."
KENDALL = (
    "Kendall’s W is {w}: {agreement}. It would be 1 if all orders were the same, and near 0 if "
    "they had nothing in common."
)

#: The same verdicts in cells of tables, and the statuses of topics.
VERDICTS_IN_CELLS: dict[AgreementVerdict, str] = {
    "consensus for": "consensus for",
    "consensus against": "consensus against",
    "disagreement": "disagreement",
    "no consensus yet": "no consensus yet",
    "too few to say": "too few to say",
}
STATUSES: dict[Status, str] = {
    "met": "met",
    "not met": "not met",
    "not applicable": "not applicable",
}
SEEN_BEFORE = "Members had seen the results of that round when this was changed."
NOT_SEEN_BEFORE = "Members had not seen the results of that round when this was changed."
CONSENSUS_IS = (
    "median from {median}, at least {agree}% at 7 to 9, under {oppose}% at 1 to 3; or its mirror"
)
STABLE_IS = "change under {change}%, or kappa from {kappa}, on at least {pairs} pairs"
DISSENT_IS = (
    "A rule decides when a statement has a minority report: where the views are apart; where at "
    "least {people} people, and at least {percent}%, rated at the other end of the scale; where "
    "the middle of a group of at least {group} lies in another third; or where survivors and "
    "others are {points} points apart or more."
)
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
        words = OF_ASPECTS.get((shown.aspect, shown.verdict), words)
        return RatingOutcome(sign, say(words), base)
    if shown.median is not None or shown.third is not None:
        return RatingOutcome(FEW, say("Too few ratings for a verdict"), base)
    if shown.withheld:
        return RatingOutcome(FEW, say("Not shown"), base)
    return RatingOutcome(FEW, say("Too few ratings to show"), base)


def rated(shown: StatementShown) -> str:
    """Return "18 rated it", or "" where the number is not shown."""
    return "" if shown.n is None else say("%(n)s rated it", n=shown.n)


def told(shown: StatementShown) -> bool:
    """Say whether anything of the ratings is shown."""
    return shown.median is not None or shown.third is not None or shown.verdict is not None


def why_not(shown: StatementShown) -> str:
    """Return why nothing of the ratings is shown, in a few words."""
    if shown.withheld:
        return say("not shown, to protect members")
    return say("not shown: too few rated")


def middle(shown: StatementShown) -> str:
    """Return the median as printed, the part of the scale that holds it, or "not shown"."""
    if shown.third is not None:
        return say("in %(part)s", part=ends(PARTS[shown.third]))
    return say(NOT_SHOWN) if shown.median is None else number(shown.median)


def middle_half(shown: StatementShown) -> str:
    """Return the middle half as printed, or "not shown"."""
    if shown.q1 is None or shown.q3 is None:
        return say(NOT_SHOWN)
    return half(shown.q1, shown.q3)


def share(one: PercentShare) -> tuple[str, str]:
    """Return a share and its interval: ("62%", "43–78%")."""
    return percentage(one.percent), percentage(f"{one.lower}–{one.upper}")


def stability(shown: StabilityShown, round_: int) -> tuple[str, ...]:
    """Return how far ratings stayed the same between two rounds, as sentences."""
    told = [
        say(SAME_AGAIN).format(
            before=shown.from_round,
            after=round_,
            pairs=shown.pairs,
            percent=shown.unchanged_percent,
        )
    ]
    if shown.stable == "stable by definition":
        told.append(say(STABLE_BY_DEFINITION))
    elif shown.kappa_quadratic is not None:
        kappa = decimals(shown.kappa_quadratic)
        band = say(BANDS[kappa_band(shown.kappa_quadratic)])
        told.append(say("Weighted kappa is %(kappa)s: %(band)s.", kappa=kappa, band=band))
    told.append(say(ADVICE[shown.advice]))
    return tuple(told)


def concord(shown: RankShown) -> str:
    """Return Kendall's W in words, or "" where it is not shown."""
    if shown.w is None or shown.reading is None or shown.full is None:
        return ""
    left_out = ""
    if shown.partial:
        left_out = " " + say(LEFT_OUT, n=shown.partial)
    ordered = say("%(n)s members put all of them in order.", n=shown.full)
    agreement = say(CONCORD[shown.reading])
    measured = say(KENDALL).format(w=decimals(shown.w), agreement=agreement)
    return f"{ordered}{left_out} {measured}"


def change_words(change: PolicyChange) -> tuple[str, ...]:
    """Return every number that a change of the locked rule changed, in plain words."""
    return tuple(
        say(
            "%(number)s: was %(before)s, became %(after)s.",
            number=sentence(say(NUMBERS.get(name, name))).rstrip("."),
            before=before,
            after=after,
        )
        for name, before, after in change.differences()
    )


def when(round_: int) -> str:
    """Return "Before round 1" for 0, else "Round 2"."""
    return say("Round %(n)s", n=round_) if round_ else say("Before round 1")


def as_members_read(one: Sentence) -> str:
    """Return a sentence that members read, as the pages of the council say it in this language."""
    values = {name: number(value) for name, value in one.values.items()}
    return kept_in_words(one.words) % values


def policy_in_words(release: RoundRelease) -> tuple[str, ...]:
    """Return what members accepted, as the pages of the council say it in this language."""
    told = policy_said(release.policy)
    if tuple(map(str, told)) != release.policy_sentences:  # locked under other sentences
        return release.policy_sentences
    return tuple(map(as_members_read, told))


def kept_in_words(words: str) -> str:
    """Return words that a release keeps in English, as the pages of the council say them."""
    return catalogue(document_language()).get(words, words)


def said(text: Text, file: CouncilFile) -> WordsInLanguage:
    """Return words of a council's file or plan in the report's language, else in their first."""
    words = text.as_mapping()
    first = file.languages[0]
    for code in (document_language(), "", first):
        if words.get(code):
            return WordsInLanguage(words[code], code or first)
    code, found = next(iter(words.items()), (first, ""))
    return WordsInLanguage(found, code or first)


def statement_said(number_: int, aspect: str) -> str:
    """Return which statement and aspect a picture is of."""
    said_ = say("Statement %(n)s", n=number_)
    return f"{said_}{say(', ')}{say(ASPECT_NAMES.get(aspect, aspect))}" if aspect else said_


def pointed(one: PointerSentence) -> str:
    """Return a sentence of the checklist in the language of the document: its own, or what people
    wrote there, as it is."""
    told = {name: _pointed_place(place) for name, place in one.places.items()}
    return say(one.words, **told)


def _pointed_place(place: str | int | float | tuple[str, ...]) -> str:
    if isinstance(place, tuple):
        return comma().join(say(_ROUNDS_OF.get(kind, kind)) for kind in place)
    return place if isinstance(place, str) else number(place)


def around(words: WordsInLanguage, template: str) -> ReportSentence:
    """Return a sentence with words of the council in it, which stand at its NUL."""
    before, _, after = template.partition("\0")
    return tell(before, words, after)


def quoted(words: WordsInLanguage) -> ReportSentence:
    """Return words of the council between quotation marks."""
    return around(words, say("“%(words)s”", words="\0"))


MADE_OF, BECAME_PART_OF = "Made of %(others)s", "Became part of %(others)s"
MADE_FROM, BECAME = "Made from %(others)s", "Became %(others)s"
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
