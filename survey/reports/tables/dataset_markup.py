"""A report as a schema.org Dataset (JSON-LD), for catalogues that read pages.

The vocabulary is at https://schema.org/Dataset.
"""

from __future__ import annotations

from typing import Any

from survey.reports.report_words import say
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.study_described import described

_DOWNLOADS = {
    "tables.csv": "text/csv",
    "tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "release.json": "application/json",
}


def dataset_markup(made_of: ReportInput) -> dict[str, Any]:
    """Return what a catalogue is told of a report, to be written as JSON into its page."""
    release, publisher, about = made_of.release, made_of.publisher, described(made_of)
    languages = release.study.languages
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about.title,
        "description": about.summary,
        "identifier": f"{release.study.id}, release {release.number}",
        "version": str(release.number),
        "citation": about.cited,
        "datePublished": about.released_on,
        "temporalCoverage": f"{about.opened_on}/{about.closed_on}",
        "inLanguage": list(languages),
        "isAccessibleForFree": True,
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": one.id, "name": say(one.text, languages).text}
            for one in release.questions
        ],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": path}
            for path, media in _DOWNLOADS.items()
        ],
    }
    if publisher.organisation:
        named = {"@type": "Organization", "name": publisher.organisation}
        said |= {"creator": named, "publisher": named}
    if publisher.funder:
        said["funder"] = {"@type": "Organization", "name": publisher.funder}
    if publisher.licence:
        said["license"] = publisher.licence
    return said
