"""What the members of a council are shown of a statement's ratings, by how many rated it.

It must not know who rated. No sentence here presses anyone. Sentences are data (words and values),
so that a door can say them in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.agreement import Agreement, AgreementVerdict, measure
from survey.delphi.statistics.missing import Missing
from survey.delphi.statistics.percentiles import valid
from survey.delphi.statistics.proportions import PercentShare, percent_share
from survey.errors import BadInput
from survey.questionnaire.texts import Frozen

Views = Literal["close together", "a range", "a wide range"]
FeedbackLevel = Literal["nothing", "median", "verdict", "percentages"]

TOO_FEW = "Too few members rated this statement to show how the group answered."
MEDIAN = "The middle of the group was %(median)s."
MIDDLE_HALF = "The middle half of the ratings lies between %(q1)s and %(q3)s."
SHARES = (
    "Of the ratings, %(low)s percent lie at 1 to 3, %(middle)s percent at 4 to 6, and %(high)s "
    "percent at 7 to 9."
)
MANY_MISSING = "Many members chose not to rate this statement. That is a finding too."
OWN = "Your last rating was %(own)s. You do not need to change it."
OWN_BESIDE = (
    "Your last rating was %(own)s, and the middle of the group was %(median)s. You do not need to "
    "change it."
)
VIEWS: Mapping[Views, str] = {
    "close together": "The views lie close together.",
    "a range": "There is a range of views.",
    "a wide range": "There is a wide range of views.",
}
VERDICTS: Mapping[AgreementVerdict, str] = {
    "consensus for": "By the rule agreed before the first round, the group is for this statement.",
    "consensus against": "By the rule agreed before the first round, the group is against this "
    "statement.",
    "disagreement": "By the rule agreed before the first round, the group is not of one mind.",
    "no consensus yet": "By the rule agreed before the first round, this is not settled yet.",
    "too few to say": "Too few members rated this statement to say whether the group agrees.",
}

#: Words that press people towards the group; no sentence and no summary for members holds them.
_PRESSING = re.compile(
    r"outlier|out of line|most (people|members|of (the|us|them|you)\b)|majority|almost all|"
    r"nearly all|everyone else|the others agree|only you|differs? from the group|reconsider|"
    r"(should|must) (change|agree|rate)|closer to|still disagree|come to an agreement|"
    r"(right|wrong|correct) answer|hurry|please agree",
    re.IGNORECASE,
)


class Sentence(Frozen):
    """A sentence: English words with places such as %(median)s, and the numbers for them."""

    words: str
    values: dict[str, float] = Field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.words % {name: f"{value:g}" for name, value in self.values.items()}


class Feedback(Frozen):
    """What members see of one statement of one round; what they do not see is None.

    `shares` are those at 1-3, 4-6 and 7-9; `shape` is the number of ratings at each of 1 to 9.
    """

    shown: FeedbackLevel
    n: int | None
    median: float | None
    q1: float | None
    q3: float | None
    views: Views | None
    verdict: AgreementVerdict | None
    shares: tuple[PercentShare, PercentShare, PercentShare] | None
    shape: tuple[int, ...] | None
    many_chose_not_to_answer: bool
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """A moderator's summary of reasons for and against a statement, about equally long."""

    in_favour: str
    against: str


def step_for(n: int, policy: CouncilPolicy) -> FeedbackLevel:
    """Say what a statement with `n` ratings may show; it depends on nothing else."""
    if n < policy.feedback.median_from:
        return "nothing"
    if n < policy.feedback.verdict_from:
        return "median"
    return "verdict" if n < policy.feedback.percentages_from else "percentages"


def feedback(ratings: Iterable[int | None], answered: Missing, policy: CouncilPolicy) -> Feedback:
    """Return what members are shown; `answered` says how many of the round rated the statement.

    Under `median_from` ratings nothing, then the median and words, then the middle half and the
    verdict, and from `percentages_from` on shares and the nine-point shape as well.
    """
    given = valid(ratings)
    measured, step = measure(given, policy.rule), step_for(len(given), policy)
    spread = measured.spread if step != "nothing" else None
    from_verdict, in_full = step in ("verdict", "percentages"), step == "percentages"
    shown = Feedback(
        shown=step,
        n=measured.n if from_verdict else None,
        median=spread.median if spread else None,
        q1=spread.q1 if spread and from_verdict else None,
        q3=spread.q3 if spread and from_verdict else None,
        views=_views(spread.iqr) if spread and step == "median" else None,
        verdict=measured.verdict if from_verdict else None,
        shares=_shares(measured) if in_full else None,
        shape=tuple(given.count(point) for point in range(1, 10)) if in_full else None,
        many_chose_not_to_answer=answered.many_chose_not_to_answer
        and answered.responders >= policy.feedback.verdict_from,
    )
    return shown.model_copy(update={"sentences": tuple(_sentences(shown))})


def beside(own: int, median: float | None) -> Sentence:
    """Return the sentence that puts a member's own last rating beside the middle of the group."""
    (rating,) = valid([own])
    if median is None:
        return Sentence(words=OWN, values={"own": rating})
    return Sentence(words=OWN_BESIDE, values={"own": rating, "median": median})


def both_sides(in_favour: str, against: str) -> Reasons:
    """Return the summaries of both sides; BadInput when one is missing, much longer, or presses.

    The longer may have a fifth more words than the shorter, or five words more.
    """
    sides = [" ".join(side.split()) for side in (in_favour, against)]
    if not all(sides):
        raise BadInput(
            "One side has no summary.", do="Write that nobody gave a reason, or leave out both."
        )
    short, long = sorted(len(side.split()) for side in sides)
    if long > max(1.2 * short, short + 5):
        raise BadInput(
            f"One summary has {long} words and the other {short}.",
            do="Make them about equally long, so that neither weighs more.",
        )
    for side in sides:
        if found := pressing(side):
            raise BadInput(
                f"These words press people: {', '.join(found)}.",
                do="Say the reason, and leave out who or how many gave it.",
            )
    return Reasons(*sides)


def pressing(words: str) -> tuple[str, ...]:
    """Return the parts of a text that press people towards a group."""
    return tuple(found[0] for found in _PRESSING.finditer(words))


def _views(iqr: float) -> Views:
    if iqr <= 2:
        return "close together"
    return "a range" if iqr <= 4 else "a wide range"


def _shares(measured: Agreement) -> tuple[PercentShare, PercentShare, PercentShare]:
    thirds, n = measured.thirds, measured.n
    return (
        percent_share(thirds.low, n),
        percent_share(thirds.middle, n),
        percent_share(thirds.high, n),
    )


def _sentences(shown: Feedback) -> Iterator[Sentence]:
    if shown.median is None:
        yield Sentence(words=TOO_FEW)
    else:
        yield Sentence(words=MEDIAN, values={"median": shown.median})
    if shown.views is not None:
        yield Sentence(words=VIEWS[shown.views])
    if shown.q1 is not None and shown.q3 is not None:
        yield Sentence(words=MIDDLE_HALF, values={"q1": shown.q1, "q3": shown.q3})
    if shown.verdict is not None:
        yield Sentence(words=VERDICTS[shown.verdict])
    if shown.shares is not None:
        low, middle, high = (share.percent for share in shown.shares)
        yield Sentence(words=SHARES, values={"low": low, "middle": middle, "high": high})
    if shown.many_chose_not_to_answer:
        yield Sentence(words=MANY_MISSING)
