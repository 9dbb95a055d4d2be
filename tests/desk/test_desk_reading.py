"""Who reads a report and when, as it is said at the desk and as readers see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.services.accounts.create_account import create_account
from survey.services.overview.read_journal import search_journal
from survey.services.steps.release_standing import standing_of
from survey.services.steps.report_files import StudyReport
from survey.services.studies.publish_report import publish_report
from survey.services.studies.set_reading import ReadingWish, set_reading
from survey.storage.database import writing
from survey.storage.schema import reading_facts
from survey.storage.staff import journal
from survey.storage.staff.accounts import RoleHeld
from survey.web.desk.desk_app import create_desk
from survey.web.public.app import create_app
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.conftest import Clock
from tests.desk.conftest import PASSWORD, StaffVisitor
from tests.web.shelves import CARD
from tests.web.visitor import Page, Visitor

PASSPHRASE = "correct horse battery staple"
SignedIn = Callable[..., StaffVisitor]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a practice study that was opened, to be copied."""
    folder = tmp_path_factory.mktemp("desk-reading") / "instance"
    made = opened_study(folder, PEOPLE, practice=True)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "read")


@pytest.fixture
def ada(study: OpenedStudy) -> StaffVisitor:
    """Sign a coordinator in."""
    clock = Clock()
    clock.time = study.now
    visitor = StaffVisitor(create_desk(study.instance, clock), clock)
    link = create_account(study.instance, "Ada", [RoleHeld("coordinator", study.id)], clock())
    visitor.begin(f"/begin/{link}")
    return visitor


@pytest.fixture
def public(study: OpenedStudy) -> Flask:
    """Give the public app of that study."""
    return create_app(study.instance, lambda: study.now)


def publish(study: OpenedStudy, said: str = "What was found") -> None:
    """Publish a report of the study that nobody had to make: it says what it is told to."""
    with study.instance.engine.connect() as conn:
        standing = standing_of(conn, study.id)
    release = standing.release.model_dump_json().encode()
    page = f"<html><head><title>x</title></head><body><h1>{said}</h1></body></html>".encode()
    files = {"report.html": page, "tables.csv": b"a,b", "release.json": release}
    made = StudyReport(study.id, standing.release.number, standing.digest, files, CARD)
    publish_report(study.instance, made, study.now.date())


def unlock(reader: Visitor, study: OpenedStudy, passphrase: str) -> Page:
    """Type a passphrase on the page of the results."""
    fields = {"go": ["unlock"], "l": ["en"], "passphrase": [passphrase]}
    return reader.post(fields, f"/r/{study.id}/")


def test_what_is_said_at_the_desk_is_kept_and_shown(study: OpenedStudy, ada: StaffVisitor) -> None:
    at = f"/studies/{study.id}"
    assert ada.get(f"{at}/report").links["Who reads it, and when"] == f"{at}/reading"
    page = ada.get(f"{at}/reading")
    assert "Nothing is published yet." in page.words
    until = study.now.date() + timedelta(days=9)
    ada.press("Keep this", themes=["removal", "law"], embargo=until.isoformat())
    words = search_journal(study.instance, study_id=study.id, search="reading of report")
    assert "Themes: removal, law." in words[0].words
    assert f"Held back until {until}." in words[0].words


def test_what_is_refused_comes_back_as_it_was_typed_but_for_a_passphrase(
    study: OpenedStudy, ada: StaffVisitor
) -> None:
    ada.get(f"/studies/{study.id}/reading")
    page = ada.press("Keep this", themes=["tools"], passphrase="short words")
    assert "A passphrase has 16 to 200 letters." in page.words
    assert "Write the passphrase again." in page.words
    assert "short words" not in page.html
    assert page.html.count("checked") == 1
    page = ada.press("Keep this", embargo=study.now.date().isoformat(), passphrase=PASSPHRASE)
    assert "until a day that is to come" in page.words
    assert "Write the passphrase again." in page.words
    assert PASSPHRASE not in page.html


def test_a_passphrase_is_not_carried_through_signing_in_and_nothing_is_kept_without_it(
    study: OpenedStudy, ada: StaffVisitor
) -> None:
    day = (ada.clock().date() + timedelta(days=40)).isoformat()
    ada.get(f"/studies/{study.id}/reading")
    ada.clock.jump(minutes=20)
    page = ada.press("Keep this", passphrase=PASSPHRASE, write_again=day)
    assert page.title == "Sign in"
    assert PASSPHRASE not in page.html
    ada.press("Continue", name="Ada", password=PASSWORD)
    ada.press("Sign in", code=ada.digits())
    page = ada.press("Go on with it")
    assert "If you wrote a passphrase, write it again" in page.words
    assert f'value="{day}"' in page.html
    assert not search_journal(study.instance, study_id=study.id, search="reading of report")
    ada.press("Keep this", passphrase=PASSPHRASE)
    words = search_journal(study.instance, study_id=study.id, search="reading of report")
    assert "A passphrase is asked for." in words[0].words
    assert f"told more on {day}" in words[0].words


def test_a_passphrase_is_asked_for_and_only_a_slow_mark_of_it_is_kept(
    study: OpenedStudy, ada: StaffVisitor, public: Flask
) -> None:
    publish(study)
    ada.get(f"/studies/{study.id}/reading")
    ada.press("Keep this", passphrase=PASSPHRASE)
    with study.instance.engine.connect() as conn:
        kept = conn.execute(reading_facts.select()).one().passphrase
    assert kept.startswith("scrypt$")
    assert PASSPHRASE not in kept
    assert all(PASSPHRASE not in one.words for one in search_journal(study.instance))
    reader, at = Visitor(public, study.id), f"/r/{study.id}/"
    page = reader.open(at)
    assert "This report is read with a passphrase." in page.words
    assert f"{at}report.html" not in page.links
    for name in ("report.html", "tables.csv", "release.json", "1/report.html"):
        reader.open(at + name)
        assert reader.response.status_code == 404
    page = unlock(reader, study, "correct horse battery stable")
    assert "That is not the passphrase." in page.words
    page = unlock(reader, study, f" {PASSPHRASE} ")
    assert "Set-Cookie" not in reader.response.headers
    assert PASSPHRASE not in page.html
    word = page.fields["open"][0]
    client = Client(public)
    for name in ("report.html", "tables.csv"):
        got = client.post(at + name, data={"open": word}, base_url="http://127.0.0.1:8000")
        assert got.status_code == 200
        assert client.post(at + name, data={"open": word[:-2]}).status_code in (400, 404)
    listed = reader.open("/reports")
    assert CARD.title not in listed.words
    assert "No report has" in reader.post({"q": ["clearly"]}, "/reports").words
    assert "read with a passphrase" in listed.words
    set_reading(
        study.instance, study.id, ReadingWish(passphrase=PASSPHRASE + " too"), study.now.date()
    )
    got = client.post(f"{at}report.html", data={"open": word}, base_url="http://127.0.0.1:8000")
    assert got.status_code == 404, "another passphrase ends what was given for the one before"


def test_passphrases_are_tried_a_few_times_an_hour(study: OpenedStudy, public: Flask) -> None:
    publish(study)
    set_reading(study.instance, study.id, ReadingWish(passphrase=PASSPHRASE), study.now.date())
    reader = Visitor(public, study.id, REMOTE_ADDR="8.8.8.8")
    site = public.extensions["site"]
    for _ in range(20):
        site.ask("unlock", study.id, {"REMOTE_ADDR": "8.8.8.8"})
    page = unlock(reader, study, PASSPHRASE)
    assert "Many people are here at the moment" in page.words
    assert "open" not in page.fields
    other = Visitor(public, study.id, REMOTE_ADDR="9.9.9.9")
    assert "open" in unlock(other, study, PASSPHRASE).fields


def test_an_embargo_that_is_lifted_lets_readers_in_and_one_that_comes_late_does_nothing(
    study: OpenedStudy, ada: StaffVisitor, public: Flask
) -> None:
    today = study.now.date()
    set_reading(
        study.instance, study.id, ReadingWish(embargo_until=today + timedelta(days=5)), today
    )
    publish(study)
    reader = Visitor(public, study.id)

    def status() -> int:
        reader.open(f"/r/{study.id}/")
        return (
            Client(public)
            .get(f"/r/{study.id}/report.html", base_url="http://127.0.0.1:8000")
            .status_code
        )

    assert status() == 404
    page = ada.get(f"/studies/{study.id}/reading")
    assert "Edition 1 is ready, and nobody reads it yet." in page.words
    ada.press("Keep this", embargo="")
    assert status() == 200
    ada.get(f"/studies/{study.id}/reading")
    ada.press("Keep this", embargo=(today + timedelta(days=5)).isoformat())
    assert status() == 200
    publish(study)
    assert status() == 200


def test_the_edition_before_stays_unless_words_in_it_were_taken_back(
    study: OpenedStudy, public: Flask
) -> None:
    """A release more, a quote taken back, and a release more again."""

    def read(path: str) -> tuple[int, str]:
        got = Client(public).get(f"/r/{study.id}/{path}", base_url="http://127.0.0.1:8000")
        return got.status_code, got.get_data(as_text=True)

    publish(study, "The first")
    study.again({answers: 1 + sum(map(len, answers)) % 3 for answers in PEOPLE})
    publish(study, "The second")
    assert "The second" in read("report.html")[1]
    assert "The first" in read("1/report.html")[1]
    with writing(study.instance.engine) as conn:
        journal.note(conn, day=study.now.date(), study_id=study.id, event="quote taken back")
    publish(study, "The second, anew")
    assert "The second, anew" in read("report.html")[1]
    assert read("1/report.html")[0] == 404
