"""Codes of cards on the pages: looked at first or typed at the end, and never anything lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.questionnaire.catalogues import INTERFACE
from survey.sealing.codes.invitations import CODE_LETTERS
from survey.services.studies.invite_people import create_invitations, replace_invitation
from survey.storage.instance import Instance
from survey.storage.schema import drafts, letters
from survey.web.rendering.localisation import speaker
from tests.conftest import Clock, Published, form_file
from tests.web.test_web_care import plan, to_review
from tests.web.visitor import Page, Visitor, six_words

Publish = Callable[..., Published]
WRONG = "This code does not work here."
NEEDED = "Type the code on your card."


def codes_of(instance: Instance, study: Published, clock: Clock, count: int = 3) -> list[str]:
    """Make codes for a study."""
    made: list[str] = []
    create_invitations(instance, study.id, count, "", clock().date(), made.extend)
    return made


def waiting(instance: Instance) -> int:
    """Give how many letters wait."""
    with instance.engine.connect() as conn:
        return conn.execute(select(func.count()).select_from(letters)).scalar_one()


def typed(page: Page) -> str:
    """Give what stands in the field for the code."""
    found = re.search(r'name="card" value="([^"]*)"', page.html)
    assert found
    return found[1]


@pytest.fixture
def study(publish: Publish) -> Published:
    """A study that takes nothing without a code."""
    return publish(plan(), entrance="codes", practice=True)


def test_one_code_sends_one_form_and_no_more(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    code, _, _ = codes_of(instance, study, clock)
    first = Visitor(public_app, study.id)
    to_review(first, A="yes")
    assert "Thank you" in first.press("send", {"card": code}).words
    assert waiting(instance) == 1
    second = Visitor(public_app, study.id)
    to_review(second, A="no", E="In my own words")
    page = second.press("send", {"card": code})
    assert WRONG in page.words
    assert "everything you wrote is still on this page" in page.words
    assert "In my own words" in page.words
    assert typed(page) == code
    assert waiting(instance) == 1


def test_without_a_code_it_says_so_and_nothing_is_lost(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    code, _, _ = codes_of(instance, study, clock)
    visitor = Visitor(public_app, study.id)
    to_review(visitor, E="In my own words")
    page = visitor.press("send")
    assert NEEDED in page.words
    assert "In my own words" in page.words
    assert visitor.page.headings == ["Look over what you wrote"]
    assert "Thank you" in visitor.press("send", {"card": code}).words


def test_a_code_is_understood_however_it_was_written_down(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    codes = codes_of(instance, study, clock, 8)
    arabic = {str(digit): chr(0x660 + digit) for digit in range(10)}

    def misread(code: str, at: int) -> str:
        other = next(one for one in CODE_LETTERS if one != code[at])
        return code[:at] + other + code[at + 1 :]

    ways: list[Callable[[str], str]] = [
        str.upper,
        lambda code: code.replace("-", " "),
        lambda code: " ".join(code.replace("-", "")),
        lambda code: f"  {code.replace('-', '–')}. ",
        lambda code: "".join(arabic.get(letter, letter) for letter in code),
        lambda code: misread(code, 0),
        lambda code: misread(code, len(code) - 1),
        lambda code: "O" + code[1:7] + "l" + code[8:],
    ]
    for code, way in zip(codes, ways, strict=True):
        visitor = Visitor(public_app, study.id)
        to_review(visitor, A="yes")
        assert "Thank you" in visitor.press("send", {"card": way(code)}).words, way(code)


def test_wrong_used_and_replaced_codes_look_the_same(
    public_app: Flask, study: Published, instance: Instance, clock: Clock, publish: Publish
) -> None:
    used, old, good = codes_of(instance, study, clock)
    other = publish(plan(id="other"), entrance="both", practice=True)
    foreign, _, _ = codes_of(instance, other, clock)
    sender = Visitor(public_app, study.id)
    to_review(sender)
    sender.press("send", {"card": used})
    new: list[str] = []
    replace_invitation(instance, study.id, old, clock().date(), new.extend)
    council = "23456-789ab"
    pages = set()
    for code in (used, old, foreign, council, "22222-22222-22222", "nonsense", "ا"):
        visitor = Visitor(public_app, study.id)
        to_review(visitor, A="yes")
        shown = visitor.press("send", {"card": code}).html.replace(typed(visitor.page), "")
        pages.add(re.sub(r'name="s" value="[^"]*"', "", shown))
        visitor.open()
        visitor.press("next")
        tried = visitor.press("card", {"card": code})
        assert WRONG in tried.words
        pages.add(re.sub(r'name="s" value="[^"]*"', "", tried.html.replace(typed(tried), "")))
    assert len(pages) == 2  # the one before writing, and the one at the end
    for code in (good, *new):
        visitor = Visitor(public_app, study.id)
        to_review(visitor)
        assert "Thank you" in visitor.press("send", {"card": code}).words


def test_a_code_can_be_looked_at_first_and_is_not_used_up(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    code, _, _ = codes_of(instance, study, clock)
    visitor = Visitor(public_app, study.id)
    visitor.open()
    visitor.press("next")
    assert NEEDED in visitor.press("card").words
    page = visitor.press("card", {"card": code.upper()})
    assert "This code works. It is used up only when you send." in page.words
    assert typed(page) == code.upper()
    visitor.press("begin", {"card": code.upper()})
    while "send" not in visitor.page.buttons:
        visitor.press("next")
    assert typed(visitor.page) == code.upper()
    assert waiting(instance) == 0
    assert "Thank you" in visitor.press("send", {"card": code.upper()}).words


def test_a_wrong_code_on_the_first_page_is_said_before_anything_is_written(
    public_app: Flask, study: Published
) -> None:
    visitor = Visitor(public_app, study.id)
    visitor.open()
    visitor.press("next")
    page = visitor.press("begin", {"card": "22222-22222-22222"})
    assert WRONG in page.words
    assert "begin" in page.buttons
    visitor.press("begin", {"card": ""})
    assert "begin" not in visitor.page.buttons


@pytest.mark.parametrize("press", ["break", "support", "back", "language:ar"])
def test_what_was_typed_comes_back_with_the_last_page(
    public_app: Flask, publish: Publish, press: str
) -> None:
    study = publish(form_file("languages"), entrance="codes", practice=True)
    visitor = Visitor(public_app, study.id)
    to_review(visitor)
    said = '"><b>half a code'
    page = visitor.press(press, {"card": said})
    if press in ("break", "support"):
        page = visitor.press("return")
    elif press == "back":
        page = visitor.press("next")
    assert typed(page) == "&#34;&gt;&lt;b&gt;half a code"


def test_a_code_is_not_put_aside_with_the_form(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    code, _, _ = codes_of(instance, study, clock)
    visitor = Visitor(public_app, study.id)
    to_review(visitor, A="yes")
    visitor.press("pause", {"card": code})
    words = six_words(visitor.press("keep"))
    with instance.engine.connect() as conn:
        assert conn.execute(select(func.count()).select_from(drafts)).scalar_one() == 1
    back = Visitor(public_app, study.id)
    back.open()
    back.press("next")
    back.press("resume")
    back.post({**back.page.fields, "w": words.split(), "go": ["open"]})
    while "send" not in back.page.buttons:
        back.press("next")
    assert typed(back.page) == ""
    assert "Thank you" in back.press("send", {"card": code}).words


def test_pressing_send_twice_counts_once_and_says_that_it_arrived(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    code, _, _ = codes_of(instance, study, clock)
    visitor = Visitor(public_app, study.id)
    before = to_review(visitor)
    visitor.press("send", {"card": code})
    visitor.page = before
    assert "This was already sent." in visitor.press("send", {"card": code}).words
    assert waiting(instance) == 1


def test_typing_codes_is_limited_and_a_right_one_passes_all_the_same(
    instance: Instance, publish: Publish, clock: Clock, public_app: Flask
) -> None:
    study = publish(plan(), entrance="codes", practice=True)
    code, _, _ = codes_of(instance, study, clock)
    guesser = Visitor(public_app, study.id, REMOTE_ADDR="8.8.8.8")
    guesser.open()
    guesser.press("next")
    statuses = []
    for _ in range(instance.settings.address_hourly + 1):
        guesser.press("card", {"card": "22222-22222-22222"})
        statuses.append(guesser.response.status_code)
    assert statuses == [200] * (len(statuses) - 1) + [429]
    assert "Many people are here" in guesser.page.words
    assert "This code works." in guesser.press("card", {"card": code}).words
    neighbour = Visitor(public_app, study.id, REMOTE_ADDR="9.9.9.9")
    neighbour.open()
    neighbour.press("next")
    assert WRONG in neighbour.press("card", {"card": "22222-22222-22222"}).words


def test_a_study_of_both_kinds_takes_forms_with_and_without_a_code(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    study = publish(plan(), entrance="both", practice=True)
    code, _, _ = codes_of(instance, study, clock)
    visitor = Visitor(public_app, study.id)
    page = to_review(visitor)
    assert "If you have no card, leave this empty." in page.words
    wrong = visitor.press("send", {"card": "22222-22222-22222"})
    assert "leave the field empty" in wrong.words
    assert "Thank you" in visitor.press("send", {"card": ""}).words
    visitor = Visitor(public_app, study.id)
    to_review(visitor)
    assert "Thank you" in visitor.press("send", {"card": code}).words
    assert waiting(instance) == 2


def test_people_are_told_before_they_agree_and_by_address_nothing_changes(
    public_app: Flask, publish: Publish
) -> None:
    told = {
        "codes": "You need the code of a card to send. It works once.",
        "both": "You can send with the code of a card, or without one.",
    }
    versions = set()
    for entrance in (None, *told):
        study = publish(plan(), entrance=entrance, practice=True)
        visitor = Visitor(public_app, study.id)
        visitor.open()
        page = visitor.press("next")
        assert [one for one, words in told.items() if words in page.words] == (
            [entrance] if entrance else []
        )
        assert ("Nothing ties a code to answers" in page.words) == bool(entrance)
        versions.add(re.findall("Version of this text: ([0-9a-f]{12})", page.words)[0])
        to_review(visitor)
        assert ('name="card"' in visitor.page.html) == bool(entrance)
    assert len(versions) == 3


@pytest.mark.parametrize("language", INTERFACE)
def test_the_pages_speak_of_codes_in_every_language(
    public_app: Flask, publish: Publish, language: str
) -> None:
    form = form_file("single").model_copy(update={"languages": (language,)})
    study = publish(form, entrance="both", practice=True)
    say = speaker(language)
    visitor = Visitor(public_app, study.id)
    visitor.open()
    assert say("See first whether your code works") in visitor.press("next").words
    to_review(visitor)
    page = visitor.press("send", {"card": "22222-22222-22222"})
    assert say(WRONG) in page.words
    assert say("You can also leave the field empty, and send without a code.") in page.words
