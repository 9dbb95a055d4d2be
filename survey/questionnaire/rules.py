"""Whether a rule (`show_if`) holds for the answers so far.

It knows rules and unsealed answers of one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Not,
    Rule,
)

#: Unsealed answers: question id -> option ids (in questionnaire order, or in rank order for a
#: ranking), or the words of a text, or (RATHER_NOT_SAY,); a skipped question is absent or ().
Entries = Mapping[str, tuple[str, ...]]


def holds(rule: Rule, entries: Entries) -> bool:
    """Say whether `rule` is true for `entries`; a question without an entry counts as skipped."""
    match rule:
        case All():
            return all(holds(part, entries) for part in rule.all)
        case Any_():
            return any(holds(part, entries) for part in rule.any)
        case Not():
            return not holds(rule.not_, entries)
        case Is():
            return entries.get(rule.question, ()) == (rule.is_,)
        case Includes():
            return rule.includes in entries.get(rule.question, ())
        case Answered():
            chosen = entries.get(rule.question, ())
            return (bool(chosen) and chosen != (RATHER_NOT_SAY,)) is rule.answered


def leaves(rule: Rule) -> Iterator[Is | Includes | Answered]:
    """Return every part of a rule that looks at a question, in the order written."""
    match rule:
        case All():
            for part in rule.all:
                yield from leaves(part)
        case Any_():
            for part in rule.any:
                yield from leaves(part)
        case Not():
            yield from leaves(rule.not_)
        case _:
            yield rule
