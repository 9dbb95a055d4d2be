"""A large study is protected by several hands: the release is the same, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor

import pytest

from survey.disclosure.protect import protect_next
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.release import Integrity
from survey.disclosure.system.release_history import Past, Wave
from survey.services.steps.executors import hands_of
from tests.disclosure.conftest import EVERY_TABLE


class Counting(ThreadPoolExecutor):
    """One thread that counts what it is given, and is lost after so many of them."""

    def __init__(self, lost_after: int = 10**9) -> None:
        super().__init__(1)
        self.given, self._lost_after = 0, lost_after

    def submit(self, *args, **kwargs):
        self.given += 1
        if self.given > self._lost_after:
            raise BrokenExecutor("it was ended")
        return super().submit(*args, **kwargs)


def study(kit, name):
    """Give a questionnaire, and how many people answer it in each wave."""
    by = [{"id": f"by{i}", "type": "single", "breakdown": True, "options": kit.options(3)}
          for i in range(2)]  # fmt: skip
    asked = [{"id": f"q{i}", "type": ("single", "multiple")[i % 2], "sensitive": i % 3 == 0,
              "options": kit.options(4)} for i in range(5)]  # fmt: skip
    then = {"id": "then", "type": "single", "options": kit.options(3),
            "show_if": {"question": "q0", "is": "o0"}}  # fmt: skip
    return {
        "in words": (kit.questionnaire(asked), (24,)),
        "once": (kit.questionnaire([*by, *asked[:3]], [then]), (130,)),
        "again": (kit.questionnaire([by[0], *asked[1:3]]), (110, 40)),
    }[name]


def published(kit, q, crowds: Sequence[int], hands: Hands) -> list[tuple[str, bytes | None]]:
    """Give each release as it is printed, with its certificate."""
    past, made = Past(), []
    for number, people in enumerate(crowds, 1):
        crowd = kit.crowd(q, people, number, 0.5, 0.05)
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, crowd), number)))
        told = Integrity(envelopes=sum(crowds[:number]), counted=sum(crowds[:number]))
        one = protect_next(q, past, EVERY_TABLE, kit.facts_of(q), told, hands)
        made.append((one.release.model_dump_json(), one.certificate()))
        past = Past((*past.releases, one.release), past.waves)
    return made


@pytest.fixture(scope="module", params=["in words", "once", "again"])
def alone(request, kit):
    """Give a study, and what one hand makes of it."""
    q, crowds = study(kit, request.param)
    return request.param, q, crowds, published(kit, q, crowds, NO_HANDS)


def test_several_hands_make_the_release_of_one(kit, alone) -> None:
    name, q, crowds, made = alone
    executors = [Counting() for _ in range(3)]
    assert published(kit, q, crowds, Hands(executors, 0)) == made
    used = [one.given for one in executors]
    assert sum(one > 0 for one in used) >= {"in words": 0, "once": 3, "again": 2}[name]


def test_a_hand_that_is_lost_changes_nothing(kit, alone) -> None:
    name, q, crowds, made = alone
    executors = [Counting(), Counting(3)]
    assert published(kit, q, crowds, Hands(executors, 0)) == made
    assert executors[1].given > 3 or name == "in words"


@pytest.mark.parametrize("alone", ["once"], indirect=True)
def test_processes_make_the_release_of_one(kit, alone) -> None:
    _, q, crowds, made = alone
    with hands_of(2, 0) as hands:
        assert published(kit, q, crowds, hands) == made


@pytest.mark.parametrize("alone", ["once"], indirect=True)
def test_nothing_is_shared_of_a_small_study(kit, alone) -> None:
    _, q, crowds, made = alone
    executors = [Counting(0), Counting(0)]
    assert published(kit, q, crowds, Hands(executors, 1_000)) == made
    assert not any(one.given for one in executors)
    with hands_of(1, 0) as hands:
        assert not hands.executors
