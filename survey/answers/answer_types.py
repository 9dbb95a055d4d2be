"""What was said, one object per question: an answer, or one of five ways of not answering.

It knows nothing of who said it, where, or when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: option ids in order of choice (rank order for a ranking), or the words written.

    `quote` says that the writer lets these words be quoted.
    """

    options: tuple[str, ...] = field(default=(), repr=False)
    words: str = field(default="", repr=False)
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """The question was shown and left blank."""


@dataclass(frozen=True, slots=True)
class RatherNotSay:
    """The person chose "I'd rather not say"."""


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The person chose the question's "don't know"."""


@dataclass(frozen=True, slots=True)
class DoesNotApply:
    """The person chose the question's "does not apply"."""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The question was not on the person's path."""


Answer = Given | Skipped | RatherNotSay | DontKnow | DoesNotApply | NotAsked


def says_something(answers: Mapping[str, Answer]) -> bool:
    """Tell whether anything was chosen or written; “I'd rather not say” was chosen."""
    return any(not isinstance(answer, Skipped | NotAsked) for answer in answers.values())
