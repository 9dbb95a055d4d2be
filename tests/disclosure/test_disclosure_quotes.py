"""Words enter a report only with consent, two people and nothing that tells whose they are."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from survey.disclosure.quotes import Quote, quotable, side_by_side
from survey.disclosure.release import Release
from survey.errors import DisclosureRefused

RELEASE = Path(__file__).resolve().parents[1] / "reports" / "release-practice.json"
WORDS = "Clear steps in plain words would help."


def release() -> Release:
    """Give a release that was printed from a practice study."""
    return Release.model_validate_json(RELEASE.read_text("utf-8"))


def quote(words: str = WORDS, **changes: object) -> Quote:
    """Give a quote with everything in order but for what is changed."""
    given: dict[str, object] = {"may_quote": True, "redacted_by": "Ana", "approved_by": "Ben"}
    return quotable(words, "en", **(given | changes))  # type: ignore[arg-type]


def shown_role(printed: Release) -> tuple[str, str, dict[str, str]]:
    """Give a question that is not sensitive, and an option whose count is printed."""
    for question in printed.questions:
        for row in question.rows:
            counted = row.shown.count is not None and row.shown.count >= printed.policy.threshold
            if not question.sensitive and row.kind == "option" and counted:
                return question.id, row.id, row.label
    raise AssertionError("the release prints no count")


def test_with_consent_and_two_people_words_may_be_quoted() -> None:
    made = quote(f"  {WORDS} ")
    assert (made.words, made.language, made.role) == (WORDS, "en", ())


def test_without_consent_nothing_is_quoted() -> None:
    with pytest.raises(DisclosureRefused, match="did not allow"):
        quote(may_quote=False)


def test_words_far_longer_than_an_answer_are_refused_before_they_are_looked_through() -> None:
    with pytest.raises(DisclosureRefused, match="longer than any answer"):
        quote("1/2/" * 1_000)


@pytest.mark.parametrize("who", ["Ana", " ana ", "ANA", "Ana "])
def test_two_different_people_look_at_a_quote(who: str) -> None:
    with pytest.raises(DisclosureRefused, match="same person"):
        quote(approved_by=who)


@pytest.mark.parametrize("missing", ["redacted_by", "approved_by"])
def test_neither_of_the_two_may_be_missing(missing: str) -> None:
    with pytest.raises(DisclosureRefused, match="one of them is missing"):
        quote(**{missing: " "})


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_words_are_no_quote(words: str) -> None:
    with pytest.raises(DisclosureRefused, match="no words left"):
        quote(words)


@pytest.mark.parametrize("words", ["See example.com", "I am @jane_doe", "Call 0612345678"])
def test_what_could_point_to_someone_is_redacted_first(words: str) -> None:
    with pytest.raises(DisclosureRefused, match="could point to someone") as refused:
        quote(words)
    assert "Redact" in refused.value.do
    assert words not in str(refused.value)


def test_a_role_is_shown_only_as_the_release_counts_it() -> None:
    printed = release()
    question, option, label = shown_role(printed)
    made = quote(role=(question, option), release=printed)
    assert dict(made.role) == label
    assert made.role_label("en") == label["en"]
    assert made.role_label("xx") == next(iter(label.values()))
    assert quote().role_label("en") == ""


def test_a_role_that_is_not_counted_is_refused() -> None:
    printed = release()
    question, option, _ = shown_role(printed)
    for role, counts in (((question, "nothing"), printed), (("nothing", option), printed),
                         ((question, option), None)):  # fmt: skip
        with pytest.raises(DisclosureRefused, match="not counted"):
            quote(role=role, release=counts)


@pytest.mark.parametrize("change", [{"hidden": True}, {"count": None}, {"count": 1}])
def test_a_role_with_a_hidden_or_small_count_is_refused(change: dict[str, object]) -> None:
    plain = json.loads(RELEASE.read_text("utf-8"))
    question, option, _ = shown_role(release())
    for row in next(q for q in plain["questions"] if q["id"] == question)["rows"]:
        if row["id"] == option:
            row["shown"] |= change
    with pytest.raises(DisclosureRefused):
        quote(role=(question, option), release=Release.model_validate(plain))


def test_a_sensitive_answer_is_no_role() -> None:
    plain = json.loads(RELEASE.read_text("utf-8"))
    question, option, _ = shown_role(release())
    next(q for q in plain["questions"] if q["id"] == question)["sensitive"] = True
    with pytest.raises(DisclosureRefused):
        quote(role=(question, option), release=Release.model_validate(plain))


def test_a_quote_cannot_be_made_past_its_door() -> None:
    with pytest.raises(DisclosureRefused, match="quotable"):
        Quote(WORDS, "en")
    with pytest.raises(DisclosureRefused):
        dataclasses.replace(quote(), words="Other words", door=None)


def test_a_quote_has_no_place_for_a_person() -> None:
    assert [field.name for field in dataclasses.fields(Quote)] == ["words", "language", "role"]


def test_quotes_stand_in_an_order_that_says_nothing() -> None:
    first, second = quote("B comes second."), quote("A comes first.")
    assert side_by_side([first, second, first]) == side_by_side([second, first]) == (second, first)
