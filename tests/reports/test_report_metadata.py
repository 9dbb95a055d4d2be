"""What describes the tables for other programs, held to each specification."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import jsonschema
import pytest
from defusedxml.ElementTree import fromstring
from jsonstat_validator import validate_jsonstat

from survey.reports.study.html import report_environment
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.column_meanings import MEANINGS
from survey.reports.tables.dataset_markup import dataset_json_ld, dataset_markup
from survey.reports.tables.metadata_files import metadata_files
from survey.reports.tables.tables_csv import COLUMNS, tables_csv
from survey.settings import shipped
from tests.reports.page import Page
from tests.reports.report_inputs import held, report_input

SAMPLES = ("practice", "words", "withheld")
XML = "{http://www.w3.org/XML/1998/namespace}"
DDI = "{ddi:codebook:2_5}"


def given(name: str) -> tuple[ReportInput, dict[str, bytes]]:
    made_of = report_input(held(name))
    files = {"tables.csv": tables_csv(made_of.release).encode(), "release.json": b"{}\n"}
    return made_of, files


@pytest.fixture(scope="module", params=SAMPLES)
def made(request: pytest.FixtureRequest) -> tuple[ReportInput, dict[str, bytes], dict[str, bytes]]:
    made_of, files = given(request.param)
    return made_of, files, metadata_files(made_of, files)


Made = tuple[ReportInput, dict[str, bytes], dict[str, bytes]]

#: https://datapackage.org/standard/data-package/, data-resource/ and table-schema/, version 2.0.
_WORDS = {"type": "string", "minLength": 1}
_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": _WORDS,
        "type": {"enum": ["string", "integer", "number", "boolean"]},
        "description": _WORDS,
        "constraints": {
            "type": "object",
            "properties": {"enum": {"type": "array", "minItems": 1, "uniqueItems": True}},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_RESOURCE = {
    "type": "object",
    "required": ["name", "path"],
    "properties": {
        "name": _WORDS,
        "path": {"type": "string", "pattern": r"^(?![./~])(?!.*\.\./)[^\\:]+$"},
        "type": {"const": "table"},
        "title": _WORDS,
        "format": _WORDS,
        "mediatype": {"type": "string", "pattern": r"^(.+)/(.+)$"},
        "encoding": {"const": "utf-8"},
        "bytes": {"type": "integer", "minimum": 1},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "dialect": {"type": "object"},
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": _FIELD},
                "missingValues": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
DATA_PACKAGE = {
    "type": "object",
    "required": ["resources", "$schema"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "title": _WORDS,
        "description": _WORDS,
        "version": _WORDS,
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "resources": {"type": "array", "minItems": 1, "items": _RESOURCE},
        "contributors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": _WORDS,
                    "roles": {"type": "array", "minItems": 1, "items": _WORDS},
                },
                "additionalProperties": False,
            },
        },
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[-a-zA-Z0-9._]+$"},
                    "title": _WORDS,
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_data_package_keeps_to_its_specification(made: Made) -> None:
    _, files, metadata = made
    package = json.loads(metadata["datapackage.json"])
    jsonschema.validate(package, DATA_PACKAGE)
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    assert [one["path"] for one in package["resources"]] == ["tables.csv", "release.json"]
    for one in package["resources"]:
        content = files[one["path"]]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


_READ = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
}


def test_every_row_of_the_tables_is_as_the_data_package_says(made: Made) -> None:
    _, files, metadata = made
    fields = json.loads(metadata["datapackage.json"])["resources"][0]["schema"]["fields"]
    assert tuple(one["name"] for one in fields) == COLUMNS
    for row in rows(files["tables.csv"]):
        for field in fields:
            text = row[field["name"]]
            if text:
                _READ[field["type"]](text)
                assert text in field.get("constraints", {}).get("enum", [text])


def test_columns_of_themes_are_described_in_their_order() -> None:
    from survey.reports.study.spoken_words import THEME_COLUMNS

    assert tuple(one.name for one in MEANINGS["themes.csv"][1]) == THEME_COLUMNS


def test_csv_on_the_web_keeps_to_its_specification(made: Made) -> None:
    """https://www.w3.org/TR/tabular-metadata/: 5.2 top-level, 5.4 tables, 5.6 columns, 5.11
    datatypes; common properties have the prefix of a vocabulary (5.8)."""
    _, files, metadata = made
    said = json.loads(metadata["tables.csv-metadata.json"])
    context, more = said["@context"]
    assert context == "http://www.w3.org/ns/csvw"
    assert set(more) <= {"@base", "@language"}
    assert said["url"] == "tables.csv"
    known = {"@context", "url", "tableSchema", "dialect"}
    assert all(name in known or re.fullmatch(r"dc:[a-z]+", name) for name in said)
    columns = said["tableSchema"]["columns"]
    assert [one["titles"] for one in columns] == list(COLUMNS) == list(rows(files["tables.csv"])[0])
    for one in columns:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._]*", one["name"])
        datatype = one["datatype"]
        kind = datatype["base"] if isinstance(datatype, dict) else datatype
        assert kind in {"string", "integer", "decimal", "boolean"}
        assert kind != "boolean" or datatype["format"] == "true|false"
    assert len({one["name"] for one in columns}) == len(columns)


def test_json_stat_is_valid_and_holds_every_printed_number(made: Made) -> None:
    made_of, files, metadata = made
    said = json.loads(metadata["tables.json-stat.json"])
    assert validate_jsonstat(said)
    values: list[Any] = []
    for one in said["link"]["item"]:
        assert one["size"] == [
            len(one["dimension"][name]["category"]["index"]) for name in one["id"]
        ]
        size = 1
        for number in one["size"]:
            size *= number
        assert len(one["value"]) == size
        empty = {str(at) for at, value in enumerate(one["value"]) if value is None}
        assert set(one["status"]) == empty
        values += one["value"][0::4]
    counts = [int(row["count"]) for row in rows(files["tables.csv"]) if row["count"]]
    bases = [
        one.count
        for question in made_of.release.questions
        if question.form == "numbers"
        for one in (question.base, *(c.base for b in question.breakdowns for c in b.categories))
        if one.count is not None
    ]
    assert sorted(value for value in values if value is not None) == sorted(counts + bases)


#: The order of elements by the schema of DDI-Codebook 2.5 (codebook.xsd), of those used here; a
#: star stands for elements that may come again.
ORDER = {
    "codeBook": ["docDscr*", "stdyDscr*", "fileDscr*", "dataDscr*"],
    "docDscr": ["citation"],
    "stdyDscr": ["citation*", "stdyInfo*", "method*", "dataAccs*"],
    "citation": ["titlStmt", "rspStmt", "prodStmt", "distStmt", "verStmt*", "biblCit"],
    "titlStmt": ["titl", "subTitl*", "altTitl*", "parTitl*", "IDNo*"],
    "prodStmt": ["producer*", "copyright", "prodDate*", "prodPlac*", "software*", "fundAg*"],
    "distStmt": ["distrbtr*", "contact*", "depositr*", "depDate*", "distDate"],
    "verStmt": ["version", "verResp*", "notes*"],
    "stdyInfo": ["subject*", "abstract*", "sumDscr*"],
    "sumDscr": ["timePrd*", "collDate*", "nation*", "geogCover*", "geogUnit*", "anlyUnit*",
                "universe*", "dataKind*"],
    "method": ["dataColl*", "notes*"],
    "dataColl": ["timeMeth*", "dataCollector*", "frequenc*", "sampProc*", "deviat*", "collMode*"],
    "dataAccs": ["setAvail*", "useStmt*"],
    "useStmt": ["confDec*", "specPerm*", "restrctn*", "contact*", "citReq*", "deposReq*",
                "conditions*"],
    "fileDscr": ["fileTxt*"],
    "fileTxt": ["fileName*", "fileCont*", "fileStrc", "dimensns", "fileType*"],
    "dataDscr": ["varGrp*", "nCubeGrp*", "var*"],
    "var": ["location*", "labl*", "qstn*", "universe*", "TotlResp", "sumStat*", "txt*",
            "catgryGrp*", "catgry*", "notes*"],
    "qstn": ["preQTxt*", "qstnLit*", "postQTxt*", "forward*", "backward*", "ivuInstr*"],
    "catgryGrp": ["labl*", "catStat*", "txt*"],
    "catgry": ["catValu", "labl*", "txt*", "catStat*"],
}  # fmt: skip
ATTRIBUTES = {
    "codeBook": {"version"},
    "var": {"ID", "name", "files", "intrvl", "nature"},
    "catgry": {"ID", "missing", "missType"},
    "catgryGrp": {"ID", "catgry", "excls"},
    "catStat": {"type"},
    "qstn": {"ID"},
    "fileDscr": {"ID"},
    "collDate": {"date", "event"},
    "notes": {"subject"},
    "prodDate": {"date"},
    "distDate": {"date"},
    "version": {"date"},
    "software": {"version"},
}
REQUIRED = {"var": {"name"}, "catStat": {"type"}, "codeBook": {"version"}}
VALUES = {
    ("catStat", "type"): {"freq", "percent"},
    ("var", "nature"): {"nominal", "ordinal"},
    ("var", "intrvl"): {"discrete"},
    ("catgry", "missing"): {"Y", "N"},
    ("catgryGrp", "excls"): {"true", "false"},
    ("collDate", "event"): {"start", "end"},
}


def tree(metadata: dict[str, bytes]) -> Element:
    root: Element = fromstring(metadata["ddi-codebook.xml"])
    return root


def elements(root: Element) -> Iterator[tuple[str, Element]]:
    for one in root.iter():
        yield one.tag.removeprefix(DDI), one


def test_a_codebook_keeps_to_the_schema_of_ddi(made: Made) -> None:
    root = tree(made[2])
    assert root.tag == f"{DDI}codeBook"
    for name, one in elements(root):
        assert one.tag.startswith(DDI)
        children = [child.tag.removeprefix(DDI) for child in one]
        order = ORDER.get(name, [])
        names = [each.rstrip("*") for each in order]
        assert set(children) <= set(names), (name, children)
        places = [names.index(child) for child in children]
        assert places == sorted(places), (name, children)
        for child in set(children):
            assert f"{child}*" in order or children.count(child) == 1, (name, child)
        own = {key for key in one.attrib if key != f"{XML}lang"}
        assert REQUIRED.get(name, set()) <= own <= ATTRIBUTES.get(name, set()), (name, own)
        for key in own:
            assert one.attrib[key] in VALUES.get((name, key), {one.attrib[key]})
        if not children:
            assert (one.text or "").strip() or name in {"catgryGrp", "prodStmt", "distStmt"}
        else:
            assert not (one.text or "").strip(), name


def test_names_in_a_codebook_are_there_once_and_lead_somewhere(made: Made) -> None:
    root = tree(made[2])
    ids = [one.attrib["ID"] for _, one in elements(root) if "ID" in one.attrib]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", one) for one in ids)
    for _, one in elements(root):
        for key in ("files", "catgry"):
            assert set(one.attrib.get(key, "").split()) <= set(ids)


def test_a_codebook_has_every_question_answer_and_sum_and_no_hidden_number() -> None:
    made_of, files = given("practice")
    root = tree(metadata_files(made_of, files))
    variables = {one.attrib["name"]: one for one in root.iter(f"{DDI}var")}
    assert list(variables) == [one.id for one in made_of.release.questions]
    for question in made_of.release.questions:
        variable = variables[question.id]
        asked = [one.text for one in variable.iter(f"{DDI}qstnLit")]
        assert set(asked) == set(question.text.values())
        found = variable.findall(f"{DDI}catgry")
        assert len(found) == len(question.rows) + len(question.missing)
        for row, category in zip((*question.rows, *question.missing), found, strict=True):
            told = {one.attrib["type"]: one.text for one in category.iter(f"{DDI}catStat")}
            shown = row.shown
            wanted = {"freq": shown.count, "percent": shown.percent}
            assert told == (
                {}
                if shown.hidden
                else {key: str(value) for key, value in wanted.items() if value is not None}
            )
        groups = variable.findall(f"{DDI}catgryGrp")
        assert len(groups) == len(question.sums)
    (group,) = root.iter(f"{DDI}catgryGrp")
    assert group.attrib["catgry"] == "C_easy.o4 C_easy.o5"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_hidden_number_gives_nothing_away_in_any_description(name: str) -> None:
    fields = held(name)

    def fill(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("hidden") is True:
                part.update(count=7_777_777, percent=777, low=777, high=777, words="seven")
            for one in part.values():
                fill(one)
        elif isinstance(part, list):
            for one in part:
                fill(one)

    fill(fields)
    _, files = given(name)
    filled = metadata_files(report_input(fields), files)
    assert filled == metadata_files(report_input(held(name)), files)


def test_a_text_that_xml_cannot_hold_makes_no_broken_codebook() -> None:
    fields = held("practice")
    fields["questions"][0]["text"]["en"] = "How\x0b old & <b>young</b>?\x00"
    made_of = report_input(fields)
    root = tree(metadata_files(made_of, {}))
    (variable, *_) = root.iter(f"{DDI}var")
    assert variable[0].text == "How old & <b>young</b>?"


#: Properties of https://schema.org/Dataset (and of what it holds) that are used here.
SCHEMA_ORG = {
    "Dataset": {
        "name", "description", "identifier", "version", "citation", "datePublished",
        "temporalCoverage", "isAccessibleForFree", "inLanguage", "creator", "publisher", "funder",
        "license", "variableMeasured", "distribution",
    },
    "Organization": {"name"},
    "PropertyValue": {"propertyID", "name"},
    "DataDownload": {"encodingFormat", "contentUrl"},
}  # fmt: skip


def test_a_dataset_uses_words_of_schema_org_alone() -> None:
    said = dataset_json_ld(dataset_markup(given("practice")[0]))
    assert said.pop("@context") == "https://schema.org"

    def check(item: dict[str, Any]) -> None:
        kind = item.pop("@type")
        assert set(item) <= SCHEMA_ORG[kind]
        for value in item.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    check(one)

    # what catalogues ask for: a name, and a description of 50 to 5,000 letters
    assert said["name"]
    assert 50 <= len(said["description"]) <= 5000
    assert said["temporalCoverage"] == "2026-09-01/2026-10-31"
    assert said["publisher"] == {"@type": "Organization", "name": "Example Charity"}
    check(said)


def test_a_page_tells_the_same_as_microdata_without_a_script() -> None:
    item = dataset_markup(given("practice")[0])
    catalogue: Any = report_environment(shipped("templates")).get_template(
        "report/study/dataset.html"
    )
    page = Page(str(catalogue.module.item(item)))
    kinds = [one["itemtype"] for one in page.all("div")]
    assert kinds[0] == "https://schema.org/Dataset"
    assert "https://schema.org/DataDownload" in kinds
    told = {(one["itemprop"], one["content"]) for one in page.all("meta")}
    flat = {(name, value) for name, value in item.properties if isinstance(value, str)}
    assert flat <= told
    assert {tag for tag, _ in page.tags} == {"div", "meta"}


def test_descriptions_come_out_the_same(made: Made) -> None:
    made_of, files, metadata = made
    assert metadata_files(made_of, files) == metadata
    assert set(metadata) == {
        "datapackage.json",
        "tables.csv-metadata.json",
        "tables.json-stat.json",
        "dataset.jsonld",
        "ddi-codebook.xml",
    }
