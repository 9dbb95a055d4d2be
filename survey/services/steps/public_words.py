"""Words that are shown in public beside a study: how long they may be.

It knows a text and what to call it. It must not know where it is shown.
"""

from __future__ import annotations

from survey.errors import BadInput

#: Characters of a notice on the pages of a study, of what changed because of it, and of what a
#: reviewer writes or is answered.
NOTICE, CHANGE, COMMENT = 2_000, 10_000, 2_000


def public_words(text: str, name: str, most: int, *, kept: str, do: str) -> str:
    """Return the words without blanks around them; BadInput where there are none or too many.

    `name` is what to call them, `kept` what stays as it is, `do` how to write them.
    """
    words = text.strip()
    if not 0 < len(words) <= most:
        raise BadInput(
            f"{name} has {len(words)} characters.",
            kept=kept,
            do=f"Write up to {most} characters, {do}.",
        )
    return words


def notice_words(text: str, name: str) -> str:
    """Return the words of a notice for people who answer; BadInput for none or too many."""
    return public_words(text, name, NOTICE, kept="Nothing was changed.", do="for people who answer")
