"""A data dictionary of REDCap as a foreign form: one row for each field, with either heading.

What makes a field hidden, reckoned or exclusive stands in its annotation (`redcap_annotations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from survey.errors import BadInput
from survey.questionnaire.importing.expressions.redcap_logic import redcap_condition
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignForm,
    ForeignItem,
    ForeignOption,
    ForeignSection,
    Texts,
)
from survey.questionnaire.importing.formats.bytes_read import not_readable, require_small_file
from survey.questionnaire.importing.formats.declared_asking import asks_by_declaration
from survey.questionnaire.importing.formats.label_words import plain_label, with_language
from survey.questionnaire.importing.formats.redcap_annotations import with_annotation
from survey.questionnaire.importing.formats.usual_words import word_for
from survey.table_files.table_file import Sheet
from survey.table_files.table_rows import read_rows

#: Fields of one dictionary: the largest known has two thousand.
MOST_FIELDS = 10_000
MOST_LINES = 400_000
#: Options of one field.
MOST_OPTIONS = 2_000

#: Each column by how its two headings begin, in small letters and without other signs.
_COLUMNS = {
    "name": ("variablefieldname", "fieldname"),
    "form": ("formname",),
    "header": ("sectionheader",),
    "type": ("fieldtype",),
    "label": ("fieldlabel",),
    "choices": ("choicescalculations", "selectchoices"),
    "note": ("fieldnote",),
    "check": ("textvalidationtype",),
    "low": ("textvalidationmin",),
    "high": ("textvalidationmax",),
    "identifier": ("identifier",),
    "logic": ("branchinglogic",),
    "required": ("requiredfield",),
    "matrix": ("matrixgroup",),
    "ranking": ("matrixranking",),
    "annotation": ("fieldannotation",),
}
#: Headings of either kind, by which the separator of the file is told.
_HEADINGS = (
    "Variable / Field Name", "Form Name", "Field Type", "Field Label",
    "field_name", "form_name", "field_type", "field_label",
)  # fmt: skip
_KINDS = {
    "radio": AskedFor.SINGLE,
    "dropdown": AskedFor.SINGLE,
    "select": AskedFor.SINGLE,
    "checkbox": AskedFor.MULTIPLE,
    "yesno": AskedFor.SINGLE,
    "truefalse": AskedFor.SINGLE,
    "slider": AskedFor.SCALE,
    "text": AskedFor.TEXT,
    "notes": AskedFor.TEXT,
    "textarea": AskedFor.TEXT,
    "descriptive": AskedFor.NOTE,
    "calc": AskedFor.CALCULATED,
    "file": AskedFor.FILE,
    "sql": AskedFor.UNKNOWN,
}
_BOTH = {"yesno": ("yes", "no"), "truefalse": ("true", "false")}
_CHOSEN = frozenset({"radio", "dropdown", "select", "checkbox"})
_DATES = re.compile(r"date|time")
_NUMBERS = re.compile(r"number|integer|int\b|float")
#: What stands between the code of a choice and its words.
_CHOICE = re.compile(r"\s*([^,|]*?)\s*,\s*(.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RedcapField:
    """One row of a dictionary, by the name of the column; `row` is its number in the file."""

    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_redcap(name: str, content: bytes) -> ForeignForm:
    """Return the form of a data dictionary; BadInput for a file that is none."""
    require_small_file(content)
    if content.count(b"\n") + content.count(b"\r") > MOST_LINES:
        raise _too_many(name)
    table = read_rows(name, content, _HEADINGS)
    fields = next((found for sheet in table.sheets if (found := _fields(sheet))), [])
    if not fields:
        raise not_readable(
            f"{name} is no data dictionary of REDCap: it has no row with “Variable / Field Name”, "
            "“Field Type” and “Field Label”, or none below it.",
            "Download the data dictionary of the project again, as CSV.",
        )
    if len(fields) > MOST_FIELDS:
        raise _too_many(name)
    sections = tuple(_sections(fields, _put_in(fields)))
    return ForeignForm("REDCap", sections, remarks=(*table.notes, *_remarks(fields)))


def _too_many(name: str) -> BadInput:
    return not_readable(
        f"{name} has more than {MOST_FIELDS:,} fields.", "Check that it is the right file."
    )


def _fields(sheet: Sheet) -> list[RedcapField]:
    for at, row in enumerate(sheet.rows[:10]):
        places = _places(row)
        if {"name", "type", "label"} <= set(places):
            plain = "fieldname" in map(_letters, row)
            rows = enumerate(sheet.rows[at + 1 :], at + 2)
            found = (RedcapField(number, _cells(cells, places, plain)) for number, cells in rows)
            return [field for field in found if field["name"]]
    return []


def _places(row: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(row):
        for column, begins in _COLUMNS.items():
            if _letters(heading).startswith(begins):
                found.setdefault(column, place)
    return found


def _letters(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.lower())


def _cells(row: tuple[str, ...], places: Mapping[str, int], plain: bool) -> dict[str, str]:
    """Return the cells of a row; with headings of the interface, NA stands for an empty one."""
    found = {column: row[at].strip() for column, at in places.items() if at < len(row)}
    return {column: said for column, said in found.items() if said and not (plain and said == "NA")}


def _put_in(fields: list[RedcapField]) -> re.Pattern[str]:
    """Return what finds [name] of a field, or of a value of the system, among words."""
    names = "|".join(sorted({re.escape(field["name"]) for field in fields}, reverse=True))
    one = rf"\[(?:(?:{names})(?:\([^()\[\]]*\))?(?::[a-z-]+)*|[a-z]+(?:-[a-z]+)+(?::[^\[\]]*)?)\]"
    return re.compile(rf"(?:\[[a-z]\w*\](?=\[))?{one}")


def _sections(fields: list[RedcapField], put_in: re.Pattern[str]) -> Iterator[ForeignSection]:
    gathered: list[ForeignItem] = []
    opened = fields[0]
    stem: Texts = {}
    table = ""
    for count, field in enumerate(fields):
        begins = count and (field["form"] != opened["form"] or field["header"])
        if begins and gathered:
            yield _section(opened, gathered, put_in)
            gathered = []
        if begins:
            opened = field
        if field["matrix"] != table or field["header"]:
            table, stem = field["matrix"], _words(field["header"], put_in)[0]
        item = _item(field, put_in)
        if count == 0 and field["type"] == "text":
            item = replace(item, kind=AskedFor.RECORD, as_written="text, number of the record")
        gathered.append(replace(item, stem=stem) if field["matrix"] else item)
    yield _section(opened, gathered, put_in)


def _section(
    opened: RedcapField, items: list[ForeignItem], put_in: re.Pattern[str]
) -> ForeignSection:
    """Return a section under its header or, at the start of a form, under the name of the form."""
    header, _ = _words(opened["header"], put_in)
    named = opened["form"].replace("_", " ").strip().capitalize()
    return ForeignSection(
        where=f"row {opened.row}",
        name=opened["form"] or "form",
        items=tuple(items),
        title=header or with_language(named, ""),
    )


def _words(said: str, put_in: re.Pattern[str]) -> tuple[Texts, tuple[str, ...]]:
    if not said:
        return {}, ()
    words, left_out = plain_label(said, put_in)
    return with_language(words, ""), left_out


def _item(field: RedcapField, put_in: re.Pattern[str]) -> ForeignItem:
    words, left_out = _words(field["label"], put_in)
    hint, also_left_out = _words(field["note"], put_in)
    logic = field["logic"]
    kind = field["type"].lower()
    item = ForeignItem(
        where=f"row {field.row}",
        name=field["name"],
        kind=_kind(field),
        words=words or with_language(field["name"], ""),
        hint=hint,
        options=_options(field),
        as_written=f"{kind}, {field['check']}" if field["check"] and kind != "slider" else kind,
        required=field["required"].lower() in ("y", "yes", "1"),
        only_if=redcap_condition(logic),
        only_if_written=" ".join(logic.split()),
        matrix=field["matrix"],
        changes=tuple(dict.fromkeys((*left_out, *also_left_out, *_changes(field)))),
        left_out=_left_out(field),
    )
    return with_annotation(item, field["annotation"])


def _kind(field: RedcapField) -> AskedFor:
    kind, check = field["type"].lower(), field["check"].lower()
    if kind == "file" and check == "signature":
        return AskedFor.SIGNATURE
    if kind == "text" and _DATES.match(check):
        return AskedFor.DATE
    if kind == "text" and _NUMBERS.match(check):
        return AskedFor.NUMBER
    return _KINDS.get(kind, AskedFor.UNKNOWN)


def _left_out(field: RedcapField) -> str:
    kind = field["type"].lower()
    if field["identifier"].lower() in ("y", "yes", "1"):
        return "The dictionary marks it as something that identifies people."
    if kind == "text" and (why := asks_by_declaration(field["check"])):
        return why
    if kind == "sql":
        return "Its answers come from a database, and are not in the file."
    if not kind:
        return "The dictionary does not say what kind of field it is."
    if kind in _CHOSEN and not _choices(field["choices"]):
        return "The dictionary gives no choices for it."
    return ""


def _changes(field: RedcapField) -> Iterator[str]:
    if field["type"].lower() == "slider":
        yield "The slider became a scale from 0 to 10."
    elif field["low"] or field["high"]:
        yield f"The limits of the answer ({_limits(field)}) were left out."
    if field["ranking"].lower() in ("y", "yes", "1"):
        yield "That each answer could be given to one row of the table alone was left out."


def _limits(field: RedcapField) -> str:
    parts = (("from", field["low"]), ("to", field["high"]))
    return " ".join(f"{word} {limit}" for word, limit in parts if limit)


def _options(field: RedcapField) -> tuple[ForeignOption, ...]:
    kind = field["type"].lower()
    if kind in _BOTH:
        yes, no = _BOTH[kind]
        return (ForeignOption("1", word_for(yes, "")), ForeignOption("0", word_for(no, "")))
    if kind == "slider":
        return _slider(field["choices"])
    if kind not in _CHOSEN:
        return ()
    return tuple(
        ForeignOption(code, with_language(plain_label(words)[0] or code, ""))
        for code, words in _choices(field["choices"])
    )


def _choices(said: str) -> list[tuple[str, str]]:
    """Return codes and words of “1, First | 2, Second”; older files have each on a line."""
    parts = said.split("|") if "|" in said else re.split(r"\n|\\n", said)
    found = []
    for part in parts[:MOST_OPTIONS]:
        split = _CHOICE.fullmatch(part)
        code, words = (split[1], split[2]) if split else (part.strip(), part.strip())
        if code or words:
            found.append((code or words, words))
    return found


def _slider(said: str) -> tuple[ForeignOption, ...]:
    """Return eleven points, with the words of the ends and the middle where there are any."""
    labels = [plain_label(part)[0] for part in said.split("|")] if said else []
    places = {1: (0,), 2: (0, 10), 3: (0, 5, 10)}.get(len(labels), ())
    told = {place: label for place, label in zip(places, labels, strict=False) if label}
    return tuple(
        ForeignOption(str(point), with_language(told.get(point, str(point)), ""))
        for point in range(11)
    )


def _remarks(fields: list[RedcapField]) -> Iterator[str]:
    forms = dict.fromkeys(field["form"] for field in fields if field["form"])
    if len(forms) > 1:
        yield (
            f"The project has {len(forms)} forms. When each is filled in, and how often, is not in "
            "the file: they follow each other here."
        )
