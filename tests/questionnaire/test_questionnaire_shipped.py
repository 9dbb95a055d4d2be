"""The published schema, the guide and the shipped questionnaires are whole and agree."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from survey.errors import QuestionnaireProblems
from survey.questionnaire.advice.proofreading import advice, reading_grades, stopping
from survey.questionnaire.files.reading import json_schema, read_questionnaire
from survey.questionnaire.model import Multiple, Note, Questionnaire, Written
from survey.questionnaire.text_places import report_phrases, texts

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "questionnaire.schema.json"
GUIDE = ROOT / "docs" / "questionnaire.md"
FORMS = sorted((ROOT / "tests" / "forms").glob("*.yaml"))
SHIPPED = sorted((ROOT / "config" / "questionnaires").glob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
INSTRUMENTS = {
    "A-RRX": "reporting-and-removal",
    "B-TERM": "the-words-we-use",
    "C-PREV": "prevention",
    "D-TOOL": "safety-tool",
    "E-SUPP": "finding-support",
}
CONSENT = (
    "anonymous", "no name", "internet address", "skip any question", "stop at any time",
    "publish", "no details that point to anyone",
)  # fmt: skip
#: What the page itself says, from the study and the settings; here it would be said twice.
ON_THE_PAGE = ("danger", "pass it on", "emergency", "minutes", "paid", "code")
DETAILS = (
    "What is kept", "How long", "Who sees it", "What comes out", "The law", "What we cannot do",
    "Your words are quoted only where you allow it",
)  # fmt: skip
#: Names of services stay as they are in every language.
KEPT = "Take It Down|StopNCII|Report Remove"
ADVICE = {"a sensitive question is used as a breakdown", "this question is long"}


def shipped(name: str) -> Questionnaire:
    """Give a shipped questionnaire."""
    path = ROOT / "config" / "questionnaires" / f"{name}.yaml"
    return read_questionnaire(path.read_bytes(), path.name)


def test_the_published_schema_is_current() -> None:
    written = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text("utf-8") == written, "write json_schema() to docs/ again"


@pytest.mark.parametrize("path", [*FORMS, *SHIPPED], ids=lambda path: path.stem)
def test_every_file_fits_the_published_schema(path: Path) -> None:
    VALIDATOR.validate(yaml.safe_load(path.read_text("utf-8")))


def test_the_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", ["missing-and-unknown", "rules", "scales", "no-sections", "ids"])
def test_the_schema_refuses_what_reading_refuses(name: str) -> None:
    text = (ROOT / "tests" / "forms" / "bad" / f"{name}.yaml").read_text("utf-8")
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(yaml.safe_load(text))
    with pytest.raises(QuestionnaireProblems):
        read_questionnaire(text, name)


def examples() -> list[str]:
    """Give the YAML examples of the guide."""
    return re.findall(r"^```yaml\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def lines_of(text: str) -> str:
    """Give a text with its common indentation taken away."""
    return textwrap.dedent(text).strip("\n") + "\n"


def stands_in(example: str, form: str) -> bool:
    """Say whether an example stands in a form as whole lines, at any depth."""
    wanted = lines_of(example).splitlines()
    lines = form.splitlines()
    return any(
        lines_of("\n".join(lines[i : i + len(wanted)])).splitlines() == wanted
        for i in range(len(lines))
    )


def test_the_guide_shows_only_examples_that_work() -> None:
    found = examples()
    forms = [path.read_text("utf-8") for path in FORMS]
    assert len(found) >= 12
    for example in found:
        assert any(stands_in(example, form) for form in forms), example


def test_the_worked_example_of_the_guide_is_whole() -> None:
    read = [
        read_questionnaire(text, "guide") for text in examples() if text.startswith(("id:", "#"))
    ]
    assert [q.id for q in read] == ["library-evenings"]


@pytest.mark.parametrize("key", sorted({"title", "languages", "minutes", "theme", "audience",
    "introduction", "consent", "details", "closing", "payment", "amount", "note", "needs_account",
    "who", "regions", "young", "age_from", "ethics_approval", "support_partner", "jurisdiction",
    "signed_off_by", "ask_young", "sections", "content_note", "same_note", "sensitivity",
    "show_if", "questions", "type", "text", "help", "sensitive", "options", "kind", "exclusive",
    "breakdown", "merge", "points", "other", "from", "to", "low", "high", "question", "is",
    "includes", "answered", "all", "any", "not", "allowed", "at_most", "words",
    "reason"}))  # fmt: skip
def test_the_guide_speaks_of_every_key(key: str) -> None:
    assert f"`{key}" in GUIDE.read_text("utf-8")


@pytest.mark.parametrize("name", INSTRUMENTS.values())
def test_shipped_questionnaires_are_complete(name: str) -> None:
    q = shipped(name)
    assert q.id == name
    assert q.languages[0] == "en"
    assert q.minutes
    assert q.theme
    assert q.audience.who
    assert q.audience.young is None
    assert q.payment is None
    consent = " ".join(q.consent.in_language("en").split())
    for words in CONSENT:
        assert words in consent
    for words in ON_THE_PAGE:
        assert words not in consent
    for words in DETAILS:
        assert words in q.details.in_language("en")
    for language in q.languages:
        first = [text.in_language(language).split() for text in (q.introduction, q.consent)]
        assert sum(map(len, first)) <= (90 if language == "en" else 110)
    assert q.closing.in_language("en").startswith("Your answers will be used to ")
    to_fill_in = {"“CHANGE ME” still stands here"} if name == "safety-tool" else set()
    said = {piece.what for piece in advice(q)}
    assert to_fill_in <= said <= ADVICE | to_fill_in
    for breakdown in q.breakdowns():
        assert breakdown.merge, f"{breakdown.id} cannot be merged"


@pytest.mark.parametrize("name", INSTRUMENTS.values())
def test_shipped_wording_is_calm_and_finished(name: str) -> None:
    for path, text, _ in texts(shipped(name)):
        words = text.in_language("en").lower()
        for word in ("!", "[", "trigger", "must answer", "why did", "brave", "hurry"):
            assert word not in words, path


def test_one_is_translated_whole_so_that_every_language_can_be_tried() -> None:
    q = shipped("reporting-and-removal")
    assert q.languages == ("en", "fr", "es", "ar")
    for path, text, _ in texts(q):
        if not text:
            continue
        assert text.languages() == ("", "fr", "es", "ar"), path
        said = text.as_mapping()
        names = re.fullmatch(r"[A-Z]?[\w-]+", said[""]) is not None
        assert names or said["fr"] != said[""], path
        assert re.search("[\u0600-\u06ff]", said["ar"]), path
        assert not re.search(r"[A-Za-z]{3}", re.sub(KEPT, "", said["ar"])), path


@pytest.mark.parametrize("name", INSTRUMENTS.values())
def test_phrases_for_reports_are_in_every_language_of_the_file(name: str) -> None:
    q = shipped(name)
    for path, text in report_phrases(q):
        assert text.languages() == ("", *q.languages[1:]), path
        said = text.as_mapping()
        assert not re.search("« | »|[^\u00a0][:;?]", said.get("fr", "")), path
        # Arabic has no words about oneself that a rule could find, so it quotes an answer.
        assert "{answer}" not in said.get("ar", "").replace("«{answer}»", ""), path


@pytest.mark.parametrize("name", INSTRUMENTS.values())
def test_reading_grades_are_low(name: str) -> None:
    grades = dict(reading_grades(shipped(name)))
    assert set(grades) >= {"introduction", "consent", "details", "closing"}
    assert max(grades.values()) <= 6


@pytest.mark.parametrize("name", INSTRUMENTS.values())
def test_sensitive_questions_stand_in_sections_with_a_note(name: str) -> None:
    q = shipped(name)
    for section in q.sections:
        assert bool(section.content_note) is (section.sensitivity > 1)
        if any(question.sensitive for question in section.questions):
            assert section.sensitivity == 2


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_shipped_questionnaires_ask_what_was_designed(
    instrument: str, shared: Callable[[str], Path]
) -> None:
    designs = json.loads(shared("domain/instruments.json").read_text("utf-8"))
    design = next(one for one in designs if one["id"] == instrument)
    q = shipped(INSTRUMENTS[instrument])
    assert q.title.in_language("en") == design["title"]
    assert q.minutes == design["minutes"]
    assert [breakdown.id for breakdown in q.breakdowns()] == sorted(design["breakdowns"])
    assert [
        (section.title.in_language("en"), section.sensitivity,
         [question.id for question in section.questions])
        for section in q.sections
    ] == [(s["title"], s["sensitivity"], s["questions"]) for s in design["sections"]]  # fmt: skip
    for question in design["qs"]:
        compare(q, question)


def compare(q: Questionnaire, design: dict[str, Any]) -> None:
    """Compare one question with its design."""
    question = q.question(design["id"])
    assert question.text.in_language("en") == design["text"].replace("[the idea]", "the new tool")
    assert question.help.in_language("en") == design["help"]
    assert question.sensitive is (design["sensitivity"] == 2)
    if isinstance(question, Written):
        assert design["type"] == "text"
    elif design["type"] == "scale9":
        assert [option.id for option in question.options] == [f"p{i}" for i in range(1, 10)]
    else:
        shown = [option.text.in_language("en") for option in question.options]
        assert shown == design["options"]
        assert isinstance(question, Multiple) is (design["type"] == "multi")


def test_kinds_of_no_answer_and_exclusive_options_are_marked() -> None:
    words: dict[str, set[str]] = {"dont_know": set(), "does_not_apply": set(), "exclusive": set()}
    for name in INSTRUMENTS.values():
        for question in shipped(name).questions():
            for option in () if isinstance(question, Written) else question.options:
                kind = "exclusive" if option.exclusive else option.kind
                words.setdefault(kind, set()).add(option.text.in_language("en"))
    assert words["dont_know"] == {"I do not know", "I am not sure"}
    assert words["does_not_apply"] == {
        "It does not apply to me", "I did not report", "It was not taken down",
        "I did not get any help", "I have not tried to report one", "I have not told it",
    }  # fmt: skip
    assert words["exclusive"] == {
        "I did not report", "Nothing got in the way", "None", "Nothing made it hard",
        "I do not see a big risk",
    }  # fmt: skip


def test_the_safety_tool_has_a_place_for_its_description() -> None:
    first = shipped("safety-tool").sections[0].items[0]
    assert isinstance(first, Note)
    assert first.id == "the-new-tool"
    assert [piece.path for piece in stopping(shipped("safety-tool"))] == [
        "sections[0].questions[0].text"
    ]


def test_no_other_shipped_questionnaire_has_a_place_that_is_not_filled_in() -> None:
    """What nobody wrote yet cannot reach people: publishing refuses it."""
    assert [name for name in INSTRUMENTS.values() if stopping(shipped(name))] == ["safety-tool"]
