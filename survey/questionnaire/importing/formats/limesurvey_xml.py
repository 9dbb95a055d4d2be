"""The XML of LimeSurvey (.lss, .lsg, .lsq) as tables; it reads no entity and nothing beside it.

Older versions keep words in the rows of questions and answers, newer ones in tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey.errors import BadInput
from survey.questionnaire.importing.formats.limesurvey_rows import (
    MOST_ROWS,
    LimeAnswer,
    LimeCondition,
    LimeGroup,
    LimeQuestion,
    LimeSurvey,
    add_words,
    number,
)

_NOTHING_MADE = "Nothing was made of it, and the file is as it was."
_EXPORT = (
    "In LimeSurvey, choose “Export” and “Survey structure (.lss)” once more, and bring that file."
)
#: Files of LimeSurvey that hold no questions, by what they call themselves.
_OTHER_KINDS = {
    "responses": "answers of people",
    "tokens": "a list of people",
    "timings": "times of answering",
    "label set": "a set of labels",
    "labelset": "a set of labels",
    "theme": "a design",
}
_Row = Mapping[str, str]


def survey_of_xml(content: bytes) -> LimeSurvey:
    """Return the survey of a file in XML; BadInput where it is none, and says why."""
    root = _root(content)
    kind = _text(root.find("LimeSurveyDocType")).strip()
    if kind.casefold() in _OTHER_KINDS:
        raise BadInput(
            f"This file of LimeSurvey holds {_OTHER_KINDS[kind.casefold()]}, and no questions.",
            kept=_NOTHING_MADE,
            do=_EXPORT,
        )
    tables = _tables(root)
    if root.tag != "document" or not ("questions" in tables or "groups" in tables):
        raise BadInput(
            "This is XML, but no survey, group or question of LimeSurvey.",
            kept=_NOTHING_MADE,
            do=_EXPORT,
        )
    survey = LimeSurvey()
    _read_survey(survey, root, tables)
    groups = _groups(tables)
    questions = _questions(tables)
    _add_subquestions(survey, tables, questions)
    _add_answers(tables, questions)
    _add_attributes(tables, questions)
    _place(survey, groups, questions)
    return survey


def _root(content: bytes) -> Any:
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            "This file defines entities or a document type of its own, which are not read here.",
            kept=_NOTHING_MADE,
            do=_EXPORT,
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise BadInput(
            "This file is damaged or was cut short: its XML cannot be read to the end.",
            kept=_NOTHING_MADE,
            do=_EXPORT,
        ) from error


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())


def _tables(root: Any) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    count = 0
    for table in root:
        rows = [{cell.tag: _text(cell) for cell in row} for row in table.iterfind("rows/row")]
        if rows and isinstance(table.tag, str):
            found.setdefault(table.tag, []).extend(rows)
        count += len(rows)
        if count > MOST_ROWS:
            raise BadInput(
                "This file holds far more rows than a questionnaire has.",
                kept=_NOTHING_MADE,
                do="Check that it is the right file.",
            )
    return found


def _read_survey(survey: LimeSurvey, root: Any, tables: Mapping[str, list[_Row]]) -> None:
    survey.settings = dict(next(iter(tables.get("surveys", ())), {}))
    also = survey.settings.get("additional_languages", "").split()
    listed = [_text(one).strip() for one in root.iterfind("languages/language")]
    default = survey.settings.get("language", "").strip()
    survey.languages = [one for one in dict.fromkeys((default, *also, *listed)) if one]
    for row in tables.get("surveys_languagesettings", ()):
        for name, words in row.items():
            if name not in ("surveyls_language", "surveyls_survey_id"):
                add_words(survey.said.setdefault(name, {}), row.get("surveyls_language", ""), words)
    survey.quotas = len(tables.get("quota", ()))
    survey.assessments = len(tables.get("assessments", ()))
    survey.conditions = [
        LimeCondition(
            row.get("qid", ""),
            row.get("cfieldname", ""),
            row.get("method", "").strip(),
            row.get("value", ""),
            row.get("scenario", ""),
        )
        for row in tables.get("conditions", ())
    ]


def _groups(tables: Mapping[str, list[_Row]]) -> dict[str, LimeGroup]:
    found: dict[str, LimeGroup] = {}
    for row in tables.get("groups", ()):
        gid = row.get("gid", "")
        group = found.setdefault(
            gid, LimeGroup(gid, number(row.get("group_order", "")), f"group {gid}")
        )
        group.relevance = group.relevance or row.get("grelevance", "").strip()
        group.random = group.random or bool(row.get("randomization_group", "").strip())
        _add_group_words(group, row)
    for row in tables.get("group_l10ns", ()):
        named = found.get(row.get("gid", ""))
        if named:
            _add_group_words(named, row)
    return found


def _add_group_words(group: LimeGroup, row: _Row) -> None:
    language = row.get("language", "").strip()
    add_words(group.words, language, row.get("group_name", ""))
    add_words(group.description, language, row.get("description", ""))


def _questions(tables: Mapping[str, list[_Row]]) -> dict[str, LimeQuestion]:
    """Return questions, subquestions and all, by their numbers in the file."""
    found: dict[str, LimeQuestion] = {}
    for row in (*tables.get("questions", ()), *tables.get("subquestions", ())):
        qid = row.get("qid", "").strip() or f"row {len(found) + 1}"
        question = found.setdefault(qid, _question_of(qid, row))
        _add_question_words(question, row)
    for row in tables.get("question_l10ns", ()):
        named = found.get(row.get("qid", "").strip())
        if named:
            _add_question_words(named, row)
    for row in tables.get("defaultvalues", ()):
        named = found.get(row.get("qid", "").strip())
        if named:
            named.filled_in = True
    return found


def _question_of(qid: str, row: _Row) -> LimeQuestion:
    code = row.get("title", "").strip()
    return LimeQuestion(
        qid=qid,
        gid=row.get("gid", "").strip(),
        letter=row.get("type", "").strip(),
        code=code,
        scale=row.get("scale_id", "").strip(),
        order=number(row.get("question_order", "")),
        where=f"question {code} (id {qid})" if code else f"question {qid}",
        relevance=row.get("relevance", "").strip(),
        pattern=row.get("preg", "").strip(),
        theme=row.get("question_theme_name", "").strip(),
        other=row.get("other", "").strip().upper() == "Y",
        mandatory=row.get("mandatory", "").strip().upper() in ("Y", "S"),
    )


def _add_question_words(question: LimeQuestion, row: _Row) -> None:
    language = row.get("language", "").strip()
    add_words(question.words, language, row.get("question", ""))
    add_words(question.help, language, row.get("help", ""))
    question.script = question.script or bool(row.get("script", "").strip())


def _add_subquestions(
    survey: LimeSurvey, tables: Mapping[str, list[_Row]], questions: dict[str, LimeQuestion]
) -> None:
    """Hang each row and column on its question, and take it from the others."""
    parents = {
        row.get("qid", "").strip(): row.get("parent_qid", "").strip()
        for row in (*tables.get("questions", ()), *tables.get("subquestions", ()))
    }
    only_rows = {row.get("qid", "").strip() for row in tables.get("subquestions", ())}
    lost = 0
    for qid, parent in parents.items():
        if qid not in questions or (parent in ("", "0") and qid not in only_rows):
            continue
        child = questions.pop(qid)
        if parent in questions and parent != qid:
            child.where = f"{questions[parent].where}, row {child.code or child.qid}"
            questions[parent].subquestions.append(child)
        else:
            lost += 1
    if lost:
        survey.faults.append(f"Rows of questions that are not in the file were left out ({lost}).")


def _add_answers(tables: Mapping[str, list[_Row]], questions: Mapping[str, LimeQuestion]) -> None:
    found: dict[tuple[str, str, str], LimeAnswer] = {}
    numbered: dict[str, LimeAnswer] = {}
    for row in tables.get("answers", ()):
        key = (row.get("qid", "").strip(), row.get("scale_id", "").strip(), row.get("code", ""))
        if key[0] not in questions:
            continue
        if key not in found:
            found[key] = LimeAnswer(
                key[2].strip(), key[1], number(row.get("sortorder", row.get("answer_order", "")))
            )
            questions[key[0]].answers.append(found[key])
        numbered[row.get("aid", "").strip()] = found[key]
        add_words(found[key].words, row.get("language", "").strip(), row.get("answer", ""))
    for row in tables.get("answer_l10ns", ()):
        named = numbered.get(row.get("aid", "").strip())
        if named:
            add_words(named.words, row.get("language", "").strip(), row.get("answer", ""))


def _add_attributes(
    tables: Mapping[str, list[_Row]], questions: Mapping[str, LimeQuestion]
) -> None:
    for row in tables.get("question_attributes", ()):
        question = questions.get(row.get("qid", "").strip())
        if question and row.get("value", "").strip():
            values = question.attributes.setdefault(row.get("attribute", "").strip(), {})
            values.setdefault(row.get("language", "").strip(), row["value"])


def _place(
    survey: LimeSurvey, groups: dict[str, LimeGroup], questions: Mapping[str, LimeQuestion]
) -> None:
    """Put every question into its group; one whose group is not there goes into one of its own."""
    homeless = False
    for question in questions.values():
        if question.gid not in groups:
            homeless = homeless or bool(groups)
            last = max((one.order for one in groups.values()), default=0.0)
            groups[question.gid] = LimeGroup(question.gid, last + 1, f"group {question.gid}")
        groups[question.gid].questions.append(question)
    if homeless:
        survey.faults.append(
            "The file has questions of a group that is not in it; they stand in one of their own."
        )
    survey.groups = sorted(groups.values(), key=lambda one: one.order)
    for group in survey.groups:
        group.questions.sort(key=lambda one: one.order)
