"""How long words of an ask and of an answer may be, and what an answer has to have.

It knows words and limits. It must not know rows, pages or the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args
from unicodedata import category

from survey.follow_up.asks import AnswerStatus, Ask, BodyAnswer

#: Words of the sentence of an ask: longer ones are not remembered.
SENTENCE_WORDS = 20
#: Characters of each field of an ask and of an answer.
ASK_LETTERS = {
    "sentence": 200,
    "done_looks_like": 500,
    "how_sent": 200,
    "body": 100,
    "function": 60,
    "reason": 1_000,
}
ANSWER_LETTERS = {
    "words": 2_000,
    "reason": 2_000,
    "evidence": 1_000,
    "who": 60,
    "mark_words": 1_000,
    "comment": 2_000,
}
#: Bodies of one ask, and references that it rests on.
MOST_BODIES = 12
MOST_EVIDENCE = 8
#: Asks of one study or council.
MOST_ASKS = 40

#: Characters that turn the direction of words around them: what is read is not what was written.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

#: Words with which a sentence does not ask for anything.
_NO_VERBS = frozenset(
    {
        *("a", "an", "the", "this", "that", "these", "those", "there", "all", "every", "each"),
        *("some", "many", "most", "no", "not", "our", "your", "their"),
        *("i", "we", "you", "he", "she", "it", "they"),
        *("platforms", "police", "governments", "hotlines", "survivors", "people"),
        *("why", "how", "what", "who", "when", "where", "if", "because", "and", "but", "or"),
        *("of", "for", "with", "in", "on"),
    }
)


def is_too_long(words: str, most: int) -> bool:
    """Tell whether words have more than so many characters."""
    return len(words) > most


def has_control_characters(words: str) -> bool:
    """Tell whether words hold a character that is no letter, sign, blank or end of a line, or one
    that turns the direction of what stands around it."""
    return any(
        one in _TURNING or (category(one) in ("Cc", "Cs", "Cn") and one not in "\n\r\t")
        for one in words
    )


def wrong_with_sentence(sentence: str) -> str:
    """Return what is wrong with the sentence of an ask, as a sentence; "" where nothing is."""
    said = sentence.split()
    if not said:
        return "Write what is asked for, in one sentence."
    if len(said) > SENTENCE_WORDS or len(sentence) > ASK_LETTERS["sentence"]:
        return f"An ask has at most {SENTENCE_WORDS} words. This one has {len(said)}."
    first = said[0].strip("“”\"'‘’(").casefold()
    if first in _NO_VERBS or not first[:1].isalpha():
        return "Begin with a verb: say what somebody is to do."
    if any(mark in sentence.rstrip()[:-1] for mark in (". ", "! ", "? ", "\n")):
        return "An ask is one sentence. Write the rest under “Done looks like”."
    return ""


def wrong_with_answer(answer: BodyAnswer) -> Iterator[tuple[str, str]]:
    """Give the fields of an answer that something is wrong with, and what, as a sentence."""
    if answer.status not in get_args(AnswerStatus):
        yield "status", "Choose how you answer."
    if not answer.words.strip():
        yield "words", "Write your answer in words. They are printed as you write them."
    if answer.status == "declined" and not answer.reason.strip():
        yield "reason", "Say why you do not do it. Readers see the reason."
    if answer.status == "done" and not answer.evidence.strip():
        yield "evidence", "Say where readers can see that it is done."
    for field in ("words", "reason", "evidence", "who"):
        said = getattr(answer, field)
        if is_too_long(said, ANSWER_LETTERS[field]):
            yield (
                field,
                f"Write up to {ANSWER_LETTERS[field]:,} characters. These are {len(said):,}.",
            )
        elif has_control_characters(said):
            yield field, "This holds a character that cannot be shown. Type it anew."


def wanting_to_publish(ask: Ask) -> Iterator[str]:
    """Give what an ask still lacks before it can be published, each as a sentence."""
    if wrong := wrong_with_sentence(ask.sentence):
        yield wrong
    if not ask.bodies:
        yield "Say who is asked."
    elif sum(one.leads for one in ask.bodies) != 1:
        yield "Say which one of them leads."
    if not ask.done_looks_like.strip():
        yield "Say what is seen when it is done."
    if not ask.evidence:
        yield "Say what it rests on."
    if not ask.due_on:
        yield "Say by which day an answer is due."
