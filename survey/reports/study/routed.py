"""Which questions were not asked of everybody: it knows a questionnaire, and no answers."""

from __future__ import annotations

from survey.questionnaire.model import Questionnaire


def is_routed(questionnaire: Questionnaire, question_id: str) -> bool:
    """Tell whether a question was asked of some people only, depending on an earlier answer."""
    return any(
        part.show_if is not None or one.show_if is not None
        for part in questionnaire.sections
        for one in part.questions
        if one.id == question_id
    )
