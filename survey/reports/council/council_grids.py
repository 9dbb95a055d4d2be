"""Tables of a council's report: members round by round, words to choose, things put in order."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal

from survey.delphi.files.plans import CouncilFile
from survey.delphi.statistics.attrition import Flow, RoundFlow
from survey.disclosure.council.round_release import RoundRelease, TermShown
from survey.questionnaire.texts import Text
from survey.reports.council.council_charts import number, percentage
from survey.reports.council.council_part_wording import PERCENT_FROM, share_in_words
from survey.reports.council.council_statements import put_in_words
from survey.reports.council.council_wording import (
    NOT_SHOWN,
    as_members_read,
    concord,
    kept_in_words,
    said,
    share,
)
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import N_, document_locale, say
from survey.reports.report_words import WordsInLanguage, people
from survey.reports.study.document import TableCell

CHOICES = (N_("Use"), N_("Use with care"), N_("Avoid"))
RANK_HEADS = (N_("Place"), N_("Median rank"))
FLOW_HEADS = (
    N_("Started"),
    N_("Completed"),
    N_("Of the round before"),
    N_("Of the first round"),
)


#: What the numbers of members mean.
FLOW_NOTES = (
    N_(
        "Whoever lost their six words could not go on; they count as somebody who left. What they "
        "had sent stays counted."
    ),
    N_(
        "Whoever sent a round completed it, also with every question left out: how many answered "
        "a statement stands beside it."
    ),
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
    told = [
        say(
            "%(people)s were invited, and %(joined)s joined.",
            people=people(flow.invited).capitalize(),
            joined=flow.joined,
        )
    ]
    if flow.invited == 1:
        told = [say("1 person was invited, and %(joined)s joined.", joined=flow.joined)]
    if away == 1:
        told.append(say("One code was never used, or given up for another one."))
    elif away:
        told.append(say("%(n)s codes were never used, or given up for another one.", n=away))
    if flow.response is not None and flow.rounds:
        share_ = percentage(flow.response)
        told.append(say("%(share)s of those invited completed round 1.", share=share_))
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
                TableCell(_count(one.started)),
                TableCell(_count(one.completed)),
                TableCell(_percent(one.retention_previous)),
                TableCell(_percent(one.retention_first)),
            ),
        )
        for one in rounds
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else percentage(value)


def _count(number_: int) -> str:
    return format_decimal(number_, locale=document_locale())


def term_table(release: RoundRelease, given: Proceedings) -> TermTable:
    """Return the terms of a release as they are shown."""
    return TermTable(
        release.number,
        tuple(_term(one, put_in_words(one.term, one.words, given)) for one in release.terms),
    )


def _term(one: TermShown, words: WordsInLanguage) -> TermLine:
    hidden = TableCell(say(NOT_SHOWN), hidden=True)
    cells = [hidden] * 3
    few = one.n is None or one.n < PERCENT_FROM
    if one.shares is not None and few:
        cells = [TableCell(share_in_words(each.percent)) for each in one.shares]
    elif one.shares is not None:
        cells = [TableCell(text, small=between) for text, between in map(share, one.shares)]
    answered = hidden if one.n is None else TableCell(str(one.n))
    return TermLine(
        words,
        (*cells, answered),
        tuple(
            as_members_read(each) for each in one.sentences if not (few and "percent" in each.words)
        ),
        kept_in_words(one.withheld),
    )


def rank_table(release: RoundRelease, given: Proceedings, question: Text) -> RankTable:
    """Return the ranking of a release; it has one. `question` is what was asked."""
    shown = release.ranking
    assert shown is not None
    hidden = TableCell(say(NOT_SHOWN), hidden=True)
    return RankTable(
        round=release.number,
        question=said(question, given.file),
        ordered=shown.ordered,
        lines=tuple(
            (
                put_in_words(item.item, item.words, given),
                (
                    hidden if item.place is None else TableCell(str(item.place)),
                    hidden if item.median_rank is None else TableCell(number(item.median_rank)),
                ),
            )
            for item in shown.items
        ),
        concord=concord(shown),
        sentences=tuple(map(as_members_read, shown.sentences)),
        withheld=kept_in_words(shown.withheld),
    )
