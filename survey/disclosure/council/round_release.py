"""A RoundRelease: everything about one round of a council that its members and readers may see.

It holds no pseudonym, no rating of a member and no word that a member wrote. Only
`disclosure.protect_round` and storage construct one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from survey.delphi.life.council_life import RoundKind
from survey.delphi.rule import METHOD, CouncilPolicy
from survey.delphi.statistics.agreement import AgreementVerdict
from survey.delphi.statistics.attrition import Flow
from survey.delphi.statistics.dissent import MinorityReport
from survey.delphi.statistics.feedback import FeedbackLevel, Sentence, Views
from survey.delphi.statistics.proportions import PercentShare
from survey.delphi.statistics.ranks import Concord
from survey.delphi.statistics.stability import Advice, Stable
from survey.disclosure.release import JournalHead, Words, is_of_before
from survey.questionnaire.texts import Frozen

FORMAT = "survivor-council-round/1"

Choice = Literal["use", "care", "avoid"]
Third = Literal["low", "middle", "high"]

#: The ends of each part of the scale.
PARTS: Mapping[Third, tuple[int, int]] = {"low": (1, 3), "middle": (4, 6), "high": (7, 9)}


class StabilityShown(Frozen):
    """How far ratings stayed the same since `from_round`; there are at least eight pairs.

    It is shown where the same members rated in both rounds, or where so many left or came that they
    are a group. `kappa_quadratic` is None where it is not defined.
    """

    from_round: int
    pairs: int
    kappa_quadratic: float | None
    unchanged_percent: int
    stable: Stable
    advice: Advice


class StatementShown(Frozen):
    """What is shown of one statement (and aspect); what is not shown is None.

    `shares` are those at 1-3, 4-6 and 7-9, `shape` the number of ratings at each of 1 to 9, and
    `leavers` the medians of the last ratings of those who left and of those who stayed. Where
    ratings lie very close together, `third` is the part of the scale that holds the middle (low is
    1-3, middle 4-6, high 7-9), and median and quartiles are not shown. `withheld` says in plain
    words why something is missing that the number of ratings alone would allow.
    """

    statement: str
    aspect: str = ""
    words: str
    shown: FeedbackLevel
    n: int | None = None
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    third: Third | None = None
    views: Views | None = None
    verdict: AgreementVerdict | None = None
    shares: tuple[PercentShare, PercentShare, PercentShare] | None = None
    shape: tuple[int, ...] | None = None
    many_chose_not_to_answer: bool = False
    sentences: tuple[Sentence, ...] = ()
    stability: StabilityShown | None = None
    leavers: tuple[float, float] | None = None
    minority: MinorityReport | None = None
    lost: bool = False
    withheld: str = ""
    method: str = METHOD


class TermShown(Frozen):
    """What is shown of one term: `shares` are those of use, use with care, and avoid.

    `most` is what more than half chose; "" where nothing is, or where it is not shown.
    """

    term: str
    words: str
    shown: FeedbackLevel
    n: int | None = None
    shares: tuple[PercentShare, PercentShare, PercentShare] | None = None
    most: Choice | Literal[""] = ""
    sentences: tuple[Sentence, ...] = ()
    withheld: str = ""


class RankedItem(Frozen):
    """One item: its place in the order of the group and its median rank, 1 first.

    Items with the same sum of ranks share a place. None is not shown.
    """

    item: str
    words: str
    place: int | None = None
    median_rank: float | None = None


class RankShown(Frozen):
    """What is shown of a ranking: `items` in the order of the group, or as asked if not `ordered`.

    `full` and `partial` are numbers of rankings; `w` is Kendall's, of the full ones.
    """

    shown: FeedbackLevel
    ordered: bool = False
    items: tuple[RankedItem, ...]
    full: int | None = None
    partial: int | None = None
    w: float | None = None
    reading: Concord | None = None
    sentences: tuple[Sentence, ...] = ()
    withheld: str = ""


class RoundIntegrity(Frozen):
    """What happened to the envelopes of the round; numbers of envelopes."""

    envelopes: int
    counted: int
    damaged: int = 0
    copies: int = 0


class RoundHeading(Frozen):
    """Which round of which council it is, and how it is kept; days are written as 2030-01-31.

    `closed_set` is hex. `journal` is that of the instance; none stands in releases of before.
    """

    format: Literal["survivor-council-round/1"] = "survivor-council-round/1"
    council: str
    title: Words
    practice: bool
    number: int
    kind: RoundKind
    opened_on: str
    closed_on: str
    released_on: str
    shares: int
    threshold: int
    closed_set: str
    journal: JournalHead | None = Field(default=None, exclude_if=is_of_before)


class RoundRelease(RoundHeading):
    """What is published of one round of one council."""

    policy: CouncilPolicy
    policy_sentences: tuple[str, ...]
    statements: tuple[StatementShown, ...] = ()
    terms: tuple[TermShown, ...] = ()
    ranking: RankShown | None = None
    flow: Flow
    integrity: RoundIntegrity
