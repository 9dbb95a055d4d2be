"""Loading answers from a file: every row arrives, none twice, and clear words for faults.

A tiny made-up file; the same code loads the real survey in test_real_github.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.answers.codec import Layout
from survey.answers.mapped_rows import read_rows
from survey.answers.read_mapping import Mapping_, read_mapping
from survey.cli.response_commands import reason
from survey.errors import BadInput
from survey.mixing.mix import mix
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.services.steps.open_shelf import SliceOpener
from survey.services.studies.close_study import close_study
from survey.services.studies.load_responses import GivenFile, LoadedRows, prepare_loading
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from survey.storage.studies import sealed_answers
from survey.tally.counting import Tally, count
from tests.conftest import Clock, Published
from tests.real.opening import key_of

QUESTIONNAIRE = """
id: evenings
title: Evenings
introduction: Welcome.
consent: You can stop at any time.
closing: Thank you.
sections:
  - id: one
    title: One
    questions:
      - {id: visits, type: single, text: Do you visit?, options: [{id: often, text: Often}, {id: never, text: Never}]}
      - {id: when, type: multiple, text: When?, options: [{id: mo, text: Monday}, {id: fr, text: Friday}, {id: no-day, text: None, exclusive: true}]}
  - id: two
    title: Two
    questions:
      - {id: fit, type: scale, text: How well?, points: [Badly, So so, Well], show_if: {question: visits, is: often}}
      - {id: order, type: ranking, text: Which first?, options: [{id: books, text: Books}, {id: films, text: Films}, {id: games, text: Games}]}
      - {id: idea, type: text, text: An idea?}
"""  # noqa: E501
MAPPING = """
questions:
  visits: {column: Visits, values: {often: often, never: never, refused: _rns}}
  when: {columns: {Mon: mo, Fri: fr, None: no-day}, chosen: [X]}
  fit: {column: Fit, values: {1: p1, 2: p2, 3: p3}}
  order: {ranks: {Books: books, Films: films, Games: games}}
  idea: {column: Idea}
"""
HEADER = "Visits,Mon,Fri,None,Fit,Books,Films,Games,Idea"
GOOD = [
    "often,x,x,,3,1,2,,More chairs",
    "often,,,x,1,,,,",
    "never,X,,,,3,2,1,",
    "refused,,,,,,,,",
    "NA,,,,,,,,“Tea”",
]


@pytest.fixture
def asked() -> Questionnaire:
    """Give the questionnaire that the rows are answers to."""
    return read_questionnaire(QUESTIONNAIRE, "evenings.yaml")


@pytest.fixture
def study(publish: Callable[..., Published], asked: Questionnaire) -> Published:
    """Give a published study of it."""
    return publish(asked, practice=True)


@pytest.fixture
def mapping(asked: Questionnaire) -> Mapping_:
    """Give the mapping."""
    return read_mapping(MAPPING, "mapping.yaml", asked)


@pytest.fixture
def load(instance: Instance, study: Published, clock: Clock) -> Callable[..., LoadedRows]:
    """Load rows as the command does; `progress` may be one that stops."""

    def go(
        *rows: str, progress: Callable[[int], None] = lambda row: None, header: str = HEADER
    ) -> LoadedRows:
        table = GivenFile("rows.csv", ("\n".join([header, *rows]) + "\n").encode())
        mapping = GivenFile("mapping.yaml", MAPPING.encode())
        return prepare_loading(instance, study.id, table, mapping).send_rows(clock, progress)

    return go


Load = Callable[..., LoadedRows]


@pytest.fixture
def tally(instance: Instance, study: Published, clock: Clock) -> Callable[[], Tally]:
    """Close the study and count what arrived."""

    def go() -> Tally:
        close_study(instance, study.id, clock())
        opener = SliceOpener(key_of(instance, study))
        opened = opener(sealed_answers.START, sealed_answers.END)
        return count(study.questionnaire, Layout(study.questionnaire), opened.records)

    return go


def waiting(instance: Instance, study: Published) -> int:
    with instance.engine.connect() as connection:
        return letterbox.waiting(connection, study.id)


def test_every_row_arrives_as_it_stands(load: Load, tally: Callable[[], Tally]) -> None:
    loaded = load(*GOOD)
    assert (loaded.sent, loaded.bad, loaded.unasked) == (5, [], [])
    counted = tally()
    assert counted.n == 5
    # valid options in order; missing: not asked, skipped, rather not say, don't know, not applying
    wanted = {
        "visits": ([2, 1], [0, 1, 1, 0, 0]),
        "when": ([2, 1, 1], [0, 2, 0, 0, 0]),
        "fit": ([1, 0, 1], [3, 0, 0, 0, 0]),
        "order": ([1, 0, 1], [0, 3, 0, 0, 0]),
        "idea": ([2], [0, 3, 0, 0, 0]),
    }
    found = {name: (list(one.valid), list(one.missing)) for name, one in counted.one_way.items()}
    assert found == wanted


BAD = {
    "often,x,,,,,,": "it has 8 values and the header has 9",
    "sometimes,,,,,,,,": "column Visits has the value 'sometimes', which the mapping lacks",
    "often,,,,,first,,,": "column Books has the value 'first' where a place from 1 to 3 is",
    "often,,,,,1,1,,": "the place 1 is given twice",
    "often,x,,x,,,,,": "the form says: “\u2068None\u2069” does not go with",
    "often,,,,,,,," + "a" * 701: "column Idea has more than 700 characters",
}


def test_bad_rows_are_listed_by_number_and_reason(
    load: Load, instance: Instance, study: Published, asked: Questionnaire
) -> None:
    rows = [row for pair in zip(BAD, [GOOD[0]] * len(BAD), strict=True) for row in pair]
    loaded = load(*rows)
    assert [one.row for one in loaded.bad] == [1, 3, 5, 7, 9, 11]
    for one, wanted in zip(loaded.bad, BAD.values(), strict=True):
        assert reason(asked, one).startswith(wanted)
    assert loaded.sent == waiting(instance, study) == len(BAD)


def test_what_the_form_never_asks_is_named(load: Load) -> None:
    loaded = load("never,,,,2,,,,", "often,,,,2,,,,")
    assert loaded.sent == 2
    assert loaded.unasked == [(1, "fit")]


class Stopped(Exception):
    """Somebody pulled the plug."""


def stopping(at: int) -> Callable[[int], None]:
    """Give a progress that stops when a row was dealt with; row 0 is before the first."""

    def progress(row: int) -> None:
        if row == at:
            raise Stopped

    return progress


@pytest.mark.parametrize("at", range(len(GOOD) + 1))
def test_a_stopped_load_goes_on_and_sends_no_row_twice(
    load: Load, tally: Callable[[], Tally], at: int
) -> None:
    with pytest.raises(Stopped):
        load(*GOOD, progress=stopping(at))
    loaded = load(*GOOD)
    assert (loaded.sent, loaded.before) == (len(GOOD) - at, at)
    again = load(*GOOD)
    assert (again.sent, again.before) == (0, len(GOOD))
    counted = tally()
    assert counted.n == len(GOOD)
    assert list(counted.one_way["visits"].valid) == [2, 1]


def test_a_load_that_stopped_long_ago_goes_on(
    load: Load, tally: Callable[[], Tally], instance: Instance, clock: Clock
) -> None:
    """Also after what was sent was mixed."""
    with pytest.raises(Stopped):
        load(*GOOD, progress=stopping(2))
    clock.forward(days=4)
    mix(instance, now=clock())
    assert (load(*GOOD).sent, tally().n) == (3, 5)


def test_a_long_table_that_stopped_between_two_notes_counts_each_row_once(
    load: Load, instance: Instance, study: Published
) -> None:
    rows = [GOOD[0]] * 250
    with pytest.raises(Stopped):
        load(*rows, progress=stopping(230))
    assert waiting(instance, study) == 230
    loaded = load(*rows)
    assert (loaded.sent, loaded.before) == (20, 230)
    assert waiting(instance, study) == 250


def test_a_note_of_how_far_it_came_that_is_damaged_stops_loading(
    load: Load, instance: Instance
) -> None:
    load(*GOOD)
    (note,) = (instance.folder / "loading").iterdir()
    note.write_text('{"done": 2}', encoding="utf-8")
    with pytest.raises(BadInput, match="is damaged"):
        load(*GOOD)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER.replace("Fit", "Fitting"), "no column Fit, which the mapping needs for fit"),
        (HEADER.replace("Fri", "Mon"), "has the column Mon more than once"),
        ("", "has no column Visits"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(
    load: Load, instance: Instance, study: Published, header: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        load(*GOOD, header=header)
    assert waiting(instance, study) == 0


def test_a_file_in_an_older_encoding_is_read_and_it_is_said(
    mapping: Mapping_, asked: Questionnaire
) -> None:
    rows = read_rows(f"{HEADER}\noften,,,,,,,,café\n".encode("cp1252"), "a.csv", mapping, asked)
    assert rows.rows[1] == {"visits": ("often",), "idea": ("café",)}
    assert rows.notes == ("It is not saved in UTF-8; it was read as Windows-1252.",)


def test_a_file_that_is_no_table_is_refused(mapping: Mapping_, asked: Questionnaire) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is a PDF") as raised:
        read_rows(b"%PDF-1.7", "a.csv", mapping, asked)
    assert raised.value.kept == "Nothing was sent."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("questions: [", "m.yaml"),
        ("questions: {}", "questions: at least one is needed"),
        ("", "write a group of keys and values here"),
        ("columns: {}\nquestions: {visits: {column: V}}", "columns: there is no such key"),
        ("questions:\n  visits: {column: V}\n  visits: {column: W}", "m.yaml:3: visits is written"),
        ("questions: {visit: {column: V}}", "the questionnaire has no question visit"),
        ("questions: {visits: {colum: V}}", "questions.visits: write one of column, columns,"),
        ("questions: {visits: {column: V, ranks: {A: often}}}", "write one of column, columns,"),
        ("questions: {visits: {column: V, values: {a: daily}}}", "visits has no option daily"),
        ("questions: {visits: {column: V, value: {a: often}}}", "visits.value: there is no such"),
        ("questions: {visits: {column: V, values: [a]}}", "visits.values: write a group of keys"),
        ("questions: {when: {columns: {A: mo}, chosen: x}}", "when.chosen: write a list here"),
        ("questions: {visits: {ranks: {A: often}}}", "visits is no ranking"),
        ("questions: {visits: {places: [A]}}", "visits is no ranking"),
        ("questions: {idea: {columns: {A: mo}}}", "idea asks for words"),
        ("questions: {idea: {column: A, separator: ;}}", "idea asks for words"),
        ("questions: {when: {columns: {A: _skipped}}}", "when has no option _skipped"),
        ("questions: {visits: {column: V, written: {A: daily}}}", "visits has no option daily"),
        ("heading_rows: 3\nquestions: {visits: {column: V}}", "heading_rows: write 1 or 2 here"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(asked: Questionnaire, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=re.escape(says)) as raised:
        read_mapping(text, "m.yaml", asked)
    assert str(raised.value).count("\n") == 0
    assert "pydantic" not in str(raised.value).lower()


def test_the_example_of_the_guide_loads_as_it_says(
    instance: Instance, publish: Callable[..., Published], clock: Clock
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "loading.md").read_text(encoding="utf-8")
    form, mapping = re.findall(r"^```yaml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    (rows,) = re.findall(r"^```csv\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    asked = read_questionnaire(form, "evenings.yaml")
    study = publish(asked)
    table = GivenFile("answers.csv", rows.encode())
    how = GivenFile("mapping.yaml", mapping.encode())
    loaded = prepare_loading(instance, study.id, table, how).send_rows(clock, lambda row: None)
    said = f"sent {loaded.sent} rows, {len(loaded.bad)} bad rows left out"
    assert said in guide
    assert (loaded.bad, loaded.unasked) == ([], [])
