"""Files that are being written: a questionnaire as a file, and what a form makes of one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.questionnaire.advice.proofreading import advice
from survey.questionnaire.drafting import editing
from survey.questionnaire.drafting.editing import (
    AnswerAsked,
    Ends,
    PartAsked,
    QuestionAsked,
    items_of,
    parts_of,
)
from survey.questionnaire.drafting.file_of import empty_file, file_of
from survey.questionnaire.drafting.partial_reading import as_far_as_it_goes
from survey.questionnaire.drafting.rewriting import rewritten
from survey.questionnaire.drafting.words_in_place import languages_of
from survey.questionnaire.files.reading import look_over, read_questionnaire
from survey.questionnaire.model import Note
from survey.settings import shipped

FORMS = sorted((Path(__file__).parents[1] / "forms").glob("*.yaml"))
SHIPPED = sorted((shipped("config") / "questionnaires").glob("*.yaml"))
BAD = sorted((Path(__file__).parents[1] / "forms" / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", [*FORMS, *SHIPPED], ids=lambda path: path.stem)
def test_a_questionnaire_is_written_as_a_file_that_reads_back_the_same(path: Path) -> None:
    asked = read_questionnaire(path.read_bytes(), path.name)
    assert read_questionnaire(file_of(asked), "copy.yaml") == asked


def test_an_empty_file_can_be_shown_although_nothing_is_finished() -> None:
    looked = look_over(empty_file("The pool: new", "fr"))
    assert looked.findings
    asked, aside = as_far_as_it_goes(looked.data)
    assert asked is not None
    assert (asked.title.in_language("fr"), aside) == ("The pool: new", frozenset())


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_whatever_is_wrong_with_a_file_it_can_be_looked_over(path: Path) -> None:
    looked = look_over(path.read_bytes())
    assert looked.findings
    assert all(one.line for one in looked.findings)
    as_far_as_it_goes(looked.data)


def test_one_question_that_is_wrong_stands_aside_and_the_others_stay_where_they_are() -> None:
    data = look_over(SHIPPED[0].read_bytes()).data
    data["sections"][1]["questions"][0]["options"] = []
    asked, aside = as_far_as_it_goes(data)
    assert aside == {(1, 0)}
    assert asked is not None
    assert isinstance(asked.sections[1].items[0], Note)
    whole = read_questionnaire(SHIPPED[0].read_bytes(), "x")
    assert asked.sections[0] == whole.sections[0]
    assert asked.sections[1].items[1:] == whole.sections[1].items[1:]


WORDS = st.sampled_from(
    ["Plain", "With: colon", "# hash", "no", "", "Two\n\nparts", "“Quoted”", "سؤال", "1:30", "- a"]
)
ANSWERS = st.lists(
    st.builds(
        AnswerAsked,
        st.sampled_from(["", "a", "b", "p1"]),
        WORDS,
        st.sampled_from(["option", "dont_know"]),
        st.booleans(),
    ),
    max_size=4,
)
RULES = st.sampled_from([None, {"question": "Q1", "answered": True}])
QUESTIONS = st.builds(
    QuestionAsked,
    st.sampled_from(["single", "multiple", "scale", "ranking", "text", "note"]),
    WORDS,
    WORDS,
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 2]),
    ANSWERS.map(tuple),
    st.sampled_from([None, Ends(0, 10, "low", "high: most")]),
    RULES,
)
PARTS = st.builds(PartAsked, WORDS, WORDS, st.booleans(), st.sampled_from([1, 2, 3]), RULES)


@settings(max_examples=40)
@given(
    chance=st.randoms(use_true_random=False),
    file=st.sampled_from([*FORMS, *SHIPPED[1:2]]),
    questions=st.lists(QUESTIONS, min_size=1, max_size=6),
    part=PARTS,
)
def test_any_edits_give_a_file_that_reads_back_as_they_left_it(
    chance: Random, file: Path, questions: list[QuestionAsked], part: PartAsked
) -> None:
    text = f"# Untouched.\n{file.read_text(encoding='utf-8')}"
    for asked in questions:
        data = look_over(text).data
        language = chance.choice(languages_of(data))
        i = chance.randrange(len(parts_of(data)))
        count = len(items_of(parts_of(data)[i]))
        match chance.randrange(5) if count else 4:
            case 0:
                to = chance.randrange(len(parts_of(data)))
                new = editing.with_moved_question(data, i, count - 1, to, chance.randrange(4))
            case 1:
                new = editing.with_copied_question(data, i, 0)
            case 2:
                new = editing.with_part(data, i, part, language)
            case 3:
                new = editing.with_question(data, i, count - 1, asked, language)
            case _:
                new, place = editing.with_new_question(data, i, asked.kind)
                new = editing.with_question(new, i, place, asked, language)
        made = rewritten(text, new)
        looked = look_over(made.text)
        assert looked.data == new
        assert made.text.startswith("# Untouched.\n")
        partial, _ = as_far_as_it_goes(new)
        if partial is not None:
            advice(partial)
        if not looked.findings:
            whole = look_over(file_of(read_questionnaire(made.text, "x")))
            assert whole.questionnaire == looked.questionnaire
        text = made.text
