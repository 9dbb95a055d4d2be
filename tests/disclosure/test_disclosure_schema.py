"""The published schema of release.json is that of the code, and releases keep to it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from survey.disclosure.release import Release

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
