"""Taking a study up again: what stays, what a second release may print, and what it refuses."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from survey.disclosure.proof.verify import verify
from survey.errors import ClosedSetChanged, DisclosureRefused, Refused, StudyStateWrong
from survey.mixing.doctor import examine
from survey.questionnaire.files.reading import to_json
from survey.services.practice.invent_answers import Inventor
from survey.services.steps.executors import make_executor
from survey.services.steps.make_release import Opened
from survey.services.studies.close_study import close_study
from survey.services.studies.make_report import make_report
from survey.services.studies.open_study import open_study
from survey.services.studies.prove_again import prove_again
from survey.services.studies.publish_report import publish_report
from survey.services.studies.reopen_study import reopen_study
from survey.storage.instance import Instance
from survey.storage.schema import codes, texts
from survey.storage.schema import releases as table
from survey.storage.studies import releases, study_rows
from tests.conftest import Clock, Published, form_file
from tests.page_client import PageClient

Publish = Callable[..., Published]
pytestmark = pytest.mark.slow  # studies of 100 people and more, opened twice


class House:
    """One study, and the steps of its life."""

    def __init__(self, instance: Instance, app: Flask, study: Published, clock: Clock) -> None:
        self.instance, self.study, self.clock = instance, study, clock
        self._client = PageClient(app, study.id, study.questionnaire)
        self._inventor = Inventor(study.questionnaire, Random(7))

    def answer(self, people: int) -> None:
        for _ in range(people):
            self._client.answer(self._inventor.person())

    def answer_nothing(self, people: int) -> None:
        for _ in range(people):
            self._client.answer({})

    def close(self) -> None:
        close_study(self.instance, self.study.id, self.clock())

    def open(self) -> Opened:
        return open_study(
            self.instance, self.study.id, self.study.sheets[:2],
            self.clock().date(), make_executor(1, 10),
        )  # fmt: skip

    def reopen(self, closes: date | None = None) -> study_rows.StudyRow:
        day = closes or self.clock().date() + timedelta(days=14)
        return reopen_study(self.instance, self.study.id, day, self.clock())

    def proven(self, opened: Opened) -> list[str]:
        """Give what is wrong with the certificate of a release, beside all before it."""
        with self.instance.engine.connect() as connection:
            every = releases.every(connection, self.study.id)
        earlier = [one.model_dump(mode="json") for one in every[: opened.release.number - 1]]
        assert opened.certificate is not None
        proof = json.loads(opened.certificate.read_text())
        asked = json.loads(to_json(self.study.questionnaire))
        return verify(opened.release.model_dump(mode="json"), proof, asked, earlier)

    def waves(self) -> list[int | None]:
        with self.instance.engine.connect() as connection:
            found = connection.execute(select(codes.c.wave)).scalars()
            return sorted(found, key=lambda wave: -1 if wave is None else wave)


@pytest.fixture
def house(publish: Publish, public_app: Flask, instance: Instance, clock: Clock) -> House:
    study = publish(form_file("breakdown"), practice=True)
    return House(instance, public_app, study, clock)


@pytest.mark.usefixtures("blank_papers")
def test_a_second_release_counts_everybody_and_carries_its_proof(house: House) -> None:
    house.answer(110)
    house.close()
    one = house.open()
    row = house.reopen()
    assert (row.state, row.closed_hash) == ("open", None)
    house.answer(60)
    house.close()
    assert house.waves() == [1] * 110 + [2] * 60
    two = house.open()
    assert (one.release.number, two.release.number) == (1, 2)
    assert two.integrity.counted == 170
    assert two.release.audit.passed
    assert house.proven(one) == house.proven(two) == []
    for opened in (one, two):
        assert opened.certificate is not None
        assert stat.S_IMODE(opened.certificate.stat().st_mode) == 0o600
        assert stat.S_IMODE(opened.certificate.parent.stat().st_mode) == 0o700
    with house.instance.engine.connect() as connection:
        assert releases.every(connection, house.study.id) == (one.release, two.release)
    published = house.instance.published / house.study.id
    report = make_report(house.instance, house.study.id)
    assert not published.exists()
    today = house.clock().date()
    assert publish_report(house.instance, report, today).endswith(f"/r/{house.study.id}/")
    assert two.certificate is not None
    assert (published / "certificate.json").read_bytes() == two.certificate.read_bytes()
    told = [json.loads((published / name).read_text())
            for name in ("release.json", "certificate.json", "questionnaire.json")]  # fmt: skip
    assert verify(*told, [json.loads((published / "release-1.json").read_text())]) == []
    # whoever has the files makes the same, and so does a report where what was kept is damaged
    names = ("release-1.json", "release.json", "questionnaire.json")
    *every, asked = ((published / name).read_text() for name in names)
    assert prove_again(every, asked) == two.certificate.read_bytes()
    two.certificate.write_bytes(two.certificate.read_bytes()[:50])
    publish_report(house.instance, make_report(house.instance, house.study.id), today)
    assert json.loads((published / "certificate.json").read_text()) == told[1]


def test_few_new_answers_are_refused_with_the_table_the_cell_and_what_helps(house: House) -> None:
    house.answer(110)
    house.close()
    house.open()
    house.reopen()
    house.answer(6)
    house.close()
    with pytest.raises(DisclosureRefused) as refused:
        house.open()
    assert "6 of 116 people" in refused.value.what
    assert "in the table “" in refused.value.what
    assert "Wait for 7 more answers" in refused.value.do
    house.reopen()
    house.answer(7)
    house.close()
    assert house.waves() == [1] * 110 + [2] * 13
    assert house.open().release.number == 2


def test_the_same_closed_set_is_not_opened_twice(house: House) -> None:
    house.answer(40)
    house.close()
    house.open()
    with pytest.raises(StudyStateWrong, match="opened before"):
        house.open()
    house.reopen()
    house.close()
    with pytest.raises(DisclosureRefused, match="Only 0 of 40 people"):
        house.open()


def test_what_was_published_in_words_is_published_once(house: House) -> None:
    house.answer(20)
    house.close()
    assert house.open().certificate is None
    with pytest.raises(DisclosureRefused, match="once only"):
        house.reopen()


@pytest.mark.parametrize("shelf", [codes, texts])
def test_what_was_closed_is_still_there_when_it_is_closed_again(
    publish: Publish, public_app: Flask, instance: Instance, clock: Clock, shelf: object
) -> None:
    study = publish(form_file("text"), practice=True)
    house = House(instance, public_app, study, clock)
    house.answer(3)
    house.close()
    house.open()
    house.reopen()
    house.answer(3)
    with instance.engine.begin() as connection:
        one = connection.execute(select(shelf.c.id).limit(1)).scalar_one()
        connection.execute(delete(shelf).where(shelf.c.id == one))
    with pytest.raises(ClosedSetChanged):
        house.close()
    with pytest.raises(StudyStateWrong):
        house.reopen()


def test_an_answer_cannot_be_moved_to_another_wave(house: House) -> None:
    house.answer(60)
    house.close()
    house.open()
    house.reopen()
    house.answer(40)
    house.close()
    with house.instance.engine.begin() as connection:
        one = connection.execute(select(codes.c.id).where(codes.c.wave == 1).limit(1)).scalar_one()
        connection.execute(update(codes).where(codes.c.id == one).values(wave=2))
    with pytest.raises(ClosedSetChanged, match="release 1"):
        house.open()


def test_a_copy_in_a_later_wave_counts_in_the_first(house: House) -> None:
    house.answer(60)
    house.close()
    house.open()
    house.reopen()
    house.answer(40)
    with house.instance.engine.begin() as connection:
        one = (
            connection.execute(select(codes.c.envelope).where(codes.c.wave == 1)).scalars().first()
        )
        copy = {"study_id": house.study.id, "id": b"\x01" * 16, "envelope": one, "tag": None}
        connection.execute(codes.insert().values(copy))
    house.close()
    opened = house.open()
    assert (opened.integrity.counted, opened.integrity.copies) == (100, 1)


def test_an_open_study_and_a_day_that_is_past_are_refused(house: House) -> None:
    with pytest.raises(StudyStateWrong, match="takes answers already"):
        house.reopen()
    house.answer(1)
    house.close()
    with pytest.raises(StudyStateWrong, match="never published here"):
        house.reopen()
    house.open()
    with pytest.raises(Refused, match="is past"):
        house.reopen(date(2020, 1, 1))
    row = house.reopen(date(2099, 11, 30))
    assert (row.closes_on, row.results_by) == (date(2099, 11, 30), date(2100, 1, 1))


def test_the_doctor_minds_who_can_read_a_certificate(house: House) -> None:
    house.answer(40)
    house.close()
    path = house.open().certificate
    assert path is not None
    assert _permissions(house) == [True]
    path.chmod(0o644)
    assert _permissions(house) == [False]


def _permissions(house: House) -> list[bool]:
    found = examine(house.instance, house.clock())
    return [one.ok for one in found if one.name == "permissions"]


def _as_before(house: House) -> None:
    """Make the stored release one of a program that did not count blank responses apart."""
    with house.instance.engine.begin() as connection:
        stored = json.loads(connection.execute(select(table.c.json)).scalar_one())
        assert stored["integrity"].pop("blank") == 0
        text = json.dumps(stored, separators=(",", ":"), ensure_ascii=False)
        digest = sha256(text.encode()).digest()
        connection.execute(update(table).values(json=text, sha256=digest))


@pytest.mark.parametrize(("before", "people", "blank"), [(False, 140, 20), (True, 160, None)])
def test_a_study_goes_on_counting_people_as_its_first_release_did(
    house: House, before: bool, people: int, blank: int | None
) -> None:
    """A release of a program of before is still read, and what follows fits it."""
    house.answer(110)
    house.close()
    house.open()
    if before:
        _as_before(house)
    house.reopen()
    house.answer(30)
    house.answer_nothing(20)
    house.close()
    two = house.open()
    assert (two.integrity.counted, two.integrity.blank) == (people, blank)
    printed = two.release.integrity
    assert (two.release.respondents.count, printed.counted, printed.blank) == (
        people,
        people,
        blank,
    )
    assert house.proven(two) == []
