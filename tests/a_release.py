"""A real study of some hundred people that was opened, and the ways to sign for its release."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path

from sqlalchemy import insert

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.release import Release
from survey.mixing.founding import create_instance
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.sealing.seal import Sealer
from survey.services.overview.release_to_sign import ReleaseToSign, release_to_sign
from survey.services.steps.executors import make_executor
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.services.studies.reopen_study import reopen_study
from survey.services.studies.sign_release import (
    SeenTables,
    Signer,
    decide_tables,
    sign_release,
    work_out_release,
)
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance, open_instance
from survey.storage.schema import codes
from survey.storage.studies import releases, study_rows
from survey.storage.studies.release_signatures import TableVerdict
from tests.conftest import TOLD, at_work, kept_in
from tests.ready_to_publish import all_tasks_done

OPENED = datetime(2031, 3, 4, 15, tzinfo=UTC)
OVER = OPENED + timedelta(days=40)
ADA, BO = Signer("Ada", "coordinator"), Signer("Bo", "trustee")
SETTINGS = read_settings([shipped("config") / "default.toml"], {})


def _single(name: str, text: str, *options: str, **more: object) -> dict[str, object]:
    return {
        "id": name,
        "type": "single",
        "text": text,
        "options": [{"id": one, "text": f"{one.capitalize()} it is"} for one in options],
        **more,
    }


FORM = Questionnaire.model_validate(
    {
        "id": "hall", "title": "The new hall", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "The hall", "questions": [
            _single("where", "Where do you live?", "north", "south", "west", breakdown=True),
            _single("age", "How old are you?", "young", "old", breakdown=True),
            _single("like", "How do you like it?", "well", "somewhat", "little", "none"),
            _single("come", "How often do you come?", "daily", "weekly", "monthly", "never"),
        ]}],
    }
)  # fmt: skip
_LIKE, _COME = ("well", "somewhat", "little", "none"), ("daily", "weekly", "monthly", "never")
#: How many people of each place and age gave which answers: most tables have large numbers alone.
PEOPLE = {
    (where, age, like, come): 2 + (7 * i * i + 5 * j * j + 11 * k + 3 * i * j + 2 * k * j) % 13
    for i, where in enumerate(("north", "south", "west"))
    for j, age in enumerate(("young", "old"))
    for k, (like, come) in enumerate((like, come) for like in _LIKE for come in _COME)
}


@dataclass
class OpenedStudy:
    """A study in an instance, with its sheets and the time by which it is done."""

    instance: Instance
    id: str
    sheets: list[str]
    now: datetime = OVER

    def fill(self, people: dict[tuple[str, ...], int]) -> None:
        """Put sealed answers onto the shelf, as a mix would."""
        with self.instance.engine.connect() as conn:
            row = study_rows.get(conn, self.id)
        sealer = Sealer(row.numbers_public, row.words_public, row.id, fingerprint(FORM))
        layout, hearing, found = Layout(FORM), Interpreter(FORM), []
        names = [question.id for question in FORM.sections[0].questions]
        for answers in chain.from_iterable(repeat(one, n) for one, n in people.items()):
            entries = {name: (one,) for name, one in zip(names, answers, strict=True)}
            record = encode(layout, hearing.answers(entries_on_path(FORM, entries)), "en")
            found.append({"study_id": row.id, "id": secrets.token_bytes(16),
                          "envelope": sealer.numbers(record)})  # fmt: skip
        with self.instance.engine.begin() as conn:
            conn.execute(insert(codes), found)

    def open(self) -> Release:
        """Close it, open it with two sheets, and return its release."""
        close_study(self.instance, self.id, self.now)
        opened = open_study(
            self.instance, self.id, self.sheets[:2], self.now.date(), make_executor(1, 10)
        )
        return opened.release

    def again(self, people: dict[tuple[str, ...], int]) -> Release:
        """Take it up again, have more people answer, and return the next release."""
        until = self.now + timedelta(days=10)
        reopen_study(self.instance, self.id, until.date(), self.now)
        self.fill(people)
        self.now = at_work(self.instance, until + timedelta(days=2))
        return self.open()

    def stored(self) -> tuple[Release, ...]:
        """Return all releases as they are stored."""
        with self.instance.engine.connect() as conn:
            return releases.every(conn, self.id)

    def seen(self) -> ReleaseToSign:
        """Return what whoever signs is shown."""
        return release_to_sign(self.instance, self.id)

    def decide(
        self, verdict: TableVerdict, *items: str, by: Signer = ADA, reason: str = ""
    ) -> None:
        """Approve or reject tables; all that are left, where none is named."""
        found = self.seen()
        named = items or found.undecided
        why = reason or ("Not what we asked for." if verdict == "rejected" else "")
        seen = SeenTables(found.number)
        decide_tables(self.instance, self.id, seen, named, (verdict, why), by, self.now.date())

    def sign(self, by: Signer = BO) -> None:
        """Work out what goes out, and sign for it."""
        found = self.seen()
        if not found.worked_out:
            work_out_release(self.instance, self.id, found.number)
        sign_release(self.instance, self.id, found.number, found.seen, by, self.now.date())

    def approve_but(self, *rejected: str) -> None:
        """Reject some tables, approve the others, and sign as a second person."""
        if rejected:
            self.decide("rejected", *rejected)
        self.decide("approved")
        self.sign()


def opened_study(
    folder: Path, people: dict[tuple[str, ...], int], *, practice: bool = False
) -> OpenedStudy:
    """Publish, fill and open a study in a new instance: a real one, or one for practice."""
    instance = create_instance(folder, SETTINGS, secrets.token_bytes, OPENED.toordinal())
    sheets: list[str] = []
    terms = StudyTerms(3, 2, **TOLD, practice=practice)
    with all_tasks_done(instance, FORM, terms, OPENED.date()):
        study_id = publish_study(instance, FORM, terms, OPENED.date(), kept_in(sheets))
    made = OpenedStudy(instance, study_id, sheets)
    made.fill(people)
    at_work(instance, OVER)
    made.open()
    return made


def copied(made: OpenedStudy, folder: Path) -> Iterator[OpenedStudy]:
    """Give the same study in an instance of its own."""
    shutil.copytree(made.instance.folder, folder)
    instance = open_instance(folder, SETTINGS)
    yield OpenedStudy(instance, made.id, made.sheets, made.now)
    instance.close()


def sign_all(instance: Instance, study_id: str, today: date) -> None:
    """Let two people sign for the first release of a study as it stands, all tables approved."""
    items = release_to_sign(instance, study_id).undecided
    decided_by, signer = Signer("Ada", "coordinator"), Signer("Bo", "trustee")
    decide_tables(instance, study_id, SeenTables(1), items, ("approved", ""), decided_by, today)
    sign_release(instance, study_id, 1, release_to_sign(instance, study_id).seen, signer, today)
