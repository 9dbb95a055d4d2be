"""Drawings of which every chart is made: bars, dots, lines and words, as wide as their page.

A place across is a percentage of the width, so that words stay their size on any screen; a height
is in px. It knows SVG and the colours for paper; on a screen style sheets go over them by kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey.reports.report_words import ReportSentence

_INK, _PAPER, _SOFT = "#16302f", "#fffdf8", "#8a8578"
_TEAL, _WASH = "#1d5753", "#bfdcd6"
_Attributes = Mapping[str, str | float]

#: How each kind of mark looks on paper.
_LOOKS: Mapping[str, _Attributes] = {
    "track": {"fill": "#f1ebdf"},
    "full": {"fill": "#2a6f6b"},
    "hatch": {"stroke": "#a3978a", "stroke-width": 1.2},
    "piece": {"stroke": _PAPER},
    "middle": {"width": 2.5, "transform": "translate(-1.25 0)", "fill": "#4d5f5d"},
    "column": {"fill": "#e2d7bd", "stroke": _SOFT},
    "half": {"rx": 4, "fill": _WASH, "stroke": _TEAL, "stroke-width": 1.5},
    "part": {"rx": 4, "fill": _WASH, "stroke": _TEAL, "stroke-dasharray": "2 3"},
    "nothing": {"fill": "none", "stroke": _SOFT, "stroke-dasharray": "6 4"},
    "dot": {"r": 7, "fill": _TEAL, "stroke": _PAPER, "stroke-width": 2},
    "hollow": {"r": 7, "fill": _PAPER, "stroke": _TEAL, "stroke-width": 3},
    "axis": {"stroke": _SOFT, "stroke-width": 1},
    "dashed": {"stroke": _SOFT, "stroke-width": 1, "stroke-dasharray": "2 4"},
    "on dark": {"fill": _PAPER},
    "on light": {"fill": _INK},
    "words": {"fill": _INK},
    "strong": {"fill": "#1f5459"},
    "plain": {"fill": "#659691"},
    "reach": {"stroke": "#1c2b2d", "stroke-width": 1.3},
    "grid": {"stroke": "#d9d0c1", "stroke-width": 1},
    "hidden": {"fill": "#fffefb", "stroke": "#70807c", "stroke-dasharray": "3 2"},
    "share": {"r": 4.5, "fill": "#1f5459"},
    "everybody": {"fill": "#e6f1f0"},
    "everybody line": {"stroke": "#1f5459", "stroke-width": 1.4, "stroke-dasharray": "3 2"},
    "small": {"fill": "#44565a", "font-size": 12},
    "thread": {"stroke": "#1f5459", "stroke-width": 3},
    "open end": {"stroke": "#1f5459", "stroke-width": 3, "stroke-dasharray": "2 5"},
    "disc": {"r": 13, "fill": "#1f5459"},
    "on disc": {"fill": "#ffffff", "font-weight": 700, "font-size": 13},
    "most": {"fill": "#1f5459"},
    "other": {"fill": "#659691"},
    "said": {"fill": _INK, "font-weight": 700},
    "unknown": {"fill": "none", "stroke": "#70807c", "stroke-dasharray": "3 2"},
    "leads": {"r": 8, "fill": "#1f5459"},
    "with": {"r": 7, "fill": "#fffefb", "stroke": "#1f5459", "stroke-width": 2.5},
    "checks": {"rx": 3, "fill": "#fffefb", "stroke": "#6f4006", "stroke-width": 2.5},
    "against": {"fill": "#f3e9d8"},
    "for": {"fill": "#e6f1f0"},
    "point": {"stroke": "#d9d0c1", "stroke-width": 1},
    "earlier": {"rx": 5, "fill": "#a8c4c0"},
    "latest": {"rx": 5, "fill": "#b5c6c6"},
    "ring": {"r": 5.5, "fill": "#fffefb", "stroke": "#1f5459", "stroke-width": 2.5},
    "middle dot": {"r": 6, "fill": "#1f5459"},
}


@dataclass(frozen=True)
class Mark:
    """One element of SVG: its name, its attributes, and the words in it."""

    tag: str
    kind: str
    attributes: _Attributes
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """Marks, later ones over earlier ones; `alt` says in words what they show.

    `size` is that of its words, in px.
    """

    kind: str
    height: float
    size: float
    alt: ReportSentence | str
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of its marks, in order."""
        return tuple(mark.kind for mark in self.marks)


def turned(drawing: Drawing) -> Drawing:
    """Return a drawing for a page that is read from right to left: its other way round."""
    return replace(drawing, marks=tuple(map(_turned, drawing.marks)))


def bar(kind: str, left: float, top: float, width: float, height: float, **own: str) -> Mark:
    """Return a rectangle, with attributes of its `own`."""
    place: _Attributes = {"x": f"{left}%", "y": top, "width": f"{width}%", "height": height}
    return _mark("rect", kind, {**place, **own})


def dot(kind: str, x: float, y: float) -> Mark:
    """Return a circle around a place."""
    return _mark("circle", kind, {"cx": f"{x}%", "cy": y})


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Mark:
    """Return a straight line between two places."""
    return _mark("line", kind, {"x1": f"{x1}%", "y1": y1, "x2": f"{x2}%", "y2": y2})


def square(kind: str, x: float, y: float, side: float) -> Mark:
    """Return a square around a place, with a side in px."""
    half = f"translate({-side / 2:g} {-side / 2:g})"
    place: _Attributes = {"x": f"{x}%", "y": y, "width": side, "height": side}
    return _mark("rect", kind, {**place, "transform": half})


def words(kind: str, text: str, x: float, y: float, anchor: str = "middle") -> Mark:
    """Return a text whose start, middle or end stands at a place."""
    return _mark("text", kind, {"x": f"{x}%", "y": y, "text-anchor": anchor}, text)


def _mark(tag: str, kind: str, place: _Attributes, text: str = "") -> Mark:
    return Mark(tag, kind, {"class": kind, **place, **_LOOKS[kind]}, text)


def _turned(mark: Mark) -> Mark:
    """Every place across counts from the other side; words that began at a place end there."""
    own = dict(mark.attributes)
    for name in ("x", "cx", "x1", "x2"):
        if name in own:
            wide = own.get("width", 0) if mark.tag == "rect" else 0
            own[name] = f"{round(100 - _across(own[name]) - _across(wide), 3):g}%"
    if mark.tag == "text":
        other = {"start": "end", "end": "start"}
        own["text-anchor"] = other.get(str(own["text-anchor"]), "middle")
    return replace(mark, attributes=own)


def _across(value: str | float) -> float:
    """Return a place or width as percent of the width; a width in px moves nothing."""
    text = str(value)
    return float(text[:-1]) if text.endswith("%") else 0
