"""Labels of other systems as plain words: HTML and Markdown taken off, entities resolved.

Nothing of a label is run or fetched; pictures, sounds, links and scripts are left out and said.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from survey.questionnaire.texts import one_form

#: What cannot be kept, by the element that holds it, as a sentence for the report.
_LEFT_OUT = {
    "img": "A picture among the words was left out.",
    "svg": "A picture among the words was left out.",
    "audio": "A sound among the words was left out.",
    "video": "A film among the words was left out.",
    "iframe": "A page of somebody else inside the words was left out.",
    "script": "A script among the words was left out.",
    "style": "",
    "input": "A field among the words was left out.",
    "select": "A field among the words was left out.",
    "a": "The address of a link was left out; its words were kept.",
}
#: Elements whose words are not words for a reader.
_SILENT = frozenset({"script", "style", "svg", "audio", "video", "iframe", "select", "template"})
_BREAKS = frozenset(
    {"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w+);")
_MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)\s]*\)")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?:https?:|mailto:|tel:|/|#)[^)\s]*\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_MARKDOWN_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+?)(?<=[^\s*_])\1(?![\w*])")
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)


def words_without_markup(markup: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain words of a label, and a sentence for each kind of thing left out of it.

    Line breaks and paragraphs become spaces: words here are one run of text.
    """
    words, left_out = _without_html(markup) if _LOOKS_LIKE_HTML.search(markup) else (markup, [])
    if _MARKDOWN_IMAGE.search(words):
        left_out.append(_LEFT_OUT["img"])
    if _MARKDOWN_LINK.search(words):
        left_out.append(_LEFT_OUT["a"])
    for pattern, instead in (
        (_MARKDOWN_IMAGE, r"\1"),
        (_MARKDOWN_LINK, r"\1"),
        (_MARKDOWN_STRONG, r"\2"),
        (_MARKDOWN_EMPHASIS, r"\2"),
        (_MARKDOWN_HEADING, ""),
    ):
        words = pattern.sub(instead, words)
    return one_form(words), tuple(dict.fromkeys(one for one in left_out if one))


def _without_html(markup: str) -> tuple[str, list[str]]:
    parser = _WordsOnly()
    parser.feed(markup)
    parser.close()
    return "".join(parser.words), parser.left_out


class _WordsOnly(HTMLParser):
    """Collects what a reader would see as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.left_out: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        if tag in _LEFT_OUT and (tag != "a" or dict(attrs).get("href")):
            self.left_out.append(_LEFT_OUT[tag])
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of a tag."""
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BREAKS or tag == "td":
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Take in words."""
        if not self._silent:
            self.words.append(data)
