"""Whatever a page sends, sending succeeds or shows what was written; and notes come first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.questionnaire.model import Questionnaire
from survey.services.steps.executors import make_executor
from survey.services.steps.make_release import Opened
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance
from survey.web.rendering.localisation import speaker
from survey.web.whole_bodies import LATE
from tests.conftest import Clock, Published
from tests.web.visitor import Page, Visitor, six_words

Publish = Callable[..., Published]

ONE, TWO = {"id": "one", "text": "First"}, {"id": "two", "text": "Second"}
NONE = {"id": "none", "text": "None of these", "exclusive": True}
UNSURE = {"id": "unsure", "text": "I am not sure", "kind": "dont_know"}


def asked() -> Questionnaire:
    """Return a questionnaire whose every kind of question can contradict itself."""
    return Questionnaire.model_validate(
        {
            "id": "try-out",
            "title": "A try-out",
            "languages": ["en", "ar"],
            "introduction": "What this is about.",
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": [
                {
                    "id": "first",
                    "title": "The first part",
                    "questions": [
                        {"type": "multiple", "id": "A", "text": "Any?", "options": [ONE, TWO, NONE]}
                    ],
                },
                {
                    "id": "second",
                    "title": "The second part",
                    "content_note": "The next questions are about reporting.",
                    "sensitivity": 2,
                    "questions": [
                        {"type": "single", "id": "B", "text": "Which one?", "options": [ONE, TWO]},
                        {"type": "text", "id": "C", "text": "In your words?"},
                    ],
                },
                {
                    "id": "third",
                    "title": "The third part",
                    "questions": [
                        {
                            "type": "ranking",
                            "id": "D",
                            "text": "In order?",
                            "options": [ONE, TWO, UNSURE],
                        },
                    ],
                },
            ],
        }
    )


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish that questionnaire for practice."""
    return publish(asked(), practice=True)


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Return a visitor of that study."""
    return Visitor(public_app, study.id)


@pytest.fixture
def opened(instance: Instance, study: Published, clock: Clock) -> Callable[[], Opened]:
    """Close the study and open it with two sheets."""

    def go() -> Opened:
        close_study(instance, study.id, clock())
        sheets = study.sheets[:2]
        return open_study(instance, study.id, sheets, clock().date(), make_executor(1, 10))

    return go


def to_third(visitor: Visitor, **first: Any) -> Page:
    """Go to the third part, past the note of the second."""
    visitor.begin()
    visitor.press("next", **first)
    visitor.press("next")
    return visitor.press("next")


@pytest.mark.parametrize("other", ["none", "rns"])
@pytest.mark.parametrize("way", ["review", "skip", "back", "break", "support", "pause"])
def test_answers_that_contradict_each_other_are_asked_about_and_never_lost(
    visitor: Visitor, opened: Callable[[], Opened], way: str, other: str
) -> None:
    visitor.begin()
    ticked = ["one", other if other == "none" else visitor.page.offered["q.A"][-1]]
    page = visitor.press(way, A=ticked)
    if way in ("break", "support", "pause"):
        page = visitor.press("return")
    if way == "back":
        page = visitor.press("begin")
    if way == "skip":
        visitor.press("back")
    if way == "review":
        assert page.headings == ["The first part"]
        named = "None of these" if other == "none" else "I'd rather not say"
        assert f"“\u2068{named}\u2069” does not go with" in page.words
    assert visitor.page.fields["q.A"] == ticked
    visitor.press("pause")
    visitor.press("return")
    visitor.press("next", A=["one"])
    visitor.press("review")
    assert visitor.press("send").headings == ["Thank you"]
    assert opened().integrity.counted == 1


def test_sending_shows_a_contradiction_that_came_by_another_road(visitor: Visitor) -> None:
    """The way round by "Back" and by another language reached the letterbox unchecked."""
    to_third(visitor)
    visitor.press("language:ar", **{"D__one": "1", "D": "unsure"})
    visitor.press("language:en")
    visitor.press("back")
    visitor.press("review")
    page = visitor.press("send")
    assert page.headings == ["The third part"]
    assert page.fields["q.D"] == ["unsure"]
    assert page.fields["q.D.one"] == ["1"]
    assert "Everything you wrote is still here." in page.words
    visitor.press("next", **{"D__one": ""})
    assert visitor.press("send").headings == ["Thank you"]


def test_a_part_that_was_skipped_comes_back_with_what_was_written(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    visitor.press("next")
    written = "A line that took a while. " * 15
    visitor.press("skip", B="two", C=written)
    page = visitor.press("review")
    assert "Which one?" not in page.words
    assert written[:20] not in page.words
    assert "You skipped this part" in page.words
    visitor.press("page:s.second")
    page = visitor.press("next")
    assert page.fields["q.B"] == ["two"]
    assert page.fields["q.C"] == [written]
    visitor.press("next")
    assert "In your words? " + written[:20] in visitor.press("review").words


@pytest.mark.parametrize(("told", "kept"), [("yes", True), ("no", False), ("", False)])
def test_what_was_written_in_a_skipped_part_is_sent_only_when_asked(
    visitor: Visitor, opened: Callable[[], Opened], told: str, kept: bool
) -> None:
    for _ in range(40):
        visitor.begin()
        visitor.press("next", A="one")
        visitor.press("next")
        visitor.press("skip", B="two")
        visitor.press("review")
        visitor.press("send", {"k.second": told} if told else None)
    (result,) = [one for one in opened().release.questions if one.id == "B"]
    assert result.base.count == (40 if kept else None)


NOTE = "The next questions are about reporting."


@pytest.mark.parametrize("road", ["review", "change", "code", "skipped"])
def test_every_road_to_a_sensitive_part_leads_through_its_note(visitor: Visitor, road: str) -> None:
    visitor.begin()
    if road == "review":
        page = visitor.press("review")
    elif road == "skipped":
        visitor.press("next")
        visitor.press("skip")
        page = visitor.press("review")
    else:
        visitor.press("next")
        visitor.press("next")
        visitor.press("next", B="one")
        page = visitor.press("review")
    if road in ("review", "skipped"):
        assert "The second part" in page.words
        assert "Which one?" not in page.words, "a part not opened is named by its title only"
    if road == "code":
        visitor.press("page:s.second")
        visitor.press("next")
        visitor.press("pause")
        words = _code(visitor.press("keep"))
        visitor.open()
        visitor.press("next")
        visitor.press("resume")
        page = visitor.press("open", {"w": words})
    else:
        page = visitor.press("page:s.second")
    assert NOTE in page.words
    assert "q.B" not in page.offered
    assert "q.B" in visitor.press("next").offered


def _code(page: Page) -> str:
    """Return the six words that a page shows."""
    words = six_words(page)
    assert words, page.html
    return words


BUTTONS = ("next", "skip", "back", "review", "pause", "break", "language:ar", "language:en")
STEP = st.tuples(
    st.sampled_from(BUTTONS),
    st.lists(st.sampled_from(["one", "two", "none", "rns", "bogus"]), max_size=3),
    st.sampled_from(["", "1", "2", "9"]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=7))
def test_any_road_ends_in_thanks_or_in_a_page_that_keeps_what_was_written(
    visitor: Visitor, steps: Sequence[tuple[str, list[str], str]]
) -> None:
    page = visitor.begin()
    for wanted, ticked, place in steps:
        there = (wanted, "return", "next", "begin", "back")
        page = _press(visitor, next(b for b in there if b in page.buttons), ticked, place)
    for _ in range(12):
        if "send" in page.buttons:
            break
        button = next(b for b in ("language:en", "review", "return", "begin", "next")
                      if b in page.buttons)  # fmt: skip
        page = _tidied(visitor, button)
    if "send" in page.buttons:
        page = visitor.press("send")
    assert visitor.response.status_code == 200
    thanked = any(speaker(language)("Thank you") in page.headings for language in ("en", "ar"))
    assert thanked or any("#q." in link for link in page.links), "thanks, or a question to look at"


def _press(visitor: Visitor, button: str, ticked: list[str], place: str) -> Page:
    answers: dict[str, Any] = {}
    for name in visitor.page.offered:
        if name in ("q.A", "q.B", "q.D"):
            rather = visitor.page.offered[name][-1]
            answers[name[2:]] = [rather if one == "rns" else one for one in ticked]
        elif name.startswith("q.D."):
            answers[name[2:].replace(".", "__")] = place
    page = visitor.press(button, **answers)
    assert visitor.response.status_code == 200
    kept = [one for one in answers.get("A", ()) if one in ("one", "two", "none")]
    if "q.A" in page.offered and "A" in answers:
        assert set(kept) <= set(page.fields.get("q.A", ())), "what was ticked is still ticked"
    return page


def _tidied(visitor: Visitor, button: str) -> Page:
    """Press a button with one answer a question, as somebody does who was shown a problem."""
    for name in [name for name in visitor.page.fields if name.startswith("q.")]:
        del visitor.page.fields[name]
    return visitor.press(button)


def test_an_error_on_our_side_keeps_what_was_written_and_offers_to_try_again(
    visitor: Visitor, instance: Instance
) -> None:
    visitor.begin()
    visitor.press("next", A="one")
    visitor.press("next")
    database = instance.folder / "survey.db"
    instance.engine.dispose()
    sound = database.read_bytes()
    database.write_bytes(b"damaged " * 1_000)
    written = "Two lines,\n<b>and</b> a “quote”."
    page = visitor.press("next", B="two", C=written)
    assert visitor.response.status_code == 500
    assert "Everything you wrote is still on this page." in page.words
    instance.engine.dispose()
    database.write_bytes(sound)
    visitor.press("next")
    assert visitor.page.headings == ["The third part"]
    page = visitor.press("back")
    assert page.fields["q.B"] == ["two"]
    assert page.fields["q.C"] == [written]


def test_of_a_page_that_comes_too_slowly_what_came_is_kept(
    visitor: Visitor, public_app: Flask
) -> None:
    """Its last field may be cut short, so it is not taken for what somebody wrote."""
    visitor.begin()
    visitor.press("next", A="one")
    visitor.press("next")
    late = Visitor(public_app, visitor.address.removeprefix("/f/"), **{LATE: "yes"})
    state = visitor.page.hidden[-1]
    page = late.post({**state, "q.B": ["two"], "q.C": ["Only the first hal"]})
    assert late.response.status_code == 408
    assert "What had reached us is still on this page" in page.words
    visitor.page = page
    page = visitor.press("stay")
    assert page.fields["q.B"] == ["two"]
    assert not page.fields.get("q.C", [""])[0]
    assert "could not be kept" in late.post({"q.B": ["two"], "q.C": ["no state"]}).words


def test_a_page_that_is_far_too_large_keeps_everything_before_the_text(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="one")
    visitor.press("next")
    fields = {"q.B": ["two"], "q.C": ["word " * 400_000], "go": ["next"]}  # as browsers order them
    page = visitor.post({**visitor.page.hidden[-1], **fields})
    assert visitor.response.status_code == 413
    assert "everything you wrote before it is still on this page" in page.words
    page = visitor.press("stay")
    assert page.fields["q.B"] == ["two"]
    visitor.press("back")
    assert visitor.press("back").fields["q.A"] == ["one"]
