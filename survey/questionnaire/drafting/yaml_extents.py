"""Where each value of a YAML text begins and ends, with the remarks that belong to it."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Extents:
    """The places of a text, as counts of letters from its beginning."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.root: Any = yaml.compose(text, Loader=_LOADER)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def place(self, mark: Any) -> int:
        """Return the place of a mark."""
        return self.line_start(mark.line) + int(mark.column)

    def line_start(self, line: int) -> int:
        """Return where a line begins."""
        return min(self._starts[line], len(self.text))

    def line_end(self, line: int) -> int:
        """Return where a line ends, before its break."""
        return self.line_start(line) + len(self.lines[line])

    def line_of(self, place: int) -> int:
        """Return the line of a place."""
        return self.text.count("\n", 0, place)

    def start(self, node: Any) -> int:
        """Return where a value begins."""
        return self.place(node.start_mark)

    def end(self, node: Any, column: int) -> int:
        """Return where a value ends, without remarks; `column` is that of its key or dash."""
        if isinstance(node, yaml.ScalarNode):
            return self._block_end(node, column) if node.style in ("|", ">") else self._closed(node)
        if node.flow_style or not node.value:
            return self._closed(node)
        last = node.value[-1]
        if isinstance(node, yaml.MappingNode):
            key, value = last
            return max(self.end(value, key.start_mark.column), self.place(key.end_mark) + 1)
        return self.end(last, node.start_mark.column)

    def rest_is_bare(self, place: int) -> bool:
        """Say whether nothing more stands in the line of a place."""
        return not self.text[place : self.line_end(self.line_of(place))].strip()

    def is_remark(self, line: int) -> bool:
        """Say whether a line is a remark alone."""
        return self.lines[line].lstrip().startswith("#")

    def first_remark(self, line: int, after: int) -> int:
        """Return the first line of the remarks right above a line, behind the line `after`."""
        while line - 1 > after and self.is_remark(line - 1):
            line -= 1
        return line

    def _closed(self, node: Any) -> int:
        return self.place(node.end_mark)

    def _block_end(self, node: Any, column: int) -> int:
        last = line = int(node.start_mark.line)
        while line + 1 < len(self.lines):
            line += 1
            words = self.lines[line]
            if not words.strip():
                continue
            if len(words) - len(words.lstrip(" ")) <= column:
                break
            last = line
        return self.line_end(last)
