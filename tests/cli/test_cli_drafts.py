"""`survey draft …`: begun, saved, brought back and put aside at the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import BadInput, DraftMovedOn, Refused, StudyStateWrong

Survey = Callable[..., str]

FILE = """\
# Written by hand.
id: pool
title: The pool
introduction: Tell us about the pool.
consent: You can skip every question.
closing: Thank you.
sections:
  - id: one
    title: One
    questions:
      - id: Q1  # the first
        type: text
        text: What would you change?
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pool.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def begun(survey: Survey, *words: object) -> str:
    """Begin a draft and give its id."""
    return survey("draft", "create", *words).split()[0]


def test_a_file_comes_back_as_it_was_written(survey: Survey, file: Path, tmp_path: Path) -> None:
    draft = begun(survey, "--file", file, "--asking", "open", "--expected", 2000)
    assert survey("draft", "show", draft) == FILE
    survey("draft", "show", draft, "--out", tmp_path / "copy.yaml")
    assert (tmp_path / "copy.yaml").read_text(encoding="utf-8") == FILE
    assert survey("draft", "list") == f"{draft}  draft  version 1  open, about 2000  The pool\n"
    assert survey("draft", "check", draft).startswith("no problems")


def test_versions_are_kept_and_brought_back(survey: Survey, file: Path) -> None:
    draft = begun(survey, "--file", file)
    file.write_text(FILE.replace("The pool", "The baths"), encoding="utf-8")
    said = survey("draft", "save", draft, file, "--from-version", 1, "--note", "Renamed")
    assert said == f"{draft}  draft  version 2\n"
    assert "The baths" in survey("draft", "list")
    file.write_text(FILE.replace("The pool", "The sea"), encoding="utf-8")
    with pytest.raises(DraftMovedOn, match="Somebody else saved version 2"):
        survey("draft", "save", draft, file, "--from-version", 1)
    assert survey("draft", "restore", draft, 1) == f"{draft}  draft  version 3\n"
    assert survey("draft", "show", draft) == FILE
    lines = survey("draft", "versions", draft).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["3", "2", "1"]
    assert lines[0].endswith("Version 1 brought back")
    assert lines[1].endswith("Renamed")


def test_a_file_with_problems_is_kept_and_what_is_no_text_is_not(
    survey: Survey, file: Path
) -> None:
    file.write_text("title: Half [of it\nquestions", encoding="utf-8")
    draft = begun(survey, "--file", file)
    assert survey("draft", "show", draft) == "title: Half [of it\nquestions\n"
    for content, said in (
        (b"PK\x03\x04" + bytes(50), "office program"),
        (b"a\xff\xfeb", "not UTF-8"),
        (b"x" * 1_000_001, "larger than one megabyte"),
        (b"x" * 10_000_000, "larger than 2 MB"),
    ):
        file.write_bytes(content)
        with pytest.raises(BadInput, match=said):
            survey("draft", "save", draft, file, "--from-version", 1)
    assert len(survey("draft", "versions", draft).splitlines()) == 1


def test_a_copy_is_a_draft_of_its_own(survey: Survey) -> None:
    first = begun(survey, "--ready-made", "prevention", "--practice")
    second = begun(survey, "--copy-of", first)
    assert first != second
    assert survey("draft", "show", first) == survey("draft", "show", second)
    empty = begun(survey, "--empty", "The sea: new")
    assert 'title: "The sea: new"' in survey("draft", "show", empty)
    with pytest.raises(BadInput, match="More than one thing"):
        begun(survey, "--copy-of", first, "--empty", "Sea")
    with pytest.raises(BadInput, match="Nothing was named"):
        begun(survey)
    with pytest.raises(BadInput, match="no number of people"):
        begun(survey, "--copy-of", first, "--expected", 0)


def test_what_is_put_aside_is_not_written_in_until_it_is_taken_out(
    survey: Survey, file: Path
) -> None:
    draft = begun(survey, "--file", file)
    assert survey("draft", "put-aside", draft) == f"{draft}  put aside  version 1\n"
    with pytest.raises(StudyStateWrong, match="is put aside"):
        survey("draft", "save", draft, file, "--from-version", 1)
    with pytest.raises(StudyStateWrong, match="cannot be put aside"):
        survey("draft", "put-aside", draft)
    assert survey("draft", "take-out", draft) == f"{draft}  draft  version 1\n"


def test_what_a_study_asks_can_be_written_on_in(survey: Survey, file: Path, tmp_path: Path) -> None:
    terms = ("--practice", "--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "sheets")
    study = survey("study", "publish", file, *terms).split()[1]
    copied = survey("draft", "show", begun(survey, "--study", study))
    assert "title: The pool" in copied
    file.write_text(copied, encoding="utf-8")
    assert survey("questionnaire", "check", file).startswith("no problems")


@pytest.mark.parametrize("name", ["words.xlsx", "words.xlf"])
def test_a_draft_goes_to_a_translator_and_comes_back(
    survey: Survey, tmp_path: Path, name: str
) -> None:
    draft = begun(survey, "--ready-made", "reporting-and-removal")
    file = tmp_path / name
    survey("draft", "translate", "export", draft, file, "--language", "fr")
    with pytest.raises(Refused):
        survey("draft", "translate", "export", draft, file, "--language", "fr")
    assert survey("draft", "translate", "import", draft, file).endswith("version 1\n0 new texts\n")
    if name.endswith(".xlf"):
        words = re.sub(r"(<target[^>]*>)[^<]+", r"\1Autrement", file.read_text("utf-8"), count=1)
        file.write_text(words, encoding="utf-8")
        said = survey("draft", "translate", "import", draft, file)
        assert said.endswith("version 2\n1 new texts\n")
        assert "Autrement" in survey("draft", "show", draft)
    with pytest.raises(BadInput, match="not translated into “de”"):
        survey("draft", "translate", "export", draft, tmp_path / "de.xlf", "--language", "de")
