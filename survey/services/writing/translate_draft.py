"""Giving a draft to a translator and taking it back: XLIFF or a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Literal

from survey.errors import BadInput
from survey.questionnaire.drafting.rewriting import rewritten
from survey.questionnaire.files.reading import look_over
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.translations.bounds import require_small
from survey.questionnaire.translations.spreadsheet_file import read_spreadsheet, spreadsheet_file
from survey.questionnaire.translations.units import (
    FromTranslator,
    require_language,
    taken_back,
    units_of,
)
from survey.questionnaire.translations.xliff_file import read_xliff, xliff_file
from survey.services.steps.draft_keeping import keep_version
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft

TranslationForm = Literal["xliff", "xlsx"]


def translation_file(
    instance: Instance, study_id: str, language: str, form: TranslationForm
) -> bytes:
    """Return the texts of the newest version of a draft beside their translations, for a
    translator. BadInput where the draft is not translated into that language, or cannot be read;
    StudyUnknown."""
    with instance.engine.connect() as connection:
        asked = _readable(study_drafts.version(connection, study_id).file)
    require_language(asked, language)
    units = units_of(asked, language)
    if form == "xlsx":
        return spreadsheet_file(units, asked.languages[0], language)
    return xliff_file(units, f"{study_id}.yaml", asked.languages[0], language)


def take_translation_back(
    instance: Instance,
    study_id: str,
    content: bytes,
    today: date,
    *,
    role: str = "coordinator",
) -> tuple[StudyDraft, int]:
    """Write the words of a translator into a draft, as its next version; return it, and how many
    texts are new.

    BadInput, and nothing is changed, for a file that cannot be taken, of another language, with
    names that are not there, or with originals that are others by now; StudyStateWrong;
    StudyUnknown.
    """
    found = _read(content)
    with writing(instance.engine) as connection:
        draft = study_drafts.get(connection, study_id)
        before = study_drafts.version(connection, study_id)
        data, new = taken_back(look_over(before.file).data, _readable(before.file), found)
        text = rewritten(before.file, data).text
        note = f"{new} texts in {found.language} from a translator"
        version = DraftVersion(study_id, draft.newest, text, today, role, note)
        return keep_version(connection, version), new


def _read(content: bytes) -> FromTranslator:
    require_small(content)
    return read_spreadsheet(content) if content.startswith(b"PK") else read_xliff(content)


def _readable(file: str) -> Questionnaire:
    looked = look_over(file)
    if looked.questionnaire is None:
        raise BadInput(
            f"This draft has {len(looked.findings)} problems that come before its translation.",
            kept="Nothing was changed.",
            do="Mend them first, question by question.",
        )
    return looked.questionnaire
