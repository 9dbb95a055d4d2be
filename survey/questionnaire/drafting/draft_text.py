"""The text of a file that is being written: what can be kept of it, and what it is called.

It may hold problems; only what is no text at all is refused.
"""

from __future__ import annotations

from survey.errors import BadInput
from survey.questionnaire.files.file_text import plain_text
from survey.questionnaire.files.problems import Finding
from survey.questionnaire.files.reading import look_over
from survey.questionnaire.files.yaml_nodes import SIZE_LIMIT

_UNTITLED = "Without a title"
_LONGEST_TITLE = 200


def draft_text(content: str | bytes) -> str:
    """Return the text of a file as it is kept, with lines that end in the same way.

    BadInput for a file that is too large, and for one that is no text.
    """
    size = len(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    if size > SIZE_LIMIT:
        raise BadInput(
            "This file is larger than one megabyte.",
            kept="Nothing was changed.",
            do="Check that it is the right file; a questionnaire takes a hundredth of that.",
        )
    text = plain_text(content)
    if isinstance(text, Finding):
        what = f"{text.what[:1].upper()}{text.what[1:]}"
        raise BadInput(f"Line {text.line}: {what}.", kept="Nothing was changed.", do=f"{text.do}.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def title_of(text: str) -> str:
    """Return what a questionnaire file calls itself in its first language, as far as it is read."""
    data = look_over(text).data
    title = data.get("title") if isinstance(data, dict) else None
    if isinstance(title, dict):
        title = next((words for words in title.values() if isinstance(words, str)), None)
    words = " ".join(title.split()) if isinstance(title, str) else ""
    return words[:_LONGEST_TITLE] or _UNTITLED
