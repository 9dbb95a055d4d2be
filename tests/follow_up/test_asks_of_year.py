"""The digest of a year, and asks as a table: what stood when, as it was given."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest

from survey.follow_up.ask_standing import ask_standing
from survey.follow_up.asks import Ask, AskEvent, BodyAnswer
from survey.follow_up.asks_csv import COLUMNS, asks_csv
from survey.follow_up.asks_of_year import ask_as_of, asks_of_year, happened_in, last_day
from survey.reports.asks.ask_digest import DigestFacts, digest_html
from survey.reports.asks.ask_letters import AskLetterFacts, AskLetterKind, ask_letter
from survey.reports.report_language import writing_in
from survey.settings import shipped
from tests.follow_up.test_ask_life import an_ask
from tests.house.gather_words import REPORTS, messages

LATE = date(2029, 1, 1)
#: Where values stand in a sentence.
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")
FIRST = BodyAnswer(
    body_id="b1", number=1, status="declined", words="<b>Not</b> now.", reason="Law.",
    answered_on="2027-01-10", mark="does not answer it", mark_words="No reason.",
    marked_on="2027-03-05",
)  # fmt: skip
THEN = BodyAnswer(
    body_id="b1", number=2, status="done", words="It is done.", evidence="A page.",
    answered_on="2028-02-01",
)  # fmt: skip


def followed(**other: object) -> Ask:
    """Give an ask that was answered in 2027 and otherwise in 2028."""
    return an_ask(
        THEN,
        earlier_answers=(FIRST,),
        happened=(
            AskEvent(day="2026-11-15", what="published"),
            AskEvent(day="2027-01-10", what="answered", body_id="b1"),
            AskEvent(day="2027-03-05", what="marked", body_id="b1", words="No."),
            AskEvent(day="2028-02-01", what="corrected", body_id="b1"),
        ),
        **other,
    )


def page(year: int, *asks: Ask, today: date = LATE, facts: DigestFacts | None = None) -> str:
    """Give the digest of a year as its words stand in it."""
    return digest_html(asks or (followed(),), year, today, shipped("templates"), facts)


def test_an_ask_is_told_as_it_stood_on_that_day() -> None:
    assert ask_as_of(followed(), date(2026, 12, 31)).answers == ()
    then = ask_as_of(followed(), date(2027, 12, 31))
    assert then.answers == (FIRST,)
    assert then.earlier_answers == ()
    unmarked = ask_as_of(followed(), date(2027, 3, 4))
    assert [one.mark for one in unmarked.answers] == [""]
    now = ask_as_of(followed(), LATE)
    assert (now.answers, now.earlier_answers) == ((THEN,), (FIRST,))
    gone = followed(withdrawn_on="2028-05-01", withdrawn_because="A law.")
    assert ask_standing(ask_as_of(gone, date(2028, 4, 30)), date(2028, 4, 30)) != "withdrawn"
    assert ask_standing(ask_as_of(gone, date(2028, 5, 1)), date(2028, 5, 1)) == "withdrawn"


def test_asks_of_later_years_and_drafts_are_not_told_of() -> None:
    asks = (followed(), an_ask(published_on=""), an_ask(published_on="2028-01-01"))
    assert len(asks_of_year(asks, date(2027, 12, 31))) == 1
    assert [one.what for one in happened_in(followed(), 2027)] == ["answered", "marked"]
    assert last_day(2027, LATE) == date(2027, 12, 31)
    assert last_day(2029, LATE) == LATE


def test_the_digest_prints_answers_as_given_and_escapes_them() -> None:
    words = page(2027)
    assert "&lt;b&gt;Not&lt;/b&gt; now." in words
    assert "<b>Not</b>" not in words
    assert "Survivors on the council: This does not answer it." in words
    assert "Body 2 has not answered. An answer was due by 28 February 2027." in words
    assert "On 31 December 2027, 1 ask stood like this: 1 overdue." in words
    assert "It is done." not in words
    assert "It is done." in page(2028)


def test_the_digest_says_what_people_told_and_names_practice() -> None:
    facts = DigestFacts("Example Charity", {"say": ("35%: told clearly",)}, {"study": "Reporting"},
                        "https://example.org")  # fmt: skip
    words = unescape(page(2027, facts=facts))
    for said in ("Example Charity", "35%: told clearly", "Reporting, Reporting",
                 "https://example.org/asks/say", "https://example.org/support"):  # fmt: skip
        assert said in words, said
    assert "PRACTICE" not in words
    assert "PRACTICE" in page(2027, followed(practice=True))
    assert "Nothing happened with this in 2028." in page(2028, an_ask())


def test_the_digest_is_the_same_twice_and_fetches_nothing() -> None:
    assert page(2027) == page(2027)
    for word in ("<script", "http://", "src=", "@import", "url("):
        assert word not in page(2027), word


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_digest_and_letters_stand_in_the_language_that_is_asked_for(
    language: str, direction: str
) -> None:
    """No long sentence of the catalogue stays English, and what people wrote stays as it is."""
    kinds: tuple[AskLetterKind, ...] = ("first letter", "reminder", "second letter", "facts")
    facts = AskLetterFacts("Reporting", "Example Charity", 31, "https://a.org/asks/say")
    ask = followed(sent_on="2026-11-16")
    made = {}
    for code in ("en", language):
        with writing_in(code):
            made[code] = unescape(page(2027)) + "".join(
                ask_letter(kind, ask, one, facts) for kind in kinds for one in ask.bodies
            )
    whole = [part for one in messages(REPORTS) for part in PLACE.split(one) if len(part) > 20]
    english = [part for part in whole if part in made["en"]]
    assert len(english) > 20
    assert [part for part in english if part in made[language]] == []
    assert f'<html lang="{language}" dir="{direction}">' in made[language]
    for words in (ask.sentence, ask.done_looks_like, "Body 1", "No reason."):
        assert words in made[language]


def test_the_table_has_a_row_for_each_body_and_no_cell_that_calculates() -> None:
    risky = followed().model_copy(update={"how_sent": "=1+1"})
    rows = list(csv.DictReader(io.StringIO(asks_csv((risky,), LATE))))
    assert [one["body"] for one in rows] == ["Body 1", "Body 2"]
    assert [one["body_standing"] for one in rows] == ["done", "overdue"]
    assert rows[0]["how_sent"] == "'=1+1"
    assert rows[0]["answer"] == "It is done."
    assert rows[1]["days_late"] == str((LATE - date(2027, 2, 28)).days)
    assert tuple(rows[0]) == COLUMNS
    assert None not in rows[0]


@pytest.mark.parametrize("kind", ["first letter", "reminder", "second letter", "facts"])
def test_each_letter_names_who_is_asked_and_has_the_link_in_it(kind: AskLetterKind) -> None:
    ask = followed(sent_on="2026-11-16")
    facts = AskLetterFacts("Reporting", "Example Charity", 31, "https://a.org/asks/say",
                           "2026-12-01", "office@a.org", "What was found",
                           "https://a.org/r/one/")  # fmt: skip
    letter = ask_letter(kind, ask, ask.bodies[0], facts, "https://desk/ask/secret")
    assert letter.startswith("To Body 1")
    assert "https://desk/ask/secret" in letter
    assert letter.endswith("Example Charity\noffice@a.org\n")
    assert "What was found\nhttps://a.org/r/one/" in letter
    assert f"Ask {ask.number}" in letter
    practised = ask_letter(kind, ask.model_copy(update={"practice": True}), ask.bodies[0], facts)
    assert practised.startswith("PRACTICE.")
    assert "[the link]" in practised
    assert "{" not in letter
    assert (ask.sentence in letter) == (kind != "facts")
    assert all(len(one) < 200 for one in letter.splitlines())
