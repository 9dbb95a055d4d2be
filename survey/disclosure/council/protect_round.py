"""The only way out for what a council said: answers of its rounds go in, a RoundRelease comes out.

It knows answers under pseudonyms, what was published before, and the locked policy. It must not
know a file, a clock, chance, a page, or who a member is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey.delphi.form.pseudonymous_answers import Pseudonym, RoundAnswers
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.attrition import StartedAndCompleted, flow, flow_by_role
from survey.delphi.statistics.missing import missing
from survey.disclosure.council.round_policy import policy_sentences
from survey.disclosure.council.round_release import (
    RankShown,
    RoundHeading,
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
    `started` is (started, completed) of every round up to this one.
    """

    heading: RoundHeading
    words: Mapping[str, str]
    invited: int
    joined: int
    started: Sequence[StartedAndCompleted]
    integrity: RoundIntegrity
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
    _require_in_order(answers, facts.heading, before)
    *earlier, current = answers
    shown = _Protected(earlier, current, facts, before, policy)
    return RoundRelease(
        **dict(facts.heading),
        policy=policy,
        policy_sentences=policy_sentences(policy),
        statements=tuple(shown.statements()),
        terms=tuple(shown.terms()),
        ranking=shown.ranking(),
        flow=flow(
            facts.invited,
            facts.joined,
            facts.started,
            flow_by_role(_role_counts(answers), policy),
        ),
        integrity=facts.integrity,
    )


def _require_in_order(
    answers: Sequence[RoundAnswers], heading: RoundHeading, before: Sequence[RoundRelease]
) -> None:
    numbers = [one.number for one in answers]
    there = set(numbers[:-1])
    if (
        not numbers
        or numbers != sorted(set(numbers))
        or numbers[-1] != heading.number
        or any(one.council != heading.council or one.number not in there for one in before)
    ):
        raise DisclosureRefused(
            f"Round {heading.number} cannot be compared with what was published of this council.",
            kept="Nothing was published. The sealed answers are untouched.",
            do="Give the answers of all rounds up to this one, and the releases of earlier ones.",
        )


@dataclass(frozen=True, slots=True)
class _Protected:
    """What may be shown of the answers of a round, beside earlier rounds and their releases."""

    earlier: Sequence[RoundAnswers]
    current: RoundAnswers
    facts: RoundFacts
    before: Sequence[RoundRelease]
    policy: CouncilPolicy

    def statements(self) -> Iterator[StatementShown]:
        """Return what is shown of each statement that was rated."""
        responders = {
            member
            for given in self.current.ratings.values()
            for member, rating in given.items()
            if rating is not None
        }
        for key, ratings in self.current.ratings.items():
            rated = sum(one is not None for one in ratings.values())
            yield statement_shown(
                RatedStatement(
                    statement=key[0],
                    aspect=key[1],
                    words=self.facts.said(key[0]),
                    number=self.current.number,
                    ratings=ratings,
                    answered=missing(rated, len(responders), self.policy.rule),
                    earlier=tuple(self._earlier(key)),
                    roles=self.current.roles,
                    lost=key[0] in self.current.lost,
                ),
                self.policy,
            )

    def terms(self) -> Iterator[TermShown]:
        """Return what is shown of each term that was judged."""
        told = {
            (release.number, one.term)
            for release in self.before
            for one in release.terms
            if one.shown != "nothing"
        }
        for term, choices in self.current.choices.items():
            past = [one.choices[term] for one in self.earlier if (one.number, term) in told]
            yield term_shown(term, self.facts.said(term), choices, past, self.policy)

    def ranking(self) -> RankShown | None:
        """Return what is shown of the items that were put in order; None where none were."""
        rankings = self.current.rankings
        items = tuple(self.facts.items) or sorted(
            {one for given in rankings.values() for one in given}
        )
        if not items:
            return None
        told = {
            release.number
            for release in self.before
            if release.ranking is not None and release.ranking.shown != "nothing"
        }
        past = [one.rankings for one in self.earlier if one.number in told]
        named = [(one, self.facts.said(one)) for one in items]
        return ranking_shown(named, rankings, past, self.policy)

    def _earlier(self, key: tuple[str, str]) -> Iterator[Earlier]:
        released = {
            (release.number, one.statement, one.aspect): one
            for release in self.before
            for one in release.statements
        }
        for one in self.earlier:
            if key in one.ratings:
                yield Earlier(one.number, one.ratings[key], released.get((one.number, *key)))


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
