"""The two-page summary of a council's report: what is agreed, what divides, what we cannot say.

It knows what stands in the council's part. It knows no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.disclosure.council.round_release import RoundRelease
from survey.reports.council.council_part import CouncilLine, CouncilPart
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import N_, say
from survey.reports.report_words import ReportSentence, language_said, listed, tell

MOST_AGREED, MOST_APART = 3, 4
APART = N_("Views are apart on statement {number}: “{words}”.")
DISSENT = N_("A minority report stands beside statement {number}: “{words}”.")
NO_DISSENT = N_("The rule made no minority report.")
HOW_TO_READ = (
    N_("Middle rating: half of the ratings are at it or below, half at it or above."),
    N_(
        "Middle half: where the middle half of the ratings lies, without the lowest and the "
        "highest."
    ),
    N_("By the rule: what was agreed before the first round. It does not say who is right."),
    N_("What is not shown is too small to show, or would tell how single members rated."),
)


@dataclass(frozen=True, slots=True)
class CouncilSummary:
    """What stands on the first two pages; `cannot_say` are heads with their reasons."""

    agreed: tuple[CouncilLine, ...]
    more_agreed: str
    apart: tuple[ReportSentence, ...]
    near: tuple[ReportSentence, ...]
    groups: tuple[ReportSentence, ...]
    cannot_say: tuple[tuple[str, str], ...]
    how_to_read: tuple[str, ...]


def council_summary(part: CouncilPart, given: Proceedings) -> CouncilSummary:
    """Return the summary of a council's part."""
    return CouncilSummary(
        agreed=part.agreed[:MOST_AGREED],
        more_agreed=_more(part.agreed[MOST_AGREED:]),
        apart=tuple(_apart(part)),
        near=tuple(
            tell(say("Statement %(n)s. %(said)s", n=one.number, said=one.near)) for one in part.near
        ),
        groups=part.groups,
        cannot_say=tuple(_cannot_say(given.releases, given.file.languages))[:4],
        how_to_read=tuple(map(say, HOW_TO_READ)),
    )


def _more(rest: Sequence[CouncilLine]) -> str:
    """Return which statements are agreed beside the first three, by their numbers."""
    numbers = listed(tuple(str(one.number) for one in rest))
    if len(rest) == 1:
        return say("statement %(n)s", n=numbers)
    return say("statements %(numbers)s", numbers=numbers) if rest else ""


def _apart(part: CouncilPart) -> Iterator[ReportSentence]:
    """Give where views are apart, then where else a minority report stands; each statement once."""
    divided = [line for line in part.lines if line.verdict == say("Views apart")]
    named = {line.number for line in divided}
    rest = [one for one in part.dissent if one.number not in named]
    told = [(APART, line.number, line.words) for line in divided]
    told += [(DISSENT, one.number, one.words) for one in rest]
    seen: set[int] = set()
    for template, number, words in told[: MOST_APART + len(seen)]:
        if number in seen:
            continue
        seen.add(number)
        before, _, after = say(template).format(number=number, words="\0").partition("\0")
        yield tell(before, words, after.rstrip(".") if str(words).endswith(".") else after)
    if not told:
        yield tell(say(NO_DISSENT))


def _cannot_say(
    releases: Sequence[RoundRelease], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield (
        say("What other people think."),
        say("The members were invited. Another council may see it otherwise."),
    )
    yield (
        say("Who is right."),
        say("That a council agrees does not make a statement right, nor its opposite wrong."),
    )
    done = releases[-1].flow.rounds
    if len(done) > 1 and done[-1].completed < done[0].completed:
        yield (
            say("Why members left."),
            say(
                "%(many)s completed round %(first)s, and %(fewer)s round %(last)s. Nobody was "
                "asked why.",
                many=done[0].completed,
                first=done[0].round,
                fewer=done[-1].completed,
                last=done[-1].round,
            ),
        )
    if any(one.withheld for release in releases for one in release.statements):
        yield (
            say("What is not shown."),
            say(
                "Some results are not shown, or not whole, to protect members. It is said beside "
                "each."
            ),
        )
    names = listed(tuple(map(language_said, languages)))
    yield (
        say("What those think who could not take part."),
        say("Members took part online, in %(languages)s.", languages=names),
    )
    yield (
        say("How sure a small group is."),
        say("With so few people, one rating can move a result."),
    )
