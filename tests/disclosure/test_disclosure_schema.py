"""The published schema of release.json is that of the code, and releases keep to it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from survey.disclosure.release import JournalHead, Release

FILE = Path(__file__).parents[2] / "docs" / "release.schema.json"


def test_the_schema_is_current():
    assert json.loads(FILE.read_text()) == Release.model_json_schema()


@pytest.mark.parametrize("n", [5, 20, 60, 200])
def test_a_release_keeps_to_the_schema_and_comes_back(kit, n):
    by = {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True}
    many = {"id": "many", "type": "multiple", "options": kit.options(5)}
    q = kit.questionnaire([by, many])
    release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, n, 1, 1.0, 0.1)))
    text = release.model_dump_json()
    jsonschema.validate(json.loads(text), json.loads(FILE.read_text()))
    assert Release.model_validate_json(text) == release


def test_a_release_of_before_there_was_a_journal_is_written_as_it_was(kit):
    q = kit.questionnaire([{"id": "by", "type": "single", "options": kit.options(3)}])
    release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, 60, 1, 1.0, 0.1)))
    before = release.model_dump_json()
    assert "journal" not in before
    assert Release.model_validate_json(before).model_dump_json() == before
    head = JournalHead(entries=12, hash="ab" * 32)
    study = release.study.model_copy(update={"journal": head})
    after = release.model_copy(update={"study": study}).model_dump_json()
    jsonschema.validate(json.loads(after), json.loads(FILE.read_text()))
    assert json.loads(after)["study"]["journal"] == {"entries": 12, "hash": "ab" * 32}
    assert Release.model_validate_json(after).model_dump_json() == after
