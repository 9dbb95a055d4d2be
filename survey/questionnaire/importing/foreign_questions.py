"""One item of another system as a question of ours: its type, options and ids, and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from survey.questionnaire.answers_that_are_none import NoAnswer, no_answer
from survey.questionnaire.importing.conditions import Asked
from survey.questionnaire.importing.forbidden import forbidden
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    Chosen,
    ForeignItem,
    ForeignOption,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.words_of_form import FormLanguages
from survey.questionnaire.texts import plain_words

#: A list that is longer is not looked through for doubles before it is left out.
_LOOKED_AT_MOST = 200
OPTIONS_AT_MOST, POINTS_AT_MOST, RANKED_AT_MOST, PARENTS_AT_MOST = 60, 11, 7, 12
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")
_OPTION_KINDS = {
    NoAnswer.DONT_KNOW: "dont_know",
    NoAnswer.DOES_NOT_APPLY: "does_not_apply",
}
_CLOSED = {
    AskedFor.SINGLE: "single",
    AskedFor.MULTIPLE: "multiple",
    AskedFor.RANKING: "ranking",
    AskedFor.SCALE: "scale",
}
_IN_WORDS = {
    AskedFor.TEXT: "",
    AskedFor.NUMBER: "It asked for a number; here people write it in words. Give answers to choose "
    "from instead, if it is to be counted.",
    AskedFor.DATE: "It asked for a day; here people write it in words. Ask for a year or for broad "
    "times instead: a day can point to one person.",
}
_NOT_ASKED = {
    AskedFor.CALCULATED: "Nobody is asked this: it is worked out from other answers.",
    AskedFor.HIDDEN: "It is hidden from people, so it asks them nothing.",
}
_ONE_ANSWER = (
    "It had a single answer to choose, which is left out. It is a note now: nobody has to confirm "
    "anything."
)


@dataclass(frozen=True, slots=True)
class MadeItem:
    """A question or note as a file has it, without its rule.

    `asked` is what rules need to know of it (None: a note). `only_if` is a condition of its own
    beside that of the item. `other_options` are the ids of options that ask for words of one's own.
    """

    written: dict[str, Any]
    asked: Asked | None = None
    only_if: OnlyIf | None = None
    other_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeOfItem:
    """What an item became: nothing (`left_out` says why), or one or more items of ours."""

    items: tuple[MadeItem, ...] = ()
    changes: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(slots=True)
class ItemMaker:
    """Makes items in the languages of a form; each id is given once."""

    languages: FormLanguages
    taken: set[str]

    def made(self, item: ForeignItem, title: Texts | None = None) -> MadeOfItem:
        """Return what becomes of an item of a group with this title."""
        why = forbidden(item, title) or item.left_out or _NOT_ASKED.get(item.kind, "")
        if not why and item.kind is AskedFor.UNKNOWN:
            why = f"Its type “{item.as_written}” is not known here."
        if why:
            return MadeOfItem(left_out=why)
        made = self._of_kind(item)
        changes = (*item.changes, *self._about_words(item), *made.changes)
        return replace(made, changes=tuple(dict.fromkeys(changes)))

    def _of_kind(self, item: ForeignItem) -> MadeOfItem:
        if item.kind in (AskedFor.NOTE, AskedFor.ACKNOWLEDGE):
            return self._note(item)
        if item.kind in _IN_WORDS:
            changes = tuple(filter(None, [_IN_WORDS[item.kind]]))
            return MadeOfItem((self._written(item),), changes)
        return self._closed(item)

    def _about_words(self, item: ForeignItem) -> tuple[str, ...]:
        if item.kind in (AskedFor.NOTE, AskedFor.ACKNOWLEDGE):
            return ()
        if not self.languages.of(item.words):
            return ("It has no words of its own. Its name stands there: write what people read.",)
        all_words = (item.words, *(option.words for option in item.options))
        if any(self.languages.lacks_the_first(words) for words in all_words):
            first = self.languages.codes[0]
            return (f"Some words are missing in the first language ({first}); others stand there.",)
        return ()

    def _note(self, item: ForeignItem) -> MadeOfItem:
        words = self._words(item)
        if not words:
            return MadeOfItem(left_out="It has no words.")
        changes = (_ONE_ANSWER,) if item.kind is AskedFor.ACKNOWLEDGE else ()
        return MadeOfItem((MadeItem(self._base(item, "note", words)),), changes)

    def _written(self, item: ForeignItem) -> MadeItem:
        written = self._base(item, "text", self._words(item))
        return MadeItem(written, Asked(written["id"], several=False, options={}))

    def _words(self, item: ForeignItem) -> dict[str, str]:
        words, stem = self.languages.of(item.words), self.languages.of(item.stem)
        if not stem or not words:
            return words or stem
        trimmed = {code: said.rstrip(" :：.…") for code, said in stem.items()}
        asks = any(said.endswith(("?", "؟", "？")) for said in trimmed.values())
        return self.languages.joined(trimmed, " " if asks else ": ", words)

    def _base(self, item: ForeignItem, type_: str, words: dict[str, str]) -> dict[str, Any]:
        id_ = fitting_id(item.name, self.taken, "note" if type_ == "note" else "q")
        self.taken.add(id_)
        said = words or {self.languages.codes[0]: item.name or id_}
        made: dict[str, Any] = {"id": id_, "type": type_, "text": self.languages.written(said)}
        if type_ != "note" and (hint := self.languages.of(item.hint)):
            made["help"] = self.languages.written(hint)
        return made

    def _closed(self, item: ForeignItem) -> MadeOfItem:
        if not item.options:
            return MadeOfItem(left_out="It has no answers to choose from.")
        split, changes = _split(item.options)
        if (most := max(map(len, split.values()))) > _LOOKED_AT_MOST:
            return MadeOfItem(left_out=_too_many(most))
        made: list[MadeItem] = []
        for parent, options in split.items():
            kept, about = _distinct(options, self.languages)
            changes += about
            if len(kept) > OPTIONS_AT_MOST:
                return MadeOfItem(left_out=_too_many(len(kept)))
            if len(kept) > 1:
                one, said = self._of_options(item, kept)
                made.append(replace(one, only_if=parent))
                changes += said
        if not made:
            note = self._note(replace(item, kind=AskedFor.ACKNOWLEDGE))
            return replace(note, changes=(*changes, *note.changes))
        return MadeOfItem(tuple(made), changes)

    def _of_options(
        self, item: ForeignItem, options: tuple[ForeignOption, ...]
    ) -> tuple[MadeItem, tuple[str, ...]]:
        kind, changes = _fitting_kind(item.kind, options)
        written = self._base(item, kind, self._words(item))
        made, codes = self._options(options, several=kind == "multiple")
        if kind == "scale":
            points = [one for one in made if "kind" not in one]
            written["points"] = [one["text"] for one in points]
            if no_points := [one for one in made if "kind" in one]:
                written["other"] = no_points
            as_points = {one["id"]: f"p{i}" for i, one in enumerate(points, 1)}
            codes = {code: as_points.get(id_, id_) for code, id_ in codes.items()}
        else:
            written["options"] = made
        together = sum("kind" not in one and not one.get("exclusive") for one in made)
        if kind == "multiple" and item.at_most and 2 <= item.at_most < together:
            written["at_most"] = item.at_most
        asked = Asked(written["id"], several=kind in ("multiple", "ranking"), options=codes)
        others = tuple(codes[one.code] for one in options if one.is_other and one.code in codes)
        return MadeItem(written, asked, None, others), changes

    def _options(
        self, options: tuple[ForeignOption, ...], *, several: bool
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return options as a file has them, and the id of each by its code."""
        made: list[dict[str, Any]] = []
        codes: dict[str, str] = {}
        kinds = _kinds_of(options, self.languages)
        for option, kind in zip(options, kinds, strict=True):
            id_ = fitting_id(option.code, {one["id"] for one in made}, "a", option=True)
            codes[option.code] = id_
            words = self.languages.of(option.words) or {self.languages.codes[0]: option.code}
            one: dict[str, Any] = {"id": id_, "text": self.languages.written(words)}
            if kind:
                one["kind"] = kind
            if option.exclusive and several and not kind:
                one["exclusive"] = True
            made.append(one)
        return made, codes


def fitting_id(name: str, taken: Iterable[str], otherwise: str, *, option: bool = False) -> str:
    """Return a name as an id may be written, that is not taken: as it was, wherever that fits."""
    used = set(taken)
    plain = _NOT_IN_AN_ID.sub("-", name.strip())[:40].strip("-_" if not name[:1].isalpha() else "-")
    fits = plain[:1].isalpha() or (option and plain[:1].isdigit())
    start = plain if fits else f"{otherwise}{plain}"[:40]
    made, number = start, 1
    while made in used:
        number += 1
        made = f"{start[:36]}-{number}"
    return made


def _distinct(
    options: tuple[ForeignOption, ...], languages: FormLanguages
) -> tuple[tuple[ForeignOption, ...], tuple[str, ...]]:
    """Return options that people can tell apart, and what had to be changed for it."""
    kept: dict[str, ForeignOption] = {}
    changes: list[str] = []
    said: set[tuple[str, str]] = set()
    for option in options:
        words = languages.of(option.words) or {languages.codes[0]: option.code}
        if any(no_answer(one) is NoAnswer.RATHER_NOT_SAY for one in words.values()):
            changes.append(
                f"The answer “{next(iter(words.values()))}” was left out: "
                "“I'd rather not say” is offered at every question."
            )
            continue
        if option.code in kept and option.words == kept[option.code].words:
            changes.append(f"The answer “{option.code}” stood there twice; the first was kept.")
            continue
        code = option.code if option.code not in kept else fitting_id(option.code, kept, "a")
        read = {(one, plain_words(text)) for one, text in words.items()}
        if read & said:
            words = {one: f"{text} ({code})" for one, text in words.items()}
            changes.append(f"Two answers read the same; one has its code “{code}” beside it now.")
        said |= read
        kept[code] = replace(option, code=code, words=words, only_if=None)
    return tuple(kept.values()), tuple(changes)


def _too_many(count: int) -> str:
    most = f"It has {count} answers to choose from, and {OPTIONS_AT_MOST} are the most here."
    return f"{most} Ask for wider groups instead."


def _kinds_of(options: tuple[ForeignOption, ...], languages: FormLanguages) -> list[str]:
    """Return the kind of each option (“” for an answer); two or more are always answers."""
    found: list[str] = []
    for option in options:
        said = languages.of(option.words).values()
        kinds = {_OPTION_KINDS.get(told, "") for one in said if (told := no_answer(one))}
        kind = next(iter(kinds), "") if len(kinds) == 1 else ""
        found.append("" if kind in found else kind)
    return found if found.count("") > 1 else [""] * len(found)


def _fitting_kind(
    kind: AskedFor, options: tuple[ForeignOption, ...]
) -> tuple[str, tuple[str, ...]]:
    if kind is AskedFor.SCALE and len(options) > POINTS_AT_MOST:
        return "single", (f"A scale has at most {POINTS_AT_MOST} points: these are options now.",)
    if kind is AskedFor.RANKING and len(options) > RANKED_AT_MOST:
        why = f"At most {RANKED_AT_MOST} answers can be put in order: people choose any now."
        return "multiple", (why,)
    return _CLOSED[kind], ()


_Split = dict[OnlyIf | None, tuple[ForeignOption, ...]]


def _split(options: tuple[ForeignOption, ...]) -> tuple[_Split, tuple[str, ...]]:
    """Return the options by the answer to an earlier question that offers them.

    A list that hangs on one earlier question becomes one question for each of its answers.
    """
    parents = list(dict.fromkeys(one.only_if for one in options if one.only_if is not None))
    if not parents:
        return {None: options}, ()
    plain = all(isinstance(one, Chosen) for one in parents)
    asked = {one.question for one in parents if isinstance(one, Chosen)}
    split: _Split = {
        parent: tuple(one for one in options if one.only_if in (None, parent)) for parent in parents
    }
    if plain and len(asked) == 1 and len(parents) <= PARENTS_AT_MOST:
        offered: _Split = {parent: some for parent, some in split.items() if len(some) > 1}
        if offered:
            about = f"Its answers hang on “{asked.pop()}”: it is asked once for each of these."
            return offered, (about,)
    return {None: options}, ("Its list was cut down by an earlier answer; all of it is shown now.",)
