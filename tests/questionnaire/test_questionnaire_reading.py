"""Reading YAML gives a questionnaire, or all problems with their places; never anything else."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.problems import Problem
from survey.questionnaire.files.reading import from_json, read_questionnaire, to_json
from survey.questionnaire.model import Questionnaire, Scale, Text

ROOT = Path(__file__).resolve().parents[2]
GOOD = sorted((ROOT / "tests" / "forms").glob("*.yaml"))
BAD = sorted((ROOT / "tests" / "forms" / "bad").glob("*.yaml"))
SHIPPED = sorted((ROOT / "config" / "questionnaires").glob("*.yaml"))
WORDS = [path.read_text("utf-8") for path in (*GOOD, *BAD, *SHIPPED)]


def problems_of(text: str | bytes) -> list[str]:
    """Give the problems of a text, as printed; none when it is a questionnaire."""
    try:
        read_questionnaire(text, "f.yaml")
    except QuestionnaireProblems as refused:
        return [str(problem) for problem in refused.problems]
    return []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_each_feature_is_read_and_stored_exactly(path: Path) -> None:
    read = read_questionnaire(path.read_bytes(), path.name)
    stored = to_json(read)
    assert from_json(stored) == read
    assert to_json(from_json(stored)) == stored


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_told_with_its_place_and_what_to_write(path: Path) -> None:
    with pytest.raises(QuestionnaireProblems) as refused:
        read_questionnaire(path.read_bytes(), path.name)
    printed = "".join(f"{problem}\n" for problem in refused.value.problems)
    assert printed == path.with_suffix(".txt").read_text("utf-8")


def test_a_problem_has_all_its_parts() -> None:
    with pytest.raises(QuestionnaireProblems) as refused:
        read_questionnaire("id: a b\n", "x.yaml")
    first = refused.value.problems[0]
    assert isinstance(first, Problem)
    assert (first.file, first.line, first.path) == ("x.yaml", 1, "id")
    assert "“a b” cannot be an id" in first.what
    assert first.do.startswith("Use a letter first")
    assert refused.value.what == "x.yaml has 6 problems."


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_no_word_of_the_machinery_reaches_a_person(path: Path) -> None:
    printed = path.with_suffix(".txt").read_text("utf-8").lower()
    for word in (
        "pydantic",
        "traceback",
        "union",
        "tuple",
        "dict",
        "any_",
        "none type",
        "scaleends",
    ):
        assert not re.search(rf"\b{word}\b", printed)


def test_bytes_with_a_mark_at_the_front_are_read() -> None:
    path = ROOT / "tests" / "forms" / "single.yaml"
    content = b"\xef\xbb\xbf" + path.read_bytes()
    assert read_questionnaire(content, "x") == read_questionnaire(path.read_text("utf-8"), "x")


def test_bytes_that_are_not_utf8_tell_the_line() -> None:
    (said,) = problems_of(b"id: a\ntitle: \xff\n")
    assert said.startswith("f.yaml:2: from this line on letters are not UTF-8")
    assert "In Word: Save as, Plain text, other encoding, Unicode (UTF-8)" in said


def test_a_lone_surrogate_is_a_problem() -> None:
    (said,) = problems_of("id: \ud800")
    assert said.startswith("f.yaml:1: this file holds broken characters. Save it again. In Word:")


def test_a_file_over_a_megabyte_is_refused() -> None:
    (said,) = problems_of("# " + "é" * 500_000)
    assert said.startswith("f.yaml:1: this file is larger than one megabyte. Check that it is")


@pytest.mark.parametrize("deep", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_deep_nesting_is_refused_before_it_is_walked(deep: str) -> None:
    assert len(problems_of(f"id: {deep}")) == 1


def test_a_thousand_laughs_are_refused() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert problems_of(laughs) == [
        "f.yaml:1: anchors and aliases (& and *) are not used here. "
        "Write the words out again, or put the text in quotes"
    ]


def test_a_plain_text_and_a_mapping_are_kept_in_one_form() -> None:
    read = read_questionnaire((ROOT / "tests/forms/languages.yaml").read_bytes(), "x")
    assert read.title.languages() == ("", "ar", "pt-BR")
    question = read.question("Q2")
    assert question.text.languages() == ("", "ar", "pt-BR")  # written in another order
    assert question.text.in_language("en") == "When?"
    assert question.text.in_language("ar") == "متى؟"
    assert question.text.in_language("fr") == "When?"


def test_the_first_language_works_for_both_ways_of_writing() -> None:
    read = read_questionnaire((ROOT / "tests/forms/translation-missing.yaml").read_bytes(), "x")
    assert read.introduction.in_language("en") == "We would like to hear from you."
    assert read.introduction.in_language("fr") == "We would like to hear from you."
    assert read.title.in_language("en") == "Half translated"
    assert read.title.in_language("fr") == "À moitié traduit"


def test_numbered_scales_have_words_at_both_ends() -> None:
    read = read_questionnaire((ROOT / "tests/forms/languages.yaml").read_bytes(), "x")
    scale = read.question("Q1")
    assert isinstance(scale, Scale)
    assert [option.id for option in scale.options] == ["p1", "p2", "p3", "p4", "p5"]
    assert [option.text.in_language("en") for option in scale.options] == [
        "1 (not at all)", "2", "3", "4", "5 (completely)",
    ]  # fmt: skip
    assert scale.options[4].text.in_language("ar") == "5 (تماما)"


def test_a_key_without_a_name_is_a_problem() -> None:
    words = (ROOT / "tests/forms/text.yaml").read_text("utf-8")
    doubled = words.replace("title: In your own words\nlang", 'title: {"": A, en: B}\nlang')
    assert problems_of(doubled) == [
        "f.yaml:2: title: a key without a name stands here. Write a word before the colon"
    ]


def test_a_questionnaire_in_use_equals_a_fresh_one() -> None:
    content = (ROOT / "tests/forms/scale-9.yaml").read_bytes()
    used, fresh = read_questionnaire(content, "x"), read_questionnaire(content, "x")
    question = used.question("Q1")
    assert isinstance(question, Scale)
    assert question.option_ids == question.answer_ids == tuple(f"p{i}" for i in range(1, 10))
    assert used == fresh
    assert to_json(used) == to_json(fresh)


def test_empty_optional_texts_read_as_no_text() -> None:
    words = (ROOT / "tests/forms/text.yaml").read_text("utf-8")
    read = read_questionnaire(words.replace("        help:", '        help: ""\n#'), "x")
    assert read.question("Q1").help == Text(())
    assert from_json(to_json(read)) == read


@pytest.mark.parametrize("stored", ["", "{}", "[1", '{"id": 5}', "null", "[" * 50_000])
def test_a_damaged_store_is_a_problem(stored: str) -> None:
    with pytest.raises(QuestionnaireProblems):
        from_json(stored)


def outcome(text: str | bytes) -> Questionnaire | tuple[object, ...]:
    """Give the questionnaire or its problems; any other error fails the test."""
    try:
        return read_questionnaire(text, "f.yaml")
    except QuestionnaireProblems as refused:
        return refused.problems


def is_told(found: Questionnaire | tuple[object, ...]) -> bool:
    """Say whether there is a questionnaire, or a list of whole problems."""
    if isinstance(found, Questionnaire):
        return True
    problems = [problem for problem in found if isinstance(problem, Problem)]
    whole = all(problem.line >= 1 and problem.what and problem.do for problem in problems)
    return bool(found) and len(problems) == len(found) and whole


@given(st.one_of(st.text(), st.binary()))
@example("\x00")
@example("? [a]\n: b")
@example("a: !!binary x")
@example("- &a [*a]")
@example("%YAML 9.9\n---\na: b")
def test_any_text_gives_a_questionnaire_or_problems(text: str | bytes) -> None:
    assert is_told(outcome(text))


PIECES = st.sampled_from(
    [*"~:[}\"'|", "no", "012", "&a", "*a", "<<:", "show_if:", "points:", "", "\n", "  ", "- "]
)


@st.composite
def cut_and_pasted(draw: st.DrawFn) -> str:
    """Give a real file with up to four pieces taken out or replaced."""
    text = draw(st.sampled_from(WORDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.one_of(PIECES, st.text(max_size=6))) + text[end:]
    return text


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(cut_and_pasted())
def test_any_damaged_file_gives_a_questionnaire_or_problems(text: str) -> None:
    assert is_told(outcome(text))


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 15), st.floats(allow_nan=False),
    st.sampled_from(["Q1", "a", "single", "scale", "text", "is", "", "en", "p1"]),
)  # fmt: skip
KEYS = st.sampled_from(
    ["id", "question", "is", "all", "any", "not", "text", "answered", "to", "en"]
)
SHAPES = st.one_of(LEAVES, st.lists(LEAVES, max_size=3), st.dictionaries(KEYS, LEAVES, max_size=3))
DATA = [yaml.safe_load(path.read_text("utf-8")) for path in GOOD]


@st.composite
def reshaped(draw: st.DrawFn) -> str:
    """Give a real form in which some values are of quite another shape."""
    here = data = deepcopy(draw(st.sampled_from(DATA)))
    for _ in range(draw(st.integers(1, 3))):
        here = data
        while steps := list(here) if isinstance(here, dict) else list(range(len(here))):
            step = draw(st.sampled_from(steps))
            if isinstance(here[step], (dict, list)) and draw(st.integers(0, 3)):
                here = here[step]
                continue
            here[step] = draw(SHAPES)
            break
    return json.dumps(data)  # JSON is YAML, and quick to write


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(reshaped())
def test_any_misshapen_form_gives_a_questionnaire_or_problems(text: str) -> None:
    found = outcome(text)
    assert is_told(found)
    if isinstance(found, Questionnaire):
        assert from_json(to_json(found)) == found
