"""What it costs to take so many answers: room on the disk, seconds and memory, as was measured.

docs/measurements/0033 and 0034 say how. It must not know a study.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from survey.answers.codec import Layout
from survey.questionnaire.model import Questionnaire, Written

#: What one envelope takes in a database of SQLite, whose pages it does not share.
_BYTES_ON_DISK = 4_700
_SECONDS_TO_OPEN = 0.0001
#: What follows opening a large study, of which little depends on how many answered.
_SECONDS_AFTER = 60
#: Fewer are opened in a few seconds.
_MANY = 100_000
#: From so many on, one machine may be too slow for those who wait.
_FOR_SEVERAL_MACHINES = 1_000_000
#: What stays in memory of each envelope, and how often of each record, until all are counted.
_BYTES_BESIDE, _COPIES = 200, 3


@dataclass(frozen=True, slots=True)
class AnswersCost:
    """What `answers` cost where all of them come: bytes on the disk, and to open and count them
    seconds of one processor and bytes of memory."""

    answers: int
    on_disk: int
    seconds: int
    memory: int

    @property
    def words(self) -> str:
        """Return it as half a sentence."""
        return (
            f"about {_size(self.on_disk)} on the disk, and to open them {_time(self.seconds)} "
            f"of one processor and {_size(self.memory)} of memory"
        )

    @property
    def sentence(self) -> str:
        """Return it as a sentence."""
        return f"{self.answers:,} answers take {self.words}."


def cost_of_answers(asked: Questionnaire, answers: int) -> AnswersCost:
    """Return what so many answers to a questionnaire cost.

    Each is one envelope, and one more for each question that people may write to, written or not.
    """
    texts = sum(isinstance(question, Written) for question in asked.questions())
    memory = _BYTES_BESIDE + _COPIES * Layout(asked).width
    return AnswersCost(
        answers,
        answers * (1 + texts) * _BYTES_ON_DISK,
        ceil(answers * _SECONDS_TO_OPEN),
        answers * memory,
    )


def time_to_open(answers: int) -> str:
    """Return how long one machine takes to open so many answers and to make their release, in a few
    words."""
    minutes = ceil((_SECONDS_AFTER + answers * _SECONDS_TO_OPEN) / 60)
    return "about a minute" if answers < _MANY else f"about {minutes} minutes"


def is_for_several_machines(answers: int) -> bool:
    """Say whether it can be worth it that several machines open so many answers together."""
    return answers >= _FOR_SEVERAL_MACHINES


def _size(bytes_: int) -> str:
    megabytes = ceil(bytes_ / 1_000_000)
    return f"{megabytes} MB" if megabytes < 1_000 else f"{megabytes / 1_000:.1f} GB"


def _time(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{ceil(seconds / 60)} minutes"
