"""Whatever a small study is made of, opening it ends in a release, or a refusal that helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import DisclosureRefused
from survey.questionnaire.checking import contradiction
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.model import Questionnaire
from tests.conftest import form_file

FORMS = sorted(path.stem for path in (Path(__file__).parents[1] / "forms").glob("*.yaml"))
KINDS = ("single", "multiple", "scale", "ranking", "text")


def question(kit: Any, id_: str, kind: str, size: int, shape: int) -> dict[str, Any]:
    """Return a question of a kind; `shape` chooses what else it has."""
    missing = ((), ("dont_know",), ("dont_know", "does_not_apply"))[shape % 3]
    one: dict[str, Any] = {"id": id_, "type": kind, "sensitive": shape % 5 == 4}
    if kind == "scale":
        other = [{"id": name, "text": name, "kind": name} for name in missing]
        return one | {"points": [f"P{i}" for i in range(size)], "other": other}
    if kind == "text":
        return one
    one["options"] = kit.options(size, *missing)
    if kind == "multiple" and shape % 2:
        one["options"].append({"id": "none", "text": "None", "exclusive": True})
    if kind == "single" and shape % 4 == 3:
        one["breakdown"] = True
    return one


@st.composite
def studies(draw: st.DrawFn) -> tuple[list[tuple[str, int, int]], int, int, float, float]:
    """Draw the questions of a study, its people, and how they answer."""
    questions = draw(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.integers(2, 4), st.integers(0, 59)),
            min_size=1,
            max_size=4,
        )
    )
    people = draw(st.sampled_from([0, 1, 9, 10, 11, 29, 30, 31, 40, 60, 99, 100, 130]))
    silent = draw(st.sampled_from([0.0, 0.1, 0.5, 0.7, 0.9, 1.0]))
    return questions, people, draw(st.integers(0, 999)), draw(st.sampled_from([0, 1, 3])), silent


def opened(kit: Any, q: Questionnaire, people: Any) -> Release | None:
    """Open a study, and look at what comes of it; None for a refusal."""
    people = [_without_contradictions(q, entries) for entries in people]
    tally = kit.tally_of(q, people)
    past = Past((), (Wave(tally, 1),))
    letters = Integrity(envelopes=len(people), counted=tally.n, blank=tally.blank)
    try:
        made = protect_next(q, past, Policy(), kit.facts_of(q), letters)
    except DisclosureRefused as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.kept
        assert refused.do, "a refusal says what would help"
        assert "fault of the program" not in refused.do
        return None
    assert len(made.release.questions) == sum(1 for _ in q.questions())
    assert kit.proven(q, [made]) == []
    return made.release


def _without_contradictions(q: Questionnaire, entries: Any) -> dict[str, tuple[str, ...]]:
    return {
        one.id: said[:1] if contradiction(one, said) else said
        for one in q.questions()
        if (said := entries.get(one.id, ()))
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(study=studies())
def test_a_small_study_of_any_shape_opens_or_is_refused_with_what_would_help(
    kit: Any, study: tuple[list[tuple[str, int, int]], int, int, float, float]
) -> None:
    questions, people, seed, skew, silent = study
    q = kit.questionnaire([question(kit, f"q{i}", *one) for i, one in enumerate(questions)])
    assume(not unsound(q))
    opened(kit, q, kit.crowd(q, people, seed, skew, silent))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("people", "silent"), [(30, 1.0), (40, 1.0), (30, 0.7), (100, 0.9)])
def test_every_kind_of_form_opens_when_hardly_anybody_answers(
    kit: Any, form: str, people: int, silent: float
) -> None:
    q = form_file(form)
    release = opened(kit, q, kit.crowd(q, people, 1, 1, silent))
    assert release is not None
    if silent == 1.0:
        assert all(one.form == "withheld" for one in release.questions if one.type != "text")


def test_two_closed_questions_with_few_answers_are_withheld_and_the_study_opens(kit: Any) -> None:
    q = kit.questionnaire([question(kit, "a", "single", 2, 0), question(kit, "b", "scale", 3, 0)])
    people = [{"a": ("o0",) if i < 9 else (), "b": ("p1",) if i < 5 else ()} for i in range(30)]
    release = opened(kit, q, people)
    assert release is not None
    assert [one.form for one in release.questions] == ["withheld", "withheld"]
    assert all(one.reason for one in release.questions)
