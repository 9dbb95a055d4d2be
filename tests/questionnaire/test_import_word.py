"""Word documents: lists, boxes, tables, fields, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignForm
from survey.questionnaire.importing.formats.word_file import read_word
from tests.questionnaire.foreign_items import answers, corpus, items_in_order, said

SPACES = {
    "loose": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "strict": "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
LISTS = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="☐"/></w:lvl></w:abstractNum>'
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{look}"/></w:num>'
        for number, look in ((1, 1), (2, 1), (3, 1), (4, 2))
    )
)
STYLES = (
    '<w:style w:styleId="Overskrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:basedOn w:val="Overskrift1"/></w:style>'
    '<w:style w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text: str, number: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def document(body: str, space: str = "loose", **more: bytes) -> bytes:
    """Return a Word file of a body, with lists and styles."""
    packed = io.BytesIO()

    def part(name: str, inside: str) -> str:
        return f'<w:{name} xmlns:w="{SPACES[space]}">{inside}</w:{name}>'

    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        file.writestr("word/numbering.xml", part("numbering", LISTS))
        file.writestr("word/styles.xml", part("styles", STYLES))
        for name, content in more.items():
            file.writestr(name, content)
    return packed.getvalue()


def read(*parts: str, space: str = "loose") -> ForeignForm:
    return read_word("a.docx", document("".join(parts), space))


def brief(form: ForeignForm) -> list[tuple[str, AskedFor, list[str]]]:
    """Return words, kind and answers of each item."""
    return [
        (said(item.words), item.kind, [said(one.words) for one in item.options])
        for item in items_in_order(form)
    ]


@pytest.mark.parametrize("space", ["loose", "strict"])
def test_lists_say_which_paragraphs_are_questions_and_which_answers(space: str) -> None:
    form = read(
        paragraph("About the garden", '<w:pStyle w:val="Mine"/>'),
        paragraph("Please tell us what you think."),
        paragraph("The paths", '<w:pStyle w:val="Overskrift1"/>'),
        listed("Do you agree", 1),
        listed("Yes", 2),
        listed("No", 2),
        paragraph("Which plants do you like", '<w:pStyle w:val="Listed"/>'),
        listed("Roses", 4),
        listed("Apples", 4),
        listed("Other: ____", 4),
        paragraph("What else?"),
        space=space,
    )
    assert said(form.title) == "About the garden"
    assert said(form.introduction) == "Please tell us what you think."
    assert [said(one.title) for one in form.sections] == ["The paths"]
    assert brief(form) == [
        ("Do you agree", AskedFor.SINGLE, ["Yes", "No"]),
        ("Which plants do you like", AskedFor.MULTIPLE, ["Roses", "Apples", "Other"]),
        ("What else?", AskedFor.TEXT, []),
    ]
    assert items_in_order(form)[0].where == "paragraph 4"


def test_a_table_with_heads_is_a_question_for_each_row() -> None:
    form = read(
        listed("How far do you agree?", 1),
        table(
            ("", "", "", ""),
            ("Here", "1 not at all", "2", "3 fully"),
            ("It is quiet", "☐", "☐", "☐"),
            ("It is warm", "☐", "", "☐"),
        ),
        listed("Do you know it?", 1),
        table(("", "Yes", "No"), ("The shed", "□", "□")),
    )
    quiet, warm, shed = items_in_order(form)
    assert (quiet.kind, said(quiet.words), said(quiet.stem)) == (
        AskedFor.SCALE,
        "It is quiet",
        "How far do you agree?",
    )
    assert answers(quiet) == [("1", "not at all"), ("2", "2"), ("3", "fully")]
    assert (quiet.matrix, warm.where) == (warm.matrix, "table 1, row 2")
    assert (shed.kind, [words for _, words in answers(shed)]) == (AskedFor.SINGLE, ["Yes", "No"])
    assert shed.matrix != quiet.matrix


def test_answers_may_stand_in_a_table_with_their_codes() -> None:
    form = read(
        listed("Which town?", 1),
        table(("North", "☐ 1"), ("South", "☐ 2"), ("", ""), ("Do not know", "☐ 9")),
        listed("How likely is it?", 1),
        table(("0 not", "1", "2 very"), ("☐", "☐", "☐")),
        listed("How far?", 1),
        table(("1 near", "2 far", "9 do not know"), ("☐", "☐", "☐")),
        paragraph("About you"),
        table(("Your work", ""), ("Your town", "")),
    )
    town, likely, far, *fields = items_in_order(form)
    assert answers(town) == [("1", "North"), ("2", "South"), ("9", "Do not know")]
    assert town.kind == AskedFor.SINGLE
    assert (likely.kind, answers(likely)) == (
        AskedFor.SCALE,
        [("0", "not"), ("1", "1"), ("2", "very")],
    )
    assert far.kind == AskedFor.SINGLE
    assert [(said(one.words), one.kind) for one in fields if one.kind != AskedFor.NOTE] == [
        ("Your work", AskedFor.TEXT),
        ("Your town", AskedFor.TEXT),
    ]


def test_boxes_of_forms_and_controls_are_answers() -> None:
    box = "<w:r><w:fldChar><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r>"
    choose = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dropDownList>"
        '<w:listItem w:displayText="Choose an item."/>'
        '<w:listItem w:displayText="Spring" w:value="s"/>'
        '<w:listItem w:displayText="Autumn" w:value="a"/></w:dropDownList></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>Choose an item.</w:t></w:r></w:sdtContent></w:sdt>"
    )
    form = read(
        paragraph("1. Is it open?"),
        f"<w:p>{box}<w:r><w:t> Yes</w:t></w:r></w:p>",
        f"<w:p>{box}<w:r><w:t> No</w:t></w:r></w:p>",
        f"<w:p><w:r><w:t>2. Which season? </w:t></w:r>{choose}</w:p>",
        f"<w:sdt><w:sdtContent>{paragraph('3. Why?')}</w:sdtContent></w:sdt>",
    )
    assert brief(form) == [
        ("Is it open?", AskedFor.SINGLE, ["Yes", "No"]),
        ("Which season?", AskedFor.SINGLE, ["Spring", "Autumn"]),
        ("Why?", AskedFor.TEXT, []),
    ]


def test_deleted_and_hidden_words_are_no_words_and_text_boxes_are() -> None:
    form = read(
        "<w:p><w:r><w:t>1. What</w:t></w:r><w:del><w:r><w:delText>ever</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> now</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r><w:r><w:t>?</w:t></w:r></w:p>",
        "<w:p><w:r><w:drawing><w:txbxContent>"
        f"{paragraph('2. And then?')}</w:txbxContent></w:drawing></w:r></w:p>",
    )
    assert [said(one.words) for one in items_in_order(form)] == ["What now?", "And then?"]
    assert "Pictures" in form.remarks[-1]


def test_macros_are_left_out_and_said() -> None:
    file = document(paragraph("1. What?"), **{"word/vbaProject.bin": b"Sub"})
    assert "macros" in read_word("a.docm", file).remarks[1]


def _encrypted(content: bytes) -> bytes:
    """Return a file whose parts say that they are encrypted."""
    return content.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"<a>" + b" " * 21_000_000)
    return packed.getvalue()


def _archive(name: str, content: str = "x") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name, content)
    return packed.getvalue()


ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (_encrypted(document(paragraph("1. What?"))), "protected by a password"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 }", "whatever its ending says"),
        (b"Only text", "no Word document"),
        (_archive("xl/workbook.xml"), "spreadsheet"),
        (_archive("content.xml"), "LibreOffice"),
        (_archive("readme.txt"), "archive"),
        (_archive("word/document.xml", "<a>"), "no XML"),
        (_archive("word/document.xml", ENTITY), "no XML"),
        (_bomb(), "larger than any questionnaire"),
        (document("<w:p/>" * 600_001), "larger than any questionnaire"),
        (document("<w:p/>" * 20_001), "more than 20,000 paragraphs"),
        (document(paragraph("a" * 49_999) * 41), "more than 2,000,000 letters"),
        (document(paragraph("Only words.")), "No question was found"),
    ],
    ids=range(17),
)
def test_what_is_no_document_gets_a_clear_message(content: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_word("a.docx", content)
    assert word in caught.value.what
    assert caught.value.kept
    assert caught.value.do


def test_a_file_that_breaks_off_gets_a_clear_message() -> None:
    whole = document(paragraph("1. What?"))
    for end in range(4, len(whole) - 1, 97):
        with pytest.raises(BadInput, match=r"damaged|archive"):
            read_word("a.docx", whole[:end])


def test_nesting_does_no_harm() -> None:
    deep = "<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400
    runs = "<w:ins>" * 400 + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * 400
    form = read(deep, f"<w:p>{runs}</w:p>", paragraph("1. What?"))
    assert said(items_in_order(form)[-1].words) == "What?"


#: Questions of public documents, rows of tables counted one by one, and how many are closed.
#: Looked over by hand; the list of them is approximate, and counts a table once.
DOCUMENTS = {
    "ancestral_hall_zh_lettered.docx": (20, 18),
    "attendance_es_yes_no.docx": (19, 19),
    "career_anchors_en_scale.docx": (41, 41),  # the key to the scores is taken for a question
    "course_ru_open_only.docx": (8, 0),
    "covid_knowledge_tickboxes_en.docx": (79, 70),  # 36, nine of them tables of 52 rows
    "ecoplatform_ru_agreement.docx": (41, 37),  # three explanations of answers are counted
    "eu_youth_da_tables.docx": (47, 40),  # 37, six of them tables of 15 rows
    "guests_de_type_codes.docx": (32, 0),
    "gui_obstacles_en.docx": (28, 26),
    "gui_obstacles_zh.docx": (28, 26),
    "nightlife_pt.docx": (28, 28),
    "quiz_ar_markdown.docx": (11, 7),
}


def test_public_documents_come_through_whole(shared: Callable[[str], Path]) -> None:
    for name, (path, _) in corpus(shared, "docx").items():
        found = items_in_order(read_word(name, path.read_bytes()))
        asked = [one for one in found if one.kind != AskedFor.NOTE]
        closed = sum(bool(one.options) for one in asked)
        assert (len(asked), closed) == DOCUMENTS[name], name
