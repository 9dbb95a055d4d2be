"""All files of one published report, by name.

It must not know where they are kept or who may read them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from survey.disclosure.release import Release, Shown
from survey.reports.pdf import render_pdf
from survey.reports.study.html import render_html
from survey.reports.study.spoken_words import NO_WORDS, SpokenWords, themes_csv, words_json
from survey.reports.tables.tables_csv import tables_csv


def bundle(release: Release, templates: Path, spoken: SpokenWords = NO_WORDS) -> dict[str, bytes]:
    """Return report.html, report.pdf, tables.csv and release.json of a release; all text is UTF-8.

    Where there are `spoken` words, themes.csv and words.json as well. `templates` is the folder
    that holds `report/`. The same release gives the same bytes. Raises DisclosureRefused when the
    release did not pass its audit.
    """
    html = render_html(release, templates, spoken)
    written = release_json(release).encode()
    words = _words_files(spoken, release)
    stamp = hashlib.sha256(written + b"".join(words.values())).digest()[:16]
    return {
        "report.html": html.encode(),
        "report.pdf": render_pdf(html, stamp),
        "tables.csv": tables_csv(release).encode(),
        "release.json": written,
        **words,
    }


def _words_files(spoken: SpokenWords, release: Release) -> dict[str, bytes]:
    if not spoken:
        return {}
    return {
        "themes.csv": themes_csv(spoken, release).encode(),
        "words.json": words_json(spoken).encode(),
    }


def release_json(release: Release) -> str:
    """Return a release as canonical JSON: sorted keys, one space of indent, a newline at the end.

    A hidden cell is written without its numbers, whatever it held.
    """
    fields = _without_hidden(release.model_dump(mode="json"))
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def release_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of release.json."""
    schema = Release.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_hidden(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_hidden(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("hidden") is True:
        return Shown(hidden=True).model_dump(mode="json")
    return {name: _without_hidden(item) for name, item in part.items()}
