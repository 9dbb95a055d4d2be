"""The files that describe the tables of a report for programs; they go into its bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from survey.reports.study.report_model import ReportInput
from survey.reports.tables.column_meanings import MEANINGS
from survey.reports.tables.csvw_metadata import csvw_metadata
from survey.reports.tables.data_package import data_package
from survey.reports.tables.dataset_markup import dataset_json_ld, dataset_markup
from survey.reports.tables.ddi_codebook import ddi_codebook
from survey.reports.tables.json_stat import json_stat


def metadata_files(made_of: ReportInput, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return datapackage.json, tables.csv-metadata.json, tables.json-stat.json, dataset.jsonld and
    ddi-codebook.xml for the files of a report; where there are themes, their metadata too.

    The same input gives the same bytes.
    """
    return {
        "datapackage.json": _json(data_package(made_of, files)),
        **{
            f"{path}-metadata.json": _json(csvw_metadata(made_of, path))
            for path in MEANINGS
            if path in files
        },
        "tables.json-stat.json": _json(json_stat(made_of)),
        "dataset.jsonld": _json(dataset_json_ld(dataset_markup(made_of))),
        "ddi-codebook.xml": ddi_codebook(made_of),
    }


def _json(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
