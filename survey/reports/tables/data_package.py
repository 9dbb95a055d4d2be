"""datapackage.json: the tables as a Data Package of Frictionless (version 2).

The specification is at https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from survey.reports.report_language import N_, document_language
from survey.reports.report_language import say as _
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.column_meanings import MEANINGS, ColumnMeaning
from survey.reports.tables.study_described import described, licence_name

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: Files that are listed as they are: format, media type and title.
_OTHERS = {
    "tables.xlsx": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        N_("Every printed number as a workbook"),
    ),
    "release.json": ("json", "application/json", N_("The protected release")),
    "questionnaire.json": ("json", "application/json", N_("The questionnaire")),
    "certificate.json": ("json", "application/json", N_("The proof that nobody is given away")),
}


def data_package(made_of: ReportInput, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the Data Package of the files of a report that are data."""
    about, publisher = described(made_of), made_of.publisher
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": made_of.release.study.id.lower().replace("_", "-"),
        "title": about.title,
        "description": about.summary,
        "version": str(made_of.release.number),
        "created": f"{about.released_on}T00:00:00Z",
        "resources": [*_tables(files), *_other_files(files)],
    }
    if document_language() != "en":
        package["languages"] = [document_language()]
    people = (
        (publisher.organisation, "publisher"),
        (publisher.funder, "funder"),
    )
    contributors = [{"title": name, "roles": [role]} for name, role in people if name]
    if contributors:
        package["contributors"] = contributors
    if licence_name(publisher.licence):
        package["licenses"] = [
            {"name": licence_name(publisher.licence), "title": publisher.licence}
        ]
    return package


def _tables(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for path, (title, columns) in MEANINGS.items():
        if path not in files:
            continue
        yield {
            **_file(path, title, "csv", "text/csv", files[path]),
            "type": "table",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "quoteChar": '"', "lineTerminator": "\r\n"},
            "schema": {"fields": [_field(one) for one in columns], "missingValues": [""]},
        }


def _other_files(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for path, (kind, media, title) in _OTHERS.items():
        if path in files:
            yield _file(path, title, kind, media, files[path])


def _file(path: str, title: str, kind: str, media: str, content: bytes) -> dict[str, Any]:
    return {
        "name": path.replace(".", "-"),
        "path": path,
        "title": _(title),
        "format": kind,
        "mediatype": media,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _field(column: ColumnMeaning) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": _(column.meaning),
    }
    if column.values:
        field["constraints"] = {"enum": list(column.values)}
    return field
