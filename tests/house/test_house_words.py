"""The words of public pages: every one goes through the catalogues, and every one is translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from survey.services.steps.support_list import read_resources
from tests.house.gather_words import (
    KEYWORDS,
    REPORTS,
    TRANSLATED,
    catalogue_file,
    marks,
    messages,
    read_catalogue,
    templates,
    written,
)
from tests.house.source import ROOT, SURVEY, named, tree

PLACE = re.compile(r"%\((\w+)\)s")
#: Attributes whose words a person hears or sees.
SPOKEN = ("alt", "title", "placeholder", "label", "aria-label", "aria-description", "content")
#: Words of templates that are said in English to operators, each with its reason.
ENGLISH: dict[str, str] = {
    "Four steps to see how this works": "the steps of a practice instance are for operators",
    "This is a practice instance. The people in it are invented, and nothing you write here is "
    "a real answer.": "the steps of a practice instance are for operators",
    "width=device-width, initial-scale=1": "read by browsers",
    "light dark": "read by browsers",
    "no-referrer": "read by browsers",
    "–": "a dash is no word",
}
#: Sentences of modules that no page of a form shows, each with its reason.
NOT_SHOWN: dict[str, str] = {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_hold_the_messages_of_the_pages_and_no_others(language: str) -> None:
    """Bytes for bytes what `make words` writes: sorted, no dates, nothing left over."""
    file = catalogue_file(language)
    assert file.is_file(), "run make words"
    assert file.read_bytes() == written(language), "run make words"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    """No sentence is empty, doubtful, or left over from another wording."""
    catalogue = read_catalogue(language)
    assert [one.id for one in catalogue if one.id and not one.string] == []
    assert [one.id for one in catalogue if one.id and one.fuzzy] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_places_for_values(language: str) -> None:
    """The same names, as often; and no other percent sign, which would break the filling in."""
    for one in read_catalogue(language):
        if not one.id or not one.string:
            continue
        assert sorted(PLACE.findall(one.string)) == sorted(PLACE.findall(one.id)), one.id
        assert ("%" in PLACE.sub("", one.string)) == ("%" in PLACE.sub("", one.id)), one.id


#: English that nobody says like this: it reads as if it were translated, or hides what it is about.
TRANSLATED_ENGLISH = re.compile(
    r"\banew\b|stands? (?:on|beside|there)\b|moment past|\b(?:came|taken) in\b|kept nowhere"
    r"|gone by|in (?:this|the) page\b|at its beginning|than was\b|[:,] else\b|put aside"
    r"|kept apart|what shall we|\bshut\b|letterbox",
    re.IGNORECASE,
)


def test_messages_read_as_english() -> None:
    """No turn of phrase of another language, and no word of the house for a thing of its own."""
    assert [words for words in messages() if TRANSLATED_ENGLISH.search(words)] == []


def test_messages_are_calm_and_plain() -> None:
    """No exclamation, no three dots in place of an ellipsis, no HTML, no space at an end."""
    for language in TRANSLATED:
        for one in read_catalogue(language):
            for words in (str(one.id), str(one.string)) if one.id else ():
                assert not re.search(r"\.\.\.|[!¡<>]|^\s|\s$|  ", words), (language, words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_end_as_their_sentences_do(language: str) -> None:
    """A sentence stays a sentence, a question a question, a label a label."""
    ends = {".": ".", "?": "?؟", ":": ":", "…": "…"}
    wrong = [
        one.id
        for one in read_catalogue(language)
        if one.id
        and one.string
        and (
            (one.id[-1] in ends and one.string[-1] not in ends[one.id[-1]])
            or (one.id[-1] not in ends and one.string[-1] in ".?:؟…")
        )
    ]
    assert not wrong


def test_each_language_is_written_as_it_is_written() -> None:
    """French spaces do not break; Spanish questions open; Arabic stands in Arabic letters."""
    said = {code: [str(one.string) for one in read_catalogue(code)][1:] for code in TRANSLATED}
    assert [words for words in said["fr"] if re.search(r"(?<![\u00a0\u202f])[:;?»]", words)] == []
    assert [words for words in said["es"] if words.count("?") != words.count("¿")] == []
    own = re.compile(r"[ء-ي]")
    assert [words for words in said["ar"] if words and not own.search(PLACE.sub("", words))] == []
    assert [words for words in said["ar"] if re.search(r"[?,;]", PLACE.sub("", words))] == []


#: Places that a value of a report is put into, in either way.
REPORT_PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_a_report_is_translated_with_its_places(language: str) -> None:
    """Bytes as `make words` writes them, nothing empty, and each value has its place."""
    assert catalogue_file(language, REPORTS).read_bytes() == written(language, REPORTS)
    said = [one for one in read_catalogue(language, REPORTS) if one.id]
    assert [one.id for one in said if not one.string] == []
    kept = [(REPORT_PLACE.findall(str(one.id)), REPORT_PLACE.findall(str(one.string)), one.id)
            for one in said]  # fmt: skip
    assert [key for places, there, key in kept if sorted(places) != sorted(there)] == []
    if language == "fr":
        tight = re.compile(r"(?<![\u00a0\u202f])[;?!»]|[^\u00a0\u202f\d]:(?=\s|$)")
        assert [one.string for one in said if tight.search(str(one.string))] == []


class Literal(HTMLParser):
    """Collects the words of a template that stand in it as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Take in words between tags; HTMLParser hands over styles and scripts here too."""
        if not self.cdata_elem:
            self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in words of attributes that are seen or heard."""
        self.words += [value or "" for name, value in attrs if name in SPOKEN]


def literal_words(source: str) -> list[str]:
    """Give the words of a template's own text, without what expressions put there."""
    text = ""
    hidden = 0
    for _, token, value in jinja2.Environment().lex(source):
        hidden += token in ("variable_begin", "block_begin", "comment_begin", "raw_begin")
        text += value if not hidden and token == "data" else ""
        hidden -= token in ("variable_end", "block_end", "comment_end", "raw_end")
    parser = Literal()
    parser.feed(text)
    words = [re.sub(r"\s+", " ", one).strip() for one in parser.words]
    return [one for one in words if re.search(r"[^\W\d_]|–", one)]


def constants(source: str) -> Iterator[str]:
    """Give the sentences that expressions of a template hold outside of `_()`."""
    parsed = jinja2.Environment().parse(source)
    said = {
        id(argument)
        for call in parsed.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS
        for argument in call.args
    }
    for one in parsed.find_all(nodes.Const):
        if id(one) not in said and isinstance(one.value, str) and sentence(one.value):
            yield one.value


def sentence(words: str) -> bool:
    """Tell whether words look as if they were for people: a capital, and more than one word."""
    return bool(re.match(r"[A-Z][\w'’]*,?( [\w'’“]+[,.:;]?)+", words))


@pytest.mark.parametrize("path", templates(), ids=named)
def test_no_words_stand_in_a_template_outside_the_catalogues(path: Path) -> None:
    """What a person reads there comes from `_()`, from a questionnaire or from a value."""
    source = path.read_text(encoding="utf-8")
    found = [*literal_words(source), *constants(source)]
    assert [words for words in found if words not in ENGLISH] == []


def test_words_in_a_template_would_be_noticed() -> None:
    """The test above can fail."""
    assert literal_words('<p class="x">Hello {{ name }}</p>{# no #}{% if a == "b" %}{% endif %}')
    assert literal_words('<a aria-label="Leave">{{ _("x") }}</a>') == ["Leave"]
    assert list(constants('{{ _("Some words") }}{{ x or "Other words" }}')) == ["Other words"]


def sentences_in(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines and sentences of a module that are not documentation and not for errors."""
    parsed = tree(path)
    silent: set[int] = set()
    for node in ast.walk(parsed):
        if isinstance(node, ast.Expr | ast.Raise):
            silent |= {id(below) for below in ast.walk(node) if isinstance(below, ast.Constant)}
    for node in ast.walk(parsed):
        if not isinstance(node, ast.Constant) or id(node) in silent:
            continue
        if isinstance(node.value, str) and sentence(node.value):
            yield node.lineno, node.value


def public_modules() -> list[Path]:
    """Give the modules of `survey/web/` but those of the desk, which speaks English."""
    return sorted(set((SURVEY / "web").rglob("*.py")) - set((SURVEY / "web" / "desk").rglob("*")))


def test_every_sentence_of_the_public_door_is_marked() -> None:
    """Sentences in modules of `survey/web/` stand in `_`, `N_`, or are said where they stand."""
    known = messages()
    found = [
        f"{named(path)}:{line}: {words}"
        for path in public_modules()
        for line, words in sentences_in(path)
        if words not in known and words not in NOT_SHOWN
    ]
    assert not found


def test_what_marks_a_message_is_called_with_words_or_under_its_name() -> None:
    """Words that are put together as they are said would be gathered by nobody."""
    wrong = []
    for path in public_modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and marks(node.func) and node.args:
                if isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{named(path)}:{node.lineno} puts words together")
            elif isinstance(node, ast.Assign) and _is_speaker(node.value):
                wrong += [
                    f"{named(path)}:{node.lineno} keeps a speaker under another name"
                    for target in node.targets
                    if ast.unparse(target).split(".")[-1].lstrip("_") not in ("", *KEYWORDS)
                ]
    assert not wrong


def test_the_list_of_services_speaks_every_language() -> None:
    """Who each service is for, its note, and what laws say; a service keeps its own name."""
    listed = read_resources(ROOT / "config" / "resources.json")
    texts = [text for one in listed.services for text in (one.who_for, one.note) if text]
    texts += [law.words for law in listed.laws]
    assert len(texts) > 80
    assert [text for text in texts if set(text.languages()) != {"en", *TRANSLATED}] == []


def test_no_exemption_is_left_over() -> None:
    """Every word that is exempt still stands somewhere."""
    text = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    assert [words for words in ENGLISH if words not in text] == []


def _is_speaker(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "speaker"
