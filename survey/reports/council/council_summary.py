"""The two-page summary of a council's report: what is agreed, what divides, what we cannot say.

It knows what stands in the council's part. It knows no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.disclosure.council.round_release import RoundRelease
from survey.questionnaire.languages import english_name
from survey.reports.council.council_part import CouncilLine, CouncilPart
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_words import ReportSentence, listed, tell

MOST_AGREED, MOST_APART = 3, 4
APART = "Views are apart on statement {number}: “{words}”."
DISSENT = "A minority report stands beside statement {number}: “{words}”."
NO_DISSENT = "The rule made no minority report."
HOW_TO_READ = (
    "Middle rating: half of the ratings are at it or below, half at it or above.",
    "Middle half: where the middle half of the ratings lies, without the lowest and the highest.",
    "By the rule: what was agreed before the first round. It does not say who is right.",
    "What is not shown is too small to show, or would tell how single members rated.",
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
        near=tuple(tell(f"Statement {one.number}. {one.near}") for one in part.near),
        groups=part.groups,
        cannot_say=tuple(_cannot_say(given.releases, given.file.languages))[:4],
        how_to_read=HOW_TO_READ,
    )


def _more(rest: Sequence[CouncilLine]) -> str:
    """Return which statements are agreed beside the first three, by their numbers."""
    names = "statement" if len(rest) == 1 else "statements"
    return f"{names} {listed(tuple(str(one.number) for one in rest))}" if rest else ""


def _apart(part: CouncilPart) -> Iterator[ReportSentence]:
    """Give where views are apart, then where else a minority report stands; each statement once."""
    divided = [line for line in part.lines if line.verdict == "Views apart"]
    named = {line.number for line in divided}
    rest = [one for one in part.dissent if one.number not in named]
    told = [(APART, line.number, line.words) for line in divided]
    told += [(DISSENT, one.number, one.words) for one in rest]
    seen: set[int] = set()
    for template, number, words in told[: MOST_APART + len(seen)]:
        if number in seen:
            continue
        seen.add(number)
        before, _, after = template.format(number=number, words="\0").partition("\0")
        yield tell(before, words, after.replace("”.", "”") if str(words).endswith(".") else after)
    if not told:
        yield tell(NO_DISSENT)


def _cannot_say(
    releases: Sequence[RoundRelease], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield (
        "What other people think.",
        "The members were invited. Another council may see it otherwise.",
    )
    yield (
        "Who is right.",
        "That a council agrees does not make a statement right, nor its opposite wrong.",
    )
    done = releases[-1].flow.rounds
    if len(done) > 1 and done[-1].completed < done[0].completed:
        yield (
            "Why members left.",
            f"{done[0].completed} completed round {done[0].round}, and {done[-1].completed} round "
            f"{done[-1].round}. Nobody was asked why.",
        )
    if any(one.withheld for release in releases for one in release.statements):
        yield (
            "What is not shown.",
            "Some results are not shown, or not whole, to protect members. It is said beside each.",
        )
    names = listed(tuple(english_name(code) for code in languages))
    yield (
        "What those think who could not take part.",
        f"Members took part online, in {names}.",
    )
    yield ("How sure a small group is.", "With so few people, one rating can move a result.")
