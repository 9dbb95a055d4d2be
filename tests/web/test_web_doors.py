"""The public app's edges: what it refuses, what it logs, what it says when something is wrong."""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Published, form_file
from tests.dumps import is_dumpable
from tests.web.shelves import shelf_for
from tests.web.visitor import HOST, Page, Visitor, check_page

Publish = Callable[..., Published]


@pytest.fixture
def client(public_app: Flask) -> Client:
    """Give a plain client."""
    return Client(public_app, use_cookies=False)


@pytest.mark.parametrize(
    ("address", "status"), [("/nowhere", 404), ("/f/nothere", 404), ("/r/nothere/", 404)]
)
def test_an_address_that_is_not_here_is_answered_kindly(
    client: Client, address: str, status: int
) -> None:
    answer = client.get(address, base_url=HOST)
    assert answer.status_code == status
    check_page(answer, Page(answer.get_data(as_text=True)))


@pytest.mark.parametrize("typed", ["/F/{}", "/f/{}/", "/F/{}/"])
def test_an_address_typed_in_capitals_or_with_a_slash_leads_to_the_form(
    client: Client, publish: Publish, typed: str
) -> None:
    study = publish(form_file("text"), practice=True)
    address = typed.format(study.id if typed.startswith("/f") else study.id.upper())
    answer = client.get(address, base_url=HOST)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/f/{study.id}")
    assert client.get("/F/NOTHERE/", base_url=HOST, follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/R/{}", "/r/{}/"),
        ("/R/{}/TOLD", "/r/{}/told"),
        ("/TOLD", "/told"),
        ("/told/", "/told"),
        ("/FR/Reports/", "/fr/reports"),
    ],
)
def test_an_address_of_results_typed_in_capitals_leads_to_them(
    client: Client, publish: Publish, typed: str, meant: str
) -> None:
    study = publish(form_file("text"), practice=True)
    answer = client.get(typed.format(study.id.upper()), base_url=HOST)
    there = meant.format(study.id)
    assert (answer.status_code, answer.headers["Location"]) == (302, there)
    assert client.get(there, base_url=HOST).status_code == 200
    assert client.get("/R/NOTHERE/", base_url=HOST, follow_redirects=True).status_code == 404


def test_files_are_refused(client: Client, publish: Publish) -> None:
    study = publish(form_file("text"), practice=True)
    answer = client.post(
        f"/f/{study.id}", data={"file": (b"not wanted", "a.png")}, base_url=HOST,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 415
    check_page(answer, Page(answer.get_data(as_text=True)))


def test_a_body_that_is_too_large_is_refused(
    client: Client, publish: Publish, instance: Instance
) -> None:
    study = publish(form_file("text"), practice=True)
    body = {"q.A": "x" * (instance.settings.max_body_bytes + 1)}
    answer = client.post(f"/f/{study.id}", data=body, base_url=HOST)
    assert answer.status_code == 413
    check_page(answer, Page(answer.get_data(as_text=True)))


def test_a_foreign_host_name_is_not_answered(client: Client) -> None:
    answer = client.get("/", base_url="http://elsewhere.example")
    assert answer.status_code == 400
    assert "This address is not ours." in answer.get_data(as_text=True)


def test_leaving_needs_nothing_and_clears_what_there_is(client: Client) -> None:
    answer = client.get("/leave", base_url=HOST)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://")
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_every_page_of_a_practice_study_says_so(public_app: Flask, publish: Publish) -> None:
    visitor = Visitor(public_app, publish(form_file("single"), practice=True).id)
    pages = [visitor.begin()]
    while "send" not in visitor.page.buttons:
        pages.append(visitor.press("next"))
    pages.append(visitor.press("send"))
    for page in pages:
        assert "PRACTICE: do not send to survivors" in page.words


def test_an_unreviewed_study_says_so_once_at_the_end_of_consent(
    public_app: Flask, instance: Instance, publish: Publish
) -> None:
    """One of before there were reviews; what two reviewers signed off says nothing."""
    study = publish(form_file("single"))
    reviewed = Visitor(public_app, study.id)
    reviewed.open()
    assert "published without a review" not in reviewed.press("next").words
    before = publish(form_file("single"))
    with writing(instance.engine) as connection:
        study_rows.change(connection, before.id, reviewed=False)
    visitor = Visitor(public_app, before.id)
    assert "published without a review" not in visitor.open().words
    consent = visitor.press("next").words
    assert consent.count("published without a review") == 1
    assert consent.index("published without a review") > consent.index("18 or over: start")
    assert "published without a review" not in visitor.press("begin").words
    assert "PRACTICE" not in visitor.page.words


def test_the_start_page_of_a_real_instance_says_nothing(
    public_app: Flask, publish: Publish
) -> None:
    publish(form_file("single"))
    visitor = Visitor(public_app, "none")
    assert "PRACTICE" not in visitor.open("/").words


def test_logs_hold_no_path_address_agent_or_word(
    public_app: Flask, publish: Publish, caplog: pytest.LogCaptureFixture
) -> None:
    study = publish(form_file("text"), practice=True)
    agent = {"HTTP_USER_AGENT": "marked-agent", "REMOTE_ADDR": "192.0.2.77"}
    visitor = Visitor(public_app, study.id, **agent, HTTP_REFERER="http://marked.example/")
    with caplog.at_level(logging.DEBUG):
        visitor.begin()
        visitor.press("next")
        visitor.open("/?marked=query")
        visitor.open("/marked-path")
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "POST respond.turn_page 200" in logged
    for mark in ("marked", "192.0.2.77", study.id, "/f/"):
        assert mark not in logged


def test_an_unforeseen_error_is_named_without_its_words(
    public_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @public_app.get("/break")
    def broken() -> str:
        raise ValueError("a marked word")

    with caplog.at_level(logging.DEBUG):
        visitor = Visitor(public_app, "none")
        page = visitor.open("/break")
    assert visitor.response.status_code == 500
    assert page.headings == ["Something went wrong on our side."]
    logged = caplog.text
    assert "error ValueError" in logged
    assert "a marked word" not in logged


def test_core_dumps_are_off(public_app: Flask) -> None:
    assert public_app
    assert resource.getrlimit(resource.RLIMIT_CORE) == (1, 1)
    assert not is_dumpable()


def test_core_dumps_stay_off_where_they_were_forbidden_before() -> None:
    """No process may raise its own limit again: none is to fail for trying. A limit of nothing
    does not keep the kernel from piping a dump to a program."""
    told = (
        "import resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0))",
        "from tests.dumps import is_dumpable; print(is_dumpable())",
        "from survey.services.steps.core_dumps import forbid_core_dumps; forbid_core_dumps()",
        "print(r.getrlimit(r.RLIMIT_CORE), is_dumpable())",
    )
    ran = subprocess.run(
        [sys.executable, "-c", "; ".join(told)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "True\n(0, 0) False\n"


def test_a_report_is_served_with_the_ways_out_and_stored_without(
    client: Client, instance: Instance, publish: Publish
) -> None:
    study = publish(form_file("single"), practice=True)
    stored = shelf_for(instance, study.id) / "report.html"
    head = "<head><title>A topic</title><style>p{}</style></head>"
    stored.write_text(f"<html>{head}<body><h1>What was found</h1></body>", encoding="utf-8")
    answer = client.get(f"/r/{study.id}/report.html", base_url=HOST)
    page = Page(answer.get_data(as_text=True))
    assert {"/leave", "/h/en", f"/r/{study.id}/"} <= set(page.links)
    assert answer.headers["Content-Security-Policy"].count("'sha256-") == 3
    assert page.title == "Form"
    assert page.links[:2] == ["/leave", "/leave"]
    assert answer.headers["Cache-Control"] == "no-store"
    results = client.get(f"/r/{study.id}/", base_url=HOST)
    assert f"/r/{study.id}/report.html" in results.get_data(as_text=True)


def test_what_proves_a_report_is_served_beside_it_and_nothing_else(
    client: Client, instance: Instance, publish: Publish
) -> None:
    study = publish(form_file("single"), practice=True)
    folder = shelf_for(instance, study.id)
    served = ("release.json", "certificate.json", "questionnaire.json", "release-1.json")
    for name in (*served, "release-0.json", "release-1.json.new", "notes.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    for name in served:
        answer = client.get(f"/r/{study.id}/{name}", base_url=HOST)
        assert (answer.status_code, answer.content_type) == (200, "application/json")
        assert answer.headers["Cache-Control"] == "no-store"
    for name in ("release-0.json", "release-1.json.new", "notes.json", "release-2.json"):
        assert client.get(f"/r/{study.id}/{name}", base_url=HOST).status_code == 404


def test_the_style_sheet_is_the_only_thing_kept(client: Client, public_app: Flask) -> None:
    sheet = public_app.extensions["site"].stylesheet
    answer = client.get(sheet, base_url=HOST)
    assert answer.content_type == "text/css; charset=utf-8"
    assert "url(" not in answer.get_data(as_text=True)
    assert client.get("/s/other.css", base_url=HOST).status_code == 404
