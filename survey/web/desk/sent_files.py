"""A questionnaire file that was sent to the desk: one of ours, or of another system."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from survey.errors import BadInput
from survey.services.writing.import_questionnaire import as_questionnaire_file

_LARGEST = 15_000_000


def sent_questionnaire(sent: FileStorage | None) -> str | bytes:
    """Return the questionnaire file that was sent, made one of ours where it was not.

    BadInput when nothing was chosen, it is too large, or nothing of it can be asked.
    """
    content = b""
    if sent is not None:
        with sent.stream:
            content = sent.stream.read(_LARGEST + 1)
    if sent is None or not content:
        raise BadInput("No file was chosen.", do="Choose a file, or begin with another.")
    if len(content) > _LARGEST:
        raise BadInput(
            f"This file is larger than {_LARGEST // 1_000_000} MB.",
            do="Take pictures and films out of it; a questionnaire is far smaller.",
        )
    return as_questionnaire_file(sent.filename or "the file", content)
