"""From a draft to an open study at the terminal: tasks, reviewers, confirmations, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.services.reviewing.review_draft import decide, press_link, review_on, write_comments
from survey.settings import Settings
from survey.storage.instance import Instance, open_instance
from tests.ready_to_publish import confirmed_list, two_coordinators

Ran = tuple[int, str, str]
Survey = Callable[..., Ran]

TODAY = datetime.now(UTC).date()
FORM = """
id: evenings
title: Evenings
introduction: About evenings.
consent: It is anonymous. You can stop at any time.
closing: Thank you.
audience: {who: Adults}
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: else, type: text, text: What would help?}
"""


@pytest.fixture
def draft(program: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a draft, in an instance that says who asks."""
    monkeypatch.setenv("SURVEY_ORGANISATION", "The Listening House")
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    code, out, err = program("draft", "create", "--file", tmp_path / "form.yaml")
    assert code == 0, err
    return out.split()[0]


def opened(tmp_path: Path) -> Instance:
    return open_instance(tmp_path / "var", Settings())


def link_in(said: str) -> str:
    return said.split("link http://127.0.0.1:8001/review/")[1].split()[0]


def review(tmp_path: Path, secret: str, words: str = "") -> None:
    """Press a link and sign off, or say "not yet" with some words on a question."""
    instance = opened(tmp_path)
    device = press_link(instance, secret)
    assert device is not None
    found = review_on(instance, device, TODAY)
    assert found is not None
    version = found.read.fingerprint
    if words:
        write_comments(instance, device, version, {"question often": words}, TODAY)
    decide(instance, device, version, "not yet" if words else "signed off", "", TODAY)
    instance.close()


def test_a_draft_is_published_when_nothing_is_left_to_do(
    program: Survey, draft: str, tmp_path: Path
) -> None:
    code, out, err = program("draft", "tasks", draft)
    assert code == 1
    assert "5 points block publishing." in err
    assert "blocks  Two survivor reviewers sign off this version (not started)" in out
    code, _, err = program("draft", "publish", draft, "--shares-dir", tmp_path / "sheets")
    assert code == 1
    assert "5 points block publishing." in err
    assert not (tmp_path / "sheets").exists()
    (tmp_path / "law.txt").write_text("We may have to pass on danger.\n", encoding="utf-8")
    for words in (
        ("draft", "safeguarding", draft, "--text", f"en={tmp_path / 'law.txt'}",
         "--jurisdiction", "en=Luxembourg"),
        ("draft", "sign-safeguarding", draft, "--role", "counsel"),
        ("draft", "trustees", draft, "--role", "Board", "--role", "University", "--role",
         "Outside", "--threshold", "2"),
    ):  # fmt: skip
        code, _, err = program(*words)
        assert code == 0, err
    two_coordinators(opened(tmp_path))
    (tmp_path / "var" / "resources.json").write_text(confirmed_list(TODAY), encoding="utf-8")
    for _ in range(2):
        review(tmp_path, link_in(program("review", "invite", draft)[1]))
    code, out, _ = program("draft", "tasks", draft)
    assert code == 0
    assert out.endswith("nothing blocks\n")
    code, out, err = program("draft", "publish", draft, "--shares-dir", tmp_path / "sheets")
    assert "No more than 300 answers are taken. So many take about " in err
    assert code == 0, err
    assert f"study {draft}\n" in out
    assert len(list((tmp_path / "sheets").glob("share-*.txt"))) == 3
    assert f"{draft}  open" in program("study", "list")[1]
    assert "reviewed" in program("study", "list")[1]
    assert (
        "is published, so it cannot be published"
        in program("draft", "publish", draft, "--shares-dir", tmp_path / "again")[2]
    )


def test_what_a_reviewer_wrote_is_read_and_answered_and_a_link_replaced(
    program: Survey, draft: str, tmp_path: Path
) -> None:
    assert "no reviewers yet" in program("review", "list", draft)[1]
    first = link_in(program("review", "invite", draft)[1])
    review(tmp_path, first, "Too many.")
    assert "A  not yet" in program("review", "list", draft)[1]
    assert program("review", "comments", draft)[1] == "1  reviewer A, question often: Too many.\n"
    assert program("review", "answer", draft, "1", "There are fewer now.")[0] == 0
    assert "answered: There are fewer now." in program("review", "comments", draft)[1]
    second = link_in(program("review", "replace", draft, "a")[1])
    assert second != first
    review(tmp_path, second)
    assert "A  signed off" in program("review", "list", draft)[1]
    assert program("review", "replace", draft, "B")[0] == 1


def test_a_file_is_published_for_real_when_its_words_were_signed_off(
    program: Survey, draft: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_SAFEGUARDING", "We may have to pass on danger.")
    monkeypatch.setenv("SURVEY_JURISDICTION", "Luxembourg")
    monkeypatch.setenv("SURVEY_LEGAL_SIGN_OFF", "Counsel, in March")
    (tmp_path / "var" / "resources.json").write_text(confirmed_list(TODAY), encoding="utf-8")
    two_coordinators(opened(tmp_path))
    words = ("study", "publish", tmp_path / "form.yaml", "--shares", "3", "--threshold", "2",
             "--shares-dir", tmp_path / "sheets")  # fmt: skip
    code, _, err = program(*words)
    assert code == 1
    assert "Two survivor reviewers sign off this version" in err
    instance = open_instance(tmp_path / "var", told())
    for _ in range(2):
        secret = link_in(program("review", "invite", draft)[1])
        device = press_link(instance, secret)
        assert device is not None
        found = review_on(instance, device, TODAY)
        assert found is not None
        decide(instance, device, found.read.fingerprint, "signed off", "", TODAY)
    instance.close()
    code, _, err = program(*words)
    assert code == 0, err
    assert "reviewed" in program("study", "list")[1]


def told() -> Settings:
    return Settings(
        organisation="The Listening House",
        safeguarding="We may have to pass on danger.",
        jurisdiction="Luxembourg",
        legal_sign_off="Counsel, in March",
    )


def test_the_list_of_support_services_is_edited_at_the_terminal(
    program: Survey, draft: str
) -> None:
    confirm = ("resources", "confirm", "gb-childline", "--role", "duty lead", "--number", "0800 1")
    assert program(*confirm)[0] == 0
    assert "gb-childline" not in program("resources", "check", "--country", "GB")[1]
    assert program("resources", "unconfirm", "gb-childline")[0] == 0
    assert "gb-childline" in program("resources", "check", "--country", "GB")[1]
    assert program("resources", "set", "gb-new", *fields("http://x"))[0] == 1
    ours = ("resources", "set", "gb-new", *fields("https://x.org"))
    assert program(*ours)[0] == 0
    assert "gb-new" in program("resources", "check", "--country", "GB")[1]
    assert program("resources", "take-out", "gb-new")[0] == 0
    assert "gb-new" not in program("resources", "check", "--country", "GB")[1]
    assert program("resources", "set", "gb-new", "--field", "nonsense=1")[0] == 2


def fields(url: str) -> list[str]:
    found = ("name=New", f"url={url}", "country=GB")
    return [word for one in found for word in ("--field", one)]
