"""What a question of LimeSurvey loses here, in sentences for people who cannot program."""

from __future__ import annotations

from survey.questionnaire.importing.formats.limesurvey_rows import LimeQuestion
from survey.questionnaire.importing.formats.limesurvey_words import plain_words_of

_MOST_LETTERS = 200
#: Attributes of limits of numbers, which have no counterpart.
_LIMITS = (
    *("min_num_value", "max_num_value", "equals_num_value", "min_num_value_n", "max_num_value_n"),
    *("num_value_int_only", "numbers_only", "other_numbers_only", "min_num_value_sgqa"),
    *("max_num_value_sgqa", "num_value_equals_sgqa"),
)
_SHUFFLED = ("random_order", "random_group", "subquestion_order", "answer_order")
_SENTENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("time_limit",), "The limit of time was left out."),
    (_LIMITS, "Limits of the numbers were left out."),
    (("maximum_chars",), "The limit of length was left out."),
    (("date_min", "date_max"), "The earliest and the latest day were left out."),
    (("exclude_all_others_auto",), "Nothing is chosen by itself when all others are."),
)
_COMMENTS = {
    "O": "The field for a comment beside the answers was left out.",
    "P": "The fields for a comment beside each answer were left out.",
}


def changes_of(question: LimeQuestion) -> list[str]:
    """Return a sentence for each thing that a question asks or does and that is not kept."""
    found = [said for names, said in _SENTENCES if any(map(question.is_set, names))]
    found += _validation(question)
    if any(question.setting(one) in ("1", "Y", "random") for one in _SHUFFLED):
        found.append("Its answers or rows came in another order for each person; here they stand.")
    if question.letter in _COMMENTS:
        found.append(_COMMENTS[question.letter])
    if question.filled_in:
        found.append("What was filled in beforehand was left out.")
    if question.script:
        found.append("A script of the question was left out.")
    if question.theme.startswith("image_select"):
        found.append("Pictures to choose from were left out: write in words what they show.")
    for name in ("prefix", "suffix"):
        words, _ = plain_words_of(question.setting(name))
        if words:
            found.append(f"The words beside the field were left out: “{_short(words)}”.")
    return found


def most_answers(question: LimeQuestion) -> int | None:
    """Return how many answers may be given at most, where the file says a number."""
    said = question.setting("max_answers") or question.setting("max_subquestions")
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 4 else None


def _validation(question: LimeQuestion) -> list[str]:
    found: list[str] = []
    least, most = question.setting("min_answers"), question.setting("max_answers")
    if least not in ("", "0"):
        found.append(
            f"A least number of answers was asked for ({_short(least)}); nothing is demanded here."
        )
    if most not in ("", "0") and most_answers(question) is None:
        found.append(f"How many answers may be given was worked out ({_short(most)}): not here.")
    if question.pattern:
        found.append(
            f"A pattern that answers had to follow was left out: {_short(question.pattern)}"
        )
    for name in ("em_validation_q", "em_validation_sq"):
        if said := question.setting(name):
            found.append(f"What answers had to fulfil was left out: {_short(said)}")
    return found


def _short(said: str) -> str:
    plain = " ".join(said.split())
    return plain if len(plain) <= _MOST_LETTERS else f"{plain[:_MOST_LETTERS]}…"
