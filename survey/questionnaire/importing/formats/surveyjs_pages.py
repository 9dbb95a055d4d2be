"""Pages, panels and repeated groups of SurveyJS as sections, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from survey.questionnaire.importing.expressions.condition_grammar import joined
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignItem,
    ForeignSection,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.formats.surveyjs_items import (
    FormFacts,
    beside,
    columns_of,
    items_of,
    name_of,
    shown_if,
)
from survey.questionnaire.importing.formats.surveyjs_words import JsonNode, as_nodes, said

_PANELS = frozenset({"panel", "flowpanel"})
_REPEATS = frozenset({"paneldynamic", "matrixdynamic"})


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for elements because of the panels that they lie in.

    `section` is already said by the section, `inner` is to be joined into each item.
    """

    section: OnlyIf | None = None
    section_written: str = ""
    inner: OnlyIf | None = None
    inner_written: str = ""
    hidden: bool = False
    repeats: bool = False


@dataclass(slots=True)
class _Open:
    """A section that is being gathered."""

    where: str
    name: str
    title: Texts = field(default_factory=dict)
    items: list[ForeignItem] = field(default_factory=list)


class FormPages:
    """Gathers sections in the order of the form."""

    def __init__(self, facts: FormFacts) -> None:
        self._facts = facts
        self._done: list[ForeignSection] = []
        self._open = _Open("", "")
        self._title_waits: Texts = {}

    def sections(self) -> tuple[ForeignSection, ...]:
        """Return the sections gathered."""
        return tuple(self._done)

    def read_page(self, page: JsonNode, where: str) -> None:
        """Gather the sections of one page."""
        condition, written, hidden = shown_if(page, self._facts)
        around = _Around(condition, written, hidden=hidden)
        self._begin(page, where)
        self._read_elements(page, where, around)
        self._close(around)
        self._title_waits = {}

    def _begin(self, holder: JsonNode, where: str) -> None:
        """Open the section of a page or panel, with its description as a note."""
        words = self._facts.wording.words
        self._open = _Open(where, name_of(holder), words(holder.get("title")))
        described = words(holder.get("description"))
        changes = self._facts.wording.taken_changes()
        if described:
            note = ForeignItem(
                where=f"{where}.description",
                name=f"{name_of(holder)}-description",
                kind=AskedFor.NOTE,
                words=described,
                as_written="description",
                changes=changes,
            )
            self._open.items.append(note)

    def _close(self, around: _Around) -> None:
        """Put the open section away, where it holds anything; its title waits where it does not."""
        gathered = self._open
        if not gathered.items:
            self._title_waits = beside(self._title_waits, gathered.title, ": ")
            return
        title = beside(self._title_waits, gathered.title, ": ")
        self._title_waits = {}
        self._done.append(
            ForeignSection(
                where=gathered.where,
                name=gathered.name,
                items=tuple(gathered.items),
                title=title,
                only_if=around.section,
                only_if_written=around.section_written,
                repeats=around.repeats,
            )
        )

    def _read_elements(self, holder: JsonNode, where: str, around: _Around) -> None:
        for key in ("elements", "questions", "templateElements"):
            for count, node in enumerate(as_nodes(holder.get(key))):
                self._read_element(node, f"{where}.{key}[{count}]", around)

    def _read_element(self, node: JsonNode, where: str, around: _Around) -> None:
        kind = said(node, "type")
        if kind in _REPEATS:
            self._read_apart(node, where, around, repeats=True)
        elif kind in _PANELS and (node.get("title") or node.get("description")):
            self._read_apart(node, where, around, repeats=around.repeats)
        elif kind in _PANELS:
            self._read_elements(node, where, self._inside(node, around))
        else:
            self._take(items_of(node, where, self._facts), around)

    def _inside(self, node: JsonNode, around: _Around) -> _Around:
        condition, written, hidden = shown_if(node, self._facts)
        return replace(
            around,
            inner=joined(around.inner, condition),
            inner_written=_both(around.inner_written, written),
            hidden=around.hidden or hidden,
        )

    def _read_apart(self, node: JsonNode, where: str, around: _Around, *, repeats: bool) -> None:
        """Read a panel as a section of its own; what follows it stands in another one."""
        inside = self._inside(node, around)
        own = replace(
            inside,
            section=joined(around.section, inside.inner),
            section_written=_both(around.section_written, inside.inner_written),
            inner=None,
            inner_written="",
            repeats=repeats,
        )
        before = self._open
        self._close(around)
        self._begin(node, where)
        if said(node, "type") == "matrixdynamic":
            for count, column in enumerate(columns_of(node)):
                self._take(items_of(column, f"{where}.columns[{count}]", self._facts), own)
        else:
            self._read_elements(node, where, own)
        self._close(own)
        self._title_waits = {}
        self._open = _Open(before.where, before.name)

    def _take(self, items: tuple[ForeignItem, ...], around: _Around) -> None:
        for one in items:
            item = replace(
                one,
                only_if=joined(around.inner, one.only_if),
                only_if_written=_both(around.inner_written, one.only_if_written),
            )
            asked = item.kind not in (AskedFor.CALCULATED, AskedFor.NOTE)
            self._open.items.append(
                replace(item, kind=AskedFor.HIDDEN) if around.hidden and asked else item
            )


def _both(first: str, second: str) -> str:
    return f"({first}) and ({second})" if first and second else first or second
