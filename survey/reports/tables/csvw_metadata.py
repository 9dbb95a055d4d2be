"""tables.csv-metadata.json: what the columns of a CSV file are, as CSV on the Web says it.

The specification is at https://www.w3.org/TR/tabular-metadata/.
"""

from __future__ import annotations

from typing import Any

from survey.reports.report_language import document_language
from survey.reports.report_language import say as _
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.column_meanings import MEANINGS, ColumnMeaning
from survey.reports.tables.study_described import described

_CONTEXT = "http://www.w3.org/ns/csvw"
_KINDS: dict[str, Any] = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": {"base": "boolean", "format": "true|false"},
}


def csvw_metadata(made_of: ReportInput, path: str) -> dict[str, Any]:
    """Return the metadata of tables.csv or themes.csv."""
    about = described(made_of)
    title, columns = MEANINGS[path]
    said: dict[str, Any] = {
        "@context": [_CONTEXT, {"@language": document_language()}],
        "url": path,
        "dc:title": _("{term}: {text}").format(term=about.title, text=_(title)),
        "dc:description": about.summary,
        "dc:issued": {"@value": about.released_on, "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": [_column(one) for one in columns]},
    }
    if made_of.publisher.organisation:
        said["dc:publisher"] = made_of.publisher.organisation
    if made_of.publisher.licence:
        said["dc:rights"] = made_of.publisher.licence
    return said


def _column(column: ColumnMeaning) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": _(column.meaning),
        "datatype": _KINDS[column.kind],
        "null": "",
    }
