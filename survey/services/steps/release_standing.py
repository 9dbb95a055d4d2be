"""Where a release stands on its way out: what was decided about its tables, whether somebody
signed, and what of it may leave.

Nothing of a release of a real study is in any file for readers before two people signed for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from survey.disclosure.release import Release
from survey.disclosure.release_tables import table_name, tables_of
from survey.disclosure.theme_counts import ThemeCounts
from survey.errors import Action, Do, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.storage.studies import noise_ledger, release_signatures, releases, study_rows
from survey.storage.studies.release_signatures import ReleaseSignature, TableDecision
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import released_themes
from survey.studies.life_table import needs

_HEADLINE, _THEMES = "headline ", "themes "


@dataclass(frozen=True, slots=True)
class ReleaseStanding:
    """A stored release, its tables by name, what was decided about each, and who signed ("holds"
    says whether that is still true).

    `falls` has, for tables that need no decision of their own, the rejected one that takes each
    along. `digest` stands for exactly what was decided.
    """

    row: StudyRow
    release: Release
    items: tuple[str, ...]
    decisions: Mapping[str, TableDecision]
    falls: Mapping[str, str]
    signature: ReleaseSignature | None
    digest: bytes

    @property
    def undecided(self) -> tuple[str, ...]:
        """Return the tables that somebody has still to decide about."""
        known = self.decisions.keys() | self.falls.keys()
        return tuple(item for item in self.items if item not in known)

    @property
    def rejected(self) -> frozenset[str]:
        """Return the tables that were rejected, and those that fall with them."""
        said_no = {item for item, one in self.decisions.items() if one.verdict == "rejected"}
        return frozenset(said_no | self.falls.keys())

    @property
    def deciders(self) -> frozenset[str]:
        """Return who decided, so that somebody else signs; in small letters."""
        kept = (one for item, one in self.decisions.items() if item not in self.falls)
        return frozenset(one.decided_by.casefold() for one in kept)

    @property
    def is_signed(self) -> bool:
        """Tell whether somebody signed for exactly what was decided."""
        signed = self.signature
        return signed is not None and (signed.of_before or signed.digest == self.digest)

    @property
    def must_be_signed(self) -> bool:
        """Tell whether nothing of it may leave before somebody signed."""
        return "two people signed for it" in needs("report published", practice=self.row.practice)

    @property
    def may_leave(self) -> bool:
        """Tell whether what was approved of it may be in files for readers."""
        return self.is_signed or not self.must_be_signed


def headline_item(indicator: str) -> str:
    """Return the name of a headline number among the tables of a release."""
    return f"{_HEADLINE}{indicator}"


def themes_item(question_id: str) -> str:
    """Return the name of the counted themes of a question among the tables of a release."""
    return f"{_THEMES}{question_id}"


def question_of(item: str) -> str:
    """Return the id of the question that a table, a headline number, or themes are of."""
    bare = item.removeprefix(_HEADLINE).removeprefix(_THEMES)
    return bare.partition("/")[0].partition(" by ")[0]


def standing_of(conn: Connection, study_id: str) -> ReleaseStanding:
    """Return where the newest release of a study stands; StudyUnknown, or StudyStateWrong when
    nothing was released yet."""
    row = study_rows.get(conn, study_id)
    study_rows.require_survey(row)
    return _standing(conn, row, require_released(row, releases.every(conn, study_id))[-1])


def every_standing(conn: Connection, study_id: str) -> tuple[ReleaseStanding, ...]:
    """Return where each release of a study stands, in the order of their numbers; StudyUnknown."""
    row = study_rows.get(conn, study_id)
    return tuple(_standing(conn, row, one) for one in releases.every(conn, study_id))


def release_out(conn: Connection, standing: ReleaseStanding) -> Release:
    """Return what of a release goes out as it was worked out; where nothing was, the release."""
    return _stored(conn, standing) or standing.release


def require_released(row: StudyRow, every: Sequence[Release]) -> Sequence[Release]:
    """Return the releases of a study, of which there is one at least; StudyStateWrong else."""
    if not every:
        raise StudyStateWrong(
            f"The study {row.id} has no published numbers yet.",
            kept="Nothing was written.",
            do=("Close it, then open it", Action(Do.OPEN_STUDY, row.id, sheets=row.threshold)),
        )
    return every


def require_may_leave(standing: ReleaseStanding) -> None:
    """Refuse with StudyStateWrong where nobody signed for a release of a real study."""
    if standing.may_leave:
        return
    left, number = len(standing.undecided), standing.release.number
    tables = f"{left} of its tables wait for a decision. " if left else ""
    raise StudyStateWrong(
        f"Nobody has signed for release {number} of the study {standing.row.id}.",
        kept=f"{tables}Nothing of it was written.",
        do=(
            "Approve or reject each table, and have a second person sign",
            Action(Do.SIGN_RELEASE, standing.row.id),
        ),
    )


def as_gone_out(conn: Connection, standing: ReleaseStanding) -> tuple[Release, ...]:
    """Return all releases of a study up to this one, each as it goes out.

    Of an earlier one that nobody signed for, no table went out. What was not worked out before is
    worked out now, which takes a while.
    """
    # imported here because it carries the solver, which only what works it out needs
    from survey.disclosure.leaving_out import nothing_of, without

    row, q = standing.row, from_json(standing.row.questionnaire_json)
    gone: list[Release] = []
    every = releases.every(conn, row.id)[: standing.release.number]
    for one in every:
        # the last as it was looked at: somebody may decide something meanwhile
        is_last = one.number == standing.release.number
        here = standing if is_last else _standing(conn, row, one)
        if not (is_last or here.may_leave):
            gone.append(nothing_of(one, q))
        elif not here.rejected and tuple(gone) == every[: len(gone)]:
            gone.append(one)
        else:
            gone.append(_stored(conn, here) or without(one, q, gone, here.rejected))
    return tuple(gone)


def unsigned_before(conn: Connection, standing: ReleaseStanding) -> tuple[int, ...]:
    """Return the numbers of earlier releases of a real study that nobody signed for."""
    every = releases.every(conn, standing.row.id)
    before = (one for one in every if one.number < standing.release.number)
    return tuple(one.number for one in before if not _standing(conn, standing.row, one).may_leave)


def themes_beside(conn: Connection, row: StudyRow, release: Release) -> tuple[ThemeCounts, ...]:
    """Return the counted themes that can go out with a release: those that were counted beside it,
    and those of earlier ones whose question went out with those."""
    found = []
    for themes in released_themes.themes_of_study(conn, row.id):
        if themes.release > release.number:
            continue
        if themes.release < release.number:
            before = releases.every(conn, row.id)[themes.release - 1]
            then = _standing(conn, row, before)
            if not then.may_leave or themes.question_id in then.rejected:
                continue
        found.append(themes)
    return tuple(found)


def approved_themes(
    conn: Connection, standing: ReleaseStanding, out: Release
) -> tuple[ThemeCounts, ...]:
    """Return the counted themes that go out with a release, of which `out` goes out: those that
    were approved (for practice also those that nobody decided about) and whose base is printed.

    None go out with a release of before anybody signed: its themes wait for the next.
    """
    signed = standing.signature
    if standing.must_be_signed and signed is not None and signed.of_before:
        return ()
    printed = {one.id for one in out.questions if one.form != "withheld"}
    return tuple(
        themes
        for themes in themes_beside(conn, standing.row, standing.release)
        if (item := themes_item(themes.question_id)) not in standing.rejected
        and (item in standing.decisions or not standing.must_be_signed)
        and (themes.question_id in printed or themes.release != out.number)
    )


def is_worked_out(conn: Connection, standing: ReleaseStanding) -> bool:
    """Tell whether it is known what of a release goes out, as it was decided."""
    if standing.release.number == 1 and not standing.rejected:
        return True
    return _stored(conn, standing) is not None


def _stored(conn: Connection, standing: ReleaseStanding) -> Release | None:
    text = release_signatures.going_out(
        conn, standing.row.id, standing.release.number, standing.digest
    )
    return None if text is None else releases.from_file(text)


def _standing(conn: Connection, row: StudyRow, release: Release) -> ReleaseStanding:
    number = release.number
    headlines = (one for one in noise_ledger.every(conn, row.id) if one.release == number)
    themes = (themes_item(one.question_id) for one in themes_beside(conn, row, release))
    items = (
        *tables_of(release),
        *(headline_item(one.indicator) for one in headlines),
        *themes,
    )
    every = release_signatures.decisions_of(conn, row.id, number)
    decisions = {item: every[item] for item in items if item in every}
    falls = _falls(release, items, decisions)
    signature = release_signatures.signature_of(conn, row.id, number)
    digest = _digest(release, items, decisions, falls)
    return ReleaseStanding(row, release, items, decisions, falls, signature, digest)


def _falls(
    release: Release, items: Sequence[str], decisions: Mapping[str, TableDecision]
) -> dict[str, str]:
    """Return what goes with a question that was rejected: what is split, what is split by it,
    its headline numbers, and its themes."""
    no = {item for item, one in decisions.items() if one.verdict == "rejected"}
    falls = {
        item: question_of(item)
        for item in items
        if item != question_of(item) and question_of(item) in no
    }
    for question in release.questions:
        for split in question.breakdowns:
            if split.by in no:
                falls.setdefault(table_name(question.id, split.by), split.by)
    return falls


def _digest(
    release: Release,
    items: Sequence[str],
    decisions: Mapping[str, TableDecision],
    falls: Mapping[str, str],
) -> bytes:
    said = [
        [item, "falls" if item in falls else decisions[item].verdict]
        for item in items
        if item in falls or item in decisions
    ]
    content = [release.model_dump(mode="json"), said]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
