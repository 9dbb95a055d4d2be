"""What one process of the public app keeps between requests: studies, pages and keys to seal with.

It keeps nothing of a person, and holds no key that opens an answer that was sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from survey.disclosure.council.round_release import RoundRelease
from survey.errors import SettingsProblems, StudyUnknown
from survey.questionnaire.entrance import without_entrance
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire
from survey.sealing.page_state import DayKeys
from survey.sealing.public_keys import fingerprint, in_groups
from survey.services.answering.answer_page import PreparedForm, prepare_form
from survey.services.steps.send_response import SealingContext, prepare_sealing
from survey.services.steps.support_list import Resources, resources_of
from survey.settings import shipped
from survey.storage.council import council_rows, round_releases
from survey.storage.council.council_rows import CouncilRow
from survey.storage.instance import Instance
from survey.storage.keys import day_keys
from survey.storage.studies import notices, study_rows
from survey.storage.studies.study_status import Seen, StudyStatus
from survey.studies.days import is_over
from survey.web.public.floods import Doing, Floods, HourCount
from survey.web.public.form.pages import Look, StudyPages
from survey.web.rendering.environment import layout_context, make_environment
from survey.web.rendering.group_answers import GroupAnswer, asked_again
from survey.web.rendering.support_pages import SupportPages

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class LiveStudy:
    """One study as the public app needs it."""

    form: PreparedForm
    sealing: SealingContext
    pages: StudyPages
    closes_on: date
    edition: int


class PublicState:
    """The public side of one instance."""

    def __init__(self, instance: Instance, clock: Clock, limited: bool) -> None:
        self.instance = instance
        self.clock = clock
        self.environment = make_environment(instance.settings)
        self._resources = self._list()  # one that is wrong stops the start
        self._support = self._support_pages()
        self._floods = Floods(instance.settings, clock) if limited else None
        self.sheets: dict[str, bytes] = {}
        self.stylesheet = self._sheet("style.css")
        self.room_sheet = self._sheet("room.css")
        self._lookout = StudyStatus(instance.engine)
        self._studies: dict[str, LiveStudy] = {}
        self._day: tuple[int, DayKeys] | None = None

    @property
    def support(self) -> SupportPages:
        """Return the pages of people who can help, by the list as it is now."""
        self._look_at_list()
        return self._support

    def study(self, study_id: str) -> LiveStudy:
        """Return a study as it is now; StudyUnknown when there is none."""
        return self._newest(study_id, self._lookout.look(study_id))

    def known_study(self, study_id: str) -> LiveStudy:
        """Return a study as it was when it was last asked for; StudyUnknown when there is none.

        Whoever looks afterwards sees by its edition whether it is the newest.
        """
        return self._studies.get(study_id) or self.study(study_id)

    def look(self, study_id: str, mark: bytes = b"") -> Seen:
        """Tell whether a study takes answers now, and whether a submission was sent before."""
        self.today()  # by a clock that jumped, no form is over
        seen = self._lookout.look(study_id, mark)
        live = self._newest(study_id, seen)
        if seen.is_open and is_over(live.closes_on, self.clock()):
            return seen._replace(is_open=False)
        return seen

    def is_over(self, study_id: str) -> bool:
        """Tell whether the day is over until which people may answer and take answers back."""
        self.today()
        return is_over(self.study(study_id).closes_on, self.clock())

    def every_study(self) -> tuple[study_rows.StudyRow, ...]:
        """Return every study of the instance."""
        with self.instance.engine.connect() as connection:
            return study_rows.all_studies(connection)

    def today(self) -> int:
        """Return today's day number (proleptic Gregorian ordinal, UTC); ClockDoubted."""
        today = self.clock().astimezone(UTC).toordinal()
        self.keys(today)
        return today

    def keys(self, today: int) -> DayKeys:
        """Return the day keys that pages are sealed under."""
        day = self._day
        if day is None or day[0] != today:
            day = self._day = (today, day_keys.load(self.instance.ephemeral, today))
        return day[1]

    def council(self, council_id: str) -> CouncilRow:
        """Return a council as it stands now; StudyUnknown when there is none."""
        with self.instance.engine.connect() as connection:
            return council_rows.get(connection, council_id)

    def find_council(self, name: str) -> CouncilRow | None:
        """Return the council of that name as it stands now, or None."""
        with suppress(StudyUnknown):
            return self.council(name)
        return None

    def feedback(self, council_id: str) -> tuple[RoundRelease, ...]:
        """Return what members of a council were shown, one release for each round fed back."""
        with self.instance.engine.connect() as connection:
            shown = council_rows.get(connection, council_id).council.fed_back
            every = round_releases.every(connection, council_id)
        return tuple(release for release in every if release.number in shown)

    def context(self, language: str) -> dict[str, object]:
        """Return what the layout needs on a page that belongs to no form; a language of ours."""
        return layout_context(language, self.stylesheet)

    def ask(self, what: Doing, study_id: str, environ: Mapping[str, object]) -> HourCount:
        """Count one wish for something and return how often there were such lately."""
        return HourCount() if self._floods is None else self._floods.ask(what, study_id, environ)

    def _sheet(self, name: str) -> str:
        """Return the address of a style sheet, which tells what stands in it."""
        source = (shipped("templates") / "public" / name).read_bytes()
        address = f"/s/{hashlib.sha256(source).hexdigest()[:12]}.css"
        self.sheets[address] = source
        return address

    def _newest(self, study_id: str, seen: Seen) -> LiveStudy:
        """Return a study whose pages show what is seen now: its days, words or notices may
        change."""
        self._look_at_list()
        live = self._studies.get(study_id)
        if live is None or live.edition != seen.edition:
            live = self._studies[study_id] = self._read_study(study_id)
        return live

    def _look_at_list(self) -> None:
        """Take up the list of services anew where it is another, such as one that was confirmed.

        One that cannot be read changes nothing: who wrote it is told.
        """
        with suppress(SettingsProblems, OSError):
            newest = self._list()
            if newest is not self._resources:
                self._resources = newest
                self._support = self._support_pages()
                self._studies.clear()  # their pages show services as well

    def _list(self) -> Resources:
        return resources_of(self.instance.folder, shipped("config"))

    def _support_pages(self) -> SupportPages:
        return SupportPages(
            self.environment, self._resources, lambda: self.clock().astimezone(UTC).date()
        )

    def _read_study(self, study_id: str) -> LiveStudy:
        with self.instance.engine.connect() as connection:
            row = study_rows.get(connection, study_id)
            told = notices.told(connection, study_id)
        stored = from_json(row.questionnaire_json)
        asked = without_entrance(stored) if row.entrance == "both" else stored
        council, round_ = row.council_id or "", row.round or 0
        publics = row.numbers_public, row.words_public
        return LiveStudy(
            prepare_form(row.id, asked, row.fingerprint, council, round_, row.entrance),
            prepare_sealing(row.id, stored, row.fingerprint, *publics, round_, row.entrance),
            StudyPages(self.environment, asked, self._look_of(row, asked, told)),
            row.closes_on,
            row.edition,
        )

    def _look_of(
        self, row: study_rows.StudyRow, asked: Questionnaire, told: tuple[notices.Notice, ...]
    ) -> Look:
        regions = asked.audience.regions
        return Look(
            study_id=row.id,
            site=self.instance.settings.address_of_site,
            stylesheet=self.stylesheet,
            practice=row.practice,
            unreviewed=not row.reviewed,
            closes_on=row.closes_on,
            results_by=row.results_by,
            help=lambda language: self.support.pieces(language, regions),
            organisation=row.organisation,
            safeguarding=row.safeguarding,
            jurisdiction=row.jurisdiction,
            threshold=row.threshold,
            shares=row.shares,
            keys=shown_keys(row.numbers_public, row.words_public),
            council=row.council_id or "",
            round=row.round or 0,
            group=self._group_of(row),
            notices=told,
            entrance=row.entrance,
        )

    def _group_of(self, row: study_rows.StudyRow) -> Mapping[str, GroupAnswer]:
        if not row.council_id or not row.round:
            return {}
        plan = self.council(row.council_id).plans[row.round - 1]
        before = [one for one in self.feedback(row.council_id) if one.number < row.round]
        return asked_again(plan, before)


def shown_keys(numbers_public: bytes, words_public: bytes) -> tuple[str, str]:
    """Return the fingerprints of a study's two public keys as they are shown."""
    return in_groups(fingerprint(numbers_public)), in_groups(fingerprint(words_public))
