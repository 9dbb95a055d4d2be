"""What one process of the public app keeps between requests: studies, pages and keys to seal with.

It keeps nothing of a person, and holds no key that opens an answer that was sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from survey.errors import StudyUnknown
from survey.questionnaire.reading import from_json
from survey.sealing.page_state import DayKeys
from survey.services.answer_page import Form, prepare_form
from survey.services.submit_response import Desk, prepare_desk
from survey.settings import shipped
from survey.storage import batch_keys, day_keys, letterbox, studies
from survey.storage.instance import Instance
from survey.storage.lookout import Lookout, Seen
from survey.web.public.pages import Look, StudyPages

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class LiveStudy:
    """One study as the public app needs it."""

    form: Form
    desk: Desk
    pages: StudyPages


class Door:
    """The public side of one instance."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self.instance = instance
        self.clock = clock
        self.environment = _environment()
        source = (shipped("templates") / "public" / "style.css").read_bytes()
        self.style = source
        self.stylesheet = f"/s/{hashlib.sha256(source).hexdigest()[:12]}.css"
        self._lookout = Lookout(instance.engine)
        self._studies: dict[str, LiveStudy] = {}
        self._day: tuple[int, DayKeys] | None = None
        self._batch: tuple[int, bytes] | None = None

    def study(self, study_id: str) -> LiveStudy:
        """Give a study; StudyUnknown when there is none."""
        live = self._studies.get(study_id)
        if live is None:
            live = self._studies[study_id] = self._read_study(study_id)
        return live

    def look(self, study_id: str, mark: bytes = b"") -> Seen:
        """Tell whether a study takes answers now, and whether a submission was sent before."""
        return self._lookout.look(study_id, mark)

    def every_study(self) -> tuple[studies.StudyRow, ...]:
        """Give every study of the instance."""
        with self.instance.engine.connect() as connection:
            return studies.all_studies(connection)

    def today(self) -> int:
        """Give today's day number (proleptic Gregorian ordinal, UTC)."""
        return self.clock().astimezone(UTC).toordinal()

    def keys(self, today: int) -> DayKeys:
        """Give the day keys that pages are sealed under."""
        day = self._day
        if day is None or day[0] != today:
            day = self._day = (today, day_keys.load(self.instance.ephemeral, today))
        return day[1]

    def batch(self) -> tuple[int, bytes]:
        """Give the number and public key of the batch of the moment, as far as known here."""
        batch = self._batch
        if batch is None:
            with self.instance.engine.connect() as connection:
                batch = self._batch = batch_keys.current(connection)
        return batch

    def drop(self, study_id: str, number: int, letter: bytes, mark: bytes) -> str:
        """Put a letter into the letterbox; forgets the batch key when it was stale."""
        outcome = letterbox.drop(self.instance.engine, study_id, number, letter, mark)
        if outcome == "stale_batch":
            self._batch = None
        return outcome

    def _read_study(self, study_id: str) -> LiveStudy:
        with self.instance.engine.connect() as connection:
            row = studies.get(connection, study_id)
        if row.state == "archived":
            raise StudyUnknown("This form is not here any more.")
        questionnaire = from_json(row.questionnaire_json)
        look = Look(f"/f/{row.id}", self.stylesheet, row.practice, not row.reviewed)
        return LiveStudy(
            prepare_form(row.id, questionnaire, row.fingerprint),
            prepare_desk(
                row.id, questionnaire, row.fingerprint, row.numbers_public, row.words_public
            ),
            StudyPages(self.environment, questionnaire, look),
        )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
