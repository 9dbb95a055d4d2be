"""Why something is not printed and what would help, in plain sentences.

It knows the policy's numbers. It must not tell a count that is not public.
"""

from __future__ import annotations

from survey.disclosure.policy import Policy
from survey.disclosure.release import Refusal

_WAIT = "Ask again, for longer, and reach more people."
_WORDS = (
    "Write about it in words: quotes that people agreed to and themes that were moderated, "
    "without counts."
)
_MERGE = "Give the splitting question coarser groups: add a step to its “merge” list."
_ERASE = "Leave it unpublished, and erase the answers on their day."


def too_few_people(policy: Policy) -> str:
    """Say why a whole study prints nothing."""
    return (
        f"Fewer than {policy.words_from} people took part, so no number is printed. "
        f"{_WAIT} {_WORDS}"
    )


def too_few_answers(policy: Policy) -> str:
    """Say why a question with too small a base prints nothing."""
    return (
        f"Fewer than {policy.base_for_counts} people answered this question, so nothing of it is "
        f"printed. {_WAIT} {_WORDS}"
    )


def unsafe_question() -> str:
    """Say why a question that did not pass the audit prints nothing."""
    return (
        "Small groups in this question could be worked out from what else is printed, so nothing "
        f"of it is printed. {_WAIT} {_WORDS} {_ERASE}"
    )


def both_sensitive(table: str) -> Refusal:
    """Refuse a sensitive question by a sensitive question."""
    return Refusal(
        table=table,
        reason="Both questions are sensitive, and one sensitive question never splits another.",
        next_steps=("Read the two questions each on its own.", _WORDS),
    )


def too_few_groups(table: str, policy: Policy) -> Refusal:
    """Refuse a table with fewer than two groups that are large enough."""
    return Refusal(
        table=table,
        reason=f"Fewer than two groups have at least {policy.category_people} people who "
        "answered this question.",
        next_steps=(_WAIT, _MERGE, _WORDS),
    )


def too_tiny(table: str, policy: Policy) -> Refusal:
    """Refuse a small table in which something would have to be hidden."""
    return Refusal(
        table=table,
        reason=f"The table has fewer than {policy.tiny_table} cells and a small group in it: what "
        "is hidden could be guessed from the few cells left.",
        next_steps=(_WAIT, _MERGE, _WORDS),
    )


def splitter_withheld(table: str) -> Refusal:
    """Refuse a table split by a question that is not printed."""
    return Refusal(
        table=table,
        reason="The question that would split this table is itself not printed.",
        next_steps=(_WAIT, _WORDS),
    )


def unsafe_table(table: str) -> Refusal:
    """Refuse a table that did not pass the audit."""
    return Refusal(
        table=table,
        reason="A small group in this table could be worked out, however much of it is hidden.",
        next_steps=(_WAIT, _MERGE, _WORDS, _ERASE),
    )
