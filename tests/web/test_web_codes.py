"""Codes of six words and printed codes: how they are shown, typed again, and looked at."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.mixing.mix import mix
from survey.questionnaire.model import Questionnaire
from survey.sealing.codes.phrases import phrase
from survey.storage.instance import Instance
from survey.storage.schema import metadata
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.web.members import Gathered, words_on
from tests.web.members import plan as round_plan
from tests.web.test_web_care import plan
from tests.web.visitor import LOOK, Page, Visitor

pytestmark = pytest.mark.slow  # codes are typed on page after page

Publish = Callable[..., Published]

#: Nearly as much as one request may hold, of what takes longest to normalise; letters it has none.
MARKS = "\u0301\u0316" * 80_000


@pytest.fixture
def asked() -> Questionnaire:
    """Give the questionnaire of these tests."""
    return plan()


@pytest.fixture
def study(asked: Questionnaire, publish: Publish) -> Published:
    """Give a published study."""
    return publish(asked, practice=True)


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give somebody without script."""
    return Visitor(public_app, study.id)


@pytest.fixture
def council(instance: Instance, public_app: Flask, clock: Clock) -> Gathered:
    """Give a council that three people can join."""
    return Gathered(instance, public_app, clock)


def put_aside(visitor: Visitor) -> str:
    """Give the code under which a form is put aside, with an answer in it."""
    visitor.begin()
    visitor.press("pause", A="yes")
    return words_on(visitor.press("keep"))


def sent(visitor: Visitor) -> str:
    """Give the code to take back what was just sent."""
    visitor.begin()
    visitor.press("review")
    return words_on(visitor.press("send", {"r": "yes"}))


def come_back(visitor: Visitor) -> None:
    """Go to the page on which a code is typed to go on."""
    visitor.open()
    visitor.press("next")
    visitor.press("resume")


def test_a_huge_code_to_go_on_is_no_code(visitor: Visitor) -> None:
    code = put_aside(visitor)
    come_back(visitor)
    page = visitor.press("open", {"w": code + MARKS})
    assert "Nothing was found for these words." in page.words
    assert "Welcome back." in visitor.press("open", {"w": code}).words


@pytest.mark.parametrize("typed", ["", "one word", "{} again", "{}x", "{first}"])
def test_words_that_can_be_no_code_are_said_to_be_none_and_stay_where_they_were_typed(
    visitor: Visitor, study: Published, typed: str
) -> None:
    """Everybody knows the list, so this tells nothing of codes that exist."""
    code = sent(visitor)
    typed = typed.format(code, first=code.rpartition(" ")[0])
    visitor.open(f"/r/{study.id}/")
    page = visitor.post({**visitor.page.fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    assert "These are not the six words of a code, so nothing was done." in looked_at(page)
    assert "aria-invalid" in page.html
    assert " ".join(page.offered["w"]).strip() == typed


@pytest.mark.parametrize("how", ["{}", "1 {}", "{joined}", "{dashes}"])
def test_six_words_are_taken_however_they_are_typed(
    visitor: Visitor, study: Published, how: str
) -> None:
    code = sent(visitor)
    typed = how.format(code, joined=code.replace(" ", ""), dashes=code.upper().replace(" ", " - "))
    visitor.open(f"/r/{study.id}/")
    page = visitor.post({**visitor.page.fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    assert "We have your words." in looked_at(page)


def test_a_huge_code_to_take_back_is_no_code(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    code = sent(visitor)
    visitor.open(f"/r/{study.id}/")
    fields = {**visitor.page.fields, "w": [code + MARKS], "go": ["back"]}
    assert "so nothing was done." in visitor.post(fields, f"/r/{study.id}/").words
    mix(instance, now=clock(), closing=study.id)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study.id).counted == 1


def test_huge_words_of_a_member_are_none(council: Gathered) -> None:
    words = council.all_join()
    visitor = council.member(council.open(round_plan()), words[0] + MARKS)
    assert "These words were not found in this group." in visitor.page.words
    assert "q.S1" in visitor.press("begin", {"w": words[0]}).offered


def test_a_huge_printed_code_is_none(council: Gathered) -> None:
    visitor = council.join(council.codes[0] + MARKS)
    assert "This code was not found here." in visitor.page.words
    visitor.press("accept", {"c": council.codes[0]})
    assert words_on(visitor.page)


def test_a_code_is_shown_in_numbered_boxes_from_left_to_right(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("pause")
    page = visitor.press("keep")
    words = words_on(page).split(" ")
    boxes = "".join(f"<li>{word}</li>" for word in words)
    assert f'<ol class="six" lang="en" dir="ltr">{boxes}</ol>' in page.html


@pytest.mark.parametrize("place", range(6))
def test_a_phrase_pasted_into_any_one_field_counts(visitor: Visitor, place: int) -> None:
    code = put_aside(visitor)
    come_back(visitor)
    fields = [""] * 6
    fields[place] = code.upper().replace(" ", "\n")
    assert (
        "Welcome back." in visitor.post({**visitor.page.fields, "w": fields, "go": ["open"]}).words
    )


def test_a_word_in_each_field_counts(visitor: Visitor) -> None:
    code = put_aside(visitor)
    come_back(visitor)
    fields = {**visitor.page.fields, "w": code.split(" "), "go": ["open"]}
    assert "Welcome back." in visitor.post(fields).words


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        (["", "one two three four five six", "", "", "", ""], "one two three four five six"),
        (["a b c"], "a b c|||||"),
        (["", "two", "", "four", "", ""], "|two||four||"),
        (
            ["1. one", "2. two", "3. three", "4. four", "5. five", "6. six"],
            "one two three four five six",
        ),
        (["one", "two words", "", "", "", '"'], "one|two words||||&#34;"),
    ],
)
def test_what_was_typed_stays_where_it_was_typed(
    visitor: Visitor, sent: list[str], stands: str
) -> None:
    """Spread where it is six words; else in its own field, empty ones before it or not."""
    come_back(visitor)
    page = visitor.post({**visitor.page.fields, "w": sent, "go": ["open"]})
    typed = [one.replace('"', "&#34;") for one in page.offered["w"]]
    assert typed == (stands.split("|") if "|" in stands else stands.split(" "))
    assert page.html.count("aria-invalid") == 6


def test_words_stay_in_their_fields_when_the_language_changes_or_a_break_is_taken(
    council: Gathered, visitor: Visitor, study: Published
) -> None:
    fields = ["", "river", "", "", "stone", ""]
    visitor.open(f"/r/{study.id}/")
    here = {**visitor.page.fields, "w": fields, "go": ["language:en"]}
    assert visitor.post(here, f"/r/{study.id}/").offered["w"] == fields
    words = council.all_join()
    first = council.open(round_plan())
    for six in words:
        council.rate(first, six, S1="p5")
    council.count(first)
    member = council.visitor()
    page = member.post({**member.page.fields, "w": fields, "go": ["break"]})
    assert page.fields["w"] == fields
    assert member.press("return").offered["w"] == fields


def compare(visitor: Visitor, typed: str) -> Page:
    """Give the page that says whether typed words are the same as those shown."""
    return visitor.press("compare", {"w": typed})


def check_both(visitor: Visitor, words: str, instance: Instance) -> None:
    """Check a copy with a slip in it and a right one, and go back; nothing is stored by it."""
    before = stored(instance)
    assert visitor.press("check").headings == ["Check what you copied"]
    page = compare(visitor, " ".join(["elsewhere", *words.split(" ")[1:]]))
    assert "Not the same yet: number \u20681\u2069." in page.words
    assert page.html.count("aria-invalid") == 1
    assert page.offered["w"][0] == "elsewhere"
    page = compare(visitor, words.upper())
    assert "The words are the same." in page.words
    assert "".join(page.offered["w"]) == ""
    assert words_on(visitor.press("return")) == words
    assert stored(instance) == before


def stored(instance: Instance) -> dict[str, int]:
    """Give how many rows each table has."""
    with instance.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_a_copy_of_a_code_to_go_on_can_be_checked(visitor: Visitor, instance: Instance) -> None:
    code = put_aside(visitor)
    check_both(visitor, code, instance)


def test_a_copy_of_a_code_to_take_back_can_be_checked(visitor: Visitor, instance: Instance) -> None:
    code = sent(visitor)
    check_both(visitor, code, instance)


def test_a_copy_of_a_members_words_can_be_checked(council: Gathered, instance: Instance) -> None:
    visitor = council.join(council.codes[0])
    check_both(visitor, words_on(visitor.page), instance)


@pytest.mark.parametrize("state", ["", "damaged"])
def test_without_the_page_of_the_words_nothing_is_compared(visitor: Visitor, state: str) -> None:
    code = put_aside(visitor)
    visitor.press("check")
    fields = {**visitor.page.fields, "s": [state], "w": [code], "go": ["compare"]}
    page = visitor.post(fields)
    assert "The words cannot be compared any more." in page.words
    assert "same" not in page.words


def looked_at(page: Page) -> str:
    """Give the message that a page begins with, where the eye, the focus and the title go."""
    assert page.title == LOOK
    inside = page.html.split('<main id="main" tabindex="-1">')[1].strip()
    box = re.match(r'<div class="(?:look|problems)[^"]*" id="look" [^>]*>', inside)
    assert box, inside[:300]
    assert 'tabindex="-1" autofocus' in box[0]
    return inside


def test_what_to_look_at_comes_first_with_its_fields(
    visitor: Visitor, council: Gathered, study: Published
) -> None:
    """Wrong words to go on and of a member, a wrong printed code, and what was taken back."""
    come_back(visitor)
    pages = [visitor.press("open", {"w": "one two three"})]
    joining = council.join("2222-2222-22222").page
    assert 'id="code" name="c"' in joining.html
    pages.append(joining)
    council.all_join()
    pages.append(council.member(council.open(round_plan()), "one two three").page)
    for page in pages:
        assert "not" in looked_at(page) or "Nothing" in page.words
        assert re.search(r'<p class="problem">', page.html)
        fields = re.findall(r"<input [^>]*aria-invalid[^>]*>", page.html)
        assert len(fields) == (1 if page is joining else 6)
        assert all(re.search(r'aria-describedby="[^"]* look.words"', one) for one in fields)
    results = f"/r/{study.id}/"
    visitor.open(results)
    assert f'action="{results}#look"' in visitor.page.html
    nobodys = phrase(range(8000, 8006))
    page = visitor.post({**visitor.page.fields, "w": [nobodys], "go": ["back"]}, results)
    assert "We have your words." in looked_at(page)
    assert "aria-invalid" not in page.html, "right and wrong words look the same"


@pytest.mark.parametrize(
    ("form", "sent", "marked"),
    [
        ("multiple", {"q.Q1": ["home", "nowhere"]}, 2),
        ("ranking", {"q.Q1.books": ["1"], "q.Q1.hours": ["1"]}, 2),
        ("text", {"q.Q1": ["a" * 5000]}, 1),
    ],
)
def test_problems_of_questions_come_first_with_their_fields(
    public_app: Flask, publish: Publish, form: str, sent: dict[str, list[str]], marked: int
) -> None:
    """Ticked boxes, places and texts point to what is said of them."""
    visitor = Visitor(public_app, publish(form_file(form), practice=True).id)
    visitor.begin()
    assert 'action="/f/' in visitor.page.html
    assert '/on#look"' in visitor.page.html
    page = visitor.post({**visitor.page.fields, **sent, "go": ["next"]})
    assert "Everything you wrote is still here." in looked_at(page)
    fields = re.findall(r"<(?:input|select|textarea) [^>]*aria-invalid[^>]*>", page.html)
    assert len(fields) == marked
    assert all(re.search(r'aria-describedby="[^"]*q.Q1.problem"', one) for one in fields)


def test_a_page_with_nothing_to_look_at_has_its_plain_title(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.page.title == "Form"
    assert 'id="look"' not in visitor.page.html
