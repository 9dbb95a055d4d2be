"""Fields for who agreed beforehand to answer a council in public, and by which month.

It knows the form at hand, and no council.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from survey.delphi.files.round_editing import in_file
from survey.web.desk.language_fields import WordsField, typed_words, words_field

_MOST, _BLANK = 12, 1


def answering_rows(
    data: Mapping[str, Any], languages: Sequence[str]
) -> list[tuple[WordsField, str]]:
    """Return who answers as fields, each with its month, and a blank one behind them: as typed
    where the form was sent, else as the file of a council says."""
    listed = [one for one in data.get("answered_by") or [] if isinstance(one, dict)]
    typed = sum(name.startswith("answers-") and name.endswith("-by") for name in request.form)
    rows = []
    for place in range(min(max(len(listed) + _BLANK, typed), _MOST)):
        item = listed[place] if place < len(listed) else {}
        label = f"Who answers, {place + 1}"
        field = words_field(f"answers-{place}", label, languages, item.get("who"))
        rows.append((field, request.form.get(f"answers-{place}-by", str(item.get("by", "")))))
    return rows


def typed_answering(languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return who answers as it was typed, in the order of the form, for the file of a council."""
    found = []
    for place in range(_MOST):
        words = typed_words(f"answers-{place}", languages)
        by = request.form.get(f"answers-{place}-by", "").strip()
        if any(words.values()) or by:
            found.append({"who": in_file(words, languages), "by": by})
    return found
