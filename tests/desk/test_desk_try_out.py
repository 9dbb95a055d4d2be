"""A draft is tried out with invented people, from an empty desk to a practice report."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from werkzeug.test import Client

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.overview.desk_list import desk_items
from survey.storage.instance import Instance
from survey.storage.schema import jobs
from tests.conftest import Clock
from tests.desk.conftest import HOST, StaffVisitor

Signed = Callable[..., StaffVisitor]


def test_from_an_empty_desk_to_a_practice_report_in_few_pages(
    staff: Signed, instance: Instance, public_app: Flask
) -> None:
    ada = staff("Ada", "coordinator")
    pages = [ada.get("/")]
    pages.append(ada.follow("Begin a study"))
    form, _ = ada.button("Begin this study")
    chosen = {"asking": "partners", "beginning": "ready-made", "practice": ""}
    fields = dict(form.fields) | chosen | {"ready_made": "finding-support"}
    pages.append(ada.post("/studies/new", fields))
    pages.append(ada.follow("Try it out"))
    assert "The report is public, at an address that is not listed." in ada.page.words
    pages.append(ada.press("Make a practice report", people="30"))
    assert "Look again" in ada.page.links
    waiting = ada.page.address
    assert "A practice report with invented people" in ada.get("/jobs").words
    ada.get(waiting)
    assert work_on_what_waits(instance, _must_not_fail) == 1
    pages.append(ada.follow("Look again"))
    assert "The practice report is made" in ada.page.words
    assert "about 30 people Finding support" in ada.get("/jobs").words
    ada.get(waiting)
    report = ada.page.links["Read the practice report"]
    address = report.removeprefix(instance.settings.address_of_site)
    read = Client(public_app).get(address, base_url=instance.settings.address_of_site)
    assert read.status_code == 200
    assert "PRACTICE" in read.text.upper()
    journal = ada.get("/journal").words
    assert "Practice run asked for People 30, version 1. the coordinator Ada" in journal
    assert "Report published Release 1. the practice run asked by coordinator" in journal
    assert "the operator" not in journal.split("Draft begun")[0]
    assert len(pages) <= 10  # about a minute each
    home = ada.get("/")
    assert "Practice: Finding support" in home.words
    tried = report.split("/r/")[1].split("/")[0]
    assert ada.get(f"/studies/{tried}").links["Read its report"] == report
    with instance.engine.connect() as connection:
        draft = connection.execute(jobs.select()).one().study_id
    assert ada.get(f"/studies/{draft}").links["Read the newest practice report"] == report


def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(
    staff: Signed, clock: Clock
) -> None:
    ada = staff("Ada", "coordinator")
    _begun(ada)
    ada.follow("Try it out")
    work = ada.press("Make a practice report", people="3").address
    for _ in range(3):
        clock.forward(minutes=7)
        ada.get(work)
    assert "Sign in" in ada.page.title


def test_studies_of_the_same_title_are_told_apart(staff: Signed, instance: Instance) -> None:
    ada = staff("Ada", "coordinator", "administrator")
    for practice in ("", "yes"):
        _begun(ada, practice)
    for address in ("/people", "/studies/new", "/journal"):
        html = ada.get(address).html
        for one in desk_items(instance):
            kind = "draft, practice" if one.practice else "draft"
            assert f"{one.title} ({kind}, {one.id})" in html, address


def test_no_share_sheet_of_a_trial_is_left_anywhere(staff: Signed, instance: Instance) -> None:
    ada = staff("Ada", "coordinator")
    _begun(ada)
    ada.follow("Try it out")
    ada.press("Make a practice report", people="12")
    assert work_on_what_waits(instance, _must_not_fail) == 1
    with instance.engine.connect() as connection:
        rows = str([*connection.execute(jobs.select())])
    assert "share" not in rows.casefold()
    for path in instance.folder.rglob("*"):
        assert not path.is_file() or b"Share sheet" not in path.read_bytes()


def test_a_trial_of_nobody_or_of_too_many_is_refused_and_keeps_the_number(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    _begun(ada)
    ada.follow("Try it out")
    for people in ("0", "5000", "many", ""):
        page = ada.press("Make a practice report", people=people)
        assert ada.status == 422
        assert "a number from 1 to 2,000" in page.words
        assert page.forms[-1].fields["people"] == [people]
    assert ada.client.get("/jobs", base_url=HOST).status_code == 200


def _begun(ada: StaffVisitor, practice: str = "") -> None:
    ada.get("/studies/new")
    form, _ = ada.button("Begin this study")
    chosen = {"asking": "partners", "beginning": "ready-made", "practice": practice}
    ada.post("/studies/new", dict(form.fields) | chosen | {"ready_made": "finding-support"})


def _must_not_fail(error: Exception) -> None:
    raise error
