"""Looking whether the code of a card works, before anything is written, for somebody who wants to.

It keeps nothing, and marks nothing: a code is used up by what is sent with it.
"""

from __future__ import annotations

from survey.sealing.codes.card_codes import card_mark
from survey.storage.instance import Instance
from survey.storage.studies import card_marks


def card_works(instance: Instance, study_id: str, typed: str) -> bool:
    """Return whether what was typed is a code that works; used, replaced and wrong ones look the
    same and take the same way."""
    mark = card_mark(instance.site_key, study_id, typed)
    with instance.engine.connect() as connection:
        return card_marks.works(connection, study_id, mark)
