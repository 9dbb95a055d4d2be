"""Brings the catalogues up to date with the words of templates and modules: `make words`.

There are two for each language: of the public pages, and of what is published (`reports`).

A new message stands there with nothing beside it, until somebody translates it; one that is gone
from the pages goes from the catalogues too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import jinja2.ext
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from tests.house.source import ROOT, SURVEY, named, tree

LANGUAGES = ROOT / "config" / "languages"
TRANSLATED = ("fr", "es", "ar")
#: The catalogues, by the folder that each lies in: of the public pages, and of what is published.
PAGES, REPORTS = "", "reports"
CATALOGUES = (PAGES, REPORTS)

#: What marks a message: `_` in templates; in modules also `N_` where words are kept for later,
#: `speaker(language)(…)`, and the names under which a speaker may be kept.
KEYWORDS = {"_": None, "N_": None, "say": None, "speak": None}

#: Modules below the doors whose constants are sentences that members read: words as data.
AS_DATA = (
    SURVEY / "delphi" / "statistics" / "feedback.py",
    SURVEY / "delphi" / "statistics" / "dissent.py",
    *sorted((SURVEY / "disclosure" / "council").glob("round_*.py")),
)

#: The module below reports whose words of asks stand in them.
ASKS_AS_DATA = SURVEY / "follow_up" / "ask_words.py"

#: The module whose topics a report of a council names.
TOPICS_AS_DATA = SURVEY / "delphi" / "files" / "checklist.py"

#: What each catalogue is of.
SUBJECTS = {PAGES: "the public pages", REPORTS: "what is published"}
HEADER = """\
# The words of {subject} in {name}.
# Translated by machine, and to be reviewed by native speakers with lived experience.
# Write a translation beside its English sentence; `make words` keeps the list of sentences.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def catalogue_file(language: str, of: str = PAGES) -> Path:
    """Give where a language's catalogue lies."""
    return LANGUAGES / of / f"{language}.po"


def read_catalogue(language: str, of: str = PAGES) -> Catalog:
    """Give a language's catalogue; an empty one where there is none."""
    path = catalogue_file(language, of)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def templates() -> list[Path]:
    """Give the templates of the public pages; the desk speaks English."""
    rooms = ("layout", "paper", "parts", "public")
    found = (path for room in rooms for path in (ROOT / "templates" / room).glob("*.html"))
    return sorted(path for path in found if path.name != "desk.html")


def messages(of: str = PAGES) -> dict[str, set[str]]:
    """Give every message of a catalogue, with the files that it stands in."""
    found: dict[str, set[str]] = {}
    for path, words in _of_reports() if of == REPORTS else _of_pages():
        for message in words:
            found.setdefault(message, set()).add(named(path))
    return found


def _of_pages() -> Iterator[tuple[Path, Iterator[str]]]:
    yield from ((path, in_template(path)) for path in templates())
    yield from ((path, said_in(path)) for path in sorted((SURVEY / "web").rglob("*.py")))
    yield from ((path, kept_in(path)) for path in AS_DATA)


def _of_reports() -> Iterator[tuple[Path, Iterator[str]]]:
    """Give what templates and modules of reports mark, and all that wording modules keep."""
    pages = sorted((ROOT / "templates" / "report").rglob("*.*"))
    yield from ((path, in_template(path)) for path in pages)
    yield from ((path, worded_in(path)) for path in (ASKS_AS_DATA, TOPICS_AS_DATA))
    for path in sorted((SURVEY / "reports").rglob("*.py")):
        yield path, said_in(path)
        if path.stem.endswith("_wording"):
            yield path, worded_in(path)


def in_template(path: Path) -> Iterator[str]:
    """Give the messages of a template."""
    options = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
    found = extract_from_file(jinja2.ext.babel_extract, path, KEYWORDS, (), options)
    for _, message, _, _ in found:
        assert isinstance(message, str), f"{named(path)} has words in one and many: {message}"
        yield message


def worded_in(path: Path) -> Iterator[str]:
    """Give every text that a module of wording keeps: its constants, and the values of its tables.

    Keys of tables and names that begin with a line below are for the program alone; the key of a
    table within a table is its heading.
    """
    for statement in tree(path).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
        if not ast.unparse(target).startswith("_"):
            yield from _texts(statement.value)


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.Dict):
        for key, one in zip(value.keys, value.values, strict=True):
            if key is not None and isinstance(one, ast.Dict):
                yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, ast.Tuple | ast.List):
        for one in value.elts:
            yield from _texts(one)


def kept_in(path: Path) -> Iterator[str]:
    """Give the sentences that a module keeps as constants: a capital first, a full stop last."""
    for statement in tree(path).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        for node in ast.walk(statement):
            words = node.value if isinstance(node, ast.Constant) else None
            if isinstance(words, str) and re.match(r"[A-Z].* .*\.$", words):
                yield words


def said_in(path: Path) -> Iterator[str]:
    """Give the messages of a module; Babel's own reader of Python knows calls by one name only."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and node.args and marks(node.func):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def marks(function: ast.expr) -> bool:
    """Tell whether what is called marks a message, or is a speaker."""
    if isinstance(function, ast.Call):
        return ast.unparse(function.func).split(".")[-1] == "speaker"
    name = ast.unparse(function).split(".")[-1]
    return name in KEYWORDS or name.lstrip("_") in KEYWORDS


def written(language: str, of: str = PAGES) -> bytes:
    """Give a language's catalogue as it should be written, with the translations it has now."""
    known = read_catalogue(language, of)
    fresh = Catalog(language, fuzzy=False)
    for message, places in messages(of).items():
        there = known.get(message)
        fresh.add(
            message,
            there.string if there else "",
            locations=[(place, 0) for place in sorted(places)],
            user_comments=there.user_comments if there else (),
        )
    file = BytesIO()
    write_po(file, fresh, width=100, omit_header=True, sort_output=True, include_lineno=False)
    name = fresh.locale.english_name if fresh.locale else language
    header = HEADER.format(subject=SUBJECTS[of], name=name, code=language)
    return header.encode() + file.getvalue()


def main() -> None:
    """Write the catalogues, and say how many sentences wait for a translation."""
    for of in CATALOGUES:
        for language in TRANSLATED:
            path = catalogue_file(language, of)
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(written(language, of))
            missing = [one.id for one in read_catalogue(language, of) if one.id and not one.string]
            print(f"{path.relative_to(LANGUAGES)}: {len(messages(of))} messages, "
                  f"{len(missing)} without a translation")  # fmt: skip
            for message in missing if "--show" in sys.argv else ():
                print(f"  {message}")


if __name__ == "__main__":
    main()
