"""What the columns of tables.csv and themes.csv mean, for descriptions that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.reports.report_language import N_

ValueKind = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """One column: its name, what its values are, what it means, and all its values where few."""

    name: str
    kind: ValueKind
    meaning: str
    values: tuple[str, ...] = ()


_COUNT = ColumnMeaning("count", "integer", N_("Number of people, rounded; empty where hidden."))
_PERCENT = ColumnMeaning("percent", "number", N_("Percentage as printed; empty where none is."))
_BASE = ColumnMeaning("base", "integer", N_("People who answered the question, rounded."))
_HIDDEN = ColumnMeaning("hidden", "boolean", N_("Whether the number is hidden to protect people."))
_LOW = ColumnMeaning("low", "number", N_("Low end of the 95% range of the percentage."))
_HIGH = ColumnMeaning("high", "number", N_("High end of the 95% range of the percentage."))
_WORDS = ColumnMeaning("words", "string", N_("Words that stand for a number in a small study."))
_QUESTION_TEXT = ColumnMeaning("question_text", "string", N_("The question as it was asked."))

TABLE_MEANINGS = (
    ColumnMeaning("question", "string", N_("Id of the question.")),
    ColumnMeaning("breakdown", "string", N_("Id of the question that splits the table, or empty.")),
    ColumnMeaning("category", "string", N_("Id of the group of people, or empty for everybody.")),
    ColumnMeaning("option", "string", N_("Id of the answer; of answers together, joined by +.")),
    _COUNT, _PERCENT, _BASE, _HIDDEN, _LOW, _HIGH, _WORDS,
    ColumnMeaning("kind", "string", N_("What the row counts."), (
        "option", "sum", "skipped", "rather_not_say", "no_answer", "dont_know", "does_not_apply",
        "not_asked",
    )),
    ColumnMeaning("form", "string", N_("How the question is printed."),
                  ("numbers", "words", "withheld")),
    _QUESTION_TEXT,
    ColumnMeaning("category_text", "string", N_("The group of people in words.")),
    ColumnMeaning("option_text", "string", N_("The answer in words.")),
)  # fmt: skip
THEME_MEANINGS = (
    ColumnMeaning("question", "string", N_("Id of the question.")),
    ColumnMeaning("theme", "integer", N_("Number of the theme.")),
    ColumnMeaning("under", "integer", N_("Number of the theme that it belongs to, or empty.")),
    _COUNT, _PERCENT, _BASE, _HIDDEN, _LOW, _HIGH, _WORDS,
    ColumnMeaning("agreed", "string", N_("How far the two who coded agreed before they talked."),
                  ("reliable", "tentative", "low", "unknown")),
    ColumnMeaning("name", "string", N_("The theme in words.")),
    ColumnMeaning("rule", "string", N_("When a text was given the theme.")),
    _QUESTION_TEXT,
)  # fmt: skip
#: What each table is and what its columns mean, by the name of its file.
MEANINGS = {
    "tables.csv": (N_("Every printed number, one to a line"), TABLE_MEANINGS),
    "themes.csv": (N_("Themes in what people wrote, one to a line"), THEME_MEANINGS),
}
