"""Every file that a person writes is refused kindly, however deep it is or long its numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.answers.read_mapping import read_mapping
from survey.delphi.files.council_file import read_council
from survey.delphi.files.ratings_file import read_ratings
from survey.delphi.rule import read_council_policy
from survey.disclosure.noise.headline_numbers import read_plan
from survey.disclosure.policy import read_policy
from survey.disclosure.tables.plain_reading import read_tables
from survey.errors import SurveyError
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.files.toml_text import NotToml, read_toml
from survey.reports.council.council_notes import read_notes
from survey.services.steps.support_list import read_resources
from survey.settings import read_settings
from survey.table_files.table_rows import read_rows
from tests.conftest import form_file

DEEP, LONG = 3_000, 5_000


def resources(text: str, folder: Path) -> object:
    file = folder / "resources.json"
    file.write_text(text, "utf-8")
    return read_resources(file)


def settings(text: str, folder: Path) -> object:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    return read_settings([file], {})


READERS: dict[str, Callable[[str, Path], object]] = {
    "questionnaire": lambda text, _: read_questionnaire(text, "f"),
    "mapping": lambda text, _: read_mapping(text, "f", form_file("breakdown")),
    "council": lambda text, _: read_council(text, "f"),
    "council policy": lambda text, _: read_council_policy(text),
    "notes": lambda text, _: read_notes(text),
    "disclosure policy": lambda text, _: read_policy(text),
    "headlines": lambda text, _: read_plan(text, "f"),
    "tables": lambda text, _: read_tables(text, "f"),
    "resources": resources,
    "settings": settings,
}
TEXTS = {
    "deep list": "a = " + "[" * DEEP + "]" * DEEP,
    "deep table": "a = " + "{a=" * DEEP + "1" + "}" * DEEP,
    "deep group": "a: " + "{a: " * DEEP + "1" + "}" * DEEP,
    "deep JSON": '{"a": ' + "[" * DEEP + "]" * DEEP + "}",
    "bare brackets": "[" * DEEP,
    "long number": "a = " + "1" * LONG,
    "long JSON number": '{"a": ' + "1" * LONG + "}",
    "long fraction": "a = 1e" + "9" * LONG,
    "list as a key": "? [a, b]\n: c",
    "nothing": "",
    "a nul": "a\0b",
}


def refused(reader: Callable[[str, Path], object], text: str, folder: Path) -> str | None:
    """Give all that is said when a text is refused; None where it is taken."""
    try:
        reader(text, folder)
    except SurveyError as error:
        return " ".join([error.what, error.do, *map(str, getattr(error, "problems", ()))])
    return None


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_no_file_ends_in_a_traceback(
    reader: Callable[[str, Path], object], text: str, tmp_path: Path
) -> None:
    told = refused(reader, text, tmp_path)
    assert told is None or 0 < len(told.strip()) < LONG


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXTS["deep list"], "too deep"),
        (TEXTS["deep table"], "too deep"),
        (TEXTS["long number"], "too long"),
        ("a = ", "Invalid value"),
    ],
)
def test_toml_is_refused_with_its_reason(text: str, says: str) -> None:
    with pytest.raises(NotToml, match=says):
        read_toml(text)


def test_a_ratings_file_of_brackets_is_a_problem() -> None:
    assert read_ratings(read_rows("f", b"[" * DEEP)).problems
