"""Labels of other systems as plain words: HTML and Markdown taken off, entities resolved.

Nothing of a label is run or fetched; pictures, sounds, links and scripts are left out and said.
"""

from __future__ import annotations

import re
from html import unescape
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
#: Elements without an end, and what hides an element from everybody.
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "area"})
_HIDING = re.compile(r"(?:^|;)(?:display:none|visibility:hidden)", re.IGNORECASE)
_UNSEEN = "Words that nobody sees were left out."
#: Letters of a label that are kept, and what is given to a parser that reads badly closed elements
#: over and over again.
MOST_WORDS = 5_000
MOST_PARSED = 20_000
MOST_TAGS = 200
_CUT = f"Only the first {MOST_WORDS:,} letters were kept."

# Each pattern goes over a text once: what it repeats never includes what it begins with.
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w+);")
_TAG = re.compile(r"(</?[a-zA-Z!?][^<>]*>)")
_TAG_NAME = re.compile(r"[a-zA-Z][\w:-]*")
_ATTRIBUTE = re.compile(r"""\s(hidden|style|href)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""", re.I)
_ADDRESS = r"(?:[^()\s]|\([^()\s]*\))*"
_MARKDOWN_IMAGE = re.compile(rf"!\[([^\[\]]*)\]\({_ADDRESS}\)")
_MARKDOWN_LINK = re.compile(rf"(?<!!)\[([^\[\]]+)\]\((?:https?:|mailto:|tel:|/|#){_ADDRESS}\)")
_MARKDOWN_STRONG = re.compile(
    r"\*\*(?=\S)((?:[^*\n]|\*(?!\*))+)(?<=\S)\*\*|__(?=\S)((?:[^_\n]|_(?!_))+)(?<=\S)__"
)
_MARKDOWN_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+?)(?<=[^\s*_])\1(?![\w*])")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def words_without_markup(markup: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain words of a label, and a sentence for each kind of thing left out of it.

    Line breaks and paragraphs become spaces: words here are one run of text.
    """
    words, left_out = _without_html(markup) if _LOOKS_LIKE_HTML.search(markup) else (markup, [])
    if _MARKDOWN_IMAGE.search(words):
        left_out.append(_LEFT_OUT["img"])
        words = _MARKDOWN_IMAGE.sub(r"\1", words)
    lines = (" ".join(line.split()) for line in words.splitlines())
    words = "\n".join(line for line in lines if line)
    if len(words) > MOST_WORDS:
        left_out.append(_CUT)
        words = words[:MOST_WORDS]
    if _MARKDOWN_LINK.search(words):
        left_out.append(_LEFT_OUT["a"])
    for pattern, instead in (
        (_MARKDOWN_LINK, r"\1"),
        (_MARKDOWN_STRONG, r"\1\2"),
        (_MARKDOWN_EMPHASIS, r"\2"),
        (_MARKDOWN_HEADING, ""),
    ):
        words = pattern.sub(instead, words)
    return one_form(words), tuple(dict.fromkeys(one for one in left_out if one))


def _without_html(markup: str) -> tuple[str, list[str]]:
    parser = _WordsOnly()
    if len(markup) <= MOST_PARSED and markup.count("<") < MOST_TAGS:
        parser.feed(markup)
        parser.close()
    else:
        _take_apart(markup, parser)
    return "".join(parser.words), parser.left_out


def _take_apart(markup: str, parser: _WordsOnly) -> None:
    """Hand tags and words to the parser, going over the text once."""
    begin, *commented = markup.split("<!--")
    seen = [begin]
    for part in commented:
        comment, _, after = part.partition("-->")
        parser.handle_comment(comment)
        seen.append(after)
    for part in _TAG.split("".join(seen)):
        name = _TAG_NAME.search(part) if _TAG.fullmatch(part) else None
        if name and part.startswith("</"):
            parser.handle_endtag(name.group().lower())
        elif name and part[1].isalpha():
            attributes = _ATTRIBUTE.findall(part)
            found = [(key.lower(), one or two or bare) for key, one, two, bare in attributes]
            parser.handle_starttag(name.group().lower(), found)
        elif not name:
            parser.handle_data(unescape(part))


class _WordsOnly(HTMLParser):
    """Collects what a reader would see as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.left_out: list[str] = []
        self._silent = 0
        self._hidden = ""
        self._deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        if self._is_hidden(tag, dict(attrs)):
            return
        if tag in _LEFT_OUT and (tag != "a" or dict(attrs).get("href")):
            self.left_out.append(_LEFT_OUT[tag])
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of a tag."""
        if self._hidden:
            self._deep -= tag == self._hidden
            self._hidden = self._hidden if self._deep else ""
            return
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BREAKS or tag == "td":
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Take in words."""
        if self._hidden:
            self._tell_unseen(data)
        elif not self._silent:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """Take in a remark that no reader sees."""
        self._tell_unseen(data)

    def _tell_unseen(self, data: str) -> None:
        if any(map(str.isalpha, data)):
            self.left_out.append(_UNSEEN)

    def _is_hidden(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Return whether a tag stands in, or begins, an element that nobody sees."""
        if self._hidden == tag == "p":
            self._hidden = ""  # a paragraph ends where another one begins
        if self._hidden:
            self._deep += tag == self._hidden
            return True
        style = "".join((attributes.get("style") or "").split())
        if "hidden" not in attributes and not _HIDING.search(style):
            return False
        if tag not in _VOID:
            self._hidden, self._deep = tag, 1
        return True
