"""How a council worked, kept its members unnamed and decided, and what that cannot say.

It knows stored round releases, the council's state and its file.
"""

from __future__ import annotations

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import Council, PolicyChange
from survey.disclosure.council.round_release import RoundRelease
from survey.questionnaire.languages import english_name
from survey.reports.council.council_wording import KINDS, change_words
from survey.reports.report_words import (
    ReportSentence,
    day,
    journal_head,
    listed,
    people,
    say,
    sentence,
    tell,
    told_sentence,
)
from survey.reports.study.method import Passage

CAVEAT = "This describes the members of one council. They are not a random sample."
NOTE_TO_SURVIVORS = (
    "If you are a survivor: this report is about statements that a council rated. No number in it "
    "stands for one person, and a person’s own words stand here only where they allowed it.",
    "Some of it may be hard to read. You can stop at any point, read only the key points, or ask "
    "someone you trust to read it first. Nothing here asks anything of you.",
    "If you are in danger now, call your local emergency number. If something here stays with you, "
    "it can help to talk to someone you trust or to a support line where you live.",
    "To the members: thank you. Where you saw things differently, this report says so.",
)
SEEN = (
    "When a statement was rated again, members saw how the group had answered before, and their "
    "own last rating beside it. Everybody saw the same about the group. No sentence told anybody "
    "to come closer to it."
)
GLOSSARY = (
    (
        "Consensus",
        "What the rule calls consensus, which was agreed before the first round. It does not say "
        "who is right.",
    ),
    (
        "Kappa",
        "How far members gave the same ratings again, beyond chance. 1 is all the same, 0 is no "
        "more than chance. Far moves weigh more than small ones.",
    ),
    (
        "Kendall’s W",
        "How far several orders of the same things agree. 1 is all the same, 0 is nothing in "
        "common.",
    ),
    (
        "Median",
        "The middle of the group: half of the ratings are at it or below, half at or above.",
    ),
    ("Middle half", "Where the middle half of the ratings lies, without the lowest and highest."),
    (
        "Minority report",
        "A note on a view that differs. A rule decides when there is one, and nobody can take it "
        "away.",
    ),
    (
        "Range in brackets",
        "The 95% Wilson interval of a percentage, rounded outwards. With few people it is wide.",
    ),
    ("Stable", "Members gave much the same ratings in two rounds, so asking again adds little."),
    ("Trustee", "A person who holds one share of the key that opens what members sent."),
)


def unnamed(release: RoundRelease) -> tuple[str, ...]:
    """Return how members stayed unnamed, in plain words, from the facts of a release."""
    return (
        "Each member was handed a printed code. It worked once, and was exchanged for six words "
        "that a machine drew. The used code was deleted. The words are kept nowhere: only the "
        "member has them.",
        "What is stored of one round cannot be joined to what is stored of another, nor to a "
        "code. Each round, the six words give another mark, and everything of a round was mixed "
        "when it closed.",
        "What members sent was sealed before it was stored. Only "
        f"{release.threshold} of {release.shares} trustees together could open it. To compare "
        "rounds, a made-up name stands inside the sealed ratings. It was used while counting, and "
        "is written down nowhere.",
        "So nobody has a list of who said what: not the people who ran the council, and not those "
        "who invited its members. They know whom they invited, and no more.",
        "A small group was shown less of itself. What is too small to show is not in this report, "
        "and not in its files.",
    )


def rule_passages(releases: tuple[RoundRelease, ...], council: Council) -> tuple[Passage, ...]:
    """Return the locked rule in sentences, its changes with their reasons, and an early end."""
    found = [
        Passage(
            "rule-first",
            "What was agreed before the first round",
            (
                "Members accepted these rules before they rated anything. When the first round "
                "opened, the rules were locked.",
            ),
            points=releases[0].policy_sentences,
        )
    ]
    found += [_changed(number, change) for number, change in enumerate(council.changes, 1)]
    if not council.changes:
        found.append(
            Passage(
                "rule-unchanged", "Changes", ("The rules were not changed after they were locked.",)
            )
        )
    if council.stopped_because:
        found.append(
            Passage(
                "rule-stopped",
                "Stopped early",
                (f"The council ended before its last round. {sentence(council.stopped_because)}",),
            )
        )
    return tuple(found)


def _changed(number: int, change: PolicyChange) -> Passage:
    seen = "had seen" if change.seen else "had not seen"
    return Passage(
        f"rule-change-{number}",
        f"A change after round {change.after_round}",
        (
            f"Members {seen} the results of that round when this was changed.",
            f"Reason: {sentence(change.reason)}",
        ),
        points=change_words(change),
    )


def method(releases: tuple[RoundRelease, ...], council: Council) -> tuple[Passage, ...]:
    """Return how it was asked, measured and counted, from the facts of the releases."""
    return (
        _asking(releases, council),
        _measuring(releases),
        _dissenting(council),
        _counting(releases),
    )


def limits(
    releases: tuple[RoundRelease, ...], file: CouncilFile, *, withheld: int, many_missing: int
) -> tuple[str, ...]:
    """Return what the results cannot say; two numbers of results that are not whole."""
    last = releases[-1]
    names = listed(tuple(english_name(code) for code in file.languages))
    found = [
        "The members of this council were invited. Other people may think otherwise, and another "
        "council may too.",
        "That a council agrees does not make a statement right. That it does not agree does not "
        "make it wrong.",
        "The words of a statement shape how it is rated. Where somebody said that a change of "
        "words lost their meaning, this report says so.",
        f"Members took part online, in {names}. Nobody without a safe way to go online is counted.",
        *_left(last),
        "With so few people, one rating can move a result. Percentages stand with their range for "
        "that reason.",
        "We keep nothing that could identify a member, so we cannot rule out that somebody used "
        "the code of somebody else.",
        "A report about a small group can never hide everything from a reader who knows all "
        "members but one, and knows what each of them rated.",
    ]
    if many_missing:
        which = "one statement" if many_missing == 1 else f"{many_missing} statements"
        found.append(f"Many chose not to rate {which}. It is said beside each.")
    if withheld:
        which = "One result is" if withheld == 1 else f"{withheld} results are"
        found.append(
            f"{which} not shown, or not whole, to protect members. It is said beside each."
        )
    if any(release.integrity.damaged for release in releases):
        found.append("Some envelopes could not be opened and are not counted (see Method).")
    if last.practice:
        found.append("This is a practice council: its ratings say nothing about anyone.")
    return tuple(found)


def citation(releases: tuple[RoundRelease, ...]) -> ReportSentence:
    """Return the line with which this report should be cited."""
    last = releases[-1]
    title = say(last.title, tuple(last.title))
    practice = " Practice council." if last.practice else ""
    return tell(
        told_sentence(title),
        f" Council report, {_rounds(releases)}, {day(last.released_on)}."
        f"{practice} Council {last.council}, closed set {last.closed_set[:16]}.",
    )


def days(releases: tuple[RoundRelease, ...]) -> str:
    """Return the days from the first round's opening to the last one's closing."""
    return span(releases[0].opened_on, releases[-1].closed_on)


def span(first: str, last: str) -> str:
    """Return two days as "1 May 2030 to 3 May 2030", or the one day that they are."""
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _rounds(releases: tuple[RoundRelease, ...]) -> str:
    return "one round" if len(releases) == 1 else f"{len(releases)} rounds"


def _left(last: RoundRelease) -> list[str]:
    told = last.flow.rounds
    if len(told) < 2 or told[-1].completed >= told[0].completed:
        return []
    left = told[0].completed - told[-1].completed
    return [
        f"{people(left).capitalize()} of the {told[0].completed} who completed round "
        f"{told[0].round} did not complete round {told[-1].round}. We do not know why."
    ]


def _asking(releases: tuple[RoundRelease, ...], council: Council) -> Passage:
    seen = bool(council.fed_back) and len(releases) > 1
    return Passage(
        "method-asking",
        "How members were asked",
        (
            "Through a web page that sets no cookie, needs no account and loads nothing from "
            "anybody else. Every question could be skipped. Statements were rated from 1, the "
            "lowest, to 9, the highest.",
            *((SEEN,) if seen else ()),
        ),
        facts=tuple(
            (
                f"Round {one.number}",
                f"{KINDS[one.kind]}, {span(one.opened_on, one.closed_on)}",
            )
            for one in releases
        ),
    )


def _measuring(releases: tuple[RoundRelease, ...]) -> Passage:
    policy = releases[-1].policy
    rule = policy.rule
    return Passage(
        "method-measuring",
        "How agreement and stability were measured",
        (
            "Missing ratings are left out of every measure. The number of ratings stands beside "
            "each statement. Every member’s rating counts once; nothing is weighted.",
            "Views are called apart where the interpercentile range is wider than the range "
            "adjusted for symmetry, or where the classic rule of the RAND/UCLA manual finds "
            "disagreement (Fitch and others 2001). Agreement alone was never a reason to stop "
            "asking; stability was looked at first.",
            "Stability compares the ratings of the same members in two rounds: Scheibe’s change "
            "of the group, and Cohen’s kappa with quadratic weights, read after Holey and others "
            "2007. Single pairs are never given out.",
        ),
        facts=(
            ("Scale", f"1 to {rule.scale}"),
            ("Percentiles", rule.percentiles),
            ("Verdict", f"from {rule.too_few_under} ratings on"),
            (
                "Consensus",
                f"median from {rule.median_from}, at least {rule.agree_from}% at 7 to 9, under "
                f"{rule.oppose_under}% at 1 to 3; or its mirror",
            ),
            (
                "Stable",
                f"change under {rule.stable_change_under}%, or kappa from "
                f"{rule.stable_kappa_from:g}, on at least {rule.pairs_from} pairs",
            ),
            ("Rounds of rating", f"at most {rule.rounds_most}"),
            ("Intervals", "95%, Wilson 1927"),
        ),
    )


def _dissenting(council: Council) -> Passage:
    dissent, groups = council.policy.dissent, council.policy.groups
    return Passage(
        "method-dissent",
        "How dissent was kept",
        (
            "A rule decides when a statement has a minority report: where the views are apart; "
            f"where at least {dissent.minority_people} people, and at least "
            f"{dissent.minority_percent}%, rated at the other end of the scale; where the middle "
            f"of a group of at least {groups.people} lies in another third; or where survivors "
            f"and others are {dissent.medians_apart} points apart or more.",
            "Reasons are a moderator’s paraphrase, without a count. A person’s own words are "
            "printed only where they allowed it and two people looked at them. Editors can add a "
            "note. Nobody can take a minority report away: a report that lacks one is not made.",
        ),
    )


def _counting(releases: tuple[RoundRelease, ...]) -> Passage:
    facts = []
    for one in releases:
        found = one.integrity
        extra = [
            text
            for number, text in (
                (found.damaged, f"{found.damaged} damaged"),
                (found.copies, f"{found.copies} copies left out"),
            )
            if number
        ]
        counted = f"{found.counted} of {found.envelopes} envelopes"
        facts.append(
            (f"Round {one.number}, counted", f"{counted}{', ' if extra else ''}{', '.join(extra)}")
        )
        facts.append((f"Round {one.number}, closed set", one.closed_set))
    if releases[-1].journal is not None:
        facts.append(("Journal of what staff did", journal_head(releases[-1].journal)))
    return Passage(
        "method-counting",
        "How ratings were kept and counted",
        (
            "When a round closed, the set of envelopes was fixed under a check number. Only that "
            "set was opened, and whoever sent the same envelope twice was counted once.",
        ),
        facts=tuple(facts),
    )
