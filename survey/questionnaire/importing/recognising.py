"""Which system a file comes from, by what is in it: names of files are often wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import ForeignForm

Reader = Callable[[str, bytes], ForeignForm]

LARGEST = 50_000_000
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_REDCAP = ("variable / field name", "field_name,form_name", '"field_name"', "field_name")
_OUR_KEYS = frozenset(
    {"id", "title", "languages", "introduction", "consent", "closing", "sections"}
)
_CONVERT = (
    "Give an XLSForm (.xlsx, .xls, .csv), a LimeSurvey structure (.lss, .lsq, .lsg, .lsa, .txt), a "
    "SurveyJS file (.json), a REDCap data dictionary (.csv), a Word document (.docx) or plain text."
)


def read_foreign(name: str, content: bytes) -> ForeignForm:
    """Return the form that a file called `name` holds, by the reader that fits its content.

    BadInput when it is empty, too large, or nothing that a reader knows.
    """
    if not content.strip():
        raise BadInput(f"{name} is empty.", do="Check that it is the right file.")
    if len(content) > LARGEST:
        raise BadInput(
            f"{name} is larger than {LARGEST // 1_000_000} MB.",
            do="Take pictures and films out of it; a questionnaire is far smaller.",
        )
    if is_our_own(content):
        raise BadInput(
            f"{name} is a questionnaire file of this program already.",
            kept="Nothing was changed.",
            do="Use it as it is.",
        )
    return _reader_of(name, content)(name, content)


def is_our_own(content: bytes) -> bool:
    """Tell whether a file is a questionnaire of ours, or one that is being written: two of its
    keys begin lines."""
    said = _decoded(content)
    return len(_OUR_KEYS & {line.partition(":")[0] for line in said.splitlines()}) > 1


def _reader_of(name: str, content: bytes) -> Reader:
    if content.startswith(_ZIP):
        return _of_zip(name, content)
    if content.startswith(_OLD_OFFICE):
        return _word if name.lower().endswith((".doc", ".docx")) else _xlsform
    if content.startswith(b"%PDF"):
        raise BadInput(
            f"{name} is a PDF, which says how a page looks and not what is asked.",
            do=f"Copy its text into a plain text file. {_CONVERT}",
        )
    return _of_text(name, _start(content))


def _of_zip(name: str, content: bytes) -> Reader:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = []
    if any(one.startswith("word/") for one in names):
        return _word
    if any(one.lower().endswith(".lss") for one in names):
        return _limesurvey
    if any(one.startswith("xl/") for one in names) or not names:
        return _word if name.lower().endswith(".docx") else _xlsform
    raise BadInput(f"{name} is an archive that holds no questionnaire known here.", do=_CONVERT)


def _of_text(name: str, start: str) -> Reader:
    lowered = start.lower()
    first = lowered.split("\n", 1)[0]
    if start.startswith("<"):
        if "<limesurvey" in lowered or name.lower().endswith((".lss", ".lsq", ".lsg")):
            return _limesurvey
        if not lowered.startswith(("<?xml", "<h:html", "<!doctype", "<html")):
            return _outline
        if name.lower().endswith(".json"):  # a page with the form in its script
            return _surveyjs
        raise BadInput(f"{name} is XML or HTML of a kind that is not known here.", do=_CONVERT)
    if "type/scale" in first or (name.lower().endswith(".tsv") and "\t" in first):
        return _limesurvey
    if first.lstrip('"').startswith(_REDCAP) or name.lower().endswith(".json"):
        return _surveyjs if name.lower().endswith(".json") else _redcap
    if start.startswith(("{", "[")) or ("{" in start and '"pages"' in start):
        return _surveyjs
    return _of_lines(name, lowered)


def _of_lines(name: str, lowered: str) -> Reader:
    if name.lower().endswith((".lss", ".lsq", ".lsg", ".lsa")):
        return _limesurvey
    cells = {cell.strip('" ;,\t') for cell in lowered[:2000].replace("\n", ",").split(",")}
    is_table = name.lower().endswith(".csv") or lowered.split("\n", 1)[0].count(",") > 1
    if is_table and ("survey" in cells or {"type", "name"} <= cells):
        return _xlsform
    if "\t" in lowered and "type/scale" in lowered[:4000]:
        return _limesurvey
    return _outline


def _start(content: bytes) -> str:
    """Return the first letters, for a look only."""
    return _decoded(content[:20_000]).lstrip()


def _decoded(content: bytes) -> str:
    """Return bytes as letters, whatever they are written in and however damaged."""
    if content.startswith(_MARKS[1:]):
        return content.decode("utf-16", "replace")
    return content.removeprefix(_MARKS[0]).decode("utf-8", "replace")


# Each reader is loaded when a file needs it: they bring large libraries, and the desk starts often.


def _limesurvey(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.limesurvey import read_limesurvey

    return read_limesurvey(name, content)


def _outline(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.outline_text import read_outline

    return read_outline(name, content)


def _redcap(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.redcap import read_redcap

    return read_redcap(name, content)


def _surveyjs(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.surveyjs import read_surveyjs

    return read_surveyjs(name, content)


def _word(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.word_file import read_word

    return read_word(name, content)


def _xlsform(name: str, content: bytes) -> ForeignForm:
    from survey.questionnaire.importing.formats.xlsform import read_xlsform

    return read_xlsform(name, content)
