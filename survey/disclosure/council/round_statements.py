"""What is shown of one statement in one round: by size, by closeness, and by earlier rounds.

It knows the ratings of one statement in all rounds under pseudonyms, and what was shown of it. Why
the rules are these: docs/council-disclosure.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.delphi.form.pseudonymous_answers import Pseudonym
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.agreement import measure, third
from survey.delphi.statistics.attrition import leavers_differ
from survey.delphi.statistics.dissent import MinorityReport, minority_report
from survey.delphi.statistics.feedback import (
    MANY_MISSING,
    MEDIAN,
    MIDDLE_HALF,
    SHARES,
    TOO_FEW,
    VIEWS,
    Feedback,
    Sentence,
    feedback,
)
from survey.delphi.statistics.missing import Missing
from survey.delphi.statistics.stability import advise, compare
from survey.disclosure.council.round_changes import (
    alike,
    between,
    given,
    held_back,
    nearly_all_same,
)
from survey.disclosure.council.round_policy import CLOSE, PART, SAME_AGAIN, SOME_LEFT, median_from
from survey.disclosure.council.round_release import (
    PARTS,
    StabilityShown,
    StatementShown,
    Third,
)

MemberRatings = Mapping[Pseudonym, int | None]

#: The role whose members are compared with all others.
SURVIVOR = "survivor"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier round in which the statement stood: number, ratings, and what was shown."""

    number: int
    ratings: MemberRatings
    shown: StatementShown | None


@dataclass(frozen=True, slots=True)
class RatedStatement:
    """A statement in the round to publish: its ratings, its past, and who has which role."""

    statement: str
    aspect: str
    words: str
    number: int
    ratings: MemberRatings
    answered: Missing
    earlier: Sequence[Earlier] = ()
    roles: Mapping[Pseudonym, str] = field(default_factory=dict)
    lost: bool = False


def statement_shown(rated: RatedStatement, policy: CouncilPolicy) -> StatementShown:
    """Return what may be shown of a statement, next to all that was shown of it before."""
    told = [one for one in rated.earlier if one.shown is not None and tells(one.shown)]
    back = held_back((between(one.ratings, rated.ratings) for one in told), policy)
    if len(given(rated.ratings)) < median_from(policy):
        return _nothing(rated, policy)
    if back == "all":
        before = told[-1].shown
        return _nothing(rated, policy, SAME_AGAIN).model_copy(
            update={"minority": before.minority if before else None}
        )
    report = _report(rated, policy)
    whole = feedback(rated.ratings.values(), rated.answered, policy)
    shown = whole if back == "nothing" else _without_shape(whole)
    divided = report is not None and _groups_close(rated, report)
    close = divided or back == "numbers" or _close(rated, shown, policy)
    if close:
        shown = _bare(shown)
    part = _part(rated, policy) if close and not divided else None
    return _stored(rated, shown, part).model_copy(
        update={
            "minority": report,
            "stability": None if close else _stability(rated, policy),
            "leavers": _leavers(rated, policy),
            "withheld": CLOSE if close else SOME_LEFT if shown != whole else "",
        }
    )


def tells(shown: StatementShown) -> bool:
    """Say whether a statement as it was shown tells anything of its ratings."""
    return shown.shown != "nothing"


def _close(rated: RatedStatement, shown: Feedback, policy: CouncilPolicy) -> bool:
    """Say whether ratings lie so close together that numbers could tell single ones."""
    if shown.shape is not None:
        return nearly_all_same(shown.shape, policy)
    return alike(rated.ratings.values())


def _groups_close(rated: RatedStatement, report: MinorityReport) -> bool:
    """Say whether a group that the report tells of, or all others, lie close together: members
    know who is in which group. Then not even the part of the scale is told."""
    groups = {*report.groups, *([SURVIVOR] if "survivors apart" in report.grounds else [])}
    ratings = given(rated.ratings)
    return any(
        alike(
            rating
            for member, rating in ratings.items()
            if (rated.roles.get(member) == group) == inside
        )
        for group in groups
        for inside in (True, False)
    )


def _report(rated: RatedStatement, policy: CouncilPolicy) -> MinorityReport | None:
    ratings, groups = given(rated.ratings), dict[str, list[int]]()
    for member, rating in ratings.items():
        groups.setdefault(rated.roles.get(member, ""), []).append(rating)
    looked_at = _looked_at({role: len(inside) for role, inside in groups.items()}, policy)
    survivors = groups[SURVIVOR] if SURVIVOR in looked_at else []
    others = [one for role, inside in groups.items() if role != SURVIVOR for one in inside]
    return minority_report(
        ratings.values(),
        policy,
        roles={role: groups[role] for role in looked_at},
        survivors=survivors,
        others=others,
    )


def _looked_at(people: Mapping[str, int], policy: CouncilPolicy) -> frozenset[str]:
    """Return the roles whose ratings are looked at alone: of enough people, and with none or enough
    left over together. Of a few left over, even that there is nothing to report would tell.

    "" are those who gave no role. The smallest are left out first, survivors last.
    """
    least = policy.groups.people
    large = sorted(
        (role for role, count in people.items() if role and count >= least),
        key=lambda role: (role == SURVIVOR, people[role], role),
    )
    while large and 0 < sum(people.values()) - sum(people[role] for role in large) < least:
        large.pop(0)
    return frozenset(large)


def _stability(rated: RatedStatement, policy: CouncilPolicy) -> StabilityShown | None:
    """Compare with the round before, where its numbers were shown. Not where a few left or came:
    from the change of those who stayed it could be worked out what those few had rated. And not
    where those who stayed, left or came gave nearly the same ratings."""
    if not rated.earlier:
        return None
    last = rated.earlier[-1]
    if last.shown is None or last.shown.median is None:
        return None
    before, after = given(last.ratings), given(rated.ratings)
    both = before.keys() & after.keys()
    gone = [before[one] for one in before.keys() - both]
    come = [after[one] for one in after.keys() - both]
    groups = [[before[one] for one in both], [after[one] for one in both]]
    groups += [group for group in (gone, come) if group]
    if any(len(group) < policy.groups.people or alike(group) for group in groups):
        return None
    found = compare(before, after, policy.rule)
    if found.change is None:
        return None
    kappa, unchanged = found.change.kappa_quadratic, found.change.unchanged_percent
    return StabilityShown(
        from_round=last.number,
        pairs=found.pairs,
        kappa_quadratic=None if kappa is None else round(kappa, 2),
        unchanged_percent=round(unchanged),
        stable=found.stable,
        advice=advise(found, 1 + len(rated.earlier), policy.rule),
    )


def _leavers(rated: RatedStatement, policy: CouncilPolicy) -> tuple[float, float] | None:
    if not rated.earlier:
        return None
    before, after = given(rated.earlier[-1].ratings), given(rated.ratings)
    gone = [rating for member, rating in before.items() if member not in after]
    stayed = [rating for member, rating in before.items() if member in after]
    return None if alike(gone) or alike(stayed) else leavers_differ(gone, stayed, policy)


def _without_shape(shown: Feedback) -> Feedback:
    return shown.model_copy(
        update={
            "shown": "verdict" if shown.shown == "percentages" else shown.shown,
            "shares": None,
            "shape": None,
            "sentences": tuple(one for one in shown.sentences if one.words != SHARES),
        }
    )


def _bare(shown: Feedback) -> Feedback:
    bare = _without_shape(shown)
    finer = (MEDIAN, MIDDLE_HALF, *VIEWS.values())
    rest = tuple(one for one in bare.sentences if one.words not in finer)
    return bare.model_copy(
        update={**dict.fromkeys(("median", "q1", "q3", "views")), "sentences": rest}
    )


def _part(rated: RatedStatement, policy: CouncilPolicy) -> Third | None:
    spread = measure(rated.ratings.values(), policy.rule).spread
    return third(spread.median) if spread else None


def _nothing(rated: RatedStatement, policy: CouncilPolicy, why: str = "") -> StatementShown:
    many = (
        rated.answered.many_chose_not_to_answer
        and rated.answered.responders >= policy.feedback.verdict_from
    )
    return StatementShown(
        statement=rated.statement,
        aspect=rated.aspect,
        words=rated.words,
        shown="nothing",
        many_chose_not_to_answer=many,
        sentences=tuple(
            Sentence(words=words) for words in (why or TOO_FEW, *([MANY_MISSING] if many else []))
        ),
        lost=rated.lost,
        withheld=why,
    )


def _stored(rated: RatedStatement, shown: Feedback, part: Third | None) -> StatementShown:
    middle = []
    if part is not None:
        low, high = PARTS[part]
        middle = [Sentence(words=PART, values={"low": low, "high": high})]
    told = shown.model_copy(update={"sentences": (*middle, *shown.sentences)})
    return StatementShown(
        **dict(told),
        statement=rated.statement,
        aspect=rated.aspect,
        words=rated.words,
        third=part,
        lost=rated.lost,
    )
