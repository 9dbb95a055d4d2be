"""Questionnaires of LimeSurvey: .lss, .lsg, .lsq, the survey of an archive (.lsa), .tsv and .txt.

Answers, people and times in such files are not read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from survey.errors import BadInput
from survey.questionnaire.importing.expressions.expression_script import ALWAYS, NEVER
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignForm,
    ForeignItem,
    ForeignSection,
    Texts,
)
from survey.questionnaire.importing.formats.limesurvey_conditions import LimeConditions
from survey.questionnaire.importing.formats.limesurvey_items import LimeItems
from survey.questionnaire.importing.formats.limesurvey_remarks import remarks_of
from survey.questionnaire.importing.formats.limesurvey_rows import LimeGroup, LimeSurvey
from survey.questionnaire.importing.formats.limesurvey_tsv import survey_of_table
from survey.questionnaire.importing.formats.limesurvey_words import Labels
from survey.questionnaire.importing.formats.limesurvey_xml import survey_of_xml

FORMAT = "LimeSurvey"
#: Bytes of a survey, alone or inside an archive; of an archive, which may hold answers beside it;
#: and files in that.
MOST_BYTES = 6_000_000
_MOST_OF_ARCHIVE = 20_000_000
_MOST_PARTS = 1_000
_KEPT = "Nothing was made of it, and the file is as it was."
_UNREADABLE = (
    BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error,
)  # fmt: skip
#: A survey, but for what some machines put beside a file.
_LSS = re.compile(r"(?!__MACOSX/)(?i:.*\.lss)")
_ANSWERS = (".lsr", ".lst", ".lsi")


def read_limesurvey(name: str, content: bytes) -> ForeignForm:
    """Return the form of a file; BadInput where it cannot be read, and says what to do.

    What the file holds decides how it is read, and not what it is called.
    """
    packed = content.startswith(b"PK")
    if len(content) > (_MOST_OF_ARCHIVE if packed else MOST_BYTES):
        raise _too_large()
    if not content.strip():
        raise BadInput(f"“{name}” is empty.", kept=_KEPT, do="Export the survey once more.")
    remarks: list[str] = []
    if packed:
        content = _survey_of_archive(content, remarks)
    survey = survey_of_xml(content) if _is_xml(content) else survey_of_table(content)
    return _form(survey, remarks)


def _too_large() -> BadInput:
    return BadInput(
        f"The survey in this file is larger than {MOST_BYTES // 1_000_000} megabytes, or an "
        f"archive than {_MOST_OF_ARCHIVE // 1_000_000}.",
        kept=_KEPT,
        do="Export the structure of the survey (.lss) without pictures, and bring that file.",
    )


def _is_xml(content: bytes) -> bool:
    start = content[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def _survey_of_archive(content: bytes, remarks: list[str]) -> bytes:
    """Return the one survey that an archive holds."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            surveys = [one for one in parts if _LSS.fullmatch(one.filename)]
            if len(parts) > _MOST_PARTS or sum(one.file_size for one in surveys) > MOST_BYTES:
                raise _too_large()
            if len(surveys) != 1:
                raise BadInput(
                    f"This archive holds {len(surveys) or 'no'} surveys of LimeSurvey (.lss).",
                    kept=_KEPT,
                    do="Bring an archive (.lsa) of one survey, or its structure (.lss).",
                )
            with packed.open(surveys[0]) as opened:
                # What a part says of its size need not be true.
                found = opened.read(surveys[0].file_size + 1)
            if len(found) > surveys[0].file_size:
                raise BadZipFile
    except _UNREADABLE as error:
        raise BadInput(
            "This archive is damaged, or it opens with a password.",
            kept=_KEPT,
            do="Export it once more, without a password.",
        ) from error
    if any(one.filename.lower().endswith(_ANSWERS) for one in parts):
        remarks.append("The archive also holds answers, people or times: none of them was read.")
    return found


def _form(survey: LimeSurvey, remarks: list[str]) -> ForeignForm:
    labels = Labels(survey.languages)
    conditions = LimeConditions(survey)
    items = LimeItems(labels, conditions)
    of_welcome = ("surveyls_description", "surveyls_welcometext")
    title = _said(survey, labels, remarks, "title of the survey", ("surveyls_title",))
    introduction = _said(survey, labels, remarks, "introduction", of_welcome)
    closing = _said(survey, labels, remarks, "closing words", ("surveyls_endtext",))
    sections = tuple(
        _section(at, group, labels, items, conditions, remarks)
        for at, group in enumerate(survey.groups, 1)
    )
    return ForeignForm(
        format=FORMAT,
        sections=sections,
        title=title,
        introduction=introduction,
        closing=closing,
        languages=labels.codes,
        unnamed_languages=tuple(labels.unnamed),
        remarks=tuple(dict.fromkeys([*remarks, *remarks_of(survey, labels)])),
    )


def _said(
    survey: LimeSurvey, labels: Labels, remarks: list[str], what: str, names: Iterable[str]
) -> Texts:
    """Return words of the survey itself; what was lost of them is a remark."""
    changes: list[str] = []
    found: dict[str, list[str]] = {}
    for name in names:
        for code, words in labels.plain(survey.said.get(name, {}), changes).items():
            if words not in found.setdefault(code, []):
                found[code].append(words)
    remarks += [f"In the {what}: {one}" for one in changes]
    return {code: " ".join(words) for code, words in found.items()}


def _section(
    at: int,
    group: LimeGroup,
    labels: Labels,
    items: LimeItems,
    conditions: LimeConditions,
    remarks: list[str],
) -> ForeignSection:
    changes: list[str] = []
    title = labels.plain(group.words, changes)
    remarks += [f"In the title of group {at}: {one}" for one in changes]
    shown = conditions.relevance(group.relevance)
    found = [item for question in group.questions for item in items.of(question)]
    found = [*_description(at, group, labels), *found]
    if shown.condition == NEVER:
        found = [_hidden(one) for one in found]
    only_if = None if shown.condition in (ALWAYS, NEVER) else shown.condition
    return ForeignSection(
        where=group.where,
        name=f"group{at}",
        items=tuple(found),
        title=title,
        only_if=only_if,
        only_if_written=shown.written,
    )


def _description(at: int, group: LimeGroup, labels: Labels) -> list[ForeignItem]:
    """Return the words that stand above a group, as a note."""
    changes: list[str] = []
    words = labels.plain(group.description, changes)
    if not words:
        return []
    return [
        ForeignItem(
            where=f"{group.where}, description",
            name=f"group{at}_description",
            kind=AskedFor.NOTE,
            words=words,
            as_written="description of a group",
            changes=tuple(changes),
        )
    ]


def _hidden(item: ForeignItem) -> ForeignItem:
    return ForeignItem(
        item.where, item.name, AskedFor.HIDDEN, words=item.words, as_written=item.as_written
    )
