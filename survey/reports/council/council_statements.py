"""Each statement of a council as the report prints it: ratings, dissent, reasons and its life.

It knows stored round releases and the register. Where a release shows nothing, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.delphi.files.plans import CouncilFile, CouncilTerm, Planned
from survey.delphi.life.statements import Register, Statement
from survey.delphi.statistics.dissent import PrintedDissent
from survey.delphi.statistics.feedback import MANY_MISSING
from survey.disclosure.council.round_release import PARTS, RoundRelease, StatementShown
from survey.disclosure.quotes import Quote
from survey.reports.council.council_charts import RoundLane, lane_chart, number
from survey.reports.council.council_lives import LifeStep, life, standing
from survey.reports.council.council_wording import (
    ASPECTS,
    LEFT_AND_STAYED,
    NO_STABILITY,
    NOT_SHOWN,
    RatingOutcome,
    as_members_read,
    kept_in_words,
    middle,
    middle_half,
    outcome,
    quoted,
    rated,
    said,
    share,
    stability,
    statement_said,
    told,
    why_not,
)
from survey.reports.council.proceedings import Proceedings
from survey.reports.drawing import Drawing
from survey.reports.report_language import N_, document_language, say
from survey.reports.report_words import (
    AND,
    ReportSentence,
    WordsInLanguage,
    listed,
    told_list,
)
from survey.reports.study.document import TableCell

_Shown = tuple[int, StatementShown]
THIRDS = (N_("At 1–3"), N_("At 4–6"), N_("At 7–9"))


@dataclass(frozen=True)
class RoundLine:
    """One round in the table of a statement: its number, its cells, and what the rule says."""

    round: int
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class Points:
    """How many gave each rating from 1 to 9 in one round."""

    round: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class RatingHistory:
    """One statement and aspect through all rounds: chart, table, sentences of the last round."""

    anchor: str
    aspect: str
    outcome: RatingOutcome
    last: int
    chart: Drawing | None
    columns: tuple[str, ...]
    lines: tuple[RoundLine, ...]
    shares: tuple[RoundLine, ...]
    points: tuple[Points, ...]
    sentences: tuple[str, ...]
    stability: tuple[str, ...]
    left: tuple[str, ...]
    withheld: tuple[str, ...]
    many_missing: str


@dataclass(frozen=True)
class Dissent:
    """A minority report as printed. `printed` is what the rule made and people added to it."""

    printed: PrintedDissent
    aspect: str
    round: int
    sentences: tuple[str, ...]
    groups: ReportSentence
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class RoundReasons:
    """A moderator's summary of what was said for and against after a round."""

    round: int
    in_favour: WordsInLanguage
    against: WordsInLanguage


@dataclass(frozen=True)
class StatementSource:
    """Words first proposed of something that a statement was made of."""

    words: WordsInLanguage


@dataclass(frozen=True)
class StatementPart:
    """One statement: words, where it stands, ratings, dissent, reasons, sources and life."""

    anchor: str
    number: int
    id: str
    words: WordsInLanguage
    standing: str
    rated: tuple[RatingHistory, ...]
    dissent: tuple[Dissent, ...]
    reasons: tuple[RoundReasons, ...]
    lost: str
    sources: tuple[StatementSource, ...]
    life: tuple[LifeStep, ...]


def statement_parts(given: Proceedings) -> tuple[StatementPart, ...]:
    """Return a part for every statement: first those that were rated, in the order of the
    rounds."""
    shown = dict.fromkeys(one.statement for release in given.releases for one in release.statements)
    order = [*shown, *(one.id for one in given.register.statements if one.id not in shown)]
    numbers = {id_: number for number, id_ in enumerate(order, 1)}
    return tuple(_part(id_, numbers, given) for id_ in order)


def needed_reports(releases: Iterable[RoundRelease]) -> tuple[PrintedDissent, ...]:
    """Return every minority report that the rule made, by statement (and aspect) and round."""
    return tuple(
        PrintedDissent(_key(one), release.number, one.minority)
        for release in releases
        for one in release.statements
        if one.minority is not None
    )


def _key(shown: StatementShown) -> str:
    return f"{shown.statement} ({shown.aspect})" if shown.aspect else shown.statement


def _part(id_: str, numbers: dict[str, int], given: Proceedings) -> StatementPart:
    all_shown = [
        (release.number, one)
        for release in given.releases
        for one in release.statements
        if one.statement == id_
    ]
    aspects = tuple(dict.fromkeys(one.aspect for _, one in all_shown))
    by_aspect = {
        aspect: [pair for pair in all_shown if pair[1].aspect == aspect] for aspect in aspects
    }
    lang = given.file.languages[0]
    known = {one.id: one for one in given.register.statements}.get(id_)
    words = known.words if known else all_shown[-1][1].words
    flagged = {round_ for round_, one in all_shown if one.lost}
    flagged |= set(known.flagged if known else ())
    return StatementPart(
        anchor=f"statement-{numbers[id_]}",
        number=numbers[id_],
        id=id_,
        words=put_in_words(id_, words, given),
        standing=standing(known, numbers),
        rated=tuple(_rated(pairs, numbers[id_]) for pairs in by_aspect.values()),
        dissent=tuple(_dissent(pair, given) for pair in all_shown if pair[1].minority is not None),
        reasons=_reasons(id_, given),
        lost=_rounds(sorted(flagged)),
        sources=_sources(known, given.register, lang),
        life=life(known, numbers, by_aspect, lang),
    )


def put_in_words(id_: str, words: str, given: Proceedings) -> WordsInLanguage:
    """Return the words of a statement, term or thing to order in the language of the document,
    where it was put to the council in it with these words; else as they are."""
    first, language = given.file.languages[0], document_language()
    for plan in reversed(given.plans):
        put: tuple[Planned | CouncilTerm, ...] = (*plan.statements, *plan.terms, *plan.items)
        for one in put:
            texts = one.text.as_mapping() if one.id == id_ else {}
            if words in (texts.get(""), texts.get(first)) and texts.get(language):
                return WordsInLanguage(texts[language], language)
    return WordsInLanguage(words, first)


def _rated(pairs: Sequence[_Shown], at: int) -> RatingHistory:
    last_round, last = next((pair for pair in reversed(pairs) if told(pair[1])), pairs[-1])
    lanes = tuple(_lane(round_, one) for round_, one in pairs)
    aspect = say(ASPECTS.get(last.aspect, last.aspect))
    of = statement_said(at, last.aspect)
    columns, lines = _table(pairs)
    return RatingHistory(
        anchor=f"statement-{at}" + (f"-{last.aspect}" if last.aspect else ""),
        aspect=aspect,
        outcome=outcome(last),
        last=last_round,
        chart=lane_chart(lanes, of),
        columns=columns,
        lines=lines,
        shares=_shares(pairs),
        points=tuple(Points(round_, one.shape) for round_, one in pairs if one.shape is not None),
        sentences=tuple(
            as_members_read(one) for one in last.sentences if one.words != MANY_MISSING
        ),
        stability=_stability(pairs),
        left=tuple(
            say(LEFT_AND_STAYED).format(
                round=round_, left=number(one.leavers[0]), stayed=number(one.leavers[1])
            )
            for round_, one in pairs
            if one.leavers is not None
        ),
        withheld=_by_text(
            (round_, kept_in_words(one.withheld)) for round_, one in pairs if one.withheld
        ),
        many_missing=_rounds(round_ for round_, one in pairs if one.many_chose_not_to_answer),
    )


def _stability(pairs: Sequence[_Shown]) -> tuple[str, ...]:
    later = pairs[1:]
    held_back = [
        (round_, say(NO_STABILITY)) for round_, one in later if one.n and not one.stability
    ]
    return (
        *(" ".join(stability(one.stability, at)) for at, one in later if one.stability),
        *_by_text(held_back),
    )


def _by_text(told: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Return each text once, headed by all rounds of which it is said."""
    rounds: dict[str, list[int]] = {}
    for round_, text in told:
        rounds.setdefault(text, []).append(round_)
    return tuple(
        say("%(head)s: %(said)s", head=_rounds(found), said=text) for text, found in rounds.items()
    )


def _rounds(rounds: Iterable[int]) -> str:
    """Return "Round 2" or "Rounds 2 and 3"; "" for none."""
    found = tuple(str(round_) for round_ in rounds)
    if not found:
        return ""
    if len(found) == 1:
        return say("Round %(n)s", n=found[0])
    return say("Rounds %(numbers)s", numbers=listed(found))


def _lane(round_: int, one: StatementShown) -> RoundLane:
    part = None if one.third is None else PARTS[one.third]
    return RoundLane(round_, rated(one), one.median, one.q1, one.q3, one.shape, part, why_not(one))


def _table(pairs: Sequence[_Shown]) -> tuple[tuple[str, ...], tuple[RoundLine, ...]]:
    """A column that no round shows is left out; what only some rounds show is said, not empty."""
    halves = any(one.q1 is not None for _, one in pairs)
    half_head = (say("Middle half"),) if halves else ()
    columns = (say("Rated"), say("Median"), *half_head, say("By the rule"))
    return columns, tuple(
        RoundLine(
            round_,
            (
                _cell(say(NOT_SHOWN) if one.n is None else str(one.n)),
                _cell(middle(one)),
                *((_cell(middle_half(one)),) if halves else ()),
                TableCell(outcome(one).words),
            ),
        )
        for round_, one in pairs
    )


def _shares(pairs: Sequence[_Shown]) -> tuple[RoundLine, ...]:
    """The thirds of the scale round by round; no line where no round shows them."""
    if all(one.shares is None for _, one in pairs):
        return ()
    return tuple(RoundLine(round_, _thirds(one)) for round_, one in pairs)


def _thirds(one: StatementShown) -> tuple[TableCell, ...]:
    if one.shares is None:
        return (_cell(say(NOT_SHOWN)),) * 3
    return tuple(TableCell(text, small=between) for text, between in map(share, one.shares))


def _cell(text: str) -> TableCell:
    return TableCell(text, hidden=text == say(NOT_SHOWN))


def _dissent(pair: _Shown, given: Proceedings) -> Dissent:
    round_, one = pair
    minority = one.minority
    assert minority is not None
    notes = [
        note
        for note in given.notes
        if (note.statement, note.aspect, note.round) == (one.statement, one.aspect, round_)
    ]
    printed = PrintedDissent(_key(one), round_, minority)
    for note in notes:
        for reason in note.reasons:
            printed = printed.explained(reason)
        for added in note.notes:
            printed = printed.annotated(added)
    return Dissent(
        printed=printed,
        aspect=say(ASPECTS.get(one.aspect, one.aspect)),
        round=round_,
        sentences=tuple(map(as_members_read, minority.sentences)),
        groups=told_list(
            tuple(quoted(_group(id_, given.file)) for id_ in minority.groups), last=AND
        ),
        quotes=tuple(quote for note in notes for quote in note.quotes),
    )


def _group(id_: str, file: CouncilFile) -> WordsInLanguage:
    found = {group.id: said(group.text, file) for group in file.groups}
    return found.get(id_, WordsInLanguage(id_))


def _reasons(id_: str, given: Proceedings) -> tuple[RoundReasons, ...]:
    """Summaries stand in the plan of the round that they were shown in: the one after theirs."""
    return tuple(
        RoundReasons(at, said(planned.in_favour, given.file), said(planned.against, given.file))
        for at, plan in enumerate(given.plans)
        for planned in plan.statements
        if planned.id == id_ and (planned.in_favour or planned.against)
    )


def _sources(known: Statement | None, register: Register, lang: str) -> tuple[StatementSource, ...]:
    if known is None or not known.sources:
        return ()
    return tuple(
        StatementSource(WordsInLanguage(words, lang)) for words in register.originals(known.id)
    )
