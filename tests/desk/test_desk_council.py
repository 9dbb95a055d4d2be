"""Councils at the desk: what is seen of one, by whom, and what moves with one person (nothing)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.storage.circle import Circle

Signed = Callable[..., StaffVisitor]


@pytest.fixture
def circle(instance: Instance, clock: Clock) -> Circle:
    """Give a council to which twelve people were invited; nobody has joined yet."""
    made = Circle(instance, clock())
    made.create(12)
    return made


def test_the_page_of_a_council_says_whether_enough_joined_and_never_how_many(
    staff: Signed, circle: Circle
) -> None:
    ada = staff("Ada", "coordinator")
    said = []
    for seed, code in enumerate(circle.codes):
        said.append(ada.get(f"/councils/{circle.id}").words)
        assert circle.join(code, seed) == "joined"
    said.append(ada.get(f"/councils/{circle.id}").words)
    assert len(set(said[:8])) == 1
    assert len(set(said[8:])) == 1
    assert "Enough to open Not yet" in said[0]
    assert "Enough to open Yes" in said[8]


def test_a_council_is_listed_at_home_and_its_page_is_for_its_own_roles(
    staff: Signed, circle: Circle
) -> None:
    mine = staff("Bea", ("viewer", circle.id))
    assert mine.get("/").links["A council"] == f"/councils/{circle.id}"
    assert mine.get(f"/councils/{circle.id}").title == "A council"
    assert "Who did what" in mine.page.words
    other = staff("Cy", ("viewer", "another"))
    assert other.get(f"/councils/{circle.id}").title == "This page is not here."
