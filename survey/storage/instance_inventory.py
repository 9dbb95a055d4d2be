"""What an instance holds, by names, and what of it an earlier state of the same instance has not.

It knows what staff made, numbers of answers as they are shown (to ten, as of a mix), and sums of
files. It must not know what waits to be mixed, or who sent anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from survey.storage.backup_archive import sums_of_files
from survey.storage.council import council_rows
from survey.storage.instance import RESOURCES_FILE, SITE_KEY_FILE, Instance
from survey.storage.schema import releases, round_releases
from survey.storage.staff import accounts, journal
from survey.storage.studies import study_rows
from survey.studies.life_table import Stand


@dataclass(frozen=True, slots=True)
class ListedStudy:
    """Where a study or round stands, and how many answered, to ten (0 of a round)."""

    stand: Stand
    about: int
    is_round: bool


@dataclass(frozen=True, slots=True)
class InstanceInventory:
    """What an instance holds: `journal` has the hash of each entry, `files` the SHA-256 of each
    key, file of a published report and proof, and of the list of support services, by its name."""

    studies: Mapping[str, ListedStudy]
    councils: frozenset[str]
    releases: frozenset[tuple[str, int]]
    accounts: frozenset[str]
    journal: frozenset[bytes]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangedStand:
    """A study or round that stood elsewhere then."""

    study_id: str
    now: Stand
    then: Stand


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What there is now and was not then. `answers` tells of each study how many more answered, as
    the difference of two numbers to ten; studies where that is none are left out. `keys` and
    `reports` (with the proofs of releases) name files that are not there, or are others;
    `support_list`: that of support services is one of them."""

    answers: Mapping[str, int]
    studies: tuple[str, ...]
    councils: tuple[str, ...]
    rounds: tuple[str, ...]
    changed: tuple[ChangedStand, ...]
    releases: int
    accounts: int
    journal: int
    keys: tuple[str, ...]
    reports: tuple[str, ...]
    support_list: bool


def inventory_of(instance: Instance) -> InstanceInventory:
    """Return what an instance holds; InstanceUnsound where it cannot be read."""
    with instance.engine.connect() as conn:
        return InstanceInventory(
            studies={row.id: _listed(row) for row in study_rows.all_studies(conn)},
            councils=frozenset(row.id for row in council_rows.every(conn)),
            releases=frozenset(_releases(conn)),
            accounts=frozenset(one.id for one in accounts.every(conn)),
            journal=frozenset(bytes(one.hash) for one in journal.entries(conn)),
            files=sums_of_files(instance.folder),
        )


def are_of_one_instance(now: InstanceInventory, then: InstanceInventory) -> bool:
    """Tell whether two are of the same instance: by its site key, or where that was made anew, by
    the ids of accounts, studies and councils, which are drawn.

    Not by the journal: instances that are set up on one day begin with the same entry.
    """
    key = SITE_KEY_FILE.as_posix()
    if key in now.files and now.files[key] == then.files.get(key):
        return True
    return bool(
        now.accounts & then.accounts
        or now.studies.keys() & then.studies.keys()
        or now.councils & then.councils
    )


def lost_by_going_back(now: InstanceInventory, then: InstanceInventory) -> GoingBack:
    """Return what of `now` would be gone where the instance was as `then`."""
    new = [name for name in sorted(now.studies) if name not in then.studies]
    more = {name: one.about - _about(then, name) for name, one in sorted(now.studies.items())}
    other = sorted(name for name, sum_ in now.files.items() if then.files.get(name) != sum_)
    return GoingBack(
        answers={name: count for name, count in more.items() if count > 0},
        studies=tuple(name for name in new if not now.studies[name].is_round),
        councils=tuple(sorted(now.councils - then.councils)),
        rounds=tuple(name for name in new if now.studies[name].is_round),
        changed=tuple(_changed(now, then)),
        releases=len(now.releases - then.releases),
        accounts=len(now.accounts - then.accounts),
        journal=len(now.journal - then.journal),
        keys=tuple(name for name in other if name.startswith("keys/")),
        reports=tuple(
            name for name in other if not name.startswith("keys/") and name != RESOURCES_FILE
        ),
        support_list=RESOURCES_FILE in other,
    )


def _listed(row: study_rows.StudyRow) -> ListedStudy:
    is_round = row.council_id is not None
    return ListedStudy(row.stand, 0 if is_round else row.about, is_round)


def _about(of: InstanceInventory, name: str) -> int:
    return of.studies[name].about if name in of.studies else 0


def _changed(now: InstanceInventory, then: InstanceInventory) -> list[ChangedStand]:
    return [
        ChangedStand(name, one.stand, then.studies[name].stand)
        for name, one in sorted(now.studies.items())
        if name in then.studies and then.studies[name].stand != one.stand
    ]


def _releases(conn: Connection) -> list[tuple[str, int]]:
    made = conn.execute(select(releases.c.study_id, releases.c.number))
    of_rounds = conn.execute(select(round_releases.c.council_id, round_releases.c.round))
    return [(row[0], row[1]) for row in (*made, *of_rounds)]
