"""Deciding about each table of a release, and signing for it: two people, and nothing opened again.

It knows the stored release. It must not know a tally, or what a hidden number is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from survey.disclosure.release_tables import tables_of
from survey.errors import Action, BadInput, Do, Refused, StudyStateWrong
from survey.services.steps.release_standing import (
    ReleaseStanding,
    as_gone_out,
    is_worked_out,
    standing_of,
)
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import release_signatures
from survey.storage.studies.release_signatures import (
    ReleaseSignature,
    TableDecision,
    TableVerdict,
)

_NOTHING = "Nothing was changed."
#: Letters of a reason, and of who decides.
_REASON_LETTERS, _NAME_LETTERS = 500, 80
#: From so many tables on, the journal says how many they are.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Signer:
    """Who decides or signs: the name of their account, and their role. At a terminal, where there
    are no accounts, both are the role that is given."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SeenTables:
    """What somebody saw who decides: the number of the release, and what was decided about the
    tables (None: they saw nothing that could have changed)."""

    number: int
    verdicts: Mapping[str, str] | None = None


def decide_tables(
    instance: Instance,
    study_id: str,
    seen: SeenTables,
    items: Sequence[str],
    decided: tuple[TableVerdict, str],
    by: Signer,
    today: date,
) -> None:
    """Approve or reject tables of the newest release, by name, with a reason.

    What changes after somebody signed ends the signature. Refused where the release was replaced,
    or somebody decided otherwise meanwhile; BadInput for a table that there is not, and for a
    rejection without a reason; StudyStateWrong when nothing was released yet.
    """
    verdict, reason = decided[0], " ".join(decided[1].split())
    _require_fits(by, reason, needed=verdict == "rejected")
    with writing(instance.engine) as connection:
        release_signatures.hold(connection, study_id)
        standing = standing_of(connection, study_id)
        _require_newest(standing, seen.number)
        _require_known(standing, items)
        _require_as_seen(standing, seen, items)
        new = TableDecision(verdict, reason, by.name, today)
        changed = [item for item in items if _differs(standing.decisions.get(item), new)]
        if not changed:
            return
        number = standing.release.number
        release_signatures.decide(connection, study_id, number, changed, new)
        journal.note(
            connection,
            day=today,
            study_id=study_id,
            event=f"tables {verdict}",
            words=_noted(number, changed, reason),
        )
        if standing_of(connection, study_id).digest == standing.digest:
            return
        if release_signatures.end_signature(connection, study_id, number):
            words = f"Release {number}: something was decided anew."
            journal.note(
                connection, day=today, study_id=study_id, event="signature ended", words=words
            )


def work_out_release(instance: Instance, study_id: str, number: int) -> tuple[str, ...]:
    """Work out what goes out of the newest release as it is decided now, and keep it; return the
    tables that cannot be shown to be safe without those that were rejected.

    It takes a while. Refused while tables wait for a decision, and where the release of that number
    was replaced.
    """
    with instance.engine.connect() as connection:
        standing = standing_of(connection, study_id)
        _require_newest(standing, number)
        _require_decided(standing)
        last = as_gone_out(connection, standing)[-1]
    with writing(instance.engine) as connection:
        text = last.model_dump_json()
        release_signatures.keep_going_out(connection, study_id, number, standing.digest, text)
    gone = set(tables_of(last)) | standing.rejected
    return tuple(item for item in tables_of(standing.release) if item not in gone)


def sign_release(
    instance: Instance, study_id: str, number: int, seen: bytes, by: Signer, today: date
) -> None:
    """Sign for the newest release as it was decided (`seen`, its digest).

    Refused where tables wait for a decision, it is not worked out what goes out, something changed
    meanwhile, it was signed, or (but for practice) whoever signs decided about a table.
    """
    _require_fits(by, "", needed=False)
    with writing(instance.engine) as connection:
        release_signatures.hold(connection, study_id)
        standing = standing_of(connection, study_id)
        _require_newest(standing, number)
        _require_decided(standing)
        if standing.is_signed:
            raise StudyStateWrong(
                f"Release {number} of the study {study_id} is signed already.", kept=_NOTHING
            )
        if standing.digest != seen:
            raise Refused(
                "Somebody decided something about a table meanwhile.",
                kept="It is not signed.",
                do="Look at the tables again, then sign.",
            )
        if standing.must_be_signed and by.name.casefold() in standing.deciders:
            raise Refused(
                "You decided about tables of this release yourself.",
                kept="It is not signed.",
                do="Ask a second person to look at it, and to sign: a coordinator or a trustee.",
            )
        if not is_worked_out(connection, standing):
            raise Refused(
                "It is not worked out yet what goes out without the rejected tables.",
                kept="It is not signed.",
                do="Work it out first, and look at the tables once more.",
            )
        signature = ReleaseSignature(standing.digest, by.name, by.role, today)
        release_signatures.sign(connection, study_id, number, signature)
        out = len(standing.items) - len(standing.rejected)
        words = f"Release {number}: {out} of {len(standing.items)} tables approved."
        journal.note(connection, day=today, study_id=study_id, event="release signed", words=words)


def _require_fits(by: Signer, reason: str, *, needed: bool) -> None:
    if needed and not reason:
        raise BadInput(
            "A table is rejected with a reason.",
            kept=_NOTHING,
            do="Write in a few words why it should not go out.",
        )
    if len(reason) > _REASON_LETTERS or not 0 < len(by.name.strip()) <= _NAME_LETTERS:
        raise BadInput(
            f"A reason has at most {_REASON_LETTERS} characters, and a role up to {_NAME_LETTERS}.",
            kept=_NOTHING,
            do="Write it in fewer words.",
        )


def _require_newest(standing: ReleaseStanding, number: int) -> None:
    if standing.release.number != number:
        raise Refused(
            f"Release {standing.release.number} has taken the place of release {number}.",
            kept="What was decided about the earlier one stays as it is.",
            do="Look at the tables of the newest release.",
        )


def _require_known(standing: ReleaseStanding, items: Sequence[str]) -> None:
    unknown = [item for item in items if item not in standing.items]
    if unknown or not items:
        raise BadInput(
            f"This release has no table {' or '.join(f'“{one}”' for one in unknown)}."
            if unknown
            else "No table was named.",
            kept=_NOTHING,
            do=("See its tables", Action(Do.SIGN_RELEASE, standing.row.id)),
        )
    falling = [item for item in items if item in standing.falls]
    if falling:
        raise Refused(
            f"“{falling[0]}” goes with “{standing.falls[falling[0]]}”, which was rejected.",
            kept=_NOTHING,
            do="Approve that one first.",
        )


def _require_as_seen(standing: ReleaseStanding, seen: SeenTables, items: Sequence[str]) -> None:
    for item in items if seen.verdicts is not None else ():
        now = standing.decisions.get(item)
        if (now.verdict if now else "") != (seen.verdicts or {}).get(item, ""):
            raise Refused(
                f"Somebody decided about “{item}” meanwhile.",
                kept="What they decided stays, and nothing of yours was stored.",
                do="Look at it again.",
            )


def _require_decided(standing: ReleaseStanding) -> None:
    left = len(standing.undecided)
    if left:
        raise Refused(
            f"{left} table{' waits' if left == 1 else 's wait'} for a decision.",
            kept=_NOTHING,
            do=("Approve or reject each of them", Action(Do.SIGN_RELEASE, standing.row.id)),
        )


def _differs(before: TableDecision | None, new: TableDecision) -> bool:
    return before is None or (before.verdict, before.reason) != (new.verdict, new.reason)


def _noted(number: int, items: Sequence[str], reason: str) -> str:
    said = ", ".join(items) if len(items) < _NAMED else f"{len(items)} tables"
    return f"Release {number}: {said}. {reason}".rstrip()
