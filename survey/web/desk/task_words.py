"""How the task list, changes and comments are said at the desk: places, buttons, and what changed.

It knows words, and no rule of publishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.questionnaire.model import Note, Questionnaire
from survey.questionnaire.what_people_read import END, START, ReadingChange
from survey.studies.publishing_tasks import TaskName

#: Where a task is done, after the address of its study, and the words of its button.
TASK_PLACES: Mapping[TaskName, tuple[str, str]] = {
    "safeguarding": ("/safeguarding", "Write the safeguarding text"),
    "translations": ("/translations", "Write the translations"),
    "help": ("/support", "Check the services"),
    "payment": ("/payment", "Confirm the payment"),
    "trustees": ("/trustees", "Name the trustees"),
    "groups": ("/forecast", "See the forecast"),
    "reviews": ("/reviewers", "See the reviewers"),
}
#: Where questions are changed, which every other task of a draft is about.
QUESTIONS = ("/questions", "Change the questions")

_WHAT = {
    "text": "The words",
    "title": "The title",
    "help": "The help",
    "content_note": "The content note",
    "introduction": "The introduction",
    "consent": "What people agree to",
    "details": "The details",
    "closing": "The last words",
    "minutes": "How long it takes",
    "type": "How it is answered",
    "show_if": "Who is asked this",
    "order": "The order of the answers",
    "same_note": "Which content note holds",
    "safeguarding": "What may have to be passed on",
    "jurisdiction": "Whose law that is",
    "audience": "Who is asked",
    "payment": "What is paid",
    "options": "An answer to choose",
    "points": "A point of the scale",
    "other": "An answer to choose",
}
#: What is no text for people: it changed, and is not shown as words.
_UNSAID = frozenset({"show_if", "type", "same_note", "order", "at_most", "exclusive", "kind"})


@dataclass(frozen=True, slots=True)
class WordedChange:
    """What changed, in a line, with the words of before and now where there are any."""

    said: str
    language: str
    before: str
    after: str


def place_words(asked: Questionnaire, place: str) -> str:
    """Return where a comment stands, such as “Question 12”, as it is counted now."""
    if place == START:
        return "Before people agree"
    if place == END:
        return "After the last question"
    kind, _, name = place.partition(" ")
    if kind == "part":
        found = [section.id for section in asked.sections]
    else:
        found = [one.id for one in asked.questions()] if kind == "question" else _notes(asked)
    if name not in found:
        return f"A {kind} that is not there any more"
    return f"{kind.capitalize()} {found.index(name) + 1}"


def change_words(change: ReadingChange) -> WordedChange:
    """Return what changed at a place, in words."""
    if change.kind == "new":
        return WordedChange("This is new.", "", "", "")
    if change.kind == "taken out":
        return WordedChange("This was taken out.", "", change.before, "")
    if change.kind == "moved":
        return WordedChange("It stands elsewhere now.", "", "", "")
    first, _, rest = change.what.partition(".")
    said = _WHAT.get(first, "Something")
    if first in _UNSAID or rest.rpartition(".")[2] in _UNSAID:
        return WordedChange(f"{said} changed.", "", "", "")
    return WordedChange(f"{said} changed.", change.language, change.before, change.after)


def _notes(asked: Questionnaire) -> list[str]:
    return [one.id for part in asked.sections for one in part.items if isinstance(one, Note)]


def counted(number: int, noun: str) -> str:
    """Return a number in words up to ten with its noun, such as “Three points”."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    said = words[number] if number < len(words) else str(number)
    return f"{said} {noun}{'' if number == 1 else 's'}"
