"""What members accept before the first round: the council's policy on showing, in plain words.

It must not know a rating. Sentences are data, so that a door can say them in other languages.
"""

from __future__ import annotations

from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.feedback import Sentence

#: Under so many answers nothing is shown, however low `feedback.median_from` is set: of four
#: ratings with a median of 1, somebody who rated 9 knows the three others.
LEAST = 5

#: Why something is not shown that the number of answers alone would allow.
CLOSE = (
    "The ratings lie close together, here or in a group of members. More numbers could tell what "
    "single members rated."
)
CHOSEN_ALIKE = "The answers are much alike. More numbers could tell what single members answered."
SOME_LEFT = (
    "Some members answered this in one round and not in the other. So percentages and the number "
    "of each answer are not shown again."
)
SAME_AGAIN = (
    "Some members answered this in one round and not in the other, and the other answers are much "
    "like before, or like each other. New numbers could tell what single members answered. What "
    "was shown before stands."
)

#: The part of the scale where the middle lies, in place of a median.
PART = "The middle of the group lies at %(low)s to %(high)s."

NOBODY = "Nobody is told what a single member answered: not other members, and not the coordinator."
TOO_FEW = "With fewer than %(few)s answers to a statement, nothing is shown of it."
MIDDLE = (
    "From %(few)s answers on, the middle of the group is shown, and in words how far apart the "
    "views lie."
)
HALF = (
    "From %(some)s answers on, the middle half, how many answered, and the result by the rule are "
    "shown too."
)
SHAPE = "From %(many)s answers on, percentages and how many gave each rating are shown too."
CLOSE_RULE = (
    "Where ratings lie very close together, only the part of the scale is shown: 1 to 3, 4 to 6, "
    "or 7 to 9. Others can then know that all or nearly all members rated in that part. They do "
    "not learn an exact rating."
)
LEFT_RULE = (
    "Where a few left or came since an earlier round, fewer than %(people)s, percentages are not "
    "shown again."
)
SAME_RULE = (
    "Where anybody left or came, new numbers are shown only if at least %(changed)s of the others "
    "changed their answer."
)
STABLE_RULE = (
    "From %(pairs)s members who answered in both rounds on, it is shown how far answers stayed the "
    "same. Where a few left or came, fewer than %(people)s, this is not shown. Nobody's two "
    "answers are shown."
)
DISSENT_RULE = (
    "Where at least %(minority)s people, and %(percent)s percent, rate at the other end of the "
    "scale, it is said that there is such a view. It is not said how many hold it. The same holds "
    "where a group of at least %(people)s members sees a statement differently."
)
RESULT_RULE = (
    "The group is for a statement when the middle is at least %(middle)s, at least %(agree)s "
    "percent rate it 7 to 9, fewer than %(oppose)s percent rate it 1 to 3, and the views are not "
    "apart. It is against it the other way round."
)
ROUNDS_RULE = "A statement is rated in at most %(rounds)s rounds."
REASONS_RULE = (
    "Reasons are told in the words of a moderator. Your own words are used only if you allow it."
)

SENTENCES = (
    NOBODY, TOO_FEW, MIDDLE, HALF, SHAPE, CLOSE_RULE, LEFT_RULE, SAME_RULE, STABLE_RULE,
    RESULT_RULE, ROUNDS_RULE, DISSENT_RULE, REASONS_RULE,
)  # fmt: skip


def policy_said(policy: CouncilPolicy) -> tuple[Sentence, ...]:
    """Return the policy as sentences with their numbers, for a door that says them in a
    language."""
    numbers = {
        "few": median_from(policy),
        "some": policy.feedback.verdict_from,
        "many": policy.feedback.percentages_from,
        "people": policy.groups.people,
        "changed": policy.dissent.minority_people,
        "pairs": policy.rule.pairs_from,
        "minority": policy.dissent.minority_people,
        "percent": policy.dissent.minority_percent,
        "middle": policy.rule.median_from,
        "agree": policy.rule.agree_from,
        "oppose": policy.rule.oppose_under,
        "rounds": policy.rule.rounds_most,
    }
    return tuple(
        Sentence(
            words=words,
            values={name: value for name, value in numbers.items() if f"%({name})s" in words},
        )
        for words in SENTENCES
    )


def policy_sentences(policy: CouncilPolicy) -> tuple[str, ...]:
    """Return the policy in plain English; members accept it before the first round."""
    return tuple(str(sentence) for sentence in policy_said(policy))


def median_from(policy: CouncilPolicy) -> int:
    """Return from how many answers on anything is shown."""
    return max(policy.feedback.median_from, LEAST)
