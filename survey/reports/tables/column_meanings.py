"""What the columns of tables.csv and themes.csv mean, for descriptions that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """One column: its name, what its values are, what it means, and all its values where few."""

    name: str
    kind: ValueKind
    meaning: str
    values: tuple[str, ...] = ()


_COUNT = ColumnMeaning("count", "integer", "Number of people, rounded; empty where hidden.")
_PERCENT = ColumnMeaning("percent", "number", "Percentage as printed; empty where none is.")
_BASE = ColumnMeaning("base", "integer", "People who answered the question, rounded.")
_HIDDEN = ColumnMeaning("hidden", "boolean", "Whether the number is hidden to protect people.")
_LOW = ColumnMeaning("low", "number", "Low end of the 95% range of the percentage.")
_HIGH = ColumnMeaning("high", "number", "High end of the 95% range of the percentage.")
_WORDS = ColumnMeaning("words", "string", "Words that stand for a number in a small study.")
_QUESTION_TEXT = ColumnMeaning("question_text", "string", "The question as it was asked.")

TABLE_MEANINGS = (
    ColumnMeaning("question", "string", "Id of the question."),
    ColumnMeaning("breakdown", "string", "Id of the question that splits the table, or empty."),
    ColumnMeaning("category", "string", "Id of the group of people, or empty for everybody."),
    ColumnMeaning("option", "string", "Id of the answer; of answers together, joined by +."),
    _COUNT, _PERCENT, _BASE, _HIDDEN, _LOW, _HIGH, _WORDS,
    ColumnMeaning("kind", "string", "What the row counts.", (
        "option", "sum", "skipped", "rather_not_say", "no_answer", "dont_know", "does_not_apply",
        "not_asked",
    )),
    ColumnMeaning("form", "string", "How the question is printed.",
                  ("numbers", "words", "withheld")),
    _QUESTION_TEXT,
    ColumnMeaning("category_text", "string", "The group of people in words."),
    ColumnMeaning("option_text", "string", "The answer in words."),
)  # fmt: skip
THEME_MEANINGS = (
    ColumnMeaning("question", "string", "Id of the question."),
    ColumnMeaning("theme", "integer", "Number of the theme."),
    ColumnMeaning("under", "integer", "Number of the theme that it belongs to, or empty."),
    _COUNT, _PERCENT, _BASE, _HIDDEN, _LOW, _HIGH, _WORDS,
    ColumnMeaning("agreed", "string", "How far the two who coded agreed before they talked.",
                  ("reliable", "tentative", "low", "unknown")),
    ColumnMeaning("name", "string", "The theme in words."),
    ColumnMeaning("rule", "string", "When a text was given the theme."),
    _QUESTION_TEXT,
)  # fmt: skip
#: What each table is and what its columns mean, by the name of its file.
MEANINGS = {
    "tables.csv": ("Every printed number, one to a line", TABLE_MEANINGS),
    "themes.csv": ("Themes in what people wrote, one to a line", THEME_MEANINGS),
}
