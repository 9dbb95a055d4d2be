"""How a council worked, kept its members unnamed and decided, and what that cannot say.

It knows stored round releases, the council's state and its file.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import Council, PolicyChange
from survey.disclosure.council.round_release import RoundRelease
from survey.reports.council.council_charts import number, reach
from survey.reports.council.council_wording import (
    CONSENSUS_IS,
    DISSENT_IS,
    KINDS,
    NOT_SEEN_BEFORE,
    SEEN_BEFORE,
    STABLE_IS,
    change_words,
    policy_in_words,
)
from survey.reports.report_language import N_, say
from survey.reports.report_words import (
    ReportSentence,
    day,
    journal_head,
    language_said,
    listed,
    people,
    sentence,
    tell,
    told_sentence,
)
from survey.reports.report_words import say as words_said
from survey.reports.study.method import Passage

CAVEAT = N_("This describes the members of one council. They are not a random sample.")
NOTE_TO_SURVIVORS = (
    N_(
        "If you are a survivor: this report is about statements that a council rated. No number "
        "in it stands for one person, and a person’s own words stand here only where they allowed "
        "it."
    ),
    N_(
        "Some of it may be hard to read. You can stop at any point, read only the key points, or "
        "ask someone you trust to read it first. Nothing here asks anything of you."
    ),
    N_(
        "If you are in danger now, call your local emergency number. If something here stays with "
        "you, it can help to talk to someone you trust or to a support line where you live."
    ),
    N_("To the members: thank you. Where you saw things differently, this report says so."),
)
SEEN = N_(
    "When a statement was rated again, members saw how the group had answered before, and their "
    "own last rating beside it. Everybody saw the same about the group. No sentence told anybody "
    "to come closer to it."
)
GLOSSARY = (
    (
        N_("Consensus"),
        N_(
            "What the rule calls consensus, which was agreed before the first round. It does not "
            "say who is right."
        ),
    ),
    (
        N_("Kappa"),
        N_(
            "How far members gave the same ratings again, beyond chance. 1 is all the same, 0 is "
            "no more than chance. Far moves weigh more than small ones."
        ),
    ),
    (
        N_("Kendall’s W"),
        N_(
            "How far several orders of the same things agree. 1 is all the same, 0 is nothing in "
            "common."
        ),
    ),
    (
        N_("Median"),
        N_("The middle of the group: half of the ratings are at it or below, half at or above."),
    ),
    (
        N_("Middle half"),
        N_("Where the middle half of the ratings lies, without the lowest and highest."),
    ),
    (
        N_("Minority report"),
        N_(
            "A note on a view that differs. A rule decides when there is one, and nobody can take "
            "it away."
        ),
    ),
    (
        N_("Range in brackets"),
        N_(
            "The 95% Wilson interval of a percentage, rounded outwards. With few people it is wide."
        ),
    ),
    (
        N_("Stable"),
        N_("Members gave much the same ratings in two rounds, so asking again adds little."),
    ),
    (N_("Trustee"), N_("A person who holds one share of the key that opens what members sent.")),
)


def unnamed(release: RoundRelease) -> tuple[str, ...]:
    """Return how members stayed unnamed, in plain words, from the facts of a release."""
    return (
        say(
            "Each member was handed a printed code. It worked once, and was exchanged for six "
            "words that a machine drew. The used code was deleted. The words are kept nowhere: "
            "only the member has them."
        ),
        say(
            "What is stored of one round cannot be joined to what is stored of another, nor to a "
            "code. Each round, the six words give another mark, and everything of a round was "
            "mixed when it closed."
        ),
        say(
            "What members sent was sealed before it was stored. Only %(threshold)s of %(shares)s "
            "trustees together could open it. To compare rounds, a made-up name stands inside the "
            "sealed ratings. It was used while counting, and is written down nowhere.",
            threshold=release.threshold,
            shares=release.shares,
        ),
        say(
            "So nobody has a list of who said what: not the people who ran the council, and not "
            "those who invited its members. They know whom they invited, and no more."
        ),
        say(
            "A small group was shown less of itself. What is too small to show is not in this "
            "report, and not in its files."
        ),
    )


def rule_passages(releases: tuple[RoundRelease, ...], council: Council) -> tuple[Passage, ...]:
    """Return the locked rule in sentences, its changes with their reasons, and an early end."""
    found = [
        Passage(
            "rule-first",
            say("What was agreed before the first round"),
            (
                say(
                    "Members accepted these rules before they rated anything. When the first round "
                    "opened, the rules were locked."
                ),
            ),
            points=policy_in_words(releases[0]),
        )
    ]
    found += [_changed(number, change) for number, change in enumerate(council.changes, 1)]
    if not council.changes:
        found.append(
            Passage(
                "rule-unchanged",
                say("Changes"),
                (say("The rules were not changed after they were locked."),),
            )
        )
    if council.stopped_because:
        found.append(
            Passage(
                "rule-stopped",
                say("Stopped early"),
                (
                    say(
                        "The council ended before its last round. %(why)s",
                        why=sentence(council.stopped_because),
                    ),
                ),
            )
        )
    return tuple(found)


def _changed(number: int, change: PolicyChange) -> Passage:
    seen = say(SEEN_BEFORE if change.seen else NOT_SEEN_BEFORE)
    return Passage(
        f"rule-change-{number}",
        say("A change after round %(n)s", n=change.after_round),
        (
            seen,
            say("Reason: %(reason)s", reason=sentence(change.reason)),
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


def _not_whole(withheld: int, many_missing: int) -> Iterator[str]:
    """Say of how many statements a result is not whole, or is missing many ratings."""
    if many_missing:
        yield (
            say("Many chose not to rate one statement. It is said beside each.")
            if many_missing == 1
            else say(
                "Many chose not to rate %(n)s statements. It is said beside each.", n=many_missing
            )
        )
    if withheld:
        yield (
            say(
                "One result is not shown, or not whole, to protect members. It is said beside each."
            )
            if withheld == 1
            else say(
                "%(n)s results are not shown, or not whole, to protect members. It is said beside "
                "each.",
                n=withheld,
            )
        )


def limits(
    releases: tuple[RoundRelease, ...], file: CouncilFile, *, withheld: int, many_missing: int
) -> tuple[str, ...]:
    """Return what the results cannot say; two numbers of results that are not whole."""
    last = releases[-1]
    names = listed(tuple(map(language_said, file.languages)))
    found = [
        say(
            "The members of this council were invited. Other people may think otherwise, and "
            "another council may too."
        ),
        say(
            "That a council agrees does not make a statement right. That it does not agree does "
            "not make it wrong."
        ),
        say(
            "The words of a statement shape how it is rated. Where somebody said that a change of "
            "words lost their meaning, this report says so."
        ),
        say(
            "Members took part online, in %(languages)s. Nobody without a safe way to go online is "
            "counted.",
            languages=names,
        ),
        *_left(last),
        say(
            "With so few people, one rating can move a result. Percentages stand with their range "
            "for that reason."
        ),
        say(
            "We keep nothing that could identify a member, so we cannot rule out that somebody "
            "used the code of somebody else."
        ),
        say(
            "A report about a small group can never hide everything from a reader who knows all "
            "members but one, and knows what each of them rated."
        ),
    ]
    found += _not_whole(withheld, many_missing)
    if any(release.integrity.damaged for release in releases):
        found.append(say("Some envelopes could not be opened and are not counted (see Method)."))
    if last.practice:
        found.append(say("This is a practice council: its ratings say nothing about anyone."))
    return tuple(found)


def citation(releases: tuple[RoundRelease, ...]) -> ReportSentence:
    """Return the line with which this report should be cited."""
    last = releases[-1]
    title = words_said(last.title, tuple(last.title))
    practice = " " + say("Practice council.") if last.practice else ""
    kept = say(
        "Council report, %(rounds)s, %(day)s.", rounds=_rounds(releases), day=day(last.released_on)
    )
    checked = say(
        "Council %(council)s, closed set %(check)s.",
        council=last.council,
        check=last.closed_set[:16],
    )
    return tell(
        told_sentence(title),
        f" {kept}{practice} {checked}",
    )


def days(releases: tuple[RoundRelease, ...]) -> str:
    """Return the days from the first round's opening to the last one's closing."""
    return span(releases[0].opened_on, releases[-1].closed_on)


def span(first: str, last: str) -> str:
    """Return two days as "1 May 2030 to 3 May 2030", or the one day that they are."""
    return day(first) if first == last else reach(day(first), day(last))


def _rounds(releases: tuple[RoundRelease, ...]) -> str:
    return say("one round") if len(releases) == 1 else say("%(n)s rounds", n=len(releases))


def _left(last: RoundRelease) -> list[str]:
    told = last.flow.rounds
    if len(told) < 2 or told[-1].completed >= told[0].completed:
        return []
    left = told[0].completed - told[-1].completed
    return [
        say(
            "%(people)s of the %(many)s who completed round %(first)s did not complete round "
            "%(last)s. We do not know why.",
            people=people(left).capitalize(),
            many=told[0].completed,
            first=told[0].round,
            last=told[-1].round,
        )
    ]


def _asking(releases: tuple[RoundRelease, ...], council: Council) -> Passage:
    seen = bool(council.fed_back) and len(releases) > 1
    return Passage(
        "method-asking",
        say("How members were asked"),
        (
            say(
                "Through a web page that sets no cookie, needs no account and loads nothing from "
                "anybody else. Every question could be skipped. Statements were rated from 1, the "
                "lowest, to 9, the highest."
            ),
            *((say(SEEN),) if seen else ()),
        ),
        facts=tuple(
            (
                say("Round %(n)s", n=one.number),
                f"{say(KINDS[one.kind])}{say(', ')}{span(one.opened_on, one.closed_on)}",
            )
            for one in releases
        ),
    )


def _measuring(releases: tuple[RoundRelease, ...]) -> Passage:
    policy = releases[-1].policy
    rule = policy.rule
    return Passage(
        "method-measuring",
        say("How agreement and stability were measured"),
        (
            say(
                "Missing ratings are left out of every measure. The number of ratings stands "
                "beside each statement. Every member’s rating counts once; nothing is weighted."
            ),
            say(
                "Views are called apart where the interpercentile range is wider than the range "
                "adjusted for symmetry, or where the classic rule of the RAND/UCLA manual finds "
                "disagreement (Fitch and others 2001). Agreement alone was never a reason to stop "
                "asking; stability was looked at first."
            ),
            say(
                "Stability compares the ratings of the same members in two rounds: Scheibe’s "
                "change of the group, and Cohen’s kappa with quadratic weights, read after Holey "
                "and others 2007. Single pairs are never given out."
            ),
        ),
        facts=(
            (say("Scale"), reach("1", str(rule.scale))),
            (say("Percentiles"), rule.percentiles),
            (say("Verdict"), say("from %(n)s ratings on", n=rule.too_few_under)),
            (
                say("Consensus"),
                say(CONSENSUS_IS).format(
                    median=rule.median_from, agree=rule.agree_from, oppose=rule.oppose_under
                ),
            ),
            (
                say("Stable"),
                say(STABLE_IS).format(
                    change=rule.stable_change_under,
                    kappa=number(rule.stable_kappa_from),
                    pairs=rule.pairs_from,
                ),
            ),
            (say("Rounds of rating"), say("at most %(n)s", n=rule.rounds_most)),
            (say("Intervals"), say("95%, Wilson 1927")),
        ),
    )


def _dissenting(council: Council) -> Passage:
    dissent, groups = council.policy.dissent, council.policy.groups
    return Passage(
        "method-dissent",
        say("How dissent was kept"),
        (
            say(DISSENT_IS).format(
                people=dissent.minority_people,
                percent=dissent.minority_percent,
                group=groups.people,
                points=dissent.medians_apart,
            ),
            say(
                "Reasons are a moderator’s paraphrase, without a count. A person’s own words are "
                "printed only where they allowed it and two people looked at them. Editors can "
                "add a note. Nobody can take a minority report away: a report that lacks one is "
                "not made."
            ),
        ),
    )


def _counting(releases: tuple[RoundRelease, ...]) -> Passage:
    facts = []
    for one in releases:
        found = one.integrity
        extra = [
            text
            for count, text in (
                (found.damaged, say("%(n)s damaged", n=found.damaged)),
                (found.copies, say("%(n)s copies left out", n=found.copies)),
            )
            if count
        ]
        counted = say("%(n)s of %(all)s envelopes", n=found.counted, all=found.envelopes)
        facts.append((say("Round %(n)s, counted", n=one.number), say(", ").join([counted, *extra])))
        facts.append((say("Round %(n)s, closed set", n=one.number), one.closed_set))
    if releases[-1].journal is not None:
        facts.append((say("Journal of what staff did"), journal_head(releases[-1].journal)))
    return Passage(
        "method-counting",
        say("How ratings were kept and counted"),
        (
            say(
                "When a round closed, the set of envelopes was fixed under a check number. Only "
                "that set was opened, and whoever sent the same envelope twice was counted once."
            ),
        ),
        facts=tuple(facts),
    )
