"""The second picture: who is asked to do what, asks by theme and by group of those who can act.

It knows asks as words. It must not know what became of them, or a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from survey.follow_up.asks import Ask, StakeholderGroup, Theme
from survey.reports.drawing import Drawing, Mark, dot, line, square, turned
from survey.reports.pictures import picture_wording as wording
from survey.reports.pictures.picture_wording import GROUPS, THEMES, number_word
from survey.reports.report_language import say
from survey.reports.report_words import listed, sentence

AskRole = Literal["", "leads", "with", "checks"]
_TALL, _SIZE, _MIDDLE, _SIDE = 26, 12, 13, 14


@dataclass(frozen=True, slots=True)
class AskCell:
    """What one group is asked in one ask: a role with its words ("" for none), and the mark."""

    group: StakeholderGroup
    role: AskRole
    said: str
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class AskLine:
    """One ask: its number, its sentence and a cell for every group, in their order."""

    id: str
    number: int
    sentence: str
    cells: tuple[AskCell, ...]

    @property
    def groups(self) -> tuple[StakeholderGroup, ...]:
        """Return the groups that are asked anything."""
        return tuple(cell.group for cell in self.cells if cell.role)


@dataclass(frozen=True, slots=True)
class AskTheme:
    """The asks of one theme."""

    name: str
    lines: tuple[AskLine, ...]


@dataclass(frozen=True, slots=True)
class AsksPicture:
    """The whole picture: heads of the columns, asks by theme, and what its columns say in words."""

    kind: str
    title: str
    lead: str
    alt: str
    heads: tuple[tuple[StakeholderGroup, str], ...]
    keys: tuple[tuple[AskRole, str, Drawing], ...]
    themes: tuple[AskTheme, ...]
    columns: tuple[str, ...]
    survivors: tuple[str, ...]


def asks_picture(asks: Sequence[Ask], *, right_to_left: bool = False) -> AsksPicture | None:
    """Draw the asks of a report, by theme and in their order; None where nothing is asked.

    `right_to_left` is how the page is read.
    """
    if not asks:
        return None
    themes = tuple(
        AskTheme(
            say(THEMES[theme]),
            tuple(_line(one, right_to_left) for one in asks if one.theme == theme),
        )
        for theme in _in_order(asks)
    )
    lines = tuple(one for theme in themes for one in theme.lines)
    columns = _columns(lines)
    all_ = number_word(len(lines))
    return AsksPicture(
        kind=say(wording.ASKS_KIND),
        title=_title(lines),
        lead=say(wording.ASKS_LEAD),
        alt=sentence(say(wording.ASKS_ALT).format(all=all_, columns=" ".join(columns))),
        heads=tuple((group, say(name)) for group, name in GROUPS.items()),
        keys=tuple(_key(role) for role in ("leads", "with", "checks")),
        themes=themes,
        columns=columns,
        survivors=_survivors(lines),
    )


def _in_order(asks: Sequence[Ask]) -> tuple[Theme, ...]:
    """Return the themes in the order in which the asks bring them up."""
    return tuple(dict.fromkeys(one.theme for one in asks))


def _line(ask: Ask, right_to_left: bool) -> AskLine:
    roles = tuple(_role(ask, group) for group in GROUPS)
    taken = [at for at, role in enumerate(roles) if role]
    cells = []
    for at, (group, role) in enumerate(zip(GROUPS, roles, strict=True)):
        both = role == "leads" and group == "survivors" and ask.survivors_check
        said = say(wording.LEADS_AND_CHECKS) if both else _role_said(role)
        drawn = _mark_of(at, role, taken)
        drawn = turned(drawn) if drawn and right_to_left else drawn
        cells.append(AskCell(group, role, said, drawn))
    return AskLine(ask.id, ask.number, ask.sentence, tuple(cells))


def _role(ask: Ask, group: StakeholderGroup) -> AskRole:
    bodies = [body for body in ask.bodies if body.group == group]
    if any(body.leads for body in bodies):
        return "leads"
    if group == "survivors" and ask.survivors_check:
        return "checks"
    return "with" if bodies else ""


_SAID: dict[AskRole, str] = {
    "": "",
    "leads": wording.LEADS,
    "with": wording.WITH,
    "checks": wording.CHECKS,
}


def _role_said(role: AskRole) -> str:
    return say(_SAID[role]) if role else ""


def _mark_of(at: int, role: AskRole, taken: list[int]) -> Drawing | None:
    """Return the mark in a cell, over the piece of the line that crosses it."""
    if not taken or not taken[0] <= at <= taken[-1]:
        return None
    left, right = 50 if at == taken[0] else -1, 50 if at == taken[-1] else 101
    pieces = [line("thread", left, _MIDDLE, right, _MIDDLE)] if left < right else []
    return Drawing(
        "asked", _TALL, _SIZE, _role_said(role) or say(wording.PASSED), (*pieces, *_sign(role, 50))
    )


def _sign(role: AskRole, x: float) -> tuple[Mark, ...]:
    if role == "checks":
        return (square(role, x, _MIDDLE, _SIDE),)
    return (dot(role, x, _MIDDLE),) if role else ()


def _key(role: AskRole) -> tuple[AskRole, str, Drawing]:
    said = _role_said(role)
    return role, said, Drawing("asked", _TALL, _SIZE, said, _sign(role, 50))


def _title(lines: tuple[AskLine, ...]) -> str:
    shared = sum(len(one.groups) > 1 for one in lines)
    if len(lines) == 1:
        groups = number_word(len(lines[0].groups))
        return say(wording.ONE_ASK_SHARED if shared else wording.ONE_ASK_ALONE).format(
            groups=groups
        )
    said = say(
        wording.ALL_SHARED
        if shared == len(lines)
        else wording.SOME_SHARED
        if shared
        else wording.NONE_SHARED
    ).format(shared=number_word(shared), all=number_word(len(lines)))
    return said[0].upper() + said[1:]


def _columns(lines: tuple[AskLine, ...]) -> tuple[str, ...]:
    """Return every column but that of survivors in words, the group that is asked most first."""
    counted = []
    for group, name in GROUPS.items():
        roles = [cell.role for one in lines for cell in one.cells if cell.group == group]
        if group != "survivors":
            counted.append((sum(map(bool, roles)), roles.count("leads"), say(name)))
    asked = sorted((one for one in counted if one[0]), key=lambda one: (-one[0], -one[1]))
    found = [
        say(wording.COLUMN)
        .format(group=name, asked=number_word(n), all=number_word(len(lines)), led=number_word(led))
        .replace("leading no.", "leading none.")
        for n, led, name in asked
    ]
    rest = tuple(name[0].lower() + name[1:] for n, _, name in counted if not n)
    if rest:
        found.append(
            say(wording.NOT_ASKED).format(
                groups=listed(tuple(say("“%(words)s”", words=one) for one in rest))
            )
        )
    return tuple(found)


def _survivors(lines: tuple[AskLine, ...]) -> tuple[str, ...]:
    own = [cell for one in lines for cell in one.cells if cell.group == "survivors"]
    checks = sum(cell.said in (say(wording.CHECKS), say(wording.LEADS_AND_CHECKS)) for cell in own)
    led = sum(cell.role == "leads" for cell in own)
    asked = sum(cell.role == "with" for cell in own)
    if not checks + led + asked:
        return (say(wording.NO_SURVIVORS),)
    all_ = number_word(len(lines))
    found = [
        say(template).format(
            checked=number_word(n), led=number_word(n), asked=number_word(n), all=all_
        )
        for template, n in (
            (wording.CHECKED, checks),
            (wording.SURVIVORS_LEAD, led),
            (wording.SURVIVORS_ASKED, asked),
        )
        if n
    ]
    return (*found, say(wording.CHOOSE_ANEW))
