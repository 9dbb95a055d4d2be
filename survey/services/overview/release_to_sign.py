"""What whoever signs for a release is shown: each table as readers would have it, the step of the
ladder that was applied, what is hidden and why, and what was decided.

It knows the stored release: protected numbers alone. It must not know a tally.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from survey.disclosure.noise.noise_mechanism import NoisyCount, accuracy
from survey.disclosure.reasons import why_hidden
from survey.disclosure.release import Breakdown, QuestionResult, Release, Shown
from survey.disclosure.release_tables import table_name, tables_of
from survey.disclosure.rounding import WHOLE_POINTS_FROM
from survey.disclosure.theme_counts import ThemeCounts, why_themes_hidden
from survey.reports.report_words import say, tell
from survey.reports.study.document import (
    QuestionFinding,
    ReportBreakdown,
    finding_of,
    left_out,
)
from survey.reports.study.method import respondents
from survey.reports.study.spoken_words import themes_finding
from survey.services.steps.release_standing import (
    ReleaseStanding,
    as_gone_out,
    headline_item,
    is_worked_out,
    question_of,
    standing_of,
    themes_beside,
    themes_item,
    unsigned_before,
)
from survey.storage.instance import Instance
from survey.storage.studies import noise_ledger
from survey.storage.studies.release_signatures import ReleaseSignature, TableDecision

TableKind = Literal["question", "breakdown", "headline", "themes"]

#: What has a proof of its own, and falls where there is none without what was rejected.
_PROVEN: tuple[TableKind, ...] = ("question", "breakdown")


@dataclass(frozen=True, slots=True)
class TableToSign:
    """One table: its name and title, the steps that were applied, how many of its numbers are
    hidden and why, and what was decided about it.

    `falls_with` names the rejected table that takes it along (""; none), `unproven` says that it
    cannot go out without those that were rejected. A question has a `finding`, a breakdown a
    `split`, and themes a `finding`; of a headline number `says` is all there is.
    """

    item: str
    kind: TableKind
    title: str
    steps: tuple[str, ...]
    numbers: int
    hidden: int
    why: str
    decision: TableDecision | None
    falls_with: str
    unproven: bool = False
    finding: QuestionFinding | None = None
    split: ReportBreakdown | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class TableNotPrinted:
    """A table that the protection does not print: its kind and title, why, and what would help."""

    kind: TableKind
    title: str
    reason: str
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseToSign:
    """The newest release of a study on its way out.

    `people` says how many took part, which goes along with every release; `seen` stands for exactly
    what was decided, `worked_out` says whether it is known what goes out then. `unsigned_before`
    are earlier releases that nobody signed for, of which no table went out.
    """

    study_id: str
    title: str
    number: int
    practice: bool
    ladder: str
    people: str
    tables: tuple[TableToSign, ...]
    not_printed: tuple[TableNotPrinted, ...]
    undecided: tuple[str, ...]
    worked_out: bool
    must_be_signed: bool
    signature: ReleaseSignature | None
    is_signed: bool
    deciders: frozenset[str]
    unsigned_before: tuple[int, ...]
    seen: bytes

    @property
    def goes_out(self) -> tuple[TableToSign, ...]:
        """Return the tables that go out, as far as it was decided."""
        return tuple(
            one
            for one in self.tables
            if one.decision
            and one.decision.verdict == "approved"
            and not one.falls_with
            and not one.unproven
        )


_LADDER: Mapping[str, str] = {
    "under 10": "Fewer than 10 people took part, so nothing is printed of what they answered.",
    "10-29": "10 to 29 people took part: shares in words, and no numbers.",
    "30-99": "30 to 99 people took part: numbers of everybody, and no groups.",
    "100 and more": "100 people or more took part: numbers of everybody, and of groups.",
}


def release_to_sign(instance: Instance, study_id: str) -> ReleaseToSign:
    """Return the newest release of a study as it is signed for; StudyUnknown, or StudyStateWrong
    when nothing was released yet."""
    with instance.engine.connect() as connection:
        standing = standing_of(connection, study_id)
        worked_out = not standing.undecided and is_worked_out(connection, standing)
        out = as_gone_out(connection, standing) if worked_out else ()
        ledger = noise_ledger.every(connection, study_id)
        before = unsigned_before(connection, standing)
        themes = themes_beside(connection, standing.row, standing.release)
    release = standing.release
    findings = tuple(finding_of(at, one, release) for at, one in enumerate(release.questions, 1))
    tables = (
        *_tables(standing, findings, ledger),
        *(_themes(standing, one) for one in themes),
    )
    if out:
        gone = set(tables_of(out[-1]))
        gone |= standing.rejected
        tables = tuple(
            replace(one, unproven=one.kind in _PROVEN and one.item not in gone) for one in tables
        )
    return ReleaseToSign(
        study_id=study_id,
        title=str(tell(say(release.study.title, release.study.languages))),
        number=release.number,
        practice=release.study.practice,
        ladder=_LADDER[release.policy.ladder],
        people=respondents(release),
        tables=tables,
        not_printed=_not_printed(findings),
        undecided=standing.undecided,
        worked_out=worked_out,
        must_be_signed=standing.must_be_signed,
        signature=standing.signature,
        is_signed=standing.is_signed,
        deciders=standing.deciders,
        unsigned_before=before,
        seen=standing.digest,
    )


def _tables(
    standing: ReleaseStanding,
    findings: tuple[QuestionFinding, ...],
    ledger: tuple[NoisyCount, ...],
) -> Iterator[TableToSign]:
    release = standing.release
    for question, finding in zip(release.questions, findings, strict=True):
        if question.form != "withheld":
            yield from _of_question(standing, question, finding)
    for one in ledger:
        if one.release == release.number:
            yield _headline(standing, one)


def _of_question(
    standing: ReleaseStanding, question: QuestionResult, finding: QuestionFinding
) -> Iterator[TableToSign]:
    release, own = standing.release, [row.shown for row in (*question.rows, *question.missing)]
    own += [one.shown for one in question.sums]
    yield TableToSign(
        item=question.id,
        kind="question",
        title=f"{finding.text}",
        steps=tuple(_steps(release, [question.base], own)),
        numbers=len(own),
        hidden=_hidden(own),
        why=why_hidden() if _hidden(own) else "",
        decision=standing.decisions.get(question.id),
        falls_with=standing.falls.get(question.id, ""),
        finding=finding,
    )
    for split, shown in zip(question.breakdowns, finding.splits, strict=True):
        item = table_name(question.id, split.by)
        cells = [cell for line in split.cells for cell in line]
        yield TableToSign(
            item=item,
            kind="breakdown",
            title=f"“{finding.text}” by “{shown.by}”",
            steps=tuple(_split_steps(release, split, cells)),
            numbers=len(cells),
            hidden=_hidden(cells),
            why=why_hidden() if _hidden(cells) else "",
            decision=standing.decisions.get(item),
            falls_with=standing.falls.get(item, ""),
            split=shown,
        )


def _headline(standing: ReleaseStanding, one: NoisyCount) -> TableToSign:
    item, range_ = headline_item(one.indicator), accuracy(one.epsilon)
    says = f"{max(one.noisy, 0):,}, with noise of up to {range_:,} in 95 of 100 cases"
    return TableToSign(
        item=item,
        kind="headline",
        title=f"Headline number of {question_of(item)}: {one.indicator.partition('/')[2]}",
        steps=(f"Noise was added: epsilon {one.epsilon / 1000:g}.",),
        numbers=1,
        hidden=0,
        why="",
        decision=standing.decisions.get(item),
        falls_with=standing.falls.get(item, ""),
        says=says,
    )


def _themes(standing: ReleaseStanding, themes: ThemeCounts) -> TableToSign:
    item, finding = themes_item(themes.question_id), themes_finding(themes, standing.release)
    cells = [one.shown for one in themes.themes]
    return TableToSign(
        item=item,
        kind="themes",
        title=f"Themes of “{finding.text}”",
        steps=themes.sentences,
        numbers=len(cells),
        hidden=_hidden(cells),
        why=why_themes_hidden() if _hidden(cells) else "",
        decision=standing.decisions.get(item),
        falls_with=standing.falls.get(item, ""),
        finding=finding,
    )


def _steps(release: Release, bases: list[Shown], cells: list[Shown]) -> Iterator[str]:
    """Return what was done to the numbers of a table, one sentence each."""
    policy = release.policy
    if any(cell.words for cell in cells):
        yield "Shares are in words."
        return
    yield f"Counts are rounded to the nearest {policy.count_rounding}."
    if not any(cell.percent is not None for cell in cells):
        yield f"No percentages: fewer than {policy.base_for_percentages} answered, or it is hidden."
        return
    few = any(base.count is not None and base.count < WHOLE_POINTS_FROM for base in bases)
    if any(isinstance(cell.percent, float) for cell in cells):
        yield f"Percentages have one decimal where at least {policy.decimal_from:,} answered."
    elif policy.percent_rounding == 1 and not few:
        yield "Percentages are in whole points."
    else:
        yield f"Percentages are in steps of {policy.percent_rounding_small}, as few answered."


def _split_steps(release: Release, split: Breakdown, cells: list[Shown]) -> Iterator[str]:
    yield from _steps(release, [one.base for one in split.categories], cells)
    yield "Groups are put together." if split.merged else "Groups stand as they were asked."
    if split.answers:
        yield "Neighbouring answers are put together."


def _hidden(cells: list[Shown]) -> int:
    return sum(cell.hidden for cell in cells)


def _not_printed(findings: tuple[QuestionFinding, ...]) -> tuple[TableNotPrinted, ...]:
    return tuple(
        TableNotPrinted(
            "breakdown" if str(one.part) else "question",
            f"“{one.text}” {one.part}" if str(one.part) else str(one.text),
            one.reason,
            one.next_steps,
        )
        for finding in findings
        for one in left_out(finding)
    )
