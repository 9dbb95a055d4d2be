"""Which questions two releases have in common, word for word, and which were added, dropped or
changed.

It knows texts and answers of questions. It must not know their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import QuestionResult, Release, Words


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """The questions of a release beside those of an earlier one.

    `same` read as they did, with the same answers; `changed` have the same id, and other words,
    answers or another type. `added` and all these are of the later release, `dropped` of the
    earlier one.
    """

    same: tuple[QuestionResult, ...]
    changed: tuple[QuestionResult, ...]
    added: tuple[QuestionResult, ...]
    dropped: tuple[QuestionResult, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.dropped)


def question_changes(before: Release, now: Release) -> QuestionChanges:
    """Return what became of the questions of an earlier release of a study."""
    old = {one.id: one for one in before.questions}
    here = {one.id for one in now.questions}
    known = tuple(one for one in now.questions if one.id in old)
    same = tuple(one for one in known if _read_alike(old[one.id], before, one, now))
    return QuestionChanges(
        same=same,
        changed=tuple(one for one in known if one not in same),
        added=tuple(one for one in now.questions if one.id not in old),
        dropped=tuple(one for one in before.questions if one.id not in here),
    )


def _read_alike(
    first: QuestionResult, before: Release, second: QuestionResult, now: Release
) -> bool:
    """Tell whether a question and all its answers read alike in each language of both releases; of
    one whose answers are not printed in one of them, whether its text does."""
    languages = before.study.languages, now.study.languages

    def alike(one: Words, other: Words) -> bool:
        texts, others = _by_language(one, languages[0]), _by_language(other, languages[1])
        shared = texts.keys() & others.keys()
        return texts == others or (
            bool(shared) and all(texts[code] == others[code] for code in shared)
        )

    if first.type != second.type or not alike(first.text, second.text):
        return False
    if not (first.rows and second.rows):
        return True
    answers = {row.id: row.label for row in first.rows}
    return (
        first.measure == second.measure
        and answers.keys() == {row.id for row in second.rows}
        and all(alike(answers[row.id], row.label) for row in second.rows)
    )


def _by_language(words: Words, languages: tuple[str, ...]) -> dict[str, str]:
    """Return words by the code of their language, without blanks that no reader sees."""
    return {code or languages[0]: " ".join(text.split()) for code, text in words.items() if text}
