"""At the desk: an answer is put to a council, and the digest of a year is published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.storage.instance import Instance
from tests.desk.conftest import StaffVisitor
from tests.reports.council_sample import proceedings
from tests.reports.stored_council import store_council
from tests.web.shelves import ASKS, put_asks

Staff = Callable[..., StaffVisitor]
COUNCIL = "reporting"
ROOT = f"/councils/{COUNCIL}/asks"
ADDRESS = f"{ROOT}/{ASKS[0].id}"


@pytest.fixture
def asked(instance: Instance) -> Instance:
    """Give an ask for practice that was answered, of a council for practice."""
    store_council(instance, proceedings(20, practice=True))
    put_asks(instance, COUNCIL, (ASKS[0].model_copy(update={"practice": True}),))
    return instance


def test_an_answer_is_put_to_a_council_in_its_next_round(asked: Instance, staff: Staff) -> None:
    eve = staff("Eve", ("coordinator", COUNCIL))
    eve.get(ADDRESS)
    eve.press("Put it to the council", council=COUNCIL)
    assert "It is put to the council, in its next round." in eve.page.words
    assert "It rates this as answer-1." in eve.page.words
    assert "Publish what the council says" not in eve.page.words, "nothing is said yet"
    token = eve.page.forms[0].fields["csrf_token"][0]
    sent = {"csrf_token": token, "body": "1", "council": COUNCIL}
    assert "says nothing by its rule" in eve.post(f"{ADDRESS}/do/from-council", sent).words
    elsewhere = sent | {"council": "another"}
    assert "Choose a council of yours." in eve.post(f"{ADDRESS}/do/to-council", elsewhere).words


def test_the_digest_of_a_year_is_asked_for_by_a_button(asked: Instance, staff: Staff) -> None:
    eve = staff("Eve", ("coordinator", COUNCIL))
    eve.get(ROOT)
    eve.press("Publish the digest")
    assert "Publishing the digest of a year" in eve.page.words
    viewer = staff("Ann", ("viewer", COUNCIL))
    assert "Publish the digest" not in viewer.get(ROOT).words
