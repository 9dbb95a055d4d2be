"""Publishing the report of a study at the desk, and taking its files along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import insert
from werkzeug.test import Client

from survey.services.accounts.create_account import create_account
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.overview.desk_list import DeskItem, desk_items
from survey.services.overview.read_journal import search_journal
from survey.services.studies.make_report import make_report
from survey.services.studies.publish_report import publish_report
from survey.services.studies.set_reading import ReadingWish, set_reading
from survey.storage.database import writing
from survey.storage.schema import noise_ledger
from survey.storage.staff import journal
from survey.storage.staff.accounts import RoleHeld, StaffRole
from survey.web.desk.desk_app import create_desk
from survey.web.desk.desk_words import long_day
from survey.web.public.app import create_app
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.conftest import Clock, Published, form_file, papers_left_blank
from tests.desk.conftest import HOST, StaffVisitor
from tests.web.visitor import Visitor

SignedIn = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
MORE = {answers: 1 + sum(map(len, answers)) % 3 for answers in PEOPLE}


@pytest.fixture(scope="module", params=["real", "practice"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedStudy]:
    """Give a study that was opened, to be copied: a real one, and one for practice."""
    folder = tmp_path_factory.mktemp("desk-report") / "instance"
    made = opened_study(folder, PEOPLE, practice=request.param == "practice")
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "reported")


@pytest.fixture
def real(study: OpenedStudy) -> OpenedStudy:
    """Give that study where it is a real one."""
    if is_practice(study):
        pytest.skip("of real studies alone")
    return study


@pytest.fixture
def person(study: OpenedStudy) -> SignedIn:
    """Sign somebody in at the desk of that study, with a role in it."""
    clock = Clock()
    clock.time = study.now
    desk = create_desk(study.instance, clock)

    def go(name: str, role: StaffRole) -> StaffVisitor:
        visitor = StaffVisitor(desk, clock)
        link = create_account(study.instance, name, [RoleHeld(role, study.id)], clock())
        visitor.begin(f"/begin/{link}")
        return visitor

    return go


def is_practice(study: OpenedStudy) -> bool:
    """Say whether a study is for practice."""
    return study.stored()[0].study.practice


def item_of(study: OpenedStudy) -> DeskItem:
    """Give a study as home lists it."""
    today = study.now.date()
    return next(one for one in desk_items(study.instance, today) if one.id == study.id)


def no_fault(error: Exception) -> None:
    """Fail with an error."""
    raise AssertionError from error


def work(study: OpenedStudy) -> None:
    """Work on the one thing that waits."""
    assert work_on_what_waits(study.instance, no_fault) == 1


def publish_now(study: OpenedStudy) -> None:
    """Publish the report of a study, as the work does that its button asks for."""
    with papers_left_blank():
        report = make_report(study.instance, study.id)
        publish_report(study.instance, report, study.now.date())


def read(study: OpenedStudy, name: str) -> int:
    """Return what the reading room answers to somebody who asks for a file."""
    site = study.instance.settings.address_of_site
    public = Client(create_app(study.instance, lambda: study.now))
    return public.get(f"/r/{study.id}/{name}", base_url=site).status_code


def test_a_coordinator_publishes_the_report_and_everybody_reads_it(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, at = person("Ada", "coordinator"), f"/studies/{study.id}"
    if not is_practice(study):
        assert "Release 1 waits for a signature" in ada.get(f"{at}/report").words
        assert ada.page.links["See its tables"] == f"{at}/release"
        with pytest.raises(KeyError):
            ada.button("Publish its report")
        study.approve_but("come")
    assert ada.get("/").links["Publish its report"] == f"{at}/report"
    assert ada.get(at).links["Publish its report"] == f"{at}/report"
    page = ada.follow("Publish its report")
    assert "This can never be undone What people have read." in page.words
    assert "Release 1 can be published" in page.words
    assert ("Go out 8 tables" if is_practice(study) else "Go out 5 tables") in page.words
    assert ("Left out 0" if is_practice(study) else "Left out 3") in page.words
    ada.press("Publish its report")
    assert (ada.status, read(study, "report.html")) == (422, 404)
    assert "Tick that you have read" in ada.page.words
    ada.press("Publish its report", sure="y")
    assert read(study, "report.html") == 404, "nothing is made inside the request"
    waiting = ada.page.address
    assert "It is being published" in ada.get(f"{at}/report").words
    for page in (ada.get("/"), ada.get(at)):
        assert "Its report is being published" in page.words
        assert page.links["See how far it is"] == f"{at}/report"
        assert "Publish its report" not in page.words
    work(study)
    ada.get(waiting)
    page = ada.follow("See where it is read")
    assert "Release 1 of 1 is published" in page.words
    address = f"{study.instance.settings.address_of_site}/r/{study.id}/report.html"
    assert page.links[address] == address
    files = "report.html", "report.pdf", "tables.csv", "release.json", "certificate.json"
    assert {read(study, name) for name in files} == {200}
    listed = Visitor(create_app(study.instance, lambda: study.now), study.id).open("/reports")
    assert f"/r/{study.id}/" in listed.links
    assert "people answered" in listed.words
    with pytest.raises(KeyError):
        ada.button("Publish its report")
    other = (
        ada.get(f"{at}/report").html.partition("In one more language")[2].partition("</form>")[0]
    )
    assert re.findall(r'option value="(\w+)"', other) == ["fr", "es", "ar"]
    assert "Publish its report" not in ada.get("/").links
    home = ada.page
    assert home.links["Read its report"] == address
    assert "Archived by itself after 31 December 2031" in home.words
    assert "all sealed answers are destroyed" not in home.words
    page = ada.get(at)
    assert page.links["Read its report"] == address
    assert "destroyed by themselves after 31 December 2031" in page.words
    assert page.links["Archive it sooner"] == f"{at}/data"
    said = [(one.event, one.words, one.role) for one in search_journal(study.instance, study.id)]
    assert said[-2:] == [
        ("publishing asked for", "Release 1.", "coordinator Ada"),
        ("report published", "Release 1.", "publishing asked by coordinator"),
    ]


def test_the_page_leads_to_what_coarser_groups_would_print(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, release = person("Ada", "coordinator"), study.stored()[-1]
    ada.get(f"/studies/{study.id}/report")
    page = ada.follow("What would print if groups were coarser")
    assert "What the newest release prints" in page.words
    splits = {
        one.by: one.label[""] for question in release.questions for one in question.breakdowns
    }
    tables = [one for question in release.questions for one in question.breakdowns]
    assert splits
    for by, label in splits.items():
        cells = [c for one in tables if one.by == by for row in one.cells for c in row]
        printed, refused = (
            sum(not one.hidden for one in cells),
            sum(one.table.endswith(f" by {by}") for x in release.questions for one in x.refusals),
        )
        count = sum(one.by == by for one in tables)
        hidden = round(100 * (1 - printed / len(cells)))
        assert f"{label} {count} of {count + refused} {printed} {hidden}%" in page.words


def test_a_viewer_sees_where_the_report_stands_and_publishes_nothing(
    study: OpenedStudy, person: SignedIn
) -> None:
    if not is_practice(study):
        study.approve_but()
    vi = person("Vi", "viewer")
    assert "Publish its report" not in vi.get("/").links
    vi.get(f"/studies/{study.id}")
    assert "A coordinator publishes it." in vi.follow("See its report").words
    for words in ("Publish its report", "Make the files"):
        with pytest.raises(KeyError):
            vi.button(words)
    publish_now(study)
    assert "Release 1 of 1 is published" in vi.get(f"/studies/{study.id}/report").words
    assert person("Mo", "moderator").get(f"/studies/{study.id}/report").title == (
        "This page is not here."
    )


def test_the_files_are_taken_along_and_nothing_is_public_by_that(
    study: OpenedStudy, person: SignedIn
) -> None:
    if not is_practice(study):
        study.approve_but("come")
    ada, at = person("Ada", "coordinator"), f"/studies/{study.id}/report"
    assert "Make them again" in ada.get(f"{at}/files").words
    ada.get(at)
    ada.press("Make the files")
    waiting = ada.page.address
    work(study)
    ada.get(waiting)
    ada.follow("Take the files along")
    sent = ada.client.get(ada.page.links["Take the files along"], base_url=HOST)
    names = set(ZipFile(BytesIO(sent.data)).namelist())
    wanted = "report.html", "report.pdf", "tables.csv", "release.json", "certificate.json"
    assert {f"{study.id}/{name}" for name in wanted} <= names
    assert read(study, "report.html") == 404


def test_what_somebody_did_not_see_is_not_published(real: OpenedStudy, person: SignedIn) -> None:
    real.approve_but()
    ada, bea = person("Ada", "coordinator"), person("Bea", "coordinator")
    ada.get(f"/studies/{real.id}/report")
    bea.get(f"/studies/{real.id}/report")
    real.decide("rejected", "come")
    ada.press("Publish its report", sure="y")
    assert ada.status == 422
    assert "Nobody has signed for what stands here now." in ada.page.words
    assert work_on_what_waits(real.instance, no_fault) == 0
    real.sign()
    bea.press("Publish its report", sure="y")
    real.decide("approved", "come")
    work(real)
    assert read(real, "report.html") == 404, "the signature ended before it was made"
    page = bea.get(f"/studies/{real.id}/report")
    assert "Release 1 waits for a signature" in page.words


def test_whatever_is_decided_afterwards_is_to_be_published_anew(
    real: OpenedStudy, person: SignedIn
) -> None:
    real.approve_but()
    ada = person("Ada", "coordinator")
    publish_now(real)
    assert item_of(real).next == "share report"
    real.decide("rejected", "come")
    assert item_of(real).next == "sign"
    page = ada.get(f"/studies/{real.id}/report")
    assert "Readers have it as it was before something of it changed." in page.words
    real.sign()
    assert (item_of(real).next, item_of(real).waits_since) == ("publish report", real.now.date())
    publish_now(real)
    assert item_of(real).next == "share report"
    ada.get(f"/studies/{real.id}/report")
    with pytest.raises(KeyError):
        ada.button("Publish its report")


def test_a_newer_release_waits_while_readers_have_the_earlier_one(
    real: OpenedStudy, person: SignedIn
) -> None:
    real.approve_but()
    publish_now(real)
    real.again(MORE)
    bea = person("Bea", "coordinator")  # the sessions of before ended meanwhile
    page = bea.get(f"/studies/{real.id}/report")
    assert "Release 2 waits for a signature" in page.words
    assert "Readers have release 1 of 2." in page.words
    assert "Release 1 of 2 is there" in page.words
    real.approve_but()
    publish_now(real)
    assert "Release 2 of 2 is published" in bea.get(f"/studies/{real.id}/report").words


def test_a_headline_number_that_came_after_signing_waits_again(
    real: OpenedStudy, person: SignedIn
) -> None:
    real.approve_but()
    ada = person("Ada", "coordinator")
    publish_now(real)
    later = real.now.date().replace(month=real.now.month + 1)
    with writing(real.instance.engine) as conn:
        conn.execute(
            insert(noise_ledger).values(
                study_id=real.id, number=1, indicator="like/well", epsilon=1000, noisy=120
            )
        )
        journal.note(conn, day=later, study_id=real.id, event="asked for headlines")
    assert (item_of(real).next, item_of(real).waits_since) == ("sign", later)
    assert "Two people sign for its release" in ada.get(f"/studies/{real.id}").words
    page = ada.get(f"/studies/{real.id}/report")
    assert "What came after it was signed waits for a decision" in page.words
    real.approve_but()
    assert item_of(real).next == "publish report"


def test_before_it_is_opened_the_page_says_what_comes_first(
    staff: SignedIn, publish: Publish
) -> None:
    study = publish(form_file("breakdown"), practice=True)
    vi = staff("Vi", ("viewer", study.id))
    page = vi.get(f"/studies/{study.id}/report")
    assert "There is nothing to publish yet" in page.words
    assert "First its last day passes and it is closed." in page.words
    assert "Report" in page.links


def test_a_report_that_is_held_back_is_never_called_read(
    study: OpenedStudy, person: SignedIn
) -> None:
    if not is_practice(study):
        study.approve_but()
    ada, until = person("Ada", "coordinator"), study.now.date() + timedelta(days=12)
    wish = ReadingWish(embargo_until=until)
    set_reading(study.instance, study.id, wish, study.now.date())
    publish_now(study)
    assert read(study, "report.html") == 404
    page = ada.get(f"/studies/{study.id}/report")
    assert f"Nobody reads it before {long_day(until)}." in page.words
    assert "Everybody can read it" not in page.words
    assert "Where it is read" not in page.words
