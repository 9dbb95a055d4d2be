"""The part of a report that says what people wrote about."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.quotes import Quote, quotable
from survey.disclosure.release import Release, Shown
from survey.disclosure.theme_counts import HowFarAgreed, ThemeCount, ThemeCounts, protect_themes
from survey.reports.study.spoken_words import (
    MOST_QUOTES,
    THEME_COLUMNS,
    SpokenWords,
    themes_csv,
    words_json,
)
from tests.reports.report_inputs import screen

HERE = Path(__file__).resolve().parent
RELEASE = Release.model_validate_json((HERE / "release-practice.json").read_text("utf-8"))


def themes(
    *counts: tuple[str, int, int, HowFarAgreed], release: Release = RELEASE, texts: int = 125
) -> ThemeCounts:
    """Give the themes of its question for words: (name, the code it is below, texts, agreed)."""
    return protect_themes(
        release,
        "more",
        texts=texts,
        not_coded=0,
        code_book=4,
        counts=[
            ThemeCount(number, name, f"The rule of {name}.", under, held, agreed)
            for number, (name, under, held, agreed) in enumerate(counts, 1)
        ],
        policy=Policy(),
    )


COUNTED = themes(
    ("Reporting", 0, 74, "reliable"),
    ("No answer", 1, 42, "tentative"),
    ("It came back", 1, 8, "reliable"),
    ("Being <believed>", 0, 51, "low"),
)


def quote(words: str, language: str = "en") -> Quote:
    """Give a quote that two people approved."""
    return quotable(words, language, may_quote=True, redacted_by="Ana", approved_by="Ben")


def page(spoken: SpokenWords, release: Release = RELEASE) -> str:
    """Give the part of the report as words; "" where it has none."""
    html = screen(release, spoken)
    found = re.search(r'<h2 id="in-words">.*?(?=<h2 id="(?:groups|asks|limits)">)', html, re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""
    return re.sub(r"\s+", " ", words)


def test_themes_stand_with_their_counts_and_what_they_mean() -> None:
    said = page(SpokenWords((COUNTED,)))
    assert "Of about 125 people who wrote, 60% (75) wrote about “Reporting” and" in said
    assert re.search(r"It came back\s+(Hidden\s+)?hidden", said)
    assert "Being <believed>. The rule of Being <believed>." in said
    assert "On “Reporting” they agreed well." in said
    assert "On “No answer” they agreed enough for a first picture." in said
    assert "they agreed too little to build on" in said
    assert "Quotes" not in said


def test_quotes_stand_alone_in_the_order_of_their_words_and_six_at_most() -> None:
    quotes = tuple(quote(f"{letter} would help.") for letter in "HGFEDCBA")
    said = page(SpokenWords((), quotes))
    printed = re.findall(r"[A-H] would help\.", said)
    assert printed == [f"{letter} would help." for letter in "ABCDEF"]
    assert len(printed) == MOST_QUOTES
    assert "one person proposed each quote, and another approved it" in said
    for name in ("Ana", "Ben"):
        assert name not in said


def test_a_quote_keeps_its_language_and_direction_and_is_escaped() -> None:
    html = screen(
        RELEASE,
        SpokenWords((), (quote("كنت أريد أن يصدقني أحد", "ar"), quote("<b>x</b> y"))),
    )
    assert '<blockquote lang="ar" dir="rtl">' in html
    assert "&lt;b&gt;x&lt;/b&gt; y" in html


def test_a_report_without_words_is_as_it_was() -> None:
    assert page(SpokenWords()) == ""
    assert "Words that people wrote are never part of this report." in screen(RELEASE)


def test_the_files_of_a_report_hold_themes_and_quotes_as_data() -> None:
    spoken = SpokenWords((COUNTED,), (quote("A would help."),))
    lines = list(csv.DictReader(io.StringIO(themes_csv(spoken, RELEASE))))
    assert tuple(lines[0]) == THEME_COLUMNS
    assert [(one["count"], one["percent"], one["base"]) for one in lines][:2] == [
        ("75", "60", "125"),
        ("40", "32", "125"),
    ]
    assert (lines[2]["hidden"], lines[2]["count"], lines[2]["agreed"]) == ("true", "", "")
    held = json.loads(words_json(spoken))
    assert held["quotes"] == [{"words": "A would help.", "language": "en"}]
    assert held["themes"][0]["themes"][0]["shown"]["count"] == 75


def test_a_hidden_count_gives_no_number_away_whatever_it_holds() -> None:
    rows = tuple(
        one.model_copy(update={"shown": Shown(hidden=True, count=8, percent=6, words="few")})
        if one.shown.hidden
        else one
        for one in COUNTED.themes
    )
    holding = SpokenWords((COUNTED.model_copy(update={"themes": rows}),))
    clean = SpokenWords((COUNTED,))
    assert page(holding) == page(clean)
    assert themes_csv(holding, RELEASE) == themes_csv(clean, RELEASE)
    assert words_json(holding) == words_json(clean)


@pytest.mark.parametrize("held", [4, 10, 18])
def test_few_texts_are_said_in_words_without_a_number(held: int) -> None:
    few = Shown(words="10 to 29 people")
    questions = tuple(
        one.model_copy(update={"form": "words", "base": few, "rows": ()})
        if one.id == "more"
        else one
        for one in RELEASE.questions
    )
    release = RELEASE.model_copy(update={"questions": questions})
    spoken = SpokenWords((themes(("Reporting", 0, held, "low"), release=release, texts=20),))
    said = page(spoken, release)
    word = {4: "Fewer than a third", 10: "About half", 18: "More than two thirds"}[held]
    assert f"{word} wrote about “Reporting”." in said
    assert "they agreed" not in said
