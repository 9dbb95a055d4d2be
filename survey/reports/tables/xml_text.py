"""Text as XML can hold it. It must not know what a text is about."""

from __future__ import annotations

import re

#: Letters that no XML document may hold (XML 1.0, 2.2).
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """Return a text without what no XML document may hold."""
    return _UNPRINTABLE.sub("", text)
