"""The only way out for what a council said: answers of its rounds go in, a RoundRelease comes out.

It knows answers under pseudonyms, what was published before, and the locked policy. It must not
know a file, a clock, chance, a page, or who a member is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey.delphi.form.pseudonymous_answers import Pseudonym, RoundAnswers
from survey.delphi.life.council_life import RoundKind
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.attrition import Flow, StartedAndCompleted, flow, flow_by_role
from survey.delphi.statistics.missing import missing
from survey.disclosure.council.round_policy import policy_sentences
from survey.disclosure.council.round_release import (
    FlowShown,
    RankShown,
    RoundFlowShown,
    RoundIntegrity,
    RoundRelease,
    StatementShown,
    TermShown,
)
from survey.disclosure.council.round_statements import Earlier, RatedStatement, statement_shown
from survey.disclosure.council.round_terms import ranking_shown, term_shown
from survey.errors import DisclosureRefused

__all__ = ["RoundFacts", "policy_sentences", "protect_round"]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What a release says of the round beside its answers.

    `words` are those of statements, terms and items by id; `items` the ids that were ranked;
    `started` is (started, completed) of every round up to this one; days are written as 2030-01-31;
    `closed_set` is hex; `envelopes`, `counted`, `damaged` and `copies` are numbers of envelopes.
    """

    council: str
    title: Mapping[str, str]
    practice: bool
    number: int
    kind: RoundKind
    opened_on: str
    closed_on: str
    released_on: str
    shares: int
    threshold: int
    closed_set: str
    words: Mapping[str, str]
    invited: int
    joined: int
    started: Sequence[StartedAndCompleted]
    envelopes: int
    counted: int
    damaged: int = 0
    copies: int = 0
    items: Sequence[str] = field(default_factory=tuple)

    def said(self, id_: str) -> str:
        """Return the words of a statement, term or item; its id where they are not known."""
        return self.words.get(id_, id_)


def protect_round(
    answers: Sequence[RoundAnswers],
    facts: RoundFacts,
    before: Sequence[RoundRelease],
    policy: CouncilPolicy,
) -> RoundRelease:
    """Return everything of the last of `answers` that may be published, beside what was `before`.

    `answers` are those of all rounds so far, in order. The same input gives the same release.
    DisclosureRefused when rounds are missing, twice there, or out of order.
    Method: docs/council-disclosure.md.
    """
    _require_in_order(answers, facts, before)
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
        statements=tuple(_statements(answers, facts, before, policy)),
        terms=tuple(_terms(answers, facts, before, policy)),
        ranking=_ranking(answers, facts, before, policy),
        flow=_flow(answers, facts, policy),
        integrity=RoundIntegrity(
            envelopes=facts.envelopes,
            counted=facts.counted,
            damaged=facts.damaged,
            copies=facts.copies,
        ),
    )


def _require_in_order(
    answers: Sequence[RoundAnswers], facts: RoundFacts, before: Sequence[RoundRelease]
) -> None:
    numbers = [one.number for one in answers]
    there = set(numbers[:-1])
    if (
        not numbers
        or numbers != sorted(set(numbers))
        or numbers[-1] != facts.number
        or any(one.council != facts.council or one.number not in there for one in before)
    ):
        raise DisclosureRefused(
            f"Round {facts.number} cannot be compared with what was published of this council.",
            kept="Nothing was published. The sealed answers are untouched.",
            do="Give the answers of all rounds up to this one, and the releases of earlier ones.",
        )


def _statements(
    answers: Sequence[RoundAnswers],
    facts: RoundFacts,
    before: Sequence[RoundRelease],
    policy: CouncilPolicy,
) -> Iterable[StatementShown]:
    *earlier, current = answers
    released = {one.number: one for one in before}
    responders = {
        member
        for given in current.ratings.values()
        for member, rating in given.items()
        if rating is not None
    }
    for key, ratings in current.ratings.items():
        rated = sum(one is not None for one in ratings.values())
        yield statement_shown(
            RatedStatement(
                statement=key[0],
                aspect=key[1],
                words=facts.said(key[0]),
                number=facts.number,
                ratings=ratings,
                answered=missing(rated, len(responders), policy.rule),
                earlier=tuple(
                    Earlier(one.number, one.ratings[key], _shown(released.get(one.number), key))
                    for one in earlier
                    if key in one.ratings
                ),
                roles=current.roles,
                lost=key[0] in current.lost,
            ),
            policy,
        )


def _shown(release: RoundRelease | None, key: tuple[str, str]) -> StatementShown | None:
    shown = release.statements if release else ()
    return next((one for one in shown if (one.statement, one.aspect) == key), None)


def _terms(
    answers: Sequence[RoundAnswers],
    facts: RoundFacts,
    before: Sequence[RoundRelease],
    policy: CouncilPolicy,
) -> Iterable[TermShown]:
    *earlier, current = answers
    told = {
        (release.number, one.term)
        for release in before
        for one in release.terms
        if one.shown != "nothing"
    }
    for term, choices in current.choices.items():
        past = [one.choices[term] for one in earlier if (one.number, term) in told]
        yield term_shown(term, facts.said(term), choices, past, policy)


def _ranking(
    answers: Sequence[RoundAnswers],
    facts: RoundFacts,
    before: Sequence[RoundRelease],
    policy: CouncilPolicy,
) -> RankShown | None:
    *earlier, current = answers
    items = tuple(facts.items) or tuple(
        sorted({item for ranking in current.rankings.values() for item in ranking})
    )
    if not items:
        return None
    told = {
        release.number
        for release in before
        if release.ranking is not None and release.ranking.shown != "nothing"
    }
    past = [one.rankings for one in earlier if one.number in told]
    return ranking_shown([(one, facts.said(one)) for one in items], current.rankings, past, policy)


def _flow(answers: Sequence[RoundAnswers], facts: RoundFacts, policy: CouncilPolicy) -> FlowShown:
    told = flow(facts.invited, facts.started)
    by_role = flow_by_role(_role_counts(answers), policy)
    return FlowShown(
        invited=facts.invited,
        joined=facts.joined,
        response=told.response,
        rounds=_rounds(told),
        roles={role: _rounds(one) for role, one in sorted(by_role.items()) if role},
    )


def _role_counts(
    answers: Sequence[RoundAnswers],
) -> dict[str, tuple[int, list[StartedAndCompleted]]]:
    """Count those who completed each round by the role they gave when they were first asked.

    A role said later is left out, so that no number of an earlier release ever changes; "" are
    those who gave none. Nobody knows the roles of those who never answered.
    """
    first: dict[Pseudonym, str] = {}
    for one in answers:
        for member in one.members if one.roles else ():
            first.setdefault(member, one.roles.get(member, ""))
    counts = {}
    for one in answers:
        for member in one.members:
            first.setdefault(member, "")
    for role in sorted(set(first.values())):
        done = [sum(first[who] == role for who in one.members) for one in answers]
        counts[role] = (sum(own == role for own in first.values()), [(n, n) for n in done])
    return counts


def _rounds(told: Flow) -> tuple[RoundFlowShown, ...]:
    return tuple(
        RoundFlowShown(
            round=one.round,
            started=one.started,
            completed=one.completed,
            retention_previous=one.retention_previous,
            retention_first=one.retention_first,
        )
        for one in told.rounds
    )
