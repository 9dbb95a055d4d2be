"""What the desk says of councils: their states, kinds of round, and each thing that can be done.

It knows words. What is possible when says the table of a council's life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.delphi.life.council_life import CouncilState, RoundKind
from survey.errors import Do
from survey.services.overview.watch_council import CouncilWatch
from survey.web.desk.desk_words import about, long_day

#: The word of each state, and the shape of its chip; {} is the number of the latest round.
_STATES: Mapping[CouncilState, tuple[str, str]] = {
    "joining": ("People can join", "dash"),
    "round open": ("Round {}, open", "open"),
    "round closed": ("Round {}, closed", "shut"),
    "tallied": ("Round {}, counted", "half"),
    "fed back": ("Round {}, shown to members", "half"),
    "stopped": ("Stopped", "shut"),
    "reported": ("Ended", "shut"),
}

KIND_WORDS: Mapping[RoundKind, tuple[str, str]] = {
    "gather": ("Gather ideas", "Members write in their own words. Nothing is rated."),
    "rate": ("Rate statements", "Members rate each statement from 1 to 9, for the first time."),
    "rate again": (
        "Rate again",
        "Members see how the group answered, and rate what the rule does not stop.",
    ),
    "choose words": ("Choose words", "For each word: use it, use it with care, or avoid it."),
    "rank": ("Put in order", "Members put two to seven things in order."),
}


@dataclass(frozen=True, slots=True)
class CouncilDeed:
    """Something to do: the end of its address, what its button says, and one line below it."""

    end: str
    button: str
    line: str


DEEDS: Mapping[Do, CouncilDeed] = {
    Do.OPEN_ROUND: CouncilDeed("/round/open", "Open the next round", "Members can answer it."),
    Do.CLOSE_ROUND: CouncilDeed(
        "/round/close", "Close the round", "What came in is mixed and fixed."
    ),
    Do.REOPEN_ROUND: CouncilDeed(
        "/round/reopen", "Open the round again", "Nobody had answered when it was closed."
    ),
    Do.COUNT_ROUND: CouncilDeed("/opening/round", "Count the round", "Trustees do it together."),
    Do.COUNT_AND_READ: CouncilDeed(
        "/opening/round", "Count the round", "Trustees do it together, and read the words apart."
    ),
    Do.READ_WORDS: CouncilDeed(
        "/opening/words", "Open the words of the round", "Trustees open them for moderators."
    ),
    Do.FEED_BACK: CouncilDeed(
        "/round/feedback", "Show members how the group answered", "It stays shown."
    ),
    Do.INVITE_MORE: CouncilDeed("/cards", "Print more code cards", "While people can still join."),
    Do.CHANGE_RULE: CouncilDeed(
        "/rule", "Change the rule", "After round 1 has opened, the report says so, and why."
    ),
    Do.STOP_COUNCIL: CouncilDeed("/round/stop", "End the rounds early", "The report says why."),
    Do.END_COUNCIL: CouncilDeed("/end", "End this council", "After its last report was looked at."),
}


#: The numbers of a rule that can be changed, and what each is.
RULE_WORDS: Mapping[str, str] = {
    "rule.median_from": "The group is for it when the middle is at least",
    "rule.agree_from": "… and at least so many percent rate it 7 to 9",
    "rule.oppose_under": "… and fewer than so many percent rate it 1 to 3",
    "rule.rounds_most": "A statement is rated in at most so many rounds",
    "rule.too_few_under": "No verdict with fewer ratings than",
    "rule.stable_change_under": "Answers are stable when they change by less than, in percent",
    "rule.stable_kappa_from": "… or when the kappa of two rounds is at least",
    "rule.pairs_from": "Nothing is said of stability with fewer pairs than",
    "rule.many_missing_under": "Many chose not to answer when fewer rated it, in percent",
    "feedback.median_from": "The middle is shown from so many answers on",
    "feedback.verdict_from": "The middle half and the verdict are shown from",
    "feedback.percentages_from": "Percentages are shown from",
    "dissent.minority_percent": "A minority is told of from so many percent at the other end",
    "dissent.minority_people": "… and from so many people",
    "dissent.medians_apart": "Survivors see it differently when middles are so far apart",
    "groups.people": "A group is looked at from so many people on",
}


def council_chip(state: CouncilState, number: int) -> tuple[str, str]:
    """Return the word and the shape of where a council stands."""
    words, shape = _STATES[state]
    return words.format(number), shape


def council_facts(watched: CouncilWatch) -> list[tuple[str, str, str]]:
    """Return what is seen of a council: a term, what it is, and a note."""
    rule = watched.policy.rule
    fixed = f", fixed {long_day(watched.fixed_on)}" if watched.fixed_on else ", as it stands"
    return [
        _round_fact(watched),
        _people_fact(watched),
        _statements_fact(watched),
        (
            f"The rule{fixed}",
            f"{rule.agree_from}% at {rule.median_from} to 9",
            f"fewer than {rule.oppose_under}% at 1 to 3",
        ),
    ]


def _round_fact(watched: CouncilWatch) -> tuple[str, str, str]:
    latest = watched.latest
    if latest is None:
        return "Rounds", "None yet", f"at most {watched.most} in which statements are judged"
    term = f"Round {latest.number}: {KIND_WORDS[latest.kind][0].lower()}"
    if watched.days_left is not None:
        left = "last day" if not watched.days_left else f"{watched.days_left} days left"
        left = "1 day left" if watched.days_left == 1 else left
        return term, left, f"closes {long_day(latest.closes_on)}"
    done = "Counted" if latest.counted else "Closed"
    return term, done, f"{watched.judged} of at most {watched.most} that judge statements"


def _people_fact(watched: CouncilWatch) -> tuple[str, str, str]:
    if watched.enough is not None:
        note = f"{watched.fewest} must have joined; how many have is told when joining ends"
        return "Enough to open", "Yes" if watched.enough else "Not yet", note
    if watched.joined is None:
        return "Joined", "Nobody", "the council was stopped before its first round"
    latest = watched.latest
    if latest is not None and latest.finished is not None:
        return "Answered", about(latest.finished), f"of {about(watched.joined)} who joined"
    return "Joined", about(watched.joined), "how many answered is told when the round closes"


def _statements_fact(watched: CouncilWatch) -> tuple[str, str, str]:
    live = sum(watched.statements.get(one, 0) for one in ("proposed", "edited", "rated", "result"))
    gone = [
        f"{watched.statements[one]} {one}"
        for one in ("dropped", "merged", "split")
        if watched.statements.get(one)
    ]
    return "Statements", str(live), ", ".join(gone) or "nothing anybody proposed disappears"
