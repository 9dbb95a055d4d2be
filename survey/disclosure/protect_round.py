"""The only way out for what a council said: answers of its rounds go in, a RoundRelease comes out.

It knows answers under pseudonyms, what was published before, and the locked policy. It must not
know a file, a clock, chance, a page, or who a member is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey.delphi.answers import RoundAnswers
from survey.delphi.attrition import Counts, flow
from survey.delphi.feedback import Feedback, Said, feedback
from survey.delphi.missing import missing
from survey.delphi.rounds import Kind
from survey.delphi.rule import CouncilPolicy
from survey.disclosure.round_release import (
    FlowShown,
    RoundFlowShown,
    RoundIntegrity,
    RoundRelease,
    SaidShown,
    ShareShown,
    StatementShown,
)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What a release says of the round beside its answers.

    `words` are those of statements, terms and items by id; `started` is (started, completed) of
    every round up to this one; days are written as 2030-01-31; `closed_set` is hex.
    """

    council: str
    title: Mapping[str, str]
    practice: bool
    number: int
    kind: Kind
    opened_on: str
    closed_on: str
    released_on: str
    shares: int
    threshold: int
    closed_set: str
    words: Mapping[str, str]
    invited: int
    joined: int
    started: Sequence[Counts]
    envelopes: int
    counted: int
    damaged: int = 0
    copies: int = 0
    items: Sequence[str] = field(default_factory=tuple)


def protect_round(
    answers: Sequence[RoundAnswers],
    facts: RoundFacts,
    before: Sequence[RoundRelease],
    policy: CouncilPolicy,
) -> RoundRelease:
    """Give everything of the last of `answers` that may be published, beside what was `before`.

    `answers` are those of all rounds so far. The same input gives the same release.
    Method: docs/council-disclosure.md.
    """
    current = answers[-1]
    responders = len({
        member for given in current.ratings.values()
        for member, rating in given.items() if rating is not None
    })  # fmt: skip
    return RoundRelease(
        council=facts.council,
        title=dict(facts.title),
        practice=facts.practice,
        number=facts.number,
        kind=facts.kind,
        opened_on=facts.opened_on,
        closed_on=facts.closed_on,
        released_on=facts.released_on,
        shares=facts.shares,
        threshold=facts.threshold,
        closed_set=facts.closed_set,
        policy=policy,
        policy_sentences=policy_sentences(policy),
        statements=tuple(
            _statement(statement, aspect, given.values(), responders, facts, policy)
            for (statement, aspect), given in current.ratings.items()
        ),
        flow=_flow(facts),
        integrity=RoundIntegrity(
            envelopes=facts.envelopes,
            counted=facts.counted,
            damaged=facts.damaged,
            copies=facts.copies,
        ),
    )


def policy_sentences(policy: CouncilPolicy) -> tuple[str, ...]:
    """Give the policy in plain words; members accept them before round 1."""
    few, some, many = (
        policy.feedback.median_from,
        policy.feedback.verdict_from,
        policy.feedback.percentages_from,
    )
    return (
        f"With fewer than {few} ratings, nothing is shown.",
        f"From {few} ratings on, the middle of the group is shown.",
        f"From {some} ratings on, the middle half and what the rule says are shown too.",
        f"From {many} ratings on, percentages and how many gave each rating are shown too.",
    )


def _statement(
    statement: str,
    aspect: str,
    ratings: Iterable[int | None],
    responders: int,
    facts: RoundFacts,
    policy: CouncilPolicy,
) -> StatementShown:
    given = tuple(ratings)
    rated = sum(one is not None for one in given)
    answered = missing(rated, max(responders, rated), policy.rule)
    shown = feedback(statement, facts.number, given, answered, policy)
    return _shown(shown, aspect, facts.words.get(statement, statement))


def _shown(shown: Feedback, aspect: str, words: str) -> StatementShown:
    return StatementShown(
        statement=shown.statement,
        aspect=aspect,
        words=words,
        shown=shown.shown,
        n=shown.n,
        median=shown.median,
        q1=shown.q1,
        q3=shown.q3,
        views=shown.views,
        verdict=shown.verdict,
        shares=tuple(
            ShareShown(percent=one.percent, lower=one.lower, upper=one.upper)
            for one in shown.shares
        ) if shown.shares else None,
        shape=shown.shape,
        many_chose_not_to_answer=shown.many_chose_not_to_answer,
        sentences=tuple(said(one) for one in shown.sentences),
    )  # fmt: skip


def said(sentence: Said) -> SaidShown:
    """Give a sentence of the feedback as it is stored."""
    return SaidShown(words=sentence.words, values=dict(sentence.values))


def _flow(facts: RoundFacts) -> FlowShown:
    told = flow(facts.invited, facts.started)
    return FlowShown(
        invited=facts.invited,
        joined=facts.joined,
        response=told.response,
        rounds=tuple(
            RoundFlowShown(
                round=one.round,
                started=one.started,
                completed=one.completed,
                retention_previous=one.retention_previous,
                retention_first=one.retention_first,
            )
            for one in told.rounds
        ),
    )
