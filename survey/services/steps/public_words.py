"""Words that are shown in public beside a study: how long they may be.

It knows a text and what to call it. It must not know where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.errors import BadInput
from survey.questionnaire.languages import english_name
from survey.questionnaire.texts import Text

#: What is not done to a study without telling the public why.
TELLING_WHY: frozenset[str] = frozenset({"ended", "corrected"})

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


def notice_in_languages(texts: Mapping[str, str]) -> Text:
    """Return a notice in the languages that it is written in, by their codes, the first of them
    being the original; BadInput for one that is too long."""
    said = {code: words for code, words in texts.items() if words.strip()}
    return Text(
        tuple(
            (code, notice_words(words, f"The notice in {english_name(code)}"))
            for code, words in said.items()
        )
    )


def notice_words(text: str, name: str) -> str:
    """Return the words of a notice for people who answer; BadInput for none or too many."""
    return public_words(text, name, NOTICE, kept="Nothing was changed.", do="for people who answer")
