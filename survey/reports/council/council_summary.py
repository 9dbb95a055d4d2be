"""The two-page summary of a council's report: what is agreed, what divides, what we cannot say.

It knows what stands in the council's part. It knows no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from survey.disclosure.council.round_release import RoundRelease
from survey.reports.asks.ask_views import AskShown
from survey.reports.council.council_part import CouncilLine, CouncilPart
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import N_, say
from survey.reports.report_words import ReportSentence, language_said, listed, tell

MOST_AGREED, MOST_APART, MOST_ASKS, MOST_UNSAID = 3, 4, 3, 4
#: Heights in px on the first page: all of it, its title and heads, and lines of text.
_PAGE, _HEADS, _AGREED, _LINE, _POINT = 947, 250, 90, 20, 8
#: Signs on a line across the page, of a statement that is agreed, and of half a page.
_ACROSS, _STATEMENT, _HALF = 92, 58, 40
APART = N_("Views are apart on statement {number}: “{words}”.")
DISSENT = N_("A minority report stands beside statement {number}: “{words}”.")
MORE_DISSENT = N_("Minority reports stand beside statement {numbers} as well.")
MORE_DISSENTS = N_("Minority reports stand beside statements {numbers} as well.")
ALL_DISSENT = N_("Minority reports stand beside statements {numbers}.")
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
    asks: tuple[AskShown, ...]
    apart: tuple[ReportSentence, ...]
    near: tuple[ReportSentence, ...]
    groups: tuple[ReportSentence, ...]
    cannot_say: tuple[tuple[str, str], ...]
    how_to_read: tuple[str, ...]


def council_summary(
    part: CouncilPart, given: Proceedings, asks: tuple[AskShown, ...]
) -> CouncilSummary:
    """Return the summary of a council's part, with as much as has room on its first page."""
    agreed = part.agreed[:MOST_AGREED]
    near = tuple(
        tell(say("Statement %(n)s. %(said)s", n=one.number, said=one.near)) for one in part.near
    )
    cannot = tuple(_cannot_say(given.releases, given.file.languages))[:MOST_UNSAID]
    always = _of_agreed(agreed) + _of_lines((*near, *part.groups, *map(_ask, asks[:MOST_ASKS])))
    for unsaid, most in product(range(len(cannot), 1, -2), range(MOST_APART, -1, -1)):
        apart, unsaid_here = tuple(_apart(part, most)), cannot[:unsaid]
        if _HEADS + always + _of_lines(apart) + _of_points(unsaid_here) <= _PAGE:
            break
    return CouncilSummary(
        agreed=agreed,
        more_agreed=_more(part.agreed[MOST_AGREED:]),
        asks=asks[:MOST_ASKS],
        apart=apart,
        near=near,
        groups=part.groups,
        cannot_say=unsaid_here,
        how_to_read=tuple(map(say, HOW_TO_READ)),
    )


def _of_agreed(agreed: Sequence[CouncilLine]) -> int:
    return sum(_AGREED + _LINE * (_lines(str(one.words), _STATEMENT) - 1) for one in agreed)


def _of_lines(said: Sequence[ReportSentence]) -> int:
    return sum(_POINT + _LINE * _lines(str(one), _ACROSS) for one in said)


def _of_points(cannot: Sequence[tuple[str, str]]) -> int:
    """Return how high points are that stand two in a row."""
    high = [_POINT + _LINE * _lines(f"{head} {why}", _HALF) for head, why in cannot]
    return sum(max(high[at : at + 2]) for at in range(0, len(high), 2))


def _lines(words: str, signs: int) -> int:
    return -(-len(words) // signs)


def _ask(one: AskShown) -> ReportSentence:
    """Return about what stands of an ask, to be measured."""
    return tell(f"1. {one.sentence} {one.asked_of}. {one.due}. {one.standing_words}" + " " * 30)


def _more(rest: Sequence[CouncilLine]) -> str:
    """Return which statements are agreed beside the first three, by their numbers."""
    numbers = listed(tuple(str(one.number) for one in rest))
    if len(rest) == 1:
        return say("statement %(n)s", n=numbers)
    return say("statements %(numbers)s", numbers=numbers) if rest else ""


def _apart(part: CouncilPart, most: int) -> Iterator[ReportSentence]:
    """Give where views are apart, then where else a minority report stands: each statement once,
    and so many with their words at most. The others stand in one line with their numbers."""
    divided = {
        line.number: (APART, line.words)
        for line in part.lines
        if line.verdict == say("Views apart")
    }
    dissent = {
        one.number: (DISSENT, one.words) for one in part.dissent if one.number not in divided
    }
    if not divided and not dissent:
        yield tell(say(NO_DISSENT))
    told = list({**divided, **dissent}.items())
    shown = max(most, len(divided))
    for number, (template, words) in told[:shown]:
        before, _, after = say(template).format(number=number, words="\0").partition("\0")
        yield tell(before, words, after.rstrip(".") if str(words).endswith(".") else after)
    if rest := tuple(str(number) for number, _ in told[shown:]):
        some = MORE_DISSENT if len(rest) == 1 else MORE_DISSENTS
        template = ALL_DISSENT if len(rest) > 1 and shown <= len(divided) else some
        yield tell(say(template).format(numbers=listed(rest)))


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
