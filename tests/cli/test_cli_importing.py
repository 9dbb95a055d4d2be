"""`survey questionnaire import`: one file of each system, and files that are none."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.errors import BadInput, SurveyError
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.importing.recognising import read_foreign
from survey.questionnaire.model import Questionnaire, Single
from survey.services.writing.import_questionnaire import import_questionnaire

REDCAP = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,"
    "Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,"
    "Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation\n"
    'told,one,,radio,Did you tell anybody?,"1, Yes | 2, No",,,,,,,y,,,,,\n'
    "first_name,one,,text,What is your first name?,,,,,,y,,,,,,,\n"
    "helped,one,,yesno,Did it help?,,,,,,,[told] = '1',,,,,,\n"
)
SURVEYJS = json.dumps(
    {
        "title": "Telling",
        "pages": [
            {
                "name": "one",
                "elements": [
                    {
                        "type": "radiogroup",
                        "name": "told",
                        "title": "Did you tell anybody?",
                        "isRequired": True,
                        "choices": [{"value": 1, "text": "Yes"}, {"value": 2, "text": "No"}],
                    },
                    {"type": "text", "name": "first_name", "title": "What is your first name?"},
                    {
                        "type": "radiogroup",
                        "name": "helped",
                        "title": "Did it help?",
                        "choices": ["Yes", "No"],
                        "visibleIf": "{told} = 1",
                    },
                ],
            }
        ],
    }
)
OUTLINE = """Telling

1. Did you tell anybody? *
○ Yes
○ No

2. What is your first name?
________

3. Did it help?
○ Yes
○ No
"""
LIMESURVEY = (
    "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\t"
    "mandatory\tother\tdefault\tsame_default\n"
    "\t\tS\t\tlanguage\t\ten\t\t\t\t\t\t\t\n"
    "\t\tSL\t\tsurveyls_title\t\tTelling\t\ten\t\t\t\t\t\n"
    "1\t\tG\tG1\tOne\t1\t\t\ten\t\t\t\t\t\n"
    "1\t\tQ\tL\ttold\t1\tDid you tell anybody?\t\ten\t\tY\tN\t\t\n"
    "\t\tA\t0\t1\t\tYes\t\ten\t\t\t\t\t\n"
    "\t\tA\t0\t2\t\tNo\t\ten\t\t\t\t\t\n"
    "2\t\tQ\tS\tfirstname\t1\tWhat is your first name?\t\ten\t\tN\tN\t\t\n"
    '3\t\tQ\tY\thelped\t((told.NAOK == "1"))\tDid it help?\t\ten\t\tN\tN\t\t\n'
)


def xlsform() -> bytes:
    """Give a workbook that asks what the other files ask."""
    book = openpyxl.Workbook()
    rows = book.active
    assert rows is not None
    rows.title = "survey"
    for row in (
        ("type", "name", "label", "relevant", "required"),
        ("select_one yn", "told", "Did you tell anybody?", "", "yes"),
        ("text", "first_name", "What is your first name?", "", ""),
        ("select_one yn", "helped", "Did it help?", "${told} = '1'", ""),
    ):
        rows.append(row)
    choices = book.create_sheet("choices")
    for row in (("list_name", "name", "label"), ("yn", "1", "Yes"), ("yn", "2", "No")):
        choices.append(row)
    settings = book.create_sheet("settings")
    settings.append(("form_title",))
    settings.append(("Telling",))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


FILES = {
    "telling.xlsx": xlsform(),
    "telling.csv": REDCAP.encode(),
    "telling.json": SURVEYJS.encode(),
    "telling.txt": OUTLINE.encode(),
    "telling-structure.txt": LIMESURVEY.encode("utf-8-sig"),
}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["questionnaire", "import", *map(str, words)])


def refusal(done: Result) -> str:
    assert isinstance(done.exception, SurveyError), done.exception
    return str(done.exception)


def the_one_that_asks(q: Questionnaire, words: str) -> Single:
    found = next(one for one in q.questions() if one.text.in_language("") == words)
    assert isinstance(found, Single)
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_same_questionnaire_comes_out_of_each_system(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    out, report = tmp_path / "q.yaml", tmp_path / "report.csv"
    done = run(tmp_path / name, "--out", out, "--report", report)
    assert done.exit_code == 0, done.exception
    assert "It asks for a name." in done.output
    q = read_questionnaire(out.read_bytes(), "q.yaml")
    assert [one.text.in_language("") for one in q.questions()] == [
        "Did you tell anybody?",
        "Did it help?",
    ]
    told = the_one_that_asks(q, "Did you tell anybody?")
    assert [one.text.in_language("") for one in told.options] == ["Yes", "No"]
    helped = the_one_that_asks(q, "Did it help?")
    if name != "telling.txt":
        assert helped.show_if is not None
        assert helped.show_if.model_dump(by_alias=True) == {
            "question": told.id,
            "is": told.options[0].id,
        }
    rows = list(csv.DictReader(io.StringIO(report.read_text("utf-8-sig"))))
    outcomes = [
        row["outcome"] for row in rows if "nybody" in row["words"] or "help" in row["words"]
    ]
    assert len(outcomes) == 2
    assert "left out" not in outcomes
    left_out = [row["words"] for row in rows if row["outcome"] == "left out"]
    assert left_out == ["What is your first name?"]


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
WRONG = {
    "nothing.xlsx": b"",
    "spaces.txt": b" \n\t ",
    "pixels.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "page.pdf": b"%PDF-1.7 and more",
    "page.html": b"<!doctype html><html><body>Hello</body></html>",
    "half.xlsx": xlsform()[:900],
    "half.docx": b"PK\x03\x04" + bytes(60),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "other.zip": zipped({"holiday.jpg": b"not a picture"}),
    "bomb.xlsx": zipped({"xl/workbook.xml": b"<a/>", SHEET: bytes(90_000_000)}),
    "bomb.docx": zipped({"word/document.xml": bytes(90_000_000)}),
    "bomb.lsa": zipped({"survey_1.lss": bytes(90_000_000)}),
    "entities.lss": b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>&b;</document>",
    "deep.json": b'{"pages":' + b"[" * 100_000,
    "number.json": b"17",
    "none.json": b"{}",
    "half.lss": b"<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>",
    "header-only.csv": REDCAP.split("\n")[0].encode(),
    "ours.yaml": b"id: x\ntitle: X\nsections: []\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_nothing_is_written(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(WRONG[name])
    out = tmp_path / "q.yaml"
    said = refusal(run(tmp_path / name, "--out", out))
    assert len(said) > 30
    assert not out.exists()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_or_damaged_is_read_or_refused_in_words(name: str) -> None:
    whole, draw = FILES[name], Random(16)
    damaged = [whole[: len(whole) * part // 20] for part in range(20)]
    for _ in range(20):
        changed = bytearray(whole)
        for _ in range(8):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        damaged.append(bytes(changed))
    refused = 0
    for content in damaged:
        try:
            assert import_questionnaire(name, content).text
        except SurveyError:
            refused += 1
    assert refused, "an empty file is among them"


def test_nothing_is_written_over_and_a_language_has_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "telling.txt").write_text(OUTLINE)
    out = tmp_path / "q.yaml"
    out.write_text("mine")
    assert "is there already" in refusal(run(tmp_path / "telling.txt", "--out", out))
    assert out.read_text() == "mine"
    new = tmp_path / "new.yaml"
    said = refusal(run(tmp_path / "telling.txt", "--out", new, "--language", "klingonish"))
    assert "is no language" in said
    assert not new.exists()
    assert run(tmp_path / "telling.txt", "--out", new, "--language", "fr").exit_code == 0
    assert read_questionnaire(new.read_bytes(), "new.yaml").languages == ("fr",)


def test_a_file_larger_than_any_questionnaire_is_refused_in_words(tmp_path: Path) -> None:
    given = tmp_path / "large.txt"
    with given.open("wb") as large:
        large.write(b"How are you?")
        large.truncate(51_000_000)  # holes take no room on the disk
    out = tmp_path / "q.yaml"
    said = refusal(run(given, "--out", out))
    assert "large.txt is larger than 50 MB" in said
    assert not out.exists()
    with pytest.raises(BadInput, match="Take pictures and films out of it"):
        read_foreign("large.txt", bytes(50_000_001))


def test_the_number_of_a_record_is_left_out_for_what_it_is(tmp_path: Path) -> None:
    """REDCap begins each dictionary with it; it is nothing of a device, and asks nobody."""
    head, *rows = REDCAP.splitlines(keepends=True)
    file = tmp_path / "dictionary.csv"
    record = "record_id,one,,text,Record ID,,,,,,y,,,,,,,\n"
    file.write_text("".join([head, record, *rows]), encoding="utf-8")
    out = tmp_path / "made.yaml"
    ran = CliRunner().invoke(cli, ["questionnaire", "import", str(file), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    line = next(one for one in ran.output.splitlines() if "record_id" in one)
    assert "the number that the other system keeps each record under" in line
    assert "device" not in line
