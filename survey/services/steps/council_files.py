"""The files of councils as the desk keeps them: readable, in one way of writing, without remarks.

It must not know what a key means.
"""

from __future__ import annotations

from typing import Any

from survey.delphi.files.file_reading import tree_of
from survey.questionnaire.drafting.draft_text import draft_text
from survey.questionnaire.drafting.yaml_words import block_words

#: Where numbers may have a point, which whoever reads a policy knows.
_NUMBERS = ("policy",)
#: Keys in the order in which they are written; all others come behind them.
_FIRST = ("kind", "id", "title", "languages", "minutes", "introduction", "text")


def kept_file(content: str | bytes, what: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a file as it is kept, and its plain data; `what` names such a file.

    BadInput when it is no text or is too large; QuestionnaireProblems when it cannot be read whole:
    what would be lost is told with its line.
    """
    tree = tree_of(draft_text(content), what, what)
    flaws = [one for one in tree.findings if one.path[:1] != _NUMBERS]
    if flaws:
        raise tree.problems(f"The {what}", flaws)
    return file_words(tree.data), tree.data


def file_words(data: dict[str, Any]) -> str:
    """Return plain data as the text of a file."""
    ranked = sorted(data, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    return f"{block_words({key: data[key] for key in ranked}, 0)}\n"
