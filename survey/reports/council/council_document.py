"""A council's report as a document: what stands where, in which words, from stored releases only.

It is never made without a minority report that the rule made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from survey.delphi.files.checklist import (
    NOT_YET,
    NOTE,
    ChecklistItem,
    Done,
    PointerSentence,
    checklist,
)
from survey.delphi.files.plans import RoundPlan
from survey.delphi.statistics.dissent import require_whole
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import BadInput
from survey.questionnaire.texts import EMPTY, Text
from survey.reports.asks.ask_views import AskShown
from survey.reports.council.council_asks import asks_of_council, asks_on_statement
from survey.reports.council.council_grids import (
    FlowTable,
    RankTable,
    TermTable,
    flow_tables,
    flow_words,
    rank_table,
    term_table,
)
from survey.reports.council.council_method import (
    CAVEAT,
    GLOSSARY,
    NOTE_TO_SURVIVORS,
    citation,
    days,
    limits,
    method,
    rule_passages,
    span,
    unnamed,
)
from survey.reports.council.council_notes import require_known
from survey.reports.council.council_part import CouncilPart, council_part
from survey.reports.council.council_statements import (
    Dissent,
    StatementPart,
    needed_reports,
    statement_parts,
)
from survey.reports.council.council_summary import CouncilSummary, council_summary
from survey.reports.council.council_wording import (
    KINDS,
    pointed,
    quoted,
    said,
)
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import N_, say
from survey.reports.report_words import (
    AND,
    ReportSentence,
    WordsInLanguage,
    all_said,
    day,
    language_said,
    listed,
    month,
    told_list,
)
from survey.reports.signing_words import colophon, data_uri
from survey.reports.study.method import PRACTICE, UNREVIEWED, Passage


@dataclass(frozen=True)
class RoundAsked:
    """One round: what was asked in it, and why, in the words that members read."""

    number: int
    kind: str
    days: str
    title: WordsInLanguage
    introduction: WordsInLanguage
    prompts: tuple[WordsInLanguage, ...]
    asked: str
    why_changed: WordsInLanguage


@dataclass(frozen=True)
class CouncilDocument:
    """A whole report of a council; `main` is its title, which says what was found.

    `signed_by`, `logo` and `colophon` say who publishes it and what made it. `unrecorded` are the
    topics of the checklist that nobody wrote anything of.
    """

    title: WordsInLanguage
    council: str
    main: str
    part: CouncilPart
    summary: CouncilSummary
    signed_by: str
    logo: str
    logo_alt: str
    colophon: tuple[tuple[str, str], ...]
    released_on: str
    banner: str
    unreviewed: str
    caveat: str
    cover: tuple[tuple[str, str | WordsInLanguage | ReportSentence], ...]
    note: tuple[str, ...]
    why: WordsInLanguage
    agreed_to: tuple[WordsInLanguage, ...]
    answering: tuple[tuple[WordsInLanguage, str], ...]
    asks: tuple[AskShown, ...]
    asks_day: str
    asked_because: Mapping[str, tuple[AskShown, ...]]
    rounds: tuple[RoundAsked, ...]
    unnamed: tuple[str, ...]
    rule: tuple[Passage, ...]
    flow_words: tuple[str, ...]
    flow: tuple[FlowTable, ...]
    statements: tuple[StatementPart, ...]
    terms: tuple[TermTable, ...]
    rankings: tuple[RankTable, ...]
    method: tuple[Passage, ...]
    limits: tuple[str, ...]
    checklist: tuple[tuple[str, tuple[ChecklistItem, ...]], ...]
    checklist_note: str
    unrecorded: tuple[str, ...]
    citation: ReportSentence
    glossary: tuple[tuple[str, str], ...]

    @property
    def rated(self) -> tuple[StatementPart, ...]:
        """Return the statements that were rated."""
        return tuple(one for one in self.statements if one.rated)

    @property
    def gone(self) -> tuple[StatementPart, ...]:
        """Return those that were never rated: merged, split, dropped, or only proposed."""
        return tuple(one for one in self.statements if not one.rated)

    @property
    def dropped(self) -> tuple[StatementPart, ...]:
        """Return those that were rated, and merged, split or dropped afterwards."""
        return tuple(one for one in self.rated if one.standing)

    @property
    def dissent(self) -> tuple[tuple[StatementPart, Dissent], ...]:
        """Return every minority report, with its statement."""
        return tuple((one, report) for one in self.statements for report in one.dissent)


def council_document(given: Proceedings) -> CouncilDocument:
    """Build the whole report.

    BadInput without a release, or for a note on what has no minority report; Refused when a
    minority report that the rule made would be missing.
    """
    if not given.releases:
        raise BadInput("No round of this council was published, so there is nothing to report.")
    releases, last = given.releases, given.releases[-1]
    parts = _whole_parts(given)
    part, items = council_part(given), _checklist(given, dissent=any(one.dissent for one in parts))
    publisher, asks = given.publisher, asks_of_council(given, parts)
    return CouncilDocument(
        title=said(given.file.title, given.file),
        council=last.council,
        main=part.title,
        part=part,
        summary=council_summary(part, given, asks),
        signed_by=given.organisation or publisher.organisation,
        logo=data_uri(publisher.logo),
        logo_alt=publisher.organisation or say("The publisher"),
        colophon=colophon(publisher, given.program),
        released_on=last.released_on,
        banner=say(PRACTICE) if last.practice else "",
        unreviewed="" if given.reviewed else say(UNREVIEWED),
        caveat=say(CAVEAT),
        cover=_cover(given),
        note=tuple(map(say, NOTE_TO_SURVIVORS)),
        why=said(given.file.introduction, given.file),
        agreed_to=all_said(given.file.consent.as_mapping(), given.file.languages),
        answering=_answering(given),
        asks=asks,
        asks_day=day(given.status_on or last.released_on),
        asked_because={one.id: asks_on_statement(one.id, given, asks) for one in parts},
        rounds=tuple(_asked(one, given) for one in releases),
        unnamed=unnamed(last),
        rule=rule_passages(releases, given.council),
        flow_words=flow_words(last.flow),
        flow=flow_tables(last.flow, given.file),
        statements=parts,
        terms=tuple(term_table(one, given) for one in releases if one.terms),
        rankings=_rankings(given),
        method=method(releases, given.council),
        limits=_limits(parts, given),
        checklist=_by_part([one for one in items if one.pointer != NOT_YET]),
        checklist_note=say(NOTE),
        unrecorded=tuple(say(one.topic) for one in items if one.pointer == NOT_YET),
        citation=citation(releases),
        glossary=tuple((say(term), say(text)) for term, text in GLOSSARY),
    )


def _whole_parts(given: Proceedings) -> tuple[StatementPart, ...]:
    """Return the statements; Refused when a minority report that the rule made is not in them."""
    parts = statement_parts(given)
    printed = tuple(dissent.printed for part in parts for dissent in part.dissent)
    require_whole(needed_reports(given.releases), printed)
    require_known(given.notes, _dissenting(given.releases))
    return parts


def _rankings(given: Proceedings) -> tuple[RankTable, ...]:
    return tuple(
        rank_table(one, given, _ranked(one, given))
        for one in given.releases
        if one.ranking is not None
    )


def _limits(parts: tuple[StatementPart, ...], given: Proceedings) -> tuple[str, ...]:
    many = sum(any(one.many_missing for one in part.rated) for part in parts)
    withheld = _withheld(given.releases)
    return limits(given.releases, given.file, withheld=withheld, many_missing=many)


def _dissenting(releases: tuple[RoundRelease, ...]) -> set[tuple[str, str, int]]:
    return {
        (one.statement, one.aspect, release.number)
        for release in releases
        for one in release.statements
        if one.minority is not None
    }


def _withheld(releases: tuple[RoundRelease, ...]) -> int:
    return sum(
        bool(one.withheld)
        for release in releases
        for one in (
            *release.statements,
            *release.terms,
            *((release.ranking,) if release.ranking else ()),
        )
    )


def _cover(given: Proceedings) -> tuple[tuple[str, str | WordsInLanguage | ReportSentence], ...]:
    last = given.releases[-1]
    named = tuple(quoted(said(group.text, given.file)) for group in given.file.groups)
    facts: list[tuple[str, str | WordsInLanguage | ReportSentence]] = [
        (say("Members"), say("%(n)s joined", n=last.flow.joined)),
        (say("Rounds"), str(len(given.releases))),
        (say("Open"), days(given.releases)),
        (say("Languages"), listed(tuple(map(language_said, given.file.languages)))),
        (say("Invited were"), said(given.file.audience.who, given.file)),
        (say("Groups"), told_list(named, last=AND)),
        (say("Carried out by"), given.organisation),
        (say("Published"), day(last.released_on)),
        (say("Council"), last.council),
    ]
    return tuple((term, text) for term, text in facts if str(text))


def _plan(release: RoundRelease, given: Proceedings) -> RoundPlan | None:
    return given.plans[release.number - 1] if release.number <= len(given.plans) else None


def _ranked(release: RoundRelease, given: Proceedings) -> Text:
    plan = _plan(release, given)
    return plan.question if plan else EMPTY


def _asked(release: RoundRelease, given: Proceedings) -> RoundAsked:
    plan = _plan(release, given)
    statements = len({one.statement for one in release.statements})
    ranked = len(release.ranking.items) if release.ranking else 0
    counts = [
        (statements, N_("1 statement"), N_("%(n)s statements")),
        (len(release.terms), N_("1 term"), N_("%(n)s terms")),
        (ranked, N_("1 thing to order"), N_("%(n)s things to order")),
    ]
    return RoundAsked(
        number=release.number,
        kind=say(KINDS[release.kind]),
        days=span(release.opened_on, release.closed_on),
        title=said(plan.title, given.file) if plan else WordsInLanguage(""),
        introduction=said(plan.introduction, given.file) if plan else WordsInLanguage(""),
        prompts=tuple(said(one.text, given.file) for one in plan.prompts) if plan else (),
        asked=listed(tuple(say(one) if n == 1 else say(more, n=n) for n, one, more in counts if n)),
        why_changed=_why_changed(release, given),
    )


def _why_changed(release: RoundRelease, given: Proceedings) -> WordsInLanguage:
    """Return what members said about other ratings, as the next round summed it up."""
    later = given.plans[release.number : release.number + 1]
    return said(later[0].why_changed, given.file) if later else WordsInLanguage("")


def _answering(given: Proceedings) -> tuple[tuple[WordsInLanguage, str], ...]:
    """Return who agreed beforehand to answer in public, and the month by which."""
    return tuple((said(one.who, given.file), month(one.by)) for one in given.file.answered_by)


def _checklist(given: Proceedings, *, dissent: bool) -> tuple[ChecklistItem, ...]:
    return checklist(
        Done(
            council=given.council,
            register=given.register,
            flow=given.releases[-1].flow,
            dissent=dissent or None,
            written={**_in_this_report(given), **given.file.about},
            left_out=given.file.left_out,
        )
    )


def _by_part(
    items: Sequence[ChecklistItem],
) -> tuple[tuple[str, tuple[ChecklistItem, ...]], ...]:
    by_part: dict[str, list[ChecklistItem]] = {}
    for item in items:
        told = tuple(PointerSentence(pointed(one)) for one in item.sentences)
        whole = replace(item, topic=say(item.topic), sentences=told)
        by_part.setdefault(say(item.part), []).append(whole)
    return tuple((part, tuple(found)) for part, found in by_part.items())


def _in_this_report(given: Proceedings) -> dict[str, str]:
    """Return the topics that every report of this kind covers, and where."""
    found = {
        "title": say("Cover."),
        "analysis": say("Method."),
        "findings": say("Summary."),
        "limits": say("Limits."),
    }
    if given.organisation:
        found["team"] = say("Cover: %(who)s.", who=given.organisation)
    if given.file.introduction:
        found["aim"] = say("What was asked, and why.")
    return found
