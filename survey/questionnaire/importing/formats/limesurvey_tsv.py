"""The table of LimeSurvey (“tab-separated values”, .tsv or .txt) as tables.

One row is a setting, a group, a question, a row of one or an answer; `class` says which.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO

from survey.errors import BadInput
from survey.questionnaire.importing.formats.limesurvey_rows import (
    MOST_ROWS,
    LimeAnswer,
    LimeCondition,
    LimeGroup,
    LimeQuestion,
    LimeSurvey,
    add_words,
)

_KEPT = "Nothing was made of it, and the file is as it was."
_EXPORT = (
    "In LimeSurvey, choose “Export” and “Tab-separated-values format (.txt)”, or better “Survey "
    "structure (.lss)”, and bring that file."
)
#: Columns that are not attributes of a question.
_OWN = frozenset(
    {
        *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help"),
        *("language", "validation", "mandatory", "other", "default", "same_default"),
    }
)
_CLASSES = frozenset({"S", "SL", "G", "Q", "SQ", "A", "AS", "C", "QTA", "QTAM", "QTALS"})


@dataclass(slots=True)
class _State:
    """Where the reading stands: questions and groups known so far, and the current ones."""

    survey: LimeSurvey
    questions: dict[str, LimeQuestion] = field(default_factory=dict)
    said_in: set[tuple[int, str]] = field(default_factory=set)
    groups: dict[str, LimeGroup] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    group: LimeGroup | None = None
    question: LimeQuestion | None = None


def survey_of_table(content: bytes) -> LimeSurvey:
    """Return the survey of a table; BadInput where it is none, and says why."""
    state = _State(LimeSurvey())
    for line, row in _rows(decoded(content)):
        match row["class"].strip().upper():
            case "S":
                state.survey.settings.setdefault(row["name"].strip(), row["text"])
            case "SL":
                said = state.survey.said.setdefault(row["name"].strip(), {})
                add_words(said, row["language"].strip(), row["text"])
            case "G":
                _take_group(state, row, line)
            case "Q":
                _take_question(state, row, line)
            case "SQ":
                _take_subquestion(state, row, line)
            case "A":
                _take_answer(state, row)
            case "C":
                _take_condition(state, row)
            case "QTA":
                state.survey.quotas += 1
            case "AS":
                state.survey.assessments += 1
    if not state.groups:
        raise BadInput(
            "This table has no group and no question.",
            kept=_KEPT,
            do=_EXPORT,
        )
    state.survey.groups = list(state.groups.values())
    settings = state.survey.settings
    also = settings.get("additional_languages", "").split()
    used = [language for words in _all_words(state.survey) for language in words]
    named = (settings.get("language", "").strip(), *also, *used)
    state.survey.languages = [one for one in dict.fromkeys(named) if one]
    return state.survey


def decoded(content: bytes) -> str:
    """Return text in UTF-8, with or without a mark, in UTF-16, or else in Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:200]:
        order = "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
        return content.decode(order, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row with the number of its line, every column there."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t")
    try:
        header = [one.strip().casefold() for one in next(reader, [])]
        _require_header(header)
        for count, cells in enumerate(reader, 2):
            if count > MOST_ROWS:
                raise BadInput(
                    "This table has far more rows than a questionnaire.",
                    kept=_KEPT,
                    do="Check that it is the right file.",
                )
            row = dict.fromkeys(_OWN, "") | dict(zip(header, cells, strict=False))
            yield reader.line_num, row
    except csv.Error as error:
        raise BadInput(
            f"This table cannot be read beyond line {reader.line_num}.", kept=_KEPT, do=_EXPORT
        ) from error


def _require_header(header: list[str]) -> None:
    if "class" in header and "name" in header and "text" in header:
        return
    if {one.upper() for one in header} & _CLASSES:
        raise BadInput(
            "This is a piece of a LimeSurvey table without its first row, which names the columns.",
            kept=_KEPT,
            do=_EXPORT,
        )
    raise BadInput("This is no file that LimeSurvey wrote.", kept=_KEPT, do=_EXPORT)


def _take_group(state: _State, row: Mapping[str, str], line: int) -> None:
    """Start a group, or add words of another language to one there is."""
    language = row["language"].strip()
    count = state.counted[language] = state.counted.get(language, 0) + 1
    key = row["type/scale"].strip() or row["id"].strip() or f"place {count}"
    if key not in state.groups:
        state.groups[key] = LimeGroup(key, len(state.groups), f"line {line}")
    state.group = group = state.groups[key]
    state.question = None
    group.relevance = group.relevance or row["relevance"].strip()
    group.random = group.random or bool(row.get("random_group", "").strip())
    add_words(group.words, language, row["name"])
    add_words(group.description, language, row["text"])


def _take_question(state: _State, row: Mapping[str, str], line: int) -> None:
    """Start a question, or add words of another language to one there is."""
    code, language = row["name"].strip(), row["language"].strip()
    known = state.questions.get(code)
    if known is None or (id(known), language) in state.said_in:
        if state.group is None:
            state.group = state.groups.setdefault("", LimeGroup("", 0, f"line {line}"))
        known = _question_of(row, state.group, line)
        state.group.questions.append(known)
        state.questions[code] = known
    state.said_in.add((id(known), language))
    state.question = known
    _add_words_and_attributes(known, row)


def _question_of(row: Mapping[str, str], group: LimeGroup, line: int) -> LimeQuestion:
    code = row["name"].strip()
    return LimeQuestion(
        qid=row["id"].strip() or code,
        gid=group.gid,
        letter=row["type/scale"].strip(),
        code=code,
        scale="0",
        order=len(group.questions),
        where=f"line {line}",
        relevance=row["relevance"].strip(),
        pattern=row["validation"].strip(),
        theme=row.get("question_theme_name", "").strip(),
        other=row["other"].strip().upper() == "Y",
        mandatory=row["mandatory"].strip().upper() in ("Y", "S"),
        filled_in=bool(row["default"].strip()),
    )


def _add_words_and_attributes(question: LimeQuestion, row: Mapping[str, str]) -> None:
    language = row["language"].strip()
    add_words(question.words, language, row["text"])
    add_words(question.help, language, row["help"])
    for name, value in row.items():
        if name not in _OWN and value.strip():
            question.attributes.setdefault(name, {}).setdefault(language, value)


def _take_subquestion(state: _State, row: Mapping[str, str], line: int) -> None:
    if state.question is None:
        state.survey.faults.append(f"Line {line} is a row of a question, and none stands above it.")
        return
    code, scale = row["name"].strip(), row["type/scale"].strip() or "0"
    for one in state.question.subquestions:
        if (one.code, one.scale) == (code, scale):
            break
    else:
        one = LimeQuestion(
            qid=row["id"].strip() or f"{state.question.qid}_{code}",
            gid=state.question.gid,
            letter=state.question.letter,
            code=code,
            scale=scale,
            order=len(state.question.subquestions),
            where=f"line {line}",
            relevance=row["relevance"].strip(),
        )
        state.question.subquestions.append(one)
    _add_words_and_attributes(one, row)
    state.question.filled_in = state.question.filled_in or bool(row["default"].strip())


def _take_answer(state: _State, row: Mapping[str, str]) -> None:
    if state.question is None:
        return
    code, scale = row["name"].strip(), row["type/scale"].strip() or "0"
    for one in state.question.answers:
        if (one.code, one.scale) == (code, scale):
            break
    else:
        one = LimeAnswer(code, scale, len(state.question.answers))
        state.question.answers.append(one)
    add_words(one.words, row["language"].strip(), row["text"])


def _take_condition(state: _State, row: Mapping[str, str]) -> None:
    if state.question is not None:
        value = row["text"] or row.get("value", "")
        state.survey.conditions.append(
            LimeCondition(
                state.question.qid,
                row["name"].strip(),
                row["relevance"].strip() or "==",
                value,
                row["type/scale"].strip(),
            )
        )


def _all_words(survey: LimeSurvey) -> Iterator[Mapping[str, str]]:
    yield from survey.said.values()
    for group in survey.groups:
        yield group.words
    for question in survey.questions():
        yield question.words
