"""`survey invitations …` and what is printed: codes, cards, texts, calendars, large print."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdf
import pytest

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.sealing.codes.card_codes import understood
from survey.settings import shipped
from tests.cli.conftest import Ran

Survey = Callable[..., str]
TRUSTEES = ("--shares", 3, "--threshold", 2)
#: Words that would say what a study is about: of the questionnaire, and of this program.
TOPIC = re.compile(r"report|remov|abuse|exploit|victim|survivor|picture|image", re.IGNORECASE)
QUESTIONNAIRE = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
VERAPDF = Path(__file__).parents[1] / "reports" / "verapdf.py"


def publish(survey: Survey, folder: Path, by: str) -> str:
    """Publish a shipped questionnaire for practice and give the study's id."""
    out = ("--shares-dir", folder / f"sheets-{by}", "--practice", "--by", by)
    said = survey("study", "publish", QUESTIONNAIRE, *TRUSTEES, *out)
    found = re.search(r"^study (\S+)$", said, re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture
def study(survey: Survey, tmp_path: Path) -> str:
    """A study that takes nothing without a code."""
    return publish(survey, tmp_path, "codes")


def words_of(pdf: Path) -> str:
    """Give the text of a PDF."""
    pages = pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_codes_and_cards_are_written_and_kept_nowhere(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    out, cards = tmp_path / "codes.csv", tmp_path / "cards.pdf"
    made = ("--count", 10, "--out", out, "--cards", cards, "--for", "Example Hotline")
    said = survey("invitations", "create", study, *made)
    assert "10 codes written" in said
    lines = list(csv.DictReader(out.read_text().splitlines()))
    codes = [line["code"] for line in lines]
    assert len(set(codes)) == 10
    assert all(understood(code) == code for code in codes)
    assert {line["address"] for line in lines} == {f"http://127.0.0.1:8000/f/{study}"}
    assert out.stat().st_mode & 0o777 == cards.stat().st_mode & 0o777 == 0o600
    printed = words_of(cards)
    assert all(printed.count(code) == 1 for code in codes)
    assert printed.count("Sheet 1 of 2") == 1
    assert not TOPIC.search(printed.replace(study, "")), TOPIC.search(printed)
    database = (tmp_path / "var" / "survey.db").read_bytes()
    for code in codes:
        assert code.encode() not in database
        assert code.replace("-", "").encode() not in database


def test_what_was_made_is_listed_and_nothing_of_its_use(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    assert "No codes were made" in survey("invitations", "list", study)
    for number, words in ((60, "Example Hotline"), (90, "")):
        out = tmp_path / f"{number}.csv"
        survey("invitations", "create", study, "--count", number, "--out", out, "--for", words)
    said = survey("invitations", "list", study)
    found = re.findall(r"^\d{4}-\d\d-\d\d +(\d+) *(.*)$", said, re.MULTILINE)
    assert found == [("90", ""), ("60", "Example Hotline")]
    assert "How many of them were used is counted nowhere." in said


def test_a_replaced_code_says_the_same_whatever_it_was(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    out = tmp_path / "codes.csv"
    survey("invitations", "create", study, "--count", 1, "--out", out)
    (code,) = [line["code"] for line in csv.DictReader(out.read_text().splitlines())]
    said = [
        survey("invitations", "replace", study, "--code", old, "--out", tmp_path / f"{number}.csv")
        for number, old in enumerate((code, code, "22222-22222-22222"))
    ]
    assert len({re.sub(r"\S+\.csv", "", one) for one in said}) == 1
    with pytest.raises(BadInput, match="cannot be a code"):
        survey("invitations", "replace", study, "--code", "ab-cd", "--out", tmp_path / "no.csv")
    assert not (tmp_path / "no.csv").exists()


@pytest.mark.parametrize("count", [0, -3, 10_001, 100_000])
def test_impossible_numbers_are_refused(
    survey: Survey, tmp_path: Path, study: str, count: int
) -> None:
    out = tmp_path / "codes.csv"
    with pytest.raises(BadInput, match="cannot be made at once"):
        survey("invitations", "create", study, "--count", count, "--out", out)
    assert not out.exists()


def test_files_that_are_there_folders_that_are_not_and_other_languages_are_refused(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    create = ("invitations", "create", study, "--count", 2, "--out")
    for more, words in (
        ((there,), "is there already"),
        ((tmp_path / "codes.csv", "--cards", there), "is there already"),
        ((tmp_path / "nowhere" / "codes.csv",), "There is no folder"),
        ((tmp_path / "codes.csv", "--language", "tlh"), "not asked in tlh"),
        ((tmp_path / "codes.csv", "--for", "x" * 61), "61 letters"),
    ):
        with pytest.raises((Refused, BadInput), match=words):
            survey(*create, *more)
    assert there.read_text() == "mine"
    assert not (tmp_path / "codes.csv").exists()
    assert "No codes were made" in survey("invitations", "list", study)


def test_a_study_by_its_address_and_a_closed_one_take_no_codes(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    open_ = publish(survey, tmp_path, "link")
    with pytest.raises(Refused, match="open to everybody with its address"):
        survey("invitations", "create", open_, "--count", 2, "--out", tmp_path / "codes.csv")
    survey("study", "close", study)
    with pytest.raises(StudyStateWrong, match="is closed"):
        survey("invitations", "create", study, "--count", 2, "--out", tmp_path / "codes.csv")
    assert not (tmp_path / "codes.csv").exists()


@pytest.mark.slow
def test_cards_and_large_print_are_tagged_for_screen_readers(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    made = []
    for language in ("en", "fr", "es", "ar"):
        cards, paper = tmp_path / f"cards-{language}.pdf", tmp_path / f"paper-{language}.pdf"
        listed = tmp_path / f"c-{language}.csv"
        words = ("--out", listed, "--cards", cards, "--language", language)
        survey("invitations", "create", study, "--count", 9, *words)
        survey("study", "print", study, "--out", paper, "--language", language)
        for path in (cards, paper):
            root = pypdf.PdfReader(io.BytesIO(path.read_bytes())).trailer["/Root"]
            assert str(root["/Lang"]) == language  # type: ignore[index]
            made.append(str(path))
    command = [sys.executable, str(VERAPDF), *made]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if ran.returncode == 3:
        pytest.skip(ran.stdout.strip())
    verdicts = json.loads(ran.stdout)
    assert len(verdicts) == 8
    for path, verdict in verdicts.items():
        assert verdict["compliant"], (path, verdict["broken"][:5])


def test_texts_are_the_same_for_everybody_and_name_no_topic(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    folder = tmp_path / "texts"
    survey("invitations", "texts", study, "--out", folder)
    kinds = {"invitation", "reminder", "thanks", "partner-page"}
    names = {path.name for path in folder.iterdir()}
    for language in ("en", "fr", "es", "ar"):
        assert {f"{kind}-{language}.txt" for kind in kinds} <= names
        assert {f"days-{language}.ics", f"poster-{language}.pdf"} <= names
    invitation = (folder / "invitation-en.txt").read_text()
    assert f"/f/{study}" in invitation
    assert "[code]" in invitation
    assert "nobody can see who has answered" in (folder / "reminder-en.txt").read_text()
    assert "You need a card with a code." in words_of(folder / "poster-en.pdf")
    for path in folder.glob("*-en.*"):
        words = words_of(path) if path.suffix == ".pdf" else path.read_text()
        assert not TOPIC.search(words.replace("survivor-survey", "").replace(study, "")), path
    with pytest.raises(Refused, match="There are files"):
        survey("invitations", "texts", study, "--out", folder)


def test_days_are_a_calendar_that_holds_no_address(
    survey: Survey, tmp_path: Path, study: str
) -> None:
    folder = tmp_path / "texts"
    survey("invitations", "texts", study, "--out", folder)
    last = re.search(r"(\d{4}-\d\d-\d\d)", survey("study", "list"))
    assert last
    for language in ("en", "ar"):
        made = (folder / f"days-{language}.ics").read_bytes()
        assert b"\r\n" in made
        assert b"\n" not in made.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in made.split(b"\r\n"))
        lines = made.decode().replace("\r\n ", "").split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
        days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART;VALUE=DATE")]
        reminder, day = (date.fromisoformat(one) for one in days)
        assert reminder < day
        assert study not in made.decode()
        assert len({line for line in lines if line.startswith("UID:")}) == 2


def test_a_study_without_codes_has_texts_too(survey: Survey, tmp_path: Path) -> None:
    study = publish(survey, tmp_path, "link")
    survey("invitations", "texts", study, "--out", tmp_path / "texts")
    assert "[code]" not in (tmp_path / "texts" / "invitation-en.txt").read_text()
    assert "Anybody with this address" in (tmp_path / "texts" / "partner-page-en.txt").read_text()


def test_large_print_holds_every_question_its_rules_and_a_way_out(
    survey: Survey, tmp_path: Path
) -> None:
    out = tmp_path / "paper.pdf"
    said = survey("questionnaire", "print", QUESTIONNAIRE, "--out", out)
    assert "Answers on paper" in said
    words = words_of(out)
    assert "I'd rather not say" in words
    assert re.search(r"Only if this is so: .*at question 2.*Otherwise go on\.", words)
    assert "Do not write your name, or anything that leads to you." in words
    with pytest.raises(Refused, match="is there already"):
        survey("questionnaire", "print", QUESTIONNAIRE, "--out", out)
    other = ("--out", tmp_path / "x.pdf", "--language", "tlh")
    with pytest.raises(Refused, match="not asked in tlh"):
        survey("questionnaire", "print", QUESTIONNAIRE, *other)


def test_the_program_asks_for_the_old_code_where_it_is_not_given(
    program: Callable[..., Ran], survey: Survey, tmp_path: Path
) -> None:
    study = publish(survey, tmp_path, "codes")
    code, _, said = program(
        "--instance", tmp_path / "var", "invitations", "replace", study, "--code", "what",
        "--out", "new.csv",
    )  # fmt: skip
    assert code == 1
    assert "a code has 15 letters and digits" in said
