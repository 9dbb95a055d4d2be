"""What could be better in a questionnaire before anybody is asked, and what must change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from survey.errors import Action, Do, QuestionnaireProblems, Refused
from survey.questionnaire.advice.proofreading import advice
from survey.questionnaire.files.problems import Path
from survey.questionnaire.files.reading import look_over, read_with_lines
from survey.questionnaire.files.yaml_nodes import read_tree
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name


@dataclass(frozen=True, slots=True)
class CheckedQuestionnaire:
    """A questionnaire, each piece of advice as a line with its place, and how many of them stop a
    study that is not for practice; those stand first and say so."""

    asked: Questionnaire
    lines: tuple[str, ...]
    stops: int


def check_questionnaire(content: bytes, name: str) -> CheckedQuestionnaire:
    """Read a questionnaire file called `name`; QuestionnaireProblems with all that is wrong, and
    what could be better, as far as the file can be read."""
    try:
        asked, line = read_with_lines(content, name)
    except QuestionnaireProblems as wrong:
        readable = look_over(content).questionnaire
        if readable is None:
            raise
        beside = _looked_at(readable, name, read_tree(content).line).lines
        raise QuestionnaireProblems(wrong.what, wrong.problems, beside) from None
    return _looked_at(asked, name, line)


def _looked_at(
    asked: Questionnaire, name: str, line: Callable[[Path], int]
) -> CheckedQuestionnaire:
    found = sorted(advice(asked), key=lambda piece: (not piece.stops, line(piece.place)))
    lines = tuple(
        f"{'must change' if piece.stops else 'advice'}: {name}:{line(piece.place)}: "
        f"{place_name(asked, piece.place)}: {piece.what}. {piece.do}"
        for piece in found
    )
    return CheckedQuestionnaire(asked, lines, sum(piece.stops for piece in found))


def require_askable(checked: CheckedQuestionnaire) -> None:
    """Refuse a questionnaire that could be asked for practice only."""
    if checked.stops:
        count = "One place" if checked.stops == 1 else f"{checked.stops} places"
        raise Refused(
            f"{count} must change before this is asked of people.",
            do=("Until then it can be published for practice", Action(Do.PUBLISH_FOR_PRACTICE)),
        )
