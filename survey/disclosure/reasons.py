"""Why something is not printed and what would help, in plain sentences.

It tells no count that is not public: what is missing is said as the most that can be missing, but
to those who open a study. Only what is possible is advised: a study that spoke in words is never
taken up again, and what was asked never changes.
"""

from __future__ import annotations

from survey.disclosure.policy import Policy
from survey.disclosure.release import Refusal
from survey.errors import Action, DisclosureRefused, Do

_WAIT = (
    "Where the study can be published again, take it up with a later closing day, and reach more "
    "people."
)
_KEPT = "The sealed answers are untouched, and what was published stays as it is."
_WORDS = (
    "Write about it in words: quotes that people agreed to and themes that were moderated, "
    "without counts."
)
_MERGE = (
    "In a new study, give the splitting question coarser groups: add a step to its “merge” list."
)
_NEW_STUDY = "Ask more people in a new study: one of so few people is published once only."
_COUNCIL = "Ask a few people together, in a round with rules of its own and their new consent."
_ERASE = "Leave it unpublished, and erase the answers on their day."


def too_few_people(policy: Policy) -> str:
    """Say why a whole study prints nothing."""
    return (
        f"Fewer than {policy.words_from} people took part, so no number is printed. "
        f"{_at_most(policy.words_from)} {_WORDS} {_COUNCIL} {_ERASE}"
    )


def too_few_answers(policy: Policy, people: int) -> str:
    """Say why a question with too small a base prints nothing in a study of `people`."""
    once = policy.step(people) == "10-29"
    help_ = _NEW_STUDY if once else _at_most(policy.base_for_counts)
    return (
        f"Fewer than {policy.base_for_counts} people answered this question, so nothing of it is "
        f"printed. {help_} {_WORDS}"
    )


def unsafe_question() -> str:
    """Say why a question that did not pass the audit prints nothing."""
    return (
        "Small groups in this question could be worked out from what else is printed, so nothing "
        f"of it is printed. {_WAIT} {_WORDS} {_ERASE}"
    )


def no_longer_safe() -> str:
    """Say why a question prints nothing beside what was printed before."""
    return (
        "Next to what was published of this study before, a few people's answers to this question "
        f"could be worked out, so nothing new of it is printed. {_WAIT} {_WORDS}"
    )


def both_sensitive(table: str) -> Refusal:
    """Refuse a sensitive question by a sensitive question."""
    return Refusal(
        table=table,
        reason="Both questions are sensitive, and one sensitive question never splits another.",
        next_steps=("Read the two questions each on its own.", _WORDS),
    )


def both_split(table: str) -> Refusal:
    """Refuse to split a question that splits tables itself."""
    return Refusal(
        table=table,
        reason="The question splits other tables, so it is never split itself: read next to those, "
        "such a table would tell more of small groups.",
        next_steps=("Read the two questions each on its own.", _WORDS),
    )


def too_few_languages(table: str, policy: Policy) -> Refusal:
    """Refuse a table by language where a part of it has too few people."""
    people = policy.slice_people
    reason = (
        f"Tables are split by language only where each part has at least {people} people who "
        "answered the question."
    )
    return Refusal(table=table, reason=reason, next_steps=(_at_most(people), _WORDS))


def too_few_groups(table: str, policy: Policy, *, sensitive: bool) -> Refusal:
    """Refuse a table without two groups that have enough people, or with one of which too few
    answered; `sensitive`: what would split it is."""
    people, answered = policy.group_people(sensitive), policy.category_people
    return Refusal(
        table=table,
        reason=f"There are not two groups of at least {people} people, or fewer than {answered} "
        "people of one of them answered this question.",
        next_steps=(_at_most(people, "in each group that is too small"), _MERGE, _WORDS),
    )


def too_tiny(table: str, policy: Policy) -> Refusal:
    """Refuse a small table in which something would have to be hidden."""
    return Refusal(
        table=table,
        reason=f"The table has fewer than {policy.tiny_table} cells and a small group in it: what "
        "is hidden could be guessed from the few cells left.",
        next_steps=(_WAIT, _MERGE, _WORDS),
    )


def too_much_hidden(table: str, policy: Policy) -> Refusal:
    """Refuse a table of which too few numbers could be read."""
    return Refusal(
        table=table,
        reason=f"More than {policy.most_hidden} % of its numbers would be hidden, however groups "
        "and answers are put together, so it would say little.",
        next_steps=(_MERGE, _WORDS),
    )


def splitter_withheld(table: str) -> Refusal:
    """Refuse a table split by a question that is not printed."""
    return Refusal(
        table=table,
        reason="The question that would split this table is itself not printed.",
        next_steps=(_WAIT, _WORDS),
    )


def unsafe_table(table: str, *, again: bool = False) -> Refusal:
    """Refuse a table that did not pass the audit; `again`: in a study that was published before."""
    beside = "next to what was published of this study before, " if again else ""
    reason = f"{beside}a small group in this table could be worked out, however much is hidden."
    return Refusal(
        table=table,
        reason=reason[0].upper() + reason[1:],
        next_steps=(_WAIT, _MERGE, _WORDS, _ERASE),
    )


def rejected_question() -> str:
    """Say why a question that staff did not approve prints nothing."""
    return (
        "It was looked at before this release was signed for, and not approved, so nothing of it "
        "is printed."
    )


def rejected_table(table: str) -> Refusal:
    """Refuse a table that staff did not approve."""
    return Refusal(
        table=table,
        reason="The table was looked at before this release was signed for, and not approved.",
    )


def unproven_question() -> str:
    """Say why a question prints nothing without the tables that were not approved."""
    return (
        "Without the tables that were not approved, it cannot be shown that this question tells of "
        "nobody, so nothing of it is printed."
    )


def unproven_table(table: str) -> Refusal:
    """Refuse a table that cannot be shown to be safe without those that were not approved."""
    return Refusal(
        table=table,
        reason="Without the tables that were not approved, it cannot be shown that this table "
        "tells of nobody.",
    )


def why_hidden() -> str:
    """Say why numbers of a printed table are hidden, of all of them alike."""
    return (
        "A hidden number is small itself, or a small one could be worked out from it. Which of the "
        "two it is, nobody is told."
    )


def published_in_words() -> DisclosureRefused:
    """Refuse to publish a study again that spoke in words."""
    return DisclosureRefused(
        "This study was published in words, because few people had taken part. Each question of "
        "so small a study is published once only: a word that changed would tell of one person.",
        kept=_KEPT,
        do="Publish the questions as a new study, and ask everybody anew.",
    )


def fewer_than_before() -> DisclosureRefused:
    """Refuse words about few people after numbers about more."""
    return DisclosureRefused(
        "So many answers were taken back that only words could be printed now, next to the numbers "
        "of before: the two would tell of few people.",
        kept=_KEPT,
        do=("Wait for more answers", Action(Do.REOPEN_STUDY)),
    )


def too_few_new(
    policy: Policy, have: tuple[int, int], missing: int, where: tuple[str, str]
) -> DisclosureRefused:
    """Refuse a next release: people who came or were taken back of all (`have`), how many more are
    `missing`, and the table and the cell that would be learnt from first (`where`)."""
    changed, people = have
    return DisclosureRefused(
        f"Only {changed} of {people} people came or were taken back since the last release; their "
        f"answers could be told from the difference. First of all in the table {where[0]}: "
        f"{where[1]}.",
        kept=_KEPT,
        do=(
            f"Wait for {missing} more answers",
            Action(Do.REOPEN_STUDY),
            f"At least {policy.next_release_percent} % of all, and twice the threshold, must be "
            "new.",
        ),
    )


def nothing_new(where: tuple[str, str]) -> DisclosureRefused:
    """Refuse a next release of which nothing could be printed; table and cell that failed first."""
    return DisclosureRefused(
        "Next to what was published before, nothing more of this study can be printed: small "
        f"groups could be worked out. First of all in the table {where[0]}: {where[1]}.",
        kept=_KEPT,
        do=(
            "Wait for more answers with a later day",
            Action(Do.REOPEN_STUDY),
            "Coarser groups (a step more in a “merge” list) help in a new study.",
        ),
    )


def other_numbers(cell: str) -> DisclosureRefused:
    """Refuse where the shelves do not hold the answers that an earlier release was made of."""
    return DisclosureRefused(
        f"The answers of before do not give what was published of them ({cell}).",
        kept=_KEPT,
        do="Restore the database from a backup made after closing, and find out who changed it.",
    )


def _at_most(people: int, where: str = "") -> str:
    """Say how many answers would do here, whatever there is already.

    What a next release of the whole study needs, `open` says: it depends on what came and went.
    """
    place = f" {where}" if where else ""
    return (
        f"Where the study can be published again, {people} more answers{place} are enough for "
        "this; a next release may need more."
    )
