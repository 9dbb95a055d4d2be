"""What was decided about a release and who signed, on both databases; and releases of before."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from survey.disclosure.release import Release
from survey.errors import InstanceUnsound
from survey.storage.database import make_engine, migrate, writing
from survey.storage.studies import release_signatures as signatures
from survey.storage.studies import releases
from survey.storage.studies.release_signatures import ReleaseSignature, TableDecision

EXAMPLE = Path(__file__).parents[1] / "reports" / "release-practice.json"
DAY = date(2031, 4, 1)
SIGNED = ReleaseSignature(b"d" * 32, "Bo", "trustee", DAY)


def example(number: int) -> Release:
    """Return a release of the study of these tests."""
    release = Release.model_validate_json(EXAMPLE.read_text(encoding="utf-8"))
    facts = release.study.model_copy(update={"id": "study", "released_on": DAY.isoformat()})
    return release.model_copy(update={"number": number, "study": facts})


def test_decisions_take_the_place_of_those_before_and_are_of_one_release(office: Any) -> None:
    yes = TableDecision("approved", "", "Ada", DAY)
    no = TableDecision("rejected", "Unclear.", "Bo", DAY)
    with writing(office.instance.engine) as conn:
        signatures.decide(conn, "study", 1, ["a", "a by b"], yes)
        signatures.decide(conn, "study", 1, ["a by b"], no)
        signatures.decide(conn, "study", 2, ["a"], no)
    with office.instance.engine.connect() as conn:
        assert signatures.decisions_of(conn, "study", 1) == {"a": yes, "a by b": no}
        assert signatures.decisions_of(conn, "study", 2) == {"a": no}
        assert signatures.decisions_of(conn, "other", 1) == {}


def test_a_signature_is_there_until_it_ends(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        signatures.hold(conn, "study")
        releases.put(conn, example(1))
        signatures.sign(conn, "study", 1, SIGNED)
        assert signatures.signature_of(conn, "study", 1) == SIGNED
        releases.put(conn, example(2))
        assert signatures.end_signature(conn, "study", 1)
        assert not signatures.end_signature(conn, "study", 1)
        assert signatures.signature_of(conn, "study", 1) is None


def test_what_goes_out_is_of_one_decision_and_a_changed_one_is_noticed(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        signatures.keep_going_out(conn, "study", 1, b"1" * 32, "first")
        signatures.keep_going_out(conn, "study", 1, b"2" * 32, "second")
        assert signatures.going_out(conn, "study", 1, b"1" * 32) is None
        assert signatures.going_out(conn, "study", 1, b"2" * 32) == "second"
        conn.execute(text("UPDATE releases_going_out SET json = 'third'"))
        with pytest.raises(InstanceUnsound):
            signatures.going_out(conn, "study", 1, b"2" * 32)


def test_a_release_of_before_there_were_signatures_needs_none(tmp_path: Path) -> None:
    (tmp_path / "old.db").touch(0o600)
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(engine, "0021")
    content = json.dumps({"study": {"released_on": "2030-01-01"}})
    with closing(sqlite3.connect(tmp_path / "old.db")) as plain:  # which asks for no study
        plain.execute("INSERT INTO releases VALUES ('old', 1, ?, ?)", (content, b"s" * 32))
        plain.commit()
    migrate(engine)
    with engine.connect() as conn:
        found = signatures.signature_of(conn, "old", 1)
    assert found is not None
    assert (found.of_before, found.day) == (True, None)
    engine.dispose()
