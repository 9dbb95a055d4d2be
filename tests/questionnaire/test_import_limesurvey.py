"""LimeSurvey files as foreign forms: every type of question, labels, filters and what is said."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AnyOf,
    AskedFor,
    Chosen,
    CodeLimit,
    Filled,
    ForeignForm,
    ForeignItem,
    NotSo,
    NotUnderstood,
)
from survey.questionnaire.importing.formats.limesurvey import MOST_BYTES, read_limesurvey
from survey.questionnaire.importing.import_report import ItemResult
from survey.questionnaire.importing.making import imported

FILES = Path(__file__).resolve().parents[1] / "forms" / "foreign" / "limesurvey"
Read = Callable[[str], ForeignForm]


@pytest.fixture(scope="module")
def read() -> Read:
    """Give the form of one of the small files, each read once."""
    known: dict[str, ForeignForm] = {}

    def one(name: str) -> ForeignForm:
        if name not in known:
            known[name] = read_limesurvey(name, (FILES / name).read_bytes())
        return known[name]

    return one


def items(form: ForeignForm) -> dict[str, ForeignItem]:
    return {item.name: item for section in form.sections for item in section.items}


def offered(item: ForeignItem, language: str = "en") -> list[tuple[str, str]]:
    return [(option.code, option.words[language]) for option in item.options]


def test_lists_have_their_answers_in_every_language(read: Read) -> None:
    form = read("choices.lss")
    asked = items(form)
    assert form.languages == ("en", "fr", "ar")
    assert form.title["ar"] == "المساعدة في المدينة"
    assert form.introduction["en"] == "Ten short questions. Welcome."
    assert form.closing["fr"] == "Merci."
    assert asked["lib"].kind is AskedFor.SINGLE
    assert asked["lib"].required
    assert asked["lib"].hint["en"] == "One answer."
    assert offered(asked["lib"], "fr") == [
        ("A1", "Bibliothèque"),
        ("-oth-", "Ailleurs"),
        ("A2", "Mairie"),
    ]
    assert [option.is_other for option in asked["lib"].options] == [False, True, False]
    assert offered(asked["list"], "ar")[-1] == ("-oth-", "غير ذلك")
    assert offered(asked["yes"], "fr") == [("Y", "Oui"), ("N", "Non")]
    assert offered(asked["gen"]) == [("F", "Female"), ("M", "Male")]
    assert offered(asked["five"]) == [(one, one) for one in "12345"]
    assert asked["five"].kind is AskedFor.SCALE
    assert asked["rank"].kind is AskedFor.RANKING
    assert offered(asked["rank"]) == [("x", "Speed"), ("y", "Price"), ("z", "Comfort")]


def test_several_answers_keep_what_stands_alone_and_how_many_there_may_be(read: Read) -> None:
    ways = items(read("choices.lss"))["ways"]
    assert ways.kind is AskedFor.MULTIPLE
    assert offered(ways) == [
        ("bus", "Bus"),
        ("foot", "On foot"),
        ("none", "None"),
        ("other", "Other"),
    ]
    assert [option.code for option in ways.options if option.exclusive] == ["none"]
    assert ways.at_most == 2
    assert any("A least number of answers was asked for (1)" in said for said in ways.changes)
    assert any("another order" in said for said in ways.changes)


def test_comments_and_pictures_beside_answers_are_said_to_be_lost(read: Read) -> None:
    asked = items(read("choices.lss"))
    assert "The field for a comment beside the answers was left out." in asked["best"].changes
    assert "The fields for a comment beside each answer were left out." in asked["why"].changes
    assert offered(asked["pics"]) == [("p", "Tree"), ("q", "Lake")]
    assert "A picture among the words was left out." in asked["pics"].changes


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("arr_r1", AskedFor.SINGLE, "123"),
        ("byc_c2", AskedFor.SINGLE, "123"),
        ("five_r1", AskedFor.SCALE, "12345"),
        ("ynu_r1", AskedFor.SINGLE, "YUN"),
        ("isd_r1", AskedFor.SINGLE, "ISD"),
        ("two_r2_0", AskedFor.SINGLE, "gb"),
        ("two_r2_1", AskedFor.SINGLE, "os"),
        ("few_r1_c2", AskedFor.SCALE, "12345"),
        ("num_r1_c1", AskedFor.NUMBER, ""),
        ("txt_r1_c1", AskedFor.TEXT, ""),
        ("nums_k1", AskedFor.NUMBER, ""),
        ("short_t2", AskedFor.TEXT, ""),
    ],
)
def test_every_array_becomes_an_item_for_each_row(
    read: Read, name: str, kind: AskedFor, codes: str
) -> None:
    item = items(read("arrays.lss"))[name]
    assert item.kind is kind
    assert "".join(option.code for option in item.options) == codes
    assert item.matrix.split("_")[0] == name.split("_")[0]
    assert item.stem


def test_rows_of_arrays_say_what_they_ask(read: Read) -> None:
    asked = items(read("arrays.lss"))
    assert asked["arr_r1"].stem == {"en": "How far do you agree?"}
    assert asked["arr_r1"].words == {"en": "It was near"}
    assert asked["arr_r2"].words == {"en": "cold – warm"}
    assert asked["arr_r2"].required
    assert asked["two_r1_0"].stem == {"en": "Both sides – Taste"}
    assert asked["two_r1_1"].stem == {"en": "Both sides – Bought"}
    assert asked["two_r1_0"].matrix != asked["two_r1_1"].matrix
    assert asked["few_r1_c2"].words == {"en": "First – After"}
    assert [option.code for option in asked["ten_r1"].options] == [*"123456789", "10"]
    assert [option.code for option in asked["slide_k1"].options] == [*"0123456789", "10"]
    assert asked["box_r1"].kind is AskedFor.MULTIPLE
    assert offered(asked["box_r2"]) == [("am", "Morning"), ("pm", "Evening")]
    assert asked["norows"].left_out == "It has no rows."
    assert asked["nocols"].left_out == "It has no columns."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("group1_description", AskedFor.NOTE),
        ("num", AskedFor.NUMBER),
        ("short", AskedFor.TEXT),
        ("long", AskedFor.TEXT),
        ("huge", AskedFor.TEXT),
        ("day", AskedFor.DATE),
        ("map", AskedFor.PLACE),
        ("lang", AskedFor.METADATA),
        ("note", AskedFor.NOTE),
        ("sum", AskedFor.CALCULATED),
        ("file", AskedFor.FILE),
        ("hid", AskedFor.HIDDEN),
        ("browser", AskedFor.METADATA),
        ("odd", AskedFor.UNKNOWN),
        ("empty", AskedFor.SINGLE),
    ],
)
def test_other_types_are_told_apart(read: Read, name: str, kind: AskedFor) -> None:
    assert items(read("others.lss"))[name].kind is kind


def test_what_answers_had_to_be_is_said(read: Read) -> None:
    asked = items(read("others.lss"))
    said = {name: " ".join(item.changes) for name, item in asked.items()}
    assert "Limits of the numbers" in said["num"]
    assert "“days”" in said["num"]
    assert "/^[a-z]+$/" in said["short"]
    assert "limit of time" in said["long"]
    assert "limit of length" in said["long"]
    assert "strlen(self) > 3" in said["huge"]
    assert asked["note"].words == {"en": "Please read on It is short."}


def test_relevance_of_groups_questions_and_rows_is_joined(read: Read) -> None:
    form = read("shown.lss")
    asked = items(form)
    assert form.sections[1].only_if == Chosen("gate", "Y")
    either = AnyOf((Chosen("src", "a"), Chosen("src", "b")))
    assert asked["arr_a"].only_if == AllOf((either, Chosen("src", "a")))
    assert asked["arr_b"].only_if == AllOf((either, CodeLimit("age", ">=", 2), Chosen("src", "b")))
    assert asked["arr_d"].only_if == either
    assert "array_filter: src" in asked["arr_a"].only_if_written
    assert asked["row"].only_if == Chosen("arr_a", "2")
    assert asked["same"].only_if == AnyOf((NotSo(Chosen("gate", "Y")), NotSo(Filled("age"))))


def test_what_is_never_shown_is_hidden(read: Read) -> None:
    form = read("shown.lss")
    assert items(form)["never"].kind is AskedFor.HIDDEN
    assert items(form)["inner"].kind is AskedFor.HIDDEN
    rest = items(form)["rest"]
    assert [(option.code, option.only_if) for option in rest.options] == [
        ("a", NotSo(Chosen("src", "a"))),
        ("b", NotSo(Chosen("src", "b"))),
    ]
    assert rest.changes == ("The answer “c” is never offered; it was left out.",)


def test_what_is_not_understood_is_kept_as_it_was_written(read: Read) -> None:
    asked = items(read("shown.lss"))
    assert asked["both"].only_if == AllOf((Chosen("age", "3"), NotUnderstood("weather() > 2")))
    assert asked["both"].only_if_written == "age == 3 and weather() > 2"
    assert asked["cell"].only_if == NotUnderstood('nothing == "1"')


def test_older_files_keep_words_in_rows_and_conditions_in_a_table(read: Read) -> None:
    form = read("old.lss")
    asked = items(form)
    assert form.languages == ("es", "en")
    assert form.sections[0].title == {"es": "Grupo", "en": "Group"}
    assert offered(asked["q1"], "es") == [("A1", "Pan"), ("A2", "Leche"), ("A3", "Arroz")]
    assert offered(asked["q2"]) == [("1a", "Monday"), ("2b", "Tuesday")]
    assert asked["q3"].only_if == AllOf(
        (AnyOf((Chosen("q1", "A1"), Chosen("q1", "A2"))), Chosen("q2", "1a"))
    )
    assert asked["q4"].only_if == AnyOf((Chosen("q1", "A3"), Chosen("q2", "2b")))
    assert asked["q5"].only_if == NotUnderstood("7X1X11 == {TOKEN:ATTRIBUTE_1}")


def test_labels_become_plain_words(read: Read) -> None:
    form = read("labels.lss")
    asked = items(form)
    assert form.title == {"en": "Title of this", "ar": "عنوان"}
    assert asked["html"].words == {"en": "First line second bold & more", "ar": "سطر أول"}
    assert asked["script"].words["en"] == "Before after"
    assert len(asked["script"].changes) == 2
    assert asked["image"].words["en"] == "A tree"
    assert asked["expr"].words == {"en": "You said ….", "ar": "قلت …."}
    assert "filled in from other answers" in asked["expr"].changes[0]
    assert asked["person"].words["en"] == "Dear …, how are you?"
    assert "A name or another detail" in asked["person"].changes[0]
    assert asked["brace"].words["en"] == "A set { a, b } and said"
    assert asked["brace"].changes == ()
    assert asked["all"].left_out
    assert offered(asked["opts"]) == [("1", "… years"), ("2", "None"), ("-oth-", "Other")]
    assert "In the title of group 1" in " ".join(form.remarks)
    assert "In the closing words: A name" in " ".join(form.remarks)


def test_what_a_survey_has_beside_its_questions_is_said(read: Read) -> None:
    form = read("settings.lss")
    said = "\n".join(form.remarks)
    assert "the time of answering, the IP address, how long each answer took" in said
    assert "not set to be anonymous" in said
    assert "e-mails of LimeSurvey were left out: invitation, reminder." in said
    assert "Quotas were left out (2)" in said
    assert "assessments" in said
    assert "data protection" in said
    assert "“de-informal”" in said
    assert "is called: t." in said
    assert "not in the file were left out (1)" in said
    assert "Some groups came in another order" in said
    assert form.languages == ("en", "de")
    assert form.unnamed_languages == ("zz-unknown",)
    assert items(form)["home"].words == {"en": "Without a group"}
    assert "What was filled in beforehand was left out." in items(form)["y"].changes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_tables_are_read_in_every_encoding(encoding: str) -> None:
    content = (FILES / "structure.tsv").read_bytes().decode().encode(encoding)
    form = read_limesurvey("structure.txt", content)
    asked = items(form)
    assert form.languages == ("fr", "en")
    assert form.title == {"fr": "L’été à l’hôtel", "en": "Summer at the hotel"}
    assert [section.title["en"] for section in form.sections] == ["Start", "More"]
    assert asked["q1"].words["fr"] == "Déjà « venu » ? Dites-le."
    assert asked["q1"].words["en"] == "Been here before?"
    assert offered(asked["q1"], "fr")[:2] == [("o", "Oui"), ("n", "Non")]
    assert asked["q1"].options[2].is_other
    assert asked["q2"].only_if == Chosen("q1", "o")
    assert asked["q3_b"].only_if == Chosen("q2", "b")
    assert asked["q4"].kind is AskedFor.HIDDEN
    assert asked["group2_description"].words == {"fr": "Un mot.", "en": "A word."}


def test_groups_and_single_questions_are_read(read: Read) -> None:
    assert items(read("group.lsg"))["b"].only_if == Chosen("a", "Y")
    assert offered(items(read("question.lsq"))["only"]) == [("1", "One"), ("2", "Two")]


def packed(*parts: tuple[str, bytes]) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return whole.getvalue()


def test_of_an_archive_only_the_survey_is_read() -> None:
    survey = (FILES / "shown.lss").read_bytes()
    archive = packed(("survey_7.lss", survey), ("survey_7_responses.lsr", b"<not even XML"))
    form = read_limesurvey("archive.lsa", archive)
    assert form.sections == read_limesurvey("shown.lss", survey).sections
    assert any("none of them was read" in said for said in form.remarks)


DTD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "no file that LimeSurvey wrote"),
        (b"Which way?\n1) left\n2) right\n", "no file that LimeSurvey wrote"),
        (b"<document><questions><rows>", "cut short"),
        (b"<d>" * 50_000, "cut short"),
        (b"<html><body>Please sign in</body></html>", "no survey, group or question"),
        (DTD + b"<document>&b;</document>", "entities"),
        (b"<document><LimeSurveyDocType>Responses</LimeSurveyDocType></document>", "answers of"),
        (b"<document><LimeSurveyDocType>Tokens</LimeSurveyDocType></document>", "a list of people"),
        (b"201\t\tQ\tB\tq1\t1\tWords\n202\t\tSQ\t\ta\t1\tRow\n", "without its first row"),
        (b"class\tname\ttext\n", "no group and no question"),
        (b"PK\x03\x04 and no more", "damaged"),
        (packed(("word/document.xml", b"<w/>")), "no surveys"),
        (packed(("a.lss", b"<a/>"), ("b.lss", b"<b/>")), "2 surveys"),
        (packed(("a.lss", bytes(MOST_BYTES + 1))), "larger than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        read_limesurvey("file.lss", content)
    assert refused.value.kept
    assert refused.value.do


def test_an_archive_that_lies_about_its_size_or_has_a_password_is_refused() -> None:
    whole = bytearray(packed(("a.lss", bytes(100_000))))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput, match="damaged"):
        read_limesurvey("small.lsa", bytes(whole))
    locked = bytearray(packed(("a.lss", b"<document/>")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    with pytest.raises(BadInput, match="password"):
        read_limesurvey("locked.lsa", bytes(locked))


def test_every_small_file_cut_short_is_refused_or_read() -> None:
    """Nothing but BadInput leaves a reader, wherever a file ends."""
    refused = 0
    for path in sorted(FILES.iterdir()):
        whole = path.read_bytes()
        for end in range(0, len(whole), max(1, len(whole) // 12)):
            try:
                read_limesurvey(path.name, whole[:end])
            except BadInput:
                refused += 1
    assert refused > 50


def test_small_files_become_questionnaires_with_every_item_told(read: Read) -> None:
    for path in sorted(FILES.iterdir()):
        form = read(path.name)
        report = imported(form, path.name).report
        told = [line.where for line in report.lines]
        wanted = [item.where for section in form.sections for item in section.items]
        assert set(wanted) <= set(told), path.name
    left_out = {
        line.name
        for line in imported(read("others.lss"), "others").report.lines
        if line.outcome is ItemResult.LEFT_OUT
    }
    assert left_out == {"map", "lang", "sum", "file", "hid", "browser", "odd", "empty"}
