"""Labels, tables and files made to be large or to hide something: what is kept and what is said."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import ForeignForm
from survey.questionnaire.importing.formats.outline_lines import outline_line
from survey.questionnaire.importing.formats.outline_text import read_outline
from survey.questionnaire.importing.formats.redcap import read_redcap
from survey.questionnaire.importing.formats.surveyjs import read_surveyjs
from survey.questionnaire.importing.markup import words_without_markup
from tests.questionnaire.foreign_items import items, items_in_order, said

CUT = "Only the first 5,000 letters were kept."
UNSEEN = "Words that nobody sees were left out."
PICTURE = "A picture among the words was left out."
LINK = "The address of a link was left out; its words were kept."
CHOICES = {"type": "radiogroup", "choices": ["a", "b"]}


def form_of(*elements: Mapping[str, object]) -> ForeignForm:
    named = [{"name": f"q{count}", "title": "Say", **one} for count, one in enumerate(elements)]
    return read_surveyjs("a.json", json.dumps({"elements": named}).encode())


@pytest.mark.parametrize("sign", ["[", "![", "__a ", "**a ", "a", "[a](/", "`"])
def test_a_label_longer_than_anybody_reads_is_cut_and_said(sign: str) -> None:
    words, told = words_without_markup(sign * 20_000)
    assert 1_000 < len(words) <= 5_000
    assert told[0] == CUT


@pytest.mark.parametrize("sign", ["<![CDATA[", "<!--", "<script>", "<a b='"])
def test_markup_that_never_ends_has_no_words(sign: str) -> None:
    words, _ = words_without_markup("Good <b>day</b> " + sign * 20_000)
    assert words.startswith("Good day")
    assert len(words) <= 5_000


@pytest.mark.parametrize("many", [1, 300], ids=["few", "many"])
@pytest.mark.parametrize(
    ("markup", "words", "told"),
    [
        ('See <a href="x">this</a> &amp; that', "See this & that", (LINK,)),
        ("<script>run()</script>See", "See", ("A script among the words was left out.",)),
        ('<div style="color: red; display: none">No <div>no</div> no</div>See', "See", (UNSEEN,)),
        ("<p hidden>No<p>See", "See", (UNSEEN,)),
        ('<span style="visibility:hidden">No</span>See', "See", (UNSEEN,)),
        ("See<!-- no <b>no</b> -->", "See", (UNSEEN,)),
        ('<div style="color:red">See</div>', "See", ()),
        ("![s](/a_(b)) [See](https://x.org/a_(b)) **this** __one__", "s See this one",
         (PICTURE, LINK)),
    ],
)  # fmt: skip
def test_words_are_the_same_with_few_tags_and_with_many(
    markup: str, words: str, told: tuple[str, ...], many: int
) -> None:
    assert words_without_markup("<b></b>" * many + markup) == (words, told)


def test_numbers_to_choose_from_are_listed_only_as_far_as_a_list_goes() -> None:
    form = form_of({"type": "dropdown", "choicesMin": 1, "choicesMax": 10**30})
    assert len(items(form)["q0"].options) == 2_000


def test_a_table_of_millions_of_cells_is_refused() -> None:
    rows = [f"r{count}" for count in range(2_000)]
    columns = [{"name": f"c{count}"} for count in range(1_000)]
    table = {"type": "matrixdropdown", "choices": ["a"], "rows": rows, "columns": columns}
    with pytest.raises(BadInput) as caught:
        form_of(table)
    assert caught.value.what == (
        "The form in a.json has more questions and answers than anybody can be asked."
    )
    assert caught.value.kept


def test_codes_and_names_are_clean_as_words_are() -> None:
    choices = ["a\ud83d", "b\u200b", "\x00c", 10**500]
    form = form_of({"type": "radiogroup", "name": "na\u2066me", "choices": choices})
    (item,) = items_in_order(form)
    assert item.name == "name"
    assert [one.code for one in item.options] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"inputType": "email"}, "It asks for an e-mail address."),
        ({"inputType": "tel"}, "It asks for a telephone number."),
        ({"autocomplete": "name"}, "It asks for a name."),
        ({"autocomplete": "shipping street-address"}, "It asks for an address."),
        ({"maskType": "phone"}, "It asks for a telephone number."),
        ({"placeholder": "Your full name"}, "It asks for a name."),
        ({"placeholder": {"default": "…", "fr": "Votre nom"}}, "It asks for a name."),
        ({"inputType": "url"}, ""),
        ({"inputType": "number", "placeholder": "How many"}, ""),
    ],
)
def test_what_a_form_declares_to_tell_who_somebody_is_is_left_out(
    declared: dict[str, object], told: str
) -> None:
    form = form_of(
        {"type": "text", **declared},
        {"type": "multipletext", "items": [{"name": "a", **declared}, {"name": "b"}]},
        {"type": "matrixdropdown", "rows": ["r"],
         "columns": [{"name": "c", "cellType": "text", **declared}]},
        CHOICES,
    )  # fmt: skip
    left_out = [item.left_out for item in items_in_order(form)]
    assert left_out == [told, told, "", told, ""]


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("email", "It asks for an e-mail address."),
        ("phone_australia", "It asks for a telephone number."),
        ("zipcode", "It asks for an address."),
        ("postalcode_canada", "It asks for an address."),
        ("ssn", "It asks for the number of a document or a record of one person."),
        ("mrn_10d", "It asks for the number of a document or a record of one person."),
        ("vmrn", "It asks for the number of a document or a record of one person."),
        ("alpha_only", ""),
        ("integer", ""),
    ],
)
def test_what_a_dictionary_declares_to_tell_who_somebody_is_is_left_out(
    check: str, told: str
) -> None:
    rows = (
        "field_name,form_name,field_type,field_label,text_validation_type_or_show_slider_number",
        "id,f,text,Number,",
        f"q,f,text,Say,{check}",
    )
    form = read_redcap("a.csv", "\n".join(rows).encode())
    assert items(form)["q"].left_out == told


def test_blanks_in_lines_do_not_change_what_they_say() -> None:
    wide, tabs = " " * 2_000, "\t" * 2_000
    text = f"1. How{wide}was it?\n☐{tabs}Well\n☐{wide}Badly\n2. How good?\nBad{tabs}Good\n1 2 3\n"
    first, second = items_in_order(read_outline("a.txt", text.encode()))
    assert [said(one.words) for one in first.options] == ["Well", "Badly"]
    assert said(first.words) == "How was it?"
    assert said(second.words) == "How good?"


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("What helped? ...", True),
        ("What helped? (several answers)", True),
        ("What helped? (" + "a" * 90 + ")", False),
        ("What helped:", True),
        ("Nothing asked (at all)", False),
        ("Why? Because.", False),
    ],
)
def test_a_question_is_told_by_how_it_ends(line: str, asks: bool) -> None:
    assert outline_line("line 1", line).asks is asks


def test_a_text_longer_than_any_questionnaire_is_refused() -> None:
    with pytest.raises(BadInput, match="larger than 2 megabytes"):
        read_outline("a.txt", b"1. What?\n" * 222_223)
