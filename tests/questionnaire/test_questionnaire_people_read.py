"""What people read: which changes void a sign-off, and how they are told to a reviewer."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import EMPTY, Text
from survey.questionnaire.what_people_read import (
    Piece,
    as_json,
    changed_places,
    from_json,
    reading_changes,
    reading_fingerprint,
    what_people_read,
)

FORM = """
id: evenings
title: {en: Evenings, fr: Soirs}
languages: [en, fr]
introduction: {en: About evenings., fr: Sur les soirs.}
consent: {en: It is anonymous., fr: C'est anonyme.}
closing: {en: Thank you., fr: Merci.}
audience: {who: {en: Adults, fr: Adultes}}
sections:
  - id: one
    title: {en: One, fr: Un}
    questions:
      - id: often
        type: single
        text: {en: How often, fr: Souvent}
        options: [{id: a, text: {en: A, fr: A}}, {id: b, text: {en: B, fr: B}}]
      - {id: more, type: text, text: {en: What else, fr: Quoi}}
  - id: two
    title: {en: Two, fr: Deux}
    questions:
      - {id: last, type: text, text: {en: And then, fr: Et puis}}
"""
LAW = Text((("en", "We may have to pass on danger."), ("fr", "Nous pourrions le dire.")))


def read(form: dict[str, Any] | None = None, law: Text = LAW) -> tuple[Piece, ...]:
    text = FORM if form is None else yaml.safe_dump(form, allow_unicode=True, sort_keys=False)
    return what_people_read(read_questionnaire(text, "form.yaml"), law, EMPTY)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Give the form with another value at a path such as sections.0.title.en."""
    form: dict[str, Any] = yaml.safe_load(FORM)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = form
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return form


WORDS = [
    ("title.fr", "Soirées"),
    ("introduction.en", "About nights."),
    ("consent.en", "It is anonymous, always."),
    ("closing.fr", "Merci beaucoup."),
    ("audience.who.en", "Adults anywhere"),
    ("minutes", 9),
    ("payment", {"amount": {"en": "A card", "fr": "Une carte"}}),
    ("sections.0.title.en", "First"),
    ("sections.0.questions.0.text.en", "How seldom?"),
    ("sections.0.questions.0.help", {"en": "In a week.", "fr": "Par semaine."}),
    ("sections.0.questions.0.type", "multiple"),
    ("sections.0.questions.0.options.1.text.fr", "Bé"),
    ("sections.1.show_if", {"question": "often", "is": "a"}),
]


@pytest.mark.parametrize(("path", "value"), WORDS)
def test_whatever_changes_a_page_is_another_version(path: str, value: Any) -> None:
    before, after = read(), read(changed(path, value))
    assert reading_fingerprint(before) != reading_fingerprint(after)
    assert reading_changes(before, after)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("theme", {"en": "Time", "fr": "Temps"}),
        ("sections.0.questions.0.breakdown", True),
        ("audience.regions", ["FR"]),
        ("allowed", [{"words": "About evenings", "kind": "other", "reason": "It is no threat."}]),
    ],
)
def test_what_nobody_is_shown_is_no_other_version(path: str, value: Any) -> None:
    before, after = read(), read(changed(path, value))
    assert reading_fingerprint(before) == reading_fingerprint(after)
    assert reading_changes(before, after) == ()


def test_the_words_on_the_law_are_part_of_it() -> None:
    other = Text((("en", "We may have to pass on any danger."), LAW.pairs[1]))
    found = reading_changes(read(), read(law=other))
    assert [(one.kind, one.place, one.what, one.language) for one in found] == [
        ("changed", "start", "safeguarding", "en")
    ]
    assert (found[0].before, found[0].after) == (LAW.pairs[0][1], other.pairs[0][1])


def test_a_question_that_is_new_gone_or_moved_is_named() -> None:
    form: dict[str, Any] = yaml.safe_load(FORM)
    one, two = form["sections"]
    gone = one["questions"].pop(1)
    two["questions"].insert(0, {**gone, "id": "fresh"})
    found = {(each.kind, each.place) for each in reading_changes(read(), read(form))}
    assert found == {("taken out", "question more"), ("new", "question fresh")}
    form["sections"].reverse()
    found = {(each.kind, each.place) for each in reading_changes(read(), read(form))}
    assert ("moved", "part one") in found
    assert "question often" in changed_places(reading_changes(read(), read(form)))


def test_options_in_another_order_are_a_change_of_that_question() -> None:
    options: list[Any] = yaml.safe_load(FORM)["sections"][0]["questions"][0]["options"]
    after = read(changed("sections.0.questions.0.options", options[::-1]))
    assert changed_places(reading_changes(read(), after)) == {"question often"}
    assert reading_fingerprint(read()) != reading_fingerprint(after)


def test_a_version_that_was_kept_is_the_same_afterwards() -> None:
    kept = from_json(as_json(read()))
    assert reading_fingerprint(kept) == reading_fingerprint(read())
    assert reading_changes(kept, read()) == ()
