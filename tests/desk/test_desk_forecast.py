"""The forecast at the desk: asked for, worked out beside the pages, and read as a table."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from survey.disclosure.forecast.foretold import Forecast, ForecastAdvice
from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import job_rows
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor
from tests.house.source import ROOT

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]

ASK = "Work it out"
NOT_HERE = "This page is not here."
ASKED = {"expected": 120, "version": 0}


def no_fault(error: Exception) -> None:
    raise AssertionError from error


@pytest.fixture
def draft(instance: Instance, clock: Clock) -> str:
    file = ROOT / "tests" / "forms" / "breakdown.yaml"
    terms = DraftTerms(expected=120)
    return begin_draft(instance, file.read_bytes(), terms, clock().date()).study_id


@pytest.mark.slow  # it works a forecast out, in a process of its own
def test_a_forecast_is_asked_for_and_read(
    staff: Signed, draft: str, instance: Instance, clock: Clock
) -> None:
    ada = staff("Ada", "coordinator")
    tasks = ada.get(f"/studies/{draft}/tasks")
    assert "Work out what a report could print, before anybody is asked." in tasks.words
    page = ada.get(f"/studies/{draft}/forecast")
    assert "It was not worked out yet." in page.words
    assert page.forms[-1].fields["expected"] == ["120"]
    job = ada.press(ASK)
    assert job.title == "Waiting: What a report could print"
    assert "It waits until the program runs again that works on it." in job.words
    assert ada.response.headers["Refresh"] == "4"
    assert "It is being worked out" in ada.get(f"/studies/{draft}/forecast").words
    work_on_what_waits(instance, no_fault)
    job = ada.get(job.address)
    assert job.title == "Done: What a report could print"
    assert "Refresh" not in ada.response.headers
    shown = ada.follow("Look at the forecast")
    assert "Each question, everybody" in shown.words
    assert "about 120 people" in shown.words
    assert "How people will really answer is not known." in shown.words
    _is_a_readable_table(shown.html)
    assert "What would print if groups were coarser" in shown.words
    assert "Numbers printed" in shown.words
    tasks = ada.get(f"/studies/{draft}/tasks")
    assert "Each question, everybody" in tasks.words
    assert "Work it out again" in tasks.words
    assert "Work out what a report could print, before anybody is asked." not in tasks.words
    newer = form_file("worked-example").model_dump_json()  # any other text
    save_draft(instance, draft, 1, newer, clock().date())
    assert "This is of version 1. The newest is version 2." in (
        ada.get(f"/studies/{draft}/forecast").words
    )


def _is_a_readable_table(html: str) -> None:
    """Hold the table against what a reader needs who sees neither colour nor place."""
    table = html[html.index("<table") : html.index("</table>")]
    assert "<caption" in table
    assert table.count('scope="col"') == 5
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]
    assert len(rows) == 2
    for row in rows:
        assert row.count('scope="row"') == 1
        assert row.count("<td") == 4
    assert table.count('<span class="hid">hidden</span>') >= 2


@pytest.mark.parametrize(("by", "end"), [("age", "/1/1"), ("gone-since", "")])
def test_advice_on_groups_leads_to_the_question_that_makes_them(
    staff: Signed, draft: str, instance: Instance, by: str, end: str
) -> None:
    """And to all of them where it is not there any more."""
    advice = ForecastAdvice(by=by, kind="leave out", title="Leave it out", words="It is small.")
    made = Forecast(expected=120, people=(), rows=(), advice=(advice,))
    with writing(instance.engine) as connection:
        asked = {"expected": 120, "version": 1}
        job_rows.add(connection, "forecast", draft, "coordinator", asked)
        row = job_rows.take(connection)
        assert row is not None
        job_rows.end(connection, row.id, "done", "", made.model_dump_json())
    ada = staff("Ada", "coordinator")
    page = ada.get(f"/studies/{draft}/forecast")
    assert page.links["Change its groups"] == f"/studies/{draft}/questions{end}"
    ada.follow("Change its groups")
    assert ada.status == 200
    assert "How old are you now?" in ada.page.html


def test_how_many_people_is_said_again_where_it_was_no_number(
    staff: Signed, draft: str, instance: Instance
) -> None:
    ada = staff("Ada", "coordinator")
    for wrong in ("", "many", "0", "2000000"):
        ada.get(f"/studies/{draft}/forecast")
        page = ada.press(ASK, expected=wrong)
        assert ada.status == 422
        assert "Write about how many people you expect: 1 to 1,000,000." in page.words
    with instance.engine.connect() as connection:
        assert job_rows.every(connection) == ()


def test_a_job_is_seen_by_roles_of_its_study_alone(
    staff: Signed, publish: Publish, instance: Instance
) -> None:
    mine = publish(form_file("worked-example"), practice=True)
    other = publish(form_file("breakdown"), practice=True)
    job = ask_for_work(instance, "forecast", mine.id, "coordinator", ASKED)
    for role in ("coordinator", "moderator", "trustee", "viewer"):
        seen = staff(f"Mine {role}", (role, mine.id))
        assert "Waiting" in seen.get(f"/jobs/{job}").title
        assert "What a report could print" in seen.get("/jobs").words
        stranger = staff(f"Other {role}", (role, other.id))
        assert stranger.get(f"/jobs/{job}").title == NOT_HERE
        assert "Nothing was asked for yet." in stranger.get("/jobs").words
        assert stranger.status == 200
    keeper = staff("Keeper", "administrator")
    assert keeper.get(f"/jobs/{job}").title == NOT_HERE


def test_work_that_was_cut_short_is_started_again(
    staff: Signed, publish: Publish, instance: Instance
) -> None:
    study = publish(form_file("worked-example"), practice=True).id
    job = ask_for_work(instance, "forecast", study, "coordinator", ASKED)
    with writing(instance.engine) as connection:
        job_rows.take(connection)  # by a program that is gone
    viewer = staff("Vera", ("viewer", study))
    assert "Stopped" in viewer.get(f"/jobs/{job}").title
    assert "Start it again" not in [button[0] for form in viewer.page.forms
                                    for button in form.buttons]  # fmt: skip
    ada = staff("Ada", ("coordinator", study))
    assert "Nothing was lost; start it again." in ada.get(f"/jobs/{job}").words
    again = ada.press("Start it again")
    assert again.title == "Waiting: What a report could print"
    assert again.address != f"/jobs/{job}"
    page = ada.get(f"/jobs/{job}")
    assert "It was asked for anew since" in page.words
    with pytest.raises(KeyError):
        ada.button("Start it again")
    assert "Refresh" not in ada.response.headers
    assert "See how far it is" in ada.get(f"/studies/{study}/forecast").words
    assert "nothing is known of what people answer" in ada.page.words
