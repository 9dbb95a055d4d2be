"""One content note before several pages: read once, skipped at once, and no road goes round it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.questionnaire.model import Questionnaire
from survey.storage.instance import Instance
from tests.conftest import Clock, Published
from tests.web.members import Gathered, plan
from tests.web.visitor import Page, Visitor

NOTE = "The next pages are about reporting."
TITLES = ("The first part", "Reports", "More on reports", "Still more on reports", "The last part")


def asked() -> Questionnaire:
    """Return a questionnaire of five parts, of which the middle three stand behind one note."""
    parts = [
        {"id": f"p{i}", "title": title, "questions": [{"type": "text", "id": f"Q{i}", "text": "?"}]}
        for i, title in enumerate(TITLES, 1)
    ]
    parts[1] |= {"sensitivity": 2, "content_note": NOTE}
    parts[2] |= {"sensitivity": 2, "same_note": True}
    parts[3] |= {"sensitivity": 2, "same_note": True}
    return Questionnaire.model_validate(
        {
            "id": "try-out",
            "title": "A try-out",
            "introduction": "What this is about.",
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": parts,
        }
    )


@pytest.fixture
def visitor(publish: Callable[..., Published], public_app: Flask) -> Visitor:
    """Return a visitor of that study."""
    return Visitor(public_app, publish(asked(), practice=True).id)


def at_note(visitor: Visitor) -> Page:
    """Return the content note, reached from the first part."""
    visitor.begin()
    return visitor.press("next")


def test_a_note_for_several_pages_is_read_once_on_the_way(visitor: Visitor) -> None:
    assert NOTE in at_note(visitor).words
    assert "This note is for 3 pages." in visitor.page.words
    seen = [visitor.press("next").headings[0] for _ in range(4)]
    assert seen == list(TITLES[1:])
    assert [visitor.press("back").headings[0] for _ in range(3)] == list(TITLES[3:0:-1])
    assert NOTE in visitor.press("back").words


def test_skipping_at_the_note_skips_all_pages_under_it(visitor: Visitor) -> None:
    at_note(visitor)
    assert visitor.press("skip").headings == ["The last part"]
    review = visitor.press("next")
    assert review.words.count("You skipped this part.") == 1
    assert "Reports" in review.words
    assert "ore on reports" not in review.words
    assert NOTE in visitor.press("page:s.p2").words
    assert visitor.press("next").headings == ["Reports"]


def test_back_to_pages_that_were_skipped_leads_to_the_one_note(visitor: Visitor) -> None:
    at_note(visitor)
    visitor.press("skip")
    assert NOTE in visitor.press("back").words
    assert [visitor.press("next").headings[0] for _ in range(4)] == list(TITLES[1:])


def test_skipping_on_a_page_leaves_out_the_rest_and_keeps_what_came_before(
    visitor: Visitor,
) -> None:
    at_note(visitor)
    visitor.press("next")
    visitor.press("next", Q2="Sent.")
    visitor.press("next", Q3="Kept.")
    visitor.press("back")
    assert visitor.press("skip").headings == ["The last part"]
    review = visitor.press("next")
    assert "Sent." in review.words
    assert "Kept." not in review.words
    assert review.words.count("You skipped this part") == 1
    assert "Send it" in review.words
    assert NOTE in visitor.press("page:s.p3").words
    assert visitor.press("next").fields["q.Q3"] == ["Kept."]


def test_a_page_in_the_middle_is_changed_through_the_note_and_not_the_pages_before(
    visitor: Visitor,
) -> None:
    at_note(visitor)
    for _ in range(4):
        visitor.press("next")
    visitor.press("review")
    assert NOTE in visitor.press("page:s.p4").words
    assert visitor.press("next").headings == ["Still more on reports"]


def test_looking_over_early_names_what_was_not_opened_once(visitor: Visitor) -> None:
    visitor.begin()
    review = visitor.press("review")
    assert review.words.count("You have not opened this part.") == 1
    assert not any(name in review.words for name in TITLES[2:4])


@given(st.lists(st.sampled_from(["next", "back", "skip", "review", "page", "support", "return"]),
                max_size=14))  # fmt: skip
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_road_leads_round_the_note(visitor: Visitor, presses: list[str]) -> None:
    """Whatever is pressed, no question under the note is seen or named before the note was."""
    visitor.begin()
    noted = False
    for pressed in presses:
        offered = [name for name in visitor.page.buttons if name.partition(":")[0] == pressed]
        if not offered:
            continue
        page = visitor.press(offered[len(offered) // 2])
        noted = noted or NOTE in page.words
        assert noted or not {"q.Q2", "q.Q3", "q.Q4"} & set(page.offered)
        assert noted or not any(title in page.words for title in TITLES[2:4])


def test_hard_statements_of_a_council_take_several_pages_behind_one_note(
    instance: Instance, public_app: Flask, clock: Clock
) -> None:
    """Seven statements: two pages, one note, which skips both."""
    gathered = Gathered(instance, public_app, clock)
    words = gathered.all_join()
    statements = tuple({"id": f"S{n}", "text": f"Statement number {n}."} for n in range(1, 8))
    noted = plan(statements=statements, content_note=NOTE)
    member = gathered.member(gathered.open(noted), words[0])
    assert NOTE in member.page.words
    assert "q.S5" in member.press("next").offered
    assert "q.S6" not in member.page.offered
    assert "q.S7" in member.press("next").offered
    for _ in range(2):
        member.press("back")
    assert NOTE in member.page.words
    review = member.press("skip")
    assert "send" in review.buttons
    assert "Statement number" not in review.words
    assert review.words.count("You skipped this part.") == 1
