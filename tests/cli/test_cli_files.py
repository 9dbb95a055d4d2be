"""Files as people save and misspell them: `questionnaire check` names the line and the remedy."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.reading import read_questionnaire

FORMS = Path(__file__).parents[1] / "forms"
FORM = (FORMS / "single.yaml").read_text("utf-8").replace("Summer", "Été ’25")
SUMMER = "          - id: summer\n            text: Été ’25\n"
NO_BREAK = "\u00a0"
WORD = "In Word: Save as, Plain text, other encoding, Unicode (UTF-8)"
NOTEPAD = "In Notepad: Save as, encoding UTF-8"


@pytest.fixture
def checked(tmp_path: Path) -> Callable[[str | bytes], list[str]]:
    """Return what `check` says of a file with such a content, without the name of the file."""

    def check(content: str | bytes) -> list[str]:
        file = tmp_path / "mine.yaml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        ran = CliRunner().invoke(cli, ["questionnaire", "check", str(file)])
        if not isinstance(ran.exception, QuestionnaireProblems):
            assert ran.exception is None, ran.exception
            return []
        return [str(one).removeprefix(f"{file}:") for one in ran.exception.problems]

    return check


Checked = Callable[[str | bytes], list[str]]


def changed(old: str, new: str) -> str:
    """Return the form with one place changed; the place must be there."""
    assert old in FORM
    return FORM.replace(old, new, 1)


def word_file() -> bytes:
    """Return a file as Word keeps it: an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", FORM)
    return held.getvalue()


RTF = "{\\rtf1\\ansi{\\fonttbl{\\f0 Calibri;}}\n\\f0 id: single\\par\ntitle: One choice\\par\n}"


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (word_file(), 1, "a document of Word"),
        (RTF, 1, "a document with formatting (RTF)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), 1, "a document of an older Word"),
        (b"%PDF-1.7\n%\xe2\xe3", 1, "this is a PDF"),
        ("\ufeff<!DOCTYPE html>\n<html><p>id: single</p></html>", 1, "this is a web page"),
        (FORM.encode("utf-16"), 1, "saved as UTF-16"),
        (b"\xfe\xff" + FORM.encode("utf-16-be"), 1, "saved as UTF-16"),
        (FORM.encode("utf-16-le"), 1, "saved as UTF-16"),
        (FORM.encode("utf-16-be"), 1, "saved as UTF-16"),
        (FORM.encode("cp1252"), 18, "saved in another encoding"),
        (FORM.replace("\n", "\r\n").encode("cp1252"), 18, "saved in another encoding"),
        (FORM.encode("mac-roman"), 18, "saved in another encoding"),
        (FORM.replace("Été ’25", "صيف").encode("cp1256"), 18, "saved in another encoding"),
    ],
)
def test_a_file_saved_wrongly_says_once_how_to_save_it(
    checked: Checked, content: str | bytes, line: int, what: str
) -> None:
    (said,) = checked(content)
    assert said.startswith(f"{line}: ")
    assert what in said
    assert WORD in said
    assert NOTEPAD in said


@pytest.mark.parametrize(
    "content",
    [
        FORM.replace("\n    title", "\n" + NO_BREAK * 4 + "title"),
        FORM.replace("        type", NO_BREAK * 8 + "type"),
        FORM.replace("title: ", "title:" + NO_BREAK).replace("- id: ", f"-{NO_BREAK}id:{NO_BREAK}"),
        FORM.replace("title: ", f"title{NO_BREAK}: "),
        FORM.replace("[en]", f"[{NO_BREAK}en\u202f]"),
        FORM.replace("type: single", f"type: single{NO_BREAK}"),
        FORM.replace("type: single", "type:\tsingle\t"),
        FORM.replace("season do", "season\u2028do"),
        FORM.replace("\n", "\r"),
        "\ufeff" + FORM,
        FORM.replace("languages: [en]\n", ""),
        FORM.replace("type: single", "type: single # one only"),
        FORM.replace("id: Q1", "id: Q1   # the first"),
        FORM.replace("text: Spring", 'text: "Spring #1" # as they say'),
        FORM.replace("Thank you.", "See https://example.org/#top"),
    ],
)
def test_what_an_editor_slips_in_is_read_as_it_is_meant(checked: Checked, content: str) -> None:
    assert checked(content) == []


def test_a_no_break_space_stays_where_french_has_one() -> None:
    words = f"Quelle saison aimez-vous le plus{NO_BREAK}?"
    q = read_questionnaire(changed("Which season do you like best?", words), "f.yaml")
    assert next(q.questions()).text.in_language("en") == words


MISTAKES = {
    "title: Helpline #1 or chat": (2, "“#1 or chat” is not read", "in quotes"),
    "title: Helpline # or chat lines": (2, "“# or chat lines” is not read", "in quotes"),
    "title: #MeToo and after": (2, "“#MeToo and after” is not read", "in quotes"),
    "title: Été #1 et après": (2, "“#1 et après” is not read", "in quotes"),
    "title: Which season\n    #1 of all": (3, "“#1 of all” is not read", "in quotes"),
    "title:\n  Which #1\n  season": (3, "“#1” is not read", "in quotes"),
    "title: {en: Helpline #1}": (2, "“#1}” is not read", "in quotes"),
    "title One choice": (2, "no colon stands after “title”", "“title: …”"),
    "title:One choice": (2, "no space stands after “title:”", "“title: …” with a space"),
    "title:https://example.org": (2, "no space stands after “title:”", "with a space"),
    "title：One choice": (2, "“：” stands where a colon", "“title: …”"),
    "title; One choice": (2, "“;” stands where a colon", "“title: …”"),
    "title: One: choice": (2, "a colon stands within", "in quotes"),
    "title: “One: choice”": (2, "a colon stands within", "in quotes"),
    'title: "One" choice': (2, "words stand behind a closing quote", "in one pair of quotes"),
    "title: 'Don't ask'": (2, "words stand behind a closing quote", "in one pair of quotes"),
    "title: [one] choice": (2, "words stand behind a closing bracket", "in quotes"),
    'title: "One choice': (2, "a quote is opened here", "Close it"),
    "title: {en: One, choice}": (2, "“choice” stands alone", "comma in quotes"),
    "title: {en: One, fr:Un}": (2, "no space stands after “fr:”", "with a space"),
    "title: {en: One": (2, "a bracket is opened here and not closed", "Close it"),
    "title: @home": (2, "begins with “@”", "in quotes"),
    "title: - home": (2, "begins with “-”", "in quotes"),
    "title: > 5 years": (2, "begins with “>”", "in quotes"),
    " title: One choice": (2, "indented further than the one above", "Line it up"),
    "\ttitle: One choice": (2, "indented with a tab", "with spaces"),
    "title: One\x0bchoice": (2, "a control character", "Take it out"),
    "title: One\x00choice": (2, "a control character", "Take it out"),
    "title: One\ntitle: Two": (3, "“title” is written twice (first in line 2)", "Keep one"),
    "title: One\ndescription: Two": (3, "“description” is not known", "“introduction”"),
    "title: One\nintro: Two": (3, "“intro” is not known", "“introduction”"),
}


@pytest.mark.parametrize("written", MISTAKES, ids=lambda written: repr(written)[:30])
def test_a_slip_names_its_own_line_and_the_remedy(checked: Checked, written: str) -> None:
    line, what, do = MISTAKES[written]
    (said,) = checked(changed("title: One choice", written))
    assert said.startswith(f"{line}: ")
    assert what in said
    assert do in said.partition(what)[2]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("        type", "       type", 12, "not lined up"),
        ("        type", "         type", 12, "indented further"),
        ("        type", "      \ttype", 12, "with a tab"),
        ("            text: Été", "          text: Été", 18, "not lined up"),
        ("    questions:", "   questions:", 10, "not lined up"),
        ("          - id: summer", "         - id: summer", 17, "not lined up"),
        ("          - id: summer", "            - id: summer", 17, "not lined up"),
        ("          - id: summer", "          -id: summer", 17, "after the hyphen"),
        ("          - id: summer", "          – id: summer", 17, "no hyphen"),
        ("          - id: summer", "          • id: summer", 17, "no hyphen"),
        ("          - id: summer", "          - id:summer", 17, "no space stands after “id:”"),
        ("          - id: summer", "          - id summer", 17, "no colon stands after “id”"),
        ("type: single", "type single", 12, "no colon stands after “type”"),
        ("type: single", "type:single", 12, "no space stands after “type:”"),
        ("text: Winter", "text Winter", 22, "no colon stands after “text”"),
        ("sections:", "sections", 7, "no colon stands after “sections”"),
        ("    questions:", "    questions", 10, "no colon stands after “questions”"),
        ("id: single", "id:single", 1, "no space stands after “id:”"),
        ("text: Spring", "text:\n              en: Spring\n              fr:P", 18, "“fr:”"),
        ("text: Spring", 'text: "Spring\n            help: "x"', 16, "a quote is opened here"),
    ],
)
def test_a_slip_further_down_names_its_own_line(
    checked: Checked, old: str, new: str, line: int, what: str
) -> None:
    for newline in ("\n", "\r\n"):
        (said,) = checked(changed(old, new).replace("\n", newline))
        assert said.startswith(f"{line}: ")
        assert what in said


def test_a_list_item_without_its_hyphen_says_so(checked: Checked) -> None:
    first, second = checked(changed(SUMMER, SUMMER.replace("- ", "  ")))
    assert first.startswith("17: ")
    assert second.startswith("18: ")
    assert "begin the second with “- ”" in first


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff", "# only a remark\n"])
def test_an_empty_file_is_said_to_be_empty(checked: Checked, content: str) -> None:
    assert checked(content) == ["1: this file is empty. Begin with “id:” and “title:”"]


def test_a_file_of_a_megabyte_is_said_to_be_too_large(checked: Checked) -> None:
    (said,) = checked(FORM + "# " + "x" * 1_000_000)
    assert said.startswith("1: this file is larger than one megabyte")
    assert checked(FORM + "# remark\n" * 100_000) == []


def test_words_without_a_language_are_one_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(changed("[en]", "[en, fr]"), encoding="utf-8")
    ran = CliRunner().invoke(cli, ["questionnaire", "check", str(file)])
    assert ran.exit_code == 0
    (said,) = [line for line in ran.output.splitlines() if "“fr”" in line]
    assert said.startswith(f"advice: {file}:2: title: neither this nor ")
