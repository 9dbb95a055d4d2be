"""What going back to a backup would lose is worked out, and tells nothing that one visit moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyrage import x25519
from sqlalchemy import insert

from survey.mixing.mix import mix
from survey.services.upkeep.back_up import back_up
from survey.services.upkeep.restore_backup import RestoreRehearsal, note_rehearsal, rehearse
from survey.storage.database import writing
from survey.storage.files import write_private
from survey.storage.instance_inventory import ChangedStand, GoingBack
from survey.storage.schema import releases
from survey.storage.staff import accounts, journal
from survey.storage.studies import certificates, study_rows

#: A proof as it is made now, and one that holds exact counts.
PROOF, OF_BEFORE = (b'{"format": "survivor-survey-certificate/%d"}' % one for one in (2, 1))
NOTHING = GoingBack({}, (), (), (), (), 0, 0, 0, (), (), False)


class Rehearser:
    """Somebody who made a backup of an office in which 45 people sent, and rehearses it."""

    def __init__(self, office: Any, folder: Path) -> None:
        self.office, self.folder, self.file = office, folder, folder / "backup.age"
        self.key = x25519.Identity.generate()
        office.send_many(45)
        mix(office.instance, now=office.now, rng=Random(3))
        recipients = [str(self.key.to_public())]
        back_up(office.instance, self.file, recipients, office.now.date())

    def rehearse(self) -> RestoreRehearsal:
        """Bring it back for a moment."""
        here = self.office.instance
        key = [str(self.key)]
        return rehearse(self.file, key, here.settings, self.office.now, self.folder, here)

    def losses(self) -> GoingBack:
        """Give what would be lost now."""
        seen = self.rehearse()
        assert seen.losses is not None, seen.not_compared
        return seen.losses


@pytest.fixture
def rehearser(office: Any, tmp_path: Path) -> Rehearser:
    """Give somebody with a backup."""
    return Rehearser(office, tmp_path)


@pytest.mark.parametrize(
    "database_url",
    ["postgresql", pytest.param("sqlite", marks=pytest.mark.long)],
    indirect=True,
)
def test_what_waits_or_was_asked_for_by_one_person_moves_nothing(
    office: Any, rehearser: Rehearser
) -> None:
    """That a backup was made is in the journal, and not in the backup."""
    only_that = GoingBack(**{**_fields(NOTHING), "journal": 1})
    (person, back) = office.people(2, seed=4)
    assert office.send(person) == office.send(back) == "kept"
    office.take_back(back)
    office.feel("very_hard")
    assert rehearser.losses() == only_that


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_of_days_ago_is_not_called_bad_for_its_age(
    office: Any, rehearser: Rehearser
) -> None:
    """What is due is done as it would be after going back: it was mixed days ago."""
    rehearser.office = replace(office, now=office.now + timedelta(days=2))
    seen = rehearser.rehearse()
    late = [one.name for one in seen.checks if not one.ok]
    assert "mixing" not in late
    assert seen.days_old == 2


def _fields(of: GoingBack) -> dict[str, Any]:
    return {name: getattr(of, name) for name in of.__slots__}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_all_that_staff_did_since_is_counted_and_named(office: Any, rehearser: Rehearser) -> None:
    before = office.study().about
    office.send_many(45, seed=5)
    mix(office.instance, now=office.now + timedelta(hours=2), rng=Random(6))
    more = office.study().about - before
    assert more >= 10
    assert more % 10 == 0
    office.add_study("another")
    office.add_study("round-1", council_id="council", round=1, about=30)
    do_staff_work(office)
    office.instance.published.joinpath("study").mkdir(parents=True)
    (office.instance.published / "study" / "report.html").write_text("A report.")
    write_private(office.instance.folder / "keys" / "organisation.key", bytes(32))
    (office.instance.folder / "resources.json").write_text("{}")
    certificates.keep(office.instance, "study", 1, PROOF)
    certificates.keep(office.instance, "study", 2, OF_BEFORE)
    found = rehearser.losses()
    assert found == GoingBack(
        answers={"study": more},
        studies=("another",),
        councils=(),
        rounds=("round-1",),
        changed=(ChangedStand("study", "paused", "open"),),
        releases=2,
        accounts=1,
        journal=3,
        keys=("keys/organisation.key",),
        reports=("certificates/study-1.json", "published/study/report.html"),
        support_list=True,
    )
    seen = rehearser.rehearse()
    note_rehearsal(office.instance, seen, office.now.date())
    noted = newest_words(office)
    for part in ("studies: 1", "rounds: 1", "releases: 2", "accounts: 1", "keys: 1", "journal: 3"):
        assert part in noted
    assert f"{more}" not in noted.replace(f"{office.now:%Y-%m-%d}", "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_why_nothing_could_be_compared_is_told_and_not_kept_for_ever(
    office: Any, rehearser: Rehearser
) -> None:
    """It may name places, hosts and users."""
    with writing(office.instance.engine) as conn:
        releases.drop(conn)
    seen = rehearser.rehearse()
    assert seen.losses is None
    assert "releases" in seen.not_compared
    note_rehearsal(office.instance, seen, office.now.date())
    assert newest_words(office) == (
        f"Of {office.now:%Y-%m-%d}. All is well. It could not be compared with the instance."
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_instance_whose_site_key_was_made_anew_is_the_same_one(
    office: Any, rehearser: Rehearser
) -> None:
    (office.instance.folder / "keys" / "site.key").write_bytes(bytes(32))
    assert rehearser.losses().keys == ("keys/site.key",)


def do_staff_work(office: Any) -> None:
    """Pause a study, publish of two, let somebody in, and note two acts."""
    made = [{"study_id": "study", "number": n, "json": "{}", "sha256": bytes(32)} for n in (1, 2)]
    with writing(office.instance.engine) as conn:
        study_rows.change(conn, "study", taking="paused")
        conn.execute(insert(releases), made)
        accounts.add(conn, accounts.AccountRow("one", "Somebody", "invited"), ())
        for event in ("paused", "account invited"):
            journal.note(conn, day=office.now.date(), study_id="", event=event)


def newest_words(office: Any) -> str:
    with office.instance.engine.connect() as conn:
        return next(journal.entries(conn, back_from=0)).words
