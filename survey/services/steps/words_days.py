"""Whether the opened words of a study are being read.

It knows days. It must not know a word.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection


def require_no_words_read(conn: Connection, study_id: str, today: date) -> None:
    """Refuse with StudyStateWrong while the words of a study are read and their day has not come.

    There is no place yet in which opened words are kept, so none are read.
    """
