"""Home, and the first screen: what kind of asking this is, and what it begins with."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.staff.accounts import StaffRole
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.desk.ready_draft import draft_of

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]


def test_an_empty_home_says_what_comes_first_and_who_can_do_it(staff: Signed) -> None:
    assert "A study begins with a questionnaire" in staff("Ada", "coordinator").get("/").words
    assert "coordinators begin studies" in staff("Bea", "trustee").get("/").words


def test_home_shows_the_state_and_the_one_thing_to_do_next(
    staff: Signed, publish: Publish, clock: Clock
) -> None:
    study = publish(form_file("worked-example"), practice=True)
    ada = staff("Ada", "coordinator")
    home = ada.get("/")
    assert "Practice: " in home.words
    assert "Open" in home.words
    assert "28 days left" in home.words
    assert f"/studies/{study.id}" in home.html
    clock.forward(days=30)
    ada.sign_in("Ada")
    late = ada.get("/").words
    assert "Waiting for you since" in late
    assert "for ever: that answers can no longer be taken back" in late
    assert "Nothing waits for you" not in late
    others = staff("Bea", "trustee").get("/")
    assert "Nothing waits for you" in others.words
    assert "Waiting for you" not in others.words
    assert f"/studies/{study.id}/close" not in others.html


def test_studies_of_one_title_are_shown_with_their_ids(staff: Signed, publish: Publish) -> None:
    first = publish(form_file("worked-example"), practice=True)
    ada = staff("Ada", "coordinator")
    alone = ada.get("/").words
    assert first.id not in alone
    assert "invented people" not in alone
    second = publish(form_file("worked-example"), practice=True)
    other = publish(form_file("breakdown"), practice=True)
    page = ada.get("/")
    for study in (first, second):
        assert f" practice {study.id} " in page.words, "in the list"
        assert f" open, {study.id} " in page.words, "at the side"
    assert other.id not in page.words


def test_a_practice_study_is_called_so_on_each_of_its_pages(
    staff: Signed, publish: Publish
) -> None:
    ada = staff("Ada", "coordinator")
    study = publish(form_file("worked-example"), practice=True)
    assert "Do not send this to survivors" not in ada.get("/").words
    page = ada.get(f"/studies/{study.id}")
    if ada.status == 200:
        assert "Do not send this to survivors" in page.words


@pytest.mark.parametrize("beginning", ["ready-made", "empty", "file"])
def test_a_study_begins_with(beginning: str, staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/studies/new")
    filled: dict[str, object] = {"beginning": beginning, "asking": "partners", "practice": ""}
    if beginning == "empty":
        filled["title"] = "What would help"
    form, _ = ada.button("Begin this study")
    fields = dict(form.fields) | filled
    if beginning == "file":
        source = shipped("config") / "questionnaires" / "finding-support.yaml"
        fields["file"] = (BytesIO(source.read_bytes()), "mine.yaml")
    ada.post("/studies/new", fields)
    titles = {
        "ready-made": "Draft",
        "empty": "What would help",
        "file": "Finding support",
    }
    home = ada.get("/").words
    assert titles[beginning] in home
    assert "For about 150 people" in home


def test_what_cannot_begin_a_study_says_so_and_keeps_what_was_chosen(
    staff: Signed, tmp_path: Path
) -> None:
    ada = staff("Ada", "coordinator")
    for filled, said in (
        ({"expected": "3"}, "a number from 10 to 5,000"),
        ({"expected": "many"}, "a number from 10 to 5,000"),
        ({"asking": ""}, "Choose what kind of asking this is"),
        ({"practice": "perhaps"}, "whether it is for practice"),
        ({"beginning": "file"}, "No file was chosen"),
        ({"beginning": "copy", "copy_of": "nothing"}, "no such study or draft"),
        ({"beginning": "ready-made", "ready_made": "../secrets"}, "no ready-made questionnaire"),
    ):
        ada.get("/studies/new")
        form, _ = ada.button("Begin this study")
        chosen = {"asking": "partners", "beginning": "ready-made", "practice": ""}
        page = ada.post("/studies/new", dict(form.fields) | chosen | filled)
        assert ada.status == 422
        assert said in page.words
        if "expected" in filled:
            assert page.forms[-1].fields["expected"] == [filled["expected"]]
    assert "No study yet" in ada.get("/").words


def test_whoever_chooses_a_council_goes_on_to_found_one(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/studies/new")
    assert ada.press("Begin this study", asking="council").title == "Found a council"


def test_a_file_that_is_too_large_is_refused_in_words(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/studies/new")
    form, _ = ada.button("Begin this study")
    for size, said in ((15_500_000, "larger than 15 MB"), (17_000_000, "That is too large")):
        body, kind = as_multipart(form.fields | {"beginning": ["file"]}, b"x" * size)
        assert said in ada.post("/studies/new", body, content_type=kind).words


def as_multipart(fields: dict[str, list[str]], content: bytes) -> tuple[bytes, str]:
    """Return fields and a file as a browser sends them (RFC 7578), and the type of that."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in fields.items()
        for value in values
    ]
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="large.yaml"\r\n\r\n'
    return b"".join(
        [*parts, head, content, b"\r\n--edge--\r\n"]
    ), "multipart/form-data; boundary=edge"


@pytest.mark.parametrize("role", ["coordinator", "trustee", "moderator", "viewer"])
@pytest.mark.parametrize("stand", ["draft", "published"])
def test_every_tab_and_every_link_of_home_leads_to_a_page(
    role: StaffRole, stand: str, staff: Signed, publish: Publish, instance: Instance, clock: Clock
) -> None:
    if stand == "draft":
        study_id = draft_of(instance, clock().date())
    else:
        study_id = publish(form_file("worked-example"), practice=True).id
    somebody = staff("Bea", role)
    tabs = links_within(somebody.get(f"/studies/{study_id}"), "nav", "tabs")
    assert f"/studies/{study_id}" in tabs
    shown = links_within(somebody.page, "main") + links_within(somebody.get("/"), "main")
    for address in tabs + [one for one in shown if one.startswith("/")]:
        somebody.get(address)
        assert somebody.status == 200, address


def links_within(page: DeskPage, tag: str, name: str = "") -> list[str]:
    """Return where the links within an element of a page lead."""
    found = re.search(rf"<{tag}[^>]*{name}.*?</{tag}>", page.html, re.DOTALL)
    assert found
    return re.findall(r'<a[^>]* href="([^"]+)"', " " + found[0])
