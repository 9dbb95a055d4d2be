"""Tables of a council's report: members round by round, words to choose, things put in order."""

from __future__ import annotations

from dataclasses import dataclass

from survey.delphi.files.plans import CouncilFile
from survey.delphi.statistics.attrition import Flow, RoundFlow
from survey.disclosure.council.round_release import RoundRelease, TermShown
from survey.questionnaire.texts import Text
from survey.reports.council.council_part_wording import PERCENT_FROM, share_in_words
from survey.reports.council.council_wording import NOT_SHOWN, concord, said, share
from survey.reports.report_words import LANGUAGE, WordsInLanguage, people
from survey.reports.study.document import TableCell

CHOICES = ("Use", "Use with care", "Avoid")
RANK_HEADS = ("Place", "Median rank")
FLOW_HEADS = ("Started", "Completed", "Of the round before", "Of the first round")


#: What the numbers of members mean.
FLOW_NOTES = (
    "Whoever lost their six words could not go on; they count as somebody who left. What they had "
    "sent stays counted.",
    "Whoever sent a round completed it, also with every question left out: how many answered a "
    "statement stands beside it.",
)


@dataclass(frozen=True)
class FlowTable:
    """Members round by round: all of them, or those of one group."""

    of: WordsInLanguage
    lines: tuple[tuple[int, tuple[TableCell, ...]], ...]


@dataclass(frozen=True)
class TermLine:
    """One term: words, the shares of its three answers (in words where few answered), how many
    answered, sentences."""

    words: WordsInLanguage
    cells: tuple[TableCell, ...]
    sentences: tuple[str, ...]
    withheld: str


@dataclass(frozen=True)
class TermTable:
    """The terms of one round of choosing words."""

    round: int
    lines: tuple[TermLine, ...]


@dataclass(frozen=True)
class RankTable:
    """One ranking: items with their median rank, in the council's order where it is shown."""

    round: int
    question: WordsInLanguage
    ordered: bool
    lines: tuple[tuple[WordsInLanguage, tuple[TableCell, ...]], ...]
    concord: str
    sentences: tuple[str, ...]
    withheld: str


def flow_words(flow: Flow) -> tuple[str, ...]:
    """Return who was invited, joined and answered, as sentences."""
    away = flow.invited - flow.joined
    told = [f"{people(flow.invited).capitalize()} were invited, and {flow.joined} joined."]
    if flow.invited == 1:
        told = [f"1 person was invited, and {flow.joined} joined."]
    if away:
        who = "One code was" if away == 1 else f"{away} codes were"
        told.append(f"{who} never used, or given up for another one.")
    if flow.response is not None and flow.rounds:
        told.append(f"{flow.response:.0f}% of those invited completed round 1.")
    return tuple(told)


def flow_tables(flow: Flow, file: CouncilFile) -> tuple[FlowTable, ...]:
    """Return the table of all members, then those of groups that may be shown."""
    groups = {group.id: said(group.text, file) for group in file.groups}
    tables = [FlowTable(WordsInLanguage(""), _flow_lines(flow.rounds))] if flow.rounds else []
    tables += [
        FlowTable(groups.get(role, WordsInLanguage(role)), _flow_lines(rounds))
        for role, rounds in flow.roles.items()
    ]
    return tuple(tables)


def _flow_lines(
    rounds: tuple[RoundFlow, ...],
) -> tuple[tuple[int, tuple[TableCell, ...]], ...]:
    return tuple(
        (
            one.round,
            (
                TableCell(f"{one.started:,}"),
                TableCell(f"{one.completed:,}"),
                TableCell(_percent(one.retention_previous)),
                TableCell(_percent(one.retention_first)),
            ),
        )
        for one in rounds
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}%"


def term_table(release: RoundRelease, file: CouncilFile) -> TermTable:
    """Return the terms of a release as they are shown."""
    lang = file.languages[0] if file.languages else LANGUAGE
    return TermTable(release.number, tuple(_term(one, lang) for one in release.terms))


def _term(one: TermShown, lang: str) -> TermLine:
    hidden = TableCell(NOT_SHOWN, hidden=True)
    cells = [hidden] * 3
    few = one.n is None or one.n < PERCENT_FROM
    if one.shares is not None and few:
        cells = [TableCell(share_in_words(each.percent)) for each in one.shares]
    elif one.shares is not None:
        cells = [TableCell(text, small=between) for text, between in map(share, one.shares)]
    answered = hidden if one.n is None else TableCell(str(one.n))
    return TermLine(
        WordsInLanguage(one.words, lang),
        (*cells, answered),
        tuple(str(each) for each in one.sentences if not (few and "percent" in each.words)),
        one.withheld,
    )


def rank_table(release: RoundRelease, file: CouncilFile, question: Text) -> RankTable:
    """Return the ranking of a release; it has one. `question` is what was asked."""
    shown = release.ranking
    assert shown is not None
    lang = file.languages[0] if file.languages else LANGUAGE
    hidden = TableCell(NOT_SHOWN, hidden=True)
    return RankTable(
        round=release.number,
        question=said(question, file),
        ordered=shown.ordered,
        lines=tuple(
            (
                WordsInLanguage(item.words, lang),
                (
                    hidden if item.place is None else TableCell(str(item.place)),
                    hidden if item.median_rank is None else TableCell(f"{item.median_rank:g}"),
                ),
            )
            for item in shown.items
        ),
        concord=concord(shown),
        sentences=tuple(str(each) for each in shown.sentences),
        withheld=shown.withheld,
    )
