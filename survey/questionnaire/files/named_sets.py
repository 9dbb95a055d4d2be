"""What makes the named sets of answers of a question unusable although each is well formed.

It knows one question, and no files or lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.model import Closed, Multiple, Together


def unsound_sets(question: Closed, path: Path) -> Iterator[Finding]:
    """Return what must be changed of the sets of a question; `path` is that of their list."""
    if question.together and isinstance(question, Multiple) and question.at_most is not None:
        what = "“together” stands at a question with “at_most”"
        yield Finding(path, what, "Take one of the two out: such sets cannot be protected")
    yield from _flaws_of_all(question, path)
    if isinstance(question, Multiple):
        yield from _sharing(question, path)


def _sharing(question: Multiple, path: Path) -> Iterator[Finding]:
    """Find an answer in two sets where people choose several: such sets tell of each other."""
    held: dict[str, str] = {}
    for i, one in enumerate(question.together):
        for j, option in enumerate(one.options):
            if held.setdefault(option, one.id) != one.id:
                what = f"{shown(option)} stands in the set {shown(held[option])} as well"
                do = "Where people choose several answers, write each into one set"
                yield Finding((*path, i, "options", j), what, do)


def _flaws_of_all(question: Closed, path: Path) -> Iterator[Finding]:
    names: set[str] = set()
    known: dict[frozenset[str], str] = {}
    for i, one in enumerate(question.together):
        place: Path = (*path, i)
        if one.id in names:
            what = f"the id {shown(one.id)} is already used by another set here"
            yield Finding((*place, "id"), what, "Give each its own id")
        names.add(one.id)
        flaws = list(_flaws(question, one, (*place, "options")))
        yield from flaws
        held = frozenset(one.options)
        if held in known and not flaws:
            what = f"these are the answers of the set {shown(known[held])}"
            yield Finding((*place, "options"), what, "Name each set of answers once")
        known.setdefault(held, one.id)


def _flaws(question: Closed, one: Together, path: Path) -> Iterator[Finding]:
    answers, every = set(question.answer_ids), set(question.option_ids)
    held = Counter(one.options)
    for i, option in enumerate(one.options):
        place: Path = (*path, i)
        if option not in every:
            what = f"the question {shown(question.id)} has no option {shown(option)}"
            yield Finding(place, what, f"Write one of: {', '.join(question.answer_ids)}")
        elif option not in answers:
            what = f"{shown(option)} is a kind of no answer"
            yield Finding(place, what, "Use the ids of options without “kind”")
    if doubled := [option for option in held if held[option] > 1]:
        what = f"{', '.join(doubled)}: twice in this set"
        yield Finding(path, what, "Write each answer once")
    if answers and answers <= set(held):
        what = "this set holds all answers of the question"
        yield Finding(path, what, "Leave one out at least: all of them is everybody who answered")
    elif len(set(held)) < 2 <= len(one.options):
        yield Finding(path, "fewer than two answers stand here", "Put two or more together")
