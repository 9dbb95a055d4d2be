"""Tables by the language that people answered in: only where each part is large."""

from __future__ import annotations

import numpy as np
import pytest

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity
from survey.disclosure.study.categories import by_language, split_by_language
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.tally.counting import LANGUAGE, OneWay, count
from tests.disclosure.conftest import EVERY_TABLE

LANGUAGES = ("en", "fr", "es", "ar")


def form(kit, sensitive=False):
    questions = [
        {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True},
        {"id": "main", "type": "single", "options": kit.options(6), "sensitive": sensitive},
    ]
    return Questionnaire.model_validate(
        {
            "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
            "languages": LANGUAGES,
            "sections": [
                {"id": "s", "title": "S", "questions": [{"text": "?", **q} for q in questions]}
            ],
        }
    )  # fmt: skip


def tally_of(q, spoken):
    """People by language, each giving the options in turn."""
    layout, hearing = Layout(q), Interpreter(q)
    records = [
        encode(layout, hearing.answers(entries_on_path(q, entries)), code)
        for code, people in spoken.items()
        for i in range(people)
        for entries in ({"by": (f"o{i % 3}",), "main": (f"o{i % 6}",)},)
    ]
    return count(q, layout, b"".join(records))


def groups_of(spoken):
    people = [spoken.get(code, 0) for code in LANGUAGES]
    one = OneWay(np.array(people), np.zeros(5, int), sum(people))
    found = split_by_language(by_language(LANGUAGES), one, 100)
    return None if found is None else [group.options for group in found.groups]


@pytest.mark.parametrize(
    ("spoken", "groups"),
    [
        ({"en": 150, "fr": 99}, None),
        ({"en": 99, "fr": 100}, None),
        ({"en": 100, "fr": 100}, [("en",), ("fr",)]),
        ({"en": 300, "fr": 120, "es": 60, "ar": 50}, [("en",), ("fr",), ("es", "ar")]),
        ({"en": 300, "fr": 120, "ar": 5}, [("en",), ("fr", "es", "ar")]),
        ({"en": 300, "ar": 5}, None),
        ({"en": 300, "fr": 40, "es": 40, "ar": 40}, [("en",), ("fr", "es", "ar")]),
        ({"en": 1000}, None),
    ],
)
def test_each_part_and_all_outside_of_it_have_a_hundred_people(spoken, groups):
    assert groups_of(spoken) == groups


def test_tables_by_language_are_part_of_the_one_system(kit, result):
    q = form(kit)
    release = kit.release_of(q, tally_of(q, {"en": 200, "fr": 130, "ar": 4}))
    split = next(x for x in result(release, "main").breakdowns if x.by == LANGUAGE)
    assert [(c.id, c.options) for c in split.categories] == [
        ("en", ("en",)),
        ("_other", ("fr", "es", "ar")),
    ]
    (refusal,) = result(release, "by").refusals
    assert refusal.table == f"by by {LANGUAGE}"
    assert "never split itself" in refusal.reason
    assert release.audit.passed


def test_a_question_that_few_of_a_language_answered_is_not_split_by_it(kit, result):
    q = form(kit)
    layout, hearing = Layout(q), Interpreter(q)
    people = [("en", {"by": ("o0",), "main": (f"o{i % 6}",)}) for i in range(200)]
    people += [("fr", {"by": ("o1",), "main": (f"o{i % 6}",)}) for i in range(90)]
    people += [("fr", {"by": ("o1",)})] * 30
    records = [encode(layout, hearing.answers(entries), code) for code, entries in people]
    release = kit.release_of(q, count(q, layout, b"".join(records)))
    main, by = result(release, "main"), result(release, "by")
    assert not any(split.by == LANGUAGE for split in main.breakdowns)
    (refusal,) = [one for one in main.refusals if one.table == f"main by {LANGUAGE}"]
    assert "at least 100 people" in refusal.reason
    assert refusal.next_steps
    assert not any(one.table == f"main by {LANGUAGE}" for one in by.refusals)


def test_the_languages_stay_together_for_the_life_of_a_study(kit, result):
    q, past = form(kit), Past()
    for number, spoken in ((1, {"en": 250, "fr": 110, "es": 20}), (2, {"es": 200, "fr": 30})):
        past = Past(past.releases, (*past.waves, Wave(tally_of(q, spoken), number)))
        n = sum(wave.tally.n for wave in past.waves)
        release = protect_next(
            q, past, EVERY_TABLE, kit.FACTS, Integrity(envelopes=n, counted=n)
        ).release
        past = Past((*past.releases, release), past.waves)
        found = [s for s in result(release, "main").breakdowns if s.by == LANGUAGE]
        if found:
            assert [c.options for c in found[0].categories] == [("en",), ("fr", "es", "ar")]
    assert found or result(release, "main").refusals
