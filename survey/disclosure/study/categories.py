"""How people are put into the groups of a breakdown: its options, or coarser ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.questionnaire.model import Option, Single, Text, valid_options
from survey.tally.counting import LANGUAGE, OneWay

#: Fewer groups than this are no breakdown.
GROUPS_LEFT = 2
#: The languages with too few people to stand alone, together.
OTHER = "_other"
OTHER_LANGUAGES = "Other languages"


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """One column: its id and words, and the option ids of the breakdown question in it."""

    id: str
    text: Text
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakdownGroups:
    """A breakdown question with the groups that are used in every table of the study."""

    by: Single
    groups: tuple[ColumnGroup, ...]
    merged: bool

    def gather(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts per group along the last axis, and last those of the people in none.

        The last axis of `counts` has the valid options of the question, then the kinds of missing.
        """
        places = {option.id: i for i, option in enumerate(valid_options(self.by))}
        inside = [counts[..., [places[o] for o in g.options]].sum(axis=-1) for g in self.groups]
        rest = counts.sum(axis=-1) - sum(inside)
        return np.stack([*inside, rest], axis=-1)

    def apart(self) -> BreakdownGroups:
        """Return the options of all groups that hold several, each as a group of its own."""
        held = {
            option for group in self.groups if len(group.options) > 1 for option in group.options
        }
        alone = (ColumnGroup(o.id, o.text, (o.id,)) for o in valid_options(self.by) if o.id in held)
        return BreakdownGroups(self.by, tuple(alone), merged=False)


def split_steps(by: Single, one_way: OneWay, people: int) -> Iterator[BreakdownGroups]:
    """Return the groups of each step of the merge ladder that has two of at least `people`, the
    finest first. Groups that are smaller are left out: their people join those in no group."""
    row = np.concatenate((one_way.valid, one_way.missing))
    for step, groups in enumerate(_ladder(by)):
        counts = BreakdownGroups(by, groups, merged=step > 0).gather(row)[:-1]
        large = tuple(g for g, count in zip(groups, counts, strict=True) if count >= people)
        if len(large) >= GROUPS_LEFT:
            yield BreakdownGroups(by, large, merged=step > 0)


def by_language(languages: Sequence[str]) -> Single:
    """Return the languages of a questionnaire as if they were the options of a question."""
    options = tuple(Option(id=code, text=Text((("", code),))) for code in languages)
    text = Text((("en", "Language of the form"),))
    return Single.model_construct(type="single", id=LANGUAGE, text=text, options=options)


def split_by_language(by: Single, one_way: OneWay, people: int) -> BreakdownGroups | None:
    """Return the languages of which each has at least `people`, the others together as one group.

    That group too has at least `people`, or nobody: else the smallest language joins it. So each
    group and all outside of it reach `people`. None where two such groups do not exist.
    """
    spoken = dict(zip((o.id for o in by.options), one_way.valid.tolist(), strict=True))
    order = sorted(spoken, key=lambda code: (spoken[code], code))
    others = [code for code in order if spoken[code] < people]
    while 0 < sum(spoken[code] for code in others) < people and len(others) < len(order):
        others.append(order[len(others)])
    groups = [ColumnGroup(o.id, o.text, (o.id,)) for o in by.options if o.id not in others]
    if any(spoken[code] for code in others):
        together = tuple(o.id for o in by.options if o.id in others)
        groups.append(ColumnGroup(OTHER, Text((("en", OTHER_LANGUAGES),)), together))
    if len(groups) < GROUPS_LEFT:
        return None
    return BreakdownGroups(by, tuple(groups), merged=bool(others))


def fixed(by: Single, printed: Mapping[str, tuple[str, ...]]) -> BreakdownGroups:
    """Return the groups that were printed before, for the life of a study: their options by id, or
    none where only the id is known."""
    every = [ColumnGroup(OTHER, Text((("en", OTHER_LANGUAGES),)), printed.get(OTHER, ()))]
    every += [group for rung in _ladder(by) for group in rung]
    found: dict[str, ColumnGroup] = {}
    for group in every:
        if group.id in printed and printed[group.id] in ((), group.options):
            found.setdefault(group.id, group)
    if set(found) != set(printed):
        raise ValueError(f"the groups of {by.id} are not those that were printed before")
    groups = tuple(sorted(found.values(), key=lambda group: list(printed).index(group.id)))
    return BreakdownGroups(by, groups, merged=any(group.options != (group.id,) for group in groups))


def _ladder(by: Single) -> Iterator[tuple[ColumnGroup, ...]]:
    yield tuple(ColumnGroup(o.id, o.text, (o.id,)) for o in valid_options(by))
    for rung in by.merge:
        yield tuple(ColumnGroup(c.id, c.text, c.options) for c in rung)
