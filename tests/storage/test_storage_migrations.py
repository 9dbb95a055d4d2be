"""Revisions: the newest is the one the program was written for, and old data comes along."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import survey.storage
from survey.errors import InstanceUnsound
from survey.mixing.mix import mix
from survey.settings import Settings
from survey.storage.database import is_current, make_engine, migrate, writing
from survey.storage.instance import database_url as address
from survey.storage.instance import open_instance
from survey.storage.schema import REVISION, metadata
from survey.storage.studies import notices, published_editions, study_rows
from tests.done_once import forget_tables

_COPY = (
    "INSERT INTO studies (id, state, closed_on, questionnaire_json, fingerprint, practice,"
    " reviewed, numbers_public, words_public, shares, threshold, opened_on, counted, lost)"
    " SELECT '{}', {}, questionnaire_json, fingerprint, practice, reviewed, numbers_public,"
    " words_public, shares, threshold, opened_on, counted, lost FROM studies WHERE id = 'old'"
)


@pytest.fixture(autouse=True)
def _each_revision() -> None:
    """Go through all revisions in each test, not only in the first database of a process."""
    forget_tables()


@pytest.fixture
def engine(tmp_path: Path, settings: Settings) -> Any:
    made = make_engine(address(tmp_path, settings))
    with writing(made) as conn:
        for table in ("alembic_version", *reversed(metadata.sorted_tables)):
            conn.execute(text(f"DROP TABLE IF EXISTS {table}"))
    yield made
    made.dispose()


def differences(engine: Any) -> list[Any]:
    with engine.connect() as conn:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))


def test_the_schema_names_the_newest_revision() -> None:
    config = Config()
    folder = Path(survey.storage.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_migrating_makes_exactly_the_schema(engine: Any) -> None:
    assert not is_current(engine)
    migrate(engine)
    assert is_current(engine)
    assert differences(engine) == []
    migrate(engine)
    assert is_current(engine)


def test_mixing_keeps_exactly_the_schema(office: Any) -> None:
    office.send_many(45)
    mix(office.instance, now=office.now)
    mix(office.instance, now=office.now, closing="study")
    assert differences(office.instance.engine) == []


def test_a_database_with_data_in_it_comes_along(engine: Any) -> None:
    migrate(engine, "0001")
    assert not is_current(engine)
    study = (
        "INSERT INTO studies (id, state, questionnaire_json, fingerprint, practice, reviewed,"
        " numbers_public, words_public, shares, threshold, opened_on, counted, lost)"
        " VALUES ('old', 'released', '{}', :b, false, true, :b, :b, 5, 3, '2025-01-02', 7, 1)"
    )
    release = "INSERT INTO releases (study_id, number, json) VALUES ('old', :number, :json)"
    contents = {1: '{"a": "é"}', 2: "{}"}
    with writing(engine) as conn:
        conn.execute(text(study), {"b": bytes(32)})
        for number, content in contents.items():
            conn.execute(text(release), {"number": number, "json": content})
        for statement in (
            "UPDATE studies SET closed_on = '2025-03-30'",
            _COPY.format("open", "'open', NULL"),
            _COPY.format("closing", "'closed', NULL"),
        ):
            conn.execute(text(statement))
    migrate(engine)
    assert is_current(engine)
    assert differences(engine) == []
    with engine.connect() as conn:
        rows = conn.execute(text("SELECT number, json, sha256 FROM releases")).all()
        assert conn.execute(text("SELECT counted FROM studies WHERE id = 'old'")).scalar() == 7
        assert study_rows.unchecked(conn, "closing").closes_on == date(2025, 1, 30)
        assert study_rows.unchecked(conn, "open").closes_on >= datetime.now(UTC).date() + timedelta(
            27
        )
        found = conn.execute(text("SELECT * FROM studies WHERE id = 'old'")).one()
        told = (found.organisation, found.safeguarding, found.jurisdiction)
        with pytest.raises(IntegrityError):
            conn.execute(text("UPDATE studies SET state = 'unheard of'"))
    assert told == ("{}", "{}", "{}")
    assert [str(day) for day in (found.closes_on, found.results_by)] == ["2025-03-30", "2025-05-01"]
    assert (found.ceiling, found.withdrawn, found.felt_fine) == (20_000, 0, 0)
    assert (found.counted, found.about) == (7, 0)
    assert found.payments_left is None
    assert {number: (content, bytes(digest)) for number, content, digest in rows} == {
        number: (content, hashlib.sha256(content.encode()).digest())
        for number, content in contents.items()
    }


def test_who_asks_and_whose_law_counts_stay_the_words_of_the_first_language(engine: Any) -> None:
    migrate(engine, "0008")
    study = (
        "INSERT INTO studies (id, state, questionnaire_json, fingerprint, practice, reviewed,"
        " numbers_public, words_public, shares, threshold, organisation, safeguarding,"
        " jurisdiction, opened_on, closes_on, results_by, ceiling, counted, lost, withdrawn,"
        " felt_fine, felt_bit_hard, felt_very_hard, taking, edition) VALUES ('old', 'open', '{}',"
        " :b, false, true, :b, :b, 3, 2, 'The “House”', :told, '', '2025-01-02', '2025-02-02',"
        " '2025-04-01', 500, 0, 0, 0, 0, 0, 0, 'yes', 0)"
    )
    council = (
        "INSERT INTO councils (id, council_json, register_json, file_json, plans_json,"
        " organisation, safeguarding, jurisdiction, practice, reviewed, numbers_public,"
        " words_public, shares, threshold, invited, created_on) VALUES ('few', '{}', '{}', '{}',"
        " '[]', '', '{}', 'Île', true, false, :b, :b, 3, 2, 9, '2025-01-02')"
    )
    with writing(engine) as conn:
        conn.execute(text(study), {"b": bytes(32), "told": '{"": "We may tell.", "fr": "Oui."}'})
        conn.execute(text(council), {"b": bytes(32)})
    migrate(engine)
    with engine.connect() as conn:
        found = study_rows.unchecked(conn, "old")
        stored = conn.execute(text("SELECT organisation, jurisdiction FROM councils")).one()
    assert found.organisation.as_mapping() == {"": "The “House”"}
    assert found.safeguarding.as_mapping() == {"": "We may tell.", "fr": "Oui."}
    assert found.jurisdiction.as_mapping() == {}
    assert tuple(stored) == ("{}", '{"": "Île"}')


def test_notices_stay_the_words_of_the_first_language(engine: Any) -> None:
    migrate(engine, "0009")
    study = (
        "INSERT INTO studies (id, state, questionnaire_json, fingerprint, practice, reviewed,"
        " numbers_public, words_public, shares, threshold, organisation, safeguarding,"
        " jurisdiction, opened_on, closes_on, results_by, ceiling, counted, lost, withdrawn,"
        " felt_fine, felt_bit_hard, felt_very_hard, taking, edition) VALUES ('old', 'open', '{}',"
        " :b, false, true, :b, :b, 3, 2, '{}', '{}', '{}', '2025-01-02', '2025-02-02',"
        " '2025-04-01', 500, 0, 0, 0, 0, 0, 0, 'yes', 0)"
    )
    notice = "INSERT INTO notices VALUES ('old', :number, '2025-01-03', 'paused', :words)"
    with writing(engine) as conn:
        conn.execute(text(study), {"b": bytes(32)})
        for number, words in enumerate(("A “mistake”.", ""), 1):
            conn.execute(text(notice), {"number": number, "words": words})
    migrate(engine)
    with engine.connect() as conn:
        newest, first = notices.told(conn, "old")
    assert first.words.as_mapping() == {"": "A “mistake”."}
    assert first.words.in_language("fr") == "A “mistake”."
    assert not newest.words


def test_reports_that_were_published_before_there_were_editions_stay_readable(engine: Any) -> None:
    migrate(engine, "0029")
    entry = (
        "INSERT INTO journal (number, day, study_id, role, event, words, previous, hash)"
        " VALUES (:number, :day, :of, 'operator', :event, :words, :before, :hash)"
    )
    told = (
        ("one", "report published", "Release 1.", "2031-03-04"),
        ("one", "report published", "Release 2.", "2031-05-06"),
        ("circle", "council report published", "", "2031-04-05"),
        ("two", "closed", "", "2031-04-06"),
    )
    with writing(engine) as conn:
        for number, (of, event, words, day) in enumerate(told, 1):
            row = {"number": number, "of": of, "event": event, "words": words, "day": day}
            links = {"before": bytes([number - 1]) * 32, "hash": bytes([number]) * 32}
            conn.execute(text(entry), row | links)
    migrate(engine)
    with engine.connect() as conn:
        found = published_editions.every_edition(conn)
    assert [(one.of_id, one.number, one.published_on) for one in found] == [
        ("circle", 1, date(2031, 4, 5)),
        ("one", 2, date(2031, 5, 6)),
    ]
    assert all(one.is_read(date(2031, 6, 1)) for one in found)


def test_an_instance_of_an_older_revision_is_not_opened(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(InstanceUnsound, match="revision"):
        open_instance(office.instance.folder, office.instance.settings)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_postgresql_had_copied_into_its_statistics_goes(engine: Any) -> None:
    migrate(engine, "0006")
    copied = text("SELECT count(*) FROM pg_stats WHERE tablename = 'spent'")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("INSERT INTO spent SELECT sha256(i::text::bytea), 'study'"
                          " FROM generate_series(1, 50) AS i"))  # fmt: skip
        conn.execute(text("ANALYZE"))
        assert conn.execute(copied).scalar_one() == 2
    migrate(engine)
    with engine.connect() as conn:
        assert conn.execute(copied).scalar_one() == 0
        assert conn.execute(text("SELECT count(*) FROM spent")).scalar_one() == 50
