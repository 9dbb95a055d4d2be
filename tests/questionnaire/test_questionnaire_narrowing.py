"""Ready-made files with some of their languages only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from survey.errors import BadInput
from survey.questionnaire.files.narrowing import only_languages

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "config" / "councils").glob("*.yaml"))
ALL = {"en", "fr", "es", "ar"}


def kept(data: Any, languages: list[str]) -> Any:
    """Take out of plain data what is not in `languages`, wherever all keys are languages."""
    if isinstance(data, list):
        return [kept(one, languages) for one in data]
    if isinstance(data, dict) and data and set(data) <= ALL:
        return {code: words for code, words in data.items() if code in languages}
    if isinstance(data, dict):
        return {
            key: languages if key == "languages" else kept(value, languages)
            for key, value in data.items()
        }
    return data


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("languages", [["en"], ["fr"], ["ar", "en"], ["en", "fr", "es", "ar"]])
def test_a_file_says_the_same_in_the_languages_that_are_kept(
    path: Path, languages: list[str]
) -> None:
    text = path.read_text(encoding="utf-8")
    narrowed = only_languages(text, languages)
    assert yaml.safe_load(narrowed) == kept(yaml.safe_load(text), languages)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    left = [line for line in narrowed.splitlines() if line.startswith("#")]
    assert left == comments if languages != ["en"] else set(left) < set(comments)
    assert ("translated" in narrowed) == (languages != ["en"])


def test_empty_lines_between_parts_stay_and_none_are_left_over() -> None:
    text = "title:\n  en: One\n  fr: |-\n    Un\n\n    deux\n\nlanguages: [en, fr]\nid: id\n"
    assert only_languages(text, ["en"]) == "title:\n  en: One\n\nlanguages: [en]\nid: id\n"
    assert only_languages(text, ["fr"]).startswith("title:\n  fr: |-\n    Un\n\n    deux\n\n")


@pytest.mark.parametrize("languages", [["en", "sw"], []])
def test_a_language_that_is_not_there_is_refused(languages: list[str]) -> None:
    with pytest.raises(BadInput, match="no words in"):
        only_languages(SHIPPED[0].read_text(encoding="utf-8"), languages)
