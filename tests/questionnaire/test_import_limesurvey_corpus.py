"""Public LimeSurvey files in use: each is read, and every question and answer came through."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import ForeignForm, ForeignItem
from survey.questionnaire.importing.formats.limesurvey import read_limesurvey
from survey.questionnaire.importing.making import imported

#: Types that have something to choose, and types that ask nothing.
CLOSED, ASKS_NOTHING = frozenset("L!OMPR5YGFABCEH1I"), frozenset("X*")
#: Closed questions that offer nothing, which their files leave out on purpose or by mistake.
OFFER_NOTHING = {
    "lssdoc_audit_demo_en_fr.lss": 3,
    "xlsform2lstsv_validation_relevance_survey.tsv": 1,
    # The language switch, which is no question here.
    "ls205_sample_survey_english.lss": 1,
    "ls5_EM_question_attributes.lss": 1,
}


@pytest.fixture(scope="module")
def corpus(shared: Callable[[str], Path]) -> dict[str, tuple[dict[str, str], ForeignForm]]:
    """Give each file that can be read, with what the list says of it; all are read once."""
    with shared("data/forms/index.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "limesurvey"]
    found = {}
    for row in rows:
        path = shared(f"data/forms/{row['file']}")
        if not row["what is special"].startswith("broken"):
            found[path.name] = (row, read_limesurvey(path.name, path.read_bytes()))
    return found


def questions(form: ForeignForm) -> dict[str, list[ForeignItem]]:
    """Give the items of each question of a file: several for an array."""
    found: dict[str, list[ForeignItem]] = {}
    for section in form.sections:
        for item in section.items:
            letter = item.as_written[:1]
            if item.as_written.startswith("description") or letter in ASKS_NOTHING:
                continue
            array = item.matrix.removesuffix("_0").removesuffix("_1") if letter == "1" else ""
            found.setdefault(array or item.matrix or item.where, []).append(item)
    return found


def closed(form: ForeignForm) -> Iterator[list[ForeignItem]]:
    for some in questions(form).values():
        if some[0].as_written[:1] in CLOSED:
            yield some


def test_every_question_of_the_corpus_came_through(
    corpus: dict[str, tuple[dict[str, str], ForeignForm]],
) -> None:
    assert len(corpus) > 20
    for name, (row, form) in corpus.items():
        assert len(questions(form)) == int(row["questions"]), name
        assert len(list(closed(form))) == int(row["closed"]), name


def test_every_closed_question_of_the_corpus_has_its_answers(
    corpus: dict[str, tuple[dict[str, str], ForeignForm]],
) -> None:
    for name, (_, form) in corpus.items():
        without = [
            some[0].name
            for some in closed(form)
            if any(len(item.options) < 2 or item.left_out for item in some)
        ]
        assert len(without) == OFFER_NOTHING.get(name, 0), (name, without)
        for some in closed(form):
            for item in some:
                assert all(option.code for option in item.options), name
                pictures = any("picture" in said for said in item.changes)
                assert pictures or all(option.words for option in item.options), name


def test_the_corpus_has_its_languages(
    corpus: dict[str, tuple[dict[str, str], ForeignForm]],
) -> None:
    for name, (row, form) in corpus.items():
        assert set(form.languages) == set(row["languages"].split(", ")), name


@pytest.mark.parametrize(
    "large", [False, pytest.param(True, marks=pytest.mark.long)], ids=["small", "large"]
)
def test_the_whole_corpus_becomes_questionnaires(
    corpus: dict[str, tuple[dict[str, str], ForeignForm]], large: bool
) -> None:
    """Writing the largest one alone takes seconds, so it is left to the long tests."""
    for name, (row, form) in corpus.items():
        if (int(row["bytes"]) > 400_000) is large:
            report = imported(form, name).report
            told = {line.where for line in report.lines}
            wanted = {item.where for section in form.sections for item in section.items}
            assert wanted <= told, name


def test_the_broken_file_of_the_corpus_is_refused(shared: Callable[[str], Path]) -> None:
    path = shared("data/forms/limesurvey/ls_catalan_block_fragment.txt")
    with pytest.raises(BadInput, match="without its first row"):
        read_limesurvey(path.name, path.read_bytes())
