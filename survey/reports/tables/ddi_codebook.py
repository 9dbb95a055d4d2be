"""ddi-codebook.xml: the protected release as DDI-Codebook 2.5, with no answer of anybody.

The schema is at https://ddialliance.org/Specification/DDI-Codebook/2.5/; its elements stand in a
fixed order.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from survey.disclosure.release import QuestionResult, Row, Shown, Words
from survey.reports.release_wording import release_said
from survey.reports.report_language import N_, document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import all_said, language_said, listed, missing_name, say
from survey.reports.study.method import limits, method
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.study_described import StudyDescribed, described
from survey.reports.tables.xml_text import for_xml

_NAMESPACE = "ddi:codebook:2_5"
_LANG = "xml:lang"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NATURE = {"scale": "ordinal", "ranking": "ordinal"}
_HIDDEN = N_("This number is hidden to protect people.")
_KIND = N_("Protected tables: rounded counts, small ones hidden. No answers of single people.")
_SPLITS = N_("Tables split by groups stand in tables.csv.")
_RESTRICTED = N_("Nobody may try to find out who answered.")


def ddi_codebook(made_of: ReportInput) -> bytes:
    """Return the codebook of a report as UTF-8; the same input gives the same bytes."""
    about = described(made_of)
    root = Element("codeBook", {"xmlns": _NAMESPACE, "version": "2.5", _LANG: document_language()})
    _document(SubElement(root, "docDscr"), made_of, about)
    _study(SubElement(root, "stdyDscr"), made_of, about)
    file = SubElement(root, "fileDscr", {"ID": "F1"})
    text = SubElement(file, "fileTxt")
    _put(text, "fileName", "tables.csv")
    _put(text, "fileCont", _("Every printed number, one to a line."))
    _put(text, "fileType", _("CSV in UTF-8"))
    variables = SubElement(root, "dataDscr")
    for question in made_of.release.questions:
        _variable(variables, question, made_of.release.study.languages)
    indent(root, " ")
    return f"{_HEAD}{tostring(root, 'unicode')}\n".encode()


def _document(parent: Element, made_of: ReportInput, about: StudyDescribed) -> None:
    """Say what this file is and what made it."""
    citation = SubElement(parent, "citation")
    _put(SubElement(citation, "titlStmt"), "titl", _("Codebook of %(title)s", title=about.title))
    made = SubElement(citation, "prodStmt")
    _put_all(made, "producer", [made_of.publisher.organisation])
    _put(made, "prodDate", about.released_on, {"date": about.released_on})
    if made_of.program:
        _put(made, "software", "survivor-survey", {"version": made_of.program})


def _study(parent: Element, made_of: ReportInput, about: StudyDescribed) -> None:
    release, publisher = made_of.release, made_of.publisher
    study = release.study
    citation = SubElement(parent, "citation")
    titles = SubElement(citation, "titlStmt")
    first, *others = all_said(study.title, study.languages)
    _put(titles, "titl", first.text, {_LANG: first.lang})
    for other in others:
        _put(titles, "parTitl", other.text, {_LANG: other.lang})
    _put(titles, "IDNo", study.id)
    made = SubElement(citation, "prodStmt")
    _put_all(made, "producer", [publisher.organisation])
    _put_all(made, "fundAg", [publisher.funder])
    given = SubElement(citation, "distStmt")
    _put_all(given, "distrbtr", [publisher.organisation])
    _put_all(given, "contact", [publisher.contact])
    _put(given, "distDate", about.released_on, {"date": about.released_on})
    version = SubElement(citation, "verStmt")
    _put(
        version,
        "version",
        _("Release %(number)s", number=release.number),
        {"date": about.released_on},
    )
    _put(citation, "biblCit", about.cited)
    scope = SubElement(parent, "stdyInfo")
    _put(scope, "abstract", about.summary)
    summary = SubElement(scope, "sumDscr")
    for event, day in (("start", about.opened_on), ("end", about.closed_on)):
        _put(summary, "collDate", day, {"date": day, "event": event})
    _put(summary, "anlyUnit", _("People who answered"))
    _put_all(summary, "universe", [say(study.audience, study.languages).text])
    _put(summary, "dataKind", _(_KIND))
    _method(SubElement(parent, "method"), made_of)
    use = SubElement(SubElement(parent, "dataAccs"), "useStmt")
    _put(use, "restrctn", _(_RESTRICTED))
    _put(use, "citReq", about.cited)
    _put_all(use, "conditions", [publisher.licence])


def _method(parent: Element, made_of: ReportInput) -> None:
    release = made_of.release
    asking, *rest = method(release)
    names = listed(tuple(language_said(code) for code in release.study.languages))
    collected = SubElement(parent, "dataColl")
    _put(collected, "sampProc", limits(release)[0])
    read_in = _("It could be read in %(languages)s.", languages=names)
    _put(collected, "collMode", " ".join((*asking.paragraphs, read_in)))
    for passage in rest:
        _put(parent, "notes", " ".join((*passage.paragraphs, *passage.points)),
             {"subject": passage.title})  # fmt: skip


def _variable(parent: Element, question: QuestionResult, languages: tuple[str, ...]) -> None:
    name = f"V_{question.id}"
    said = {
        "ID": name,
        "name": question.id,
        "files": "F1",
        "intrvl": "discrete",
        "nature": _NATURE.get(question.type, "nominal"),
    }
    variable = SubElement(parent, "var", said)
    _in_each(variable, "labl", question.text, languages)
    asked = SubElement(variable, "qstn", {"ID": f"Q_{question.id}"})
    _in_each(asked, "qstnLit", question.text, languages)
    _in_each(asked, "ivuInstr", question.help, languages)
    if question.base.count is not None and not question.base.hidden:
        _put(variable, "TotlResp", str(question.base.count))
    _put_all(
        variable, "txt", [release_said(question.reason) if question.form == "withheld" else ""]
    )
    if question.form == "withheld":
        return
    known = {row.id for row in question.rows}
    for number, one in enumerate(question.sums, 1):
        options = [f"C_{question.id}.{option}" for option in one.options if option in known]
        told = {"ID": f"G_{question.id}.{number}", "excls": "false"}
        if options:
            told["catgry"] = " ".join(options)
        group = SubElement(variable, "catgryGrp", told)
        _in_each(group, "labl", one.label, languages)
        _numbers(group, one.shown)
        _put_all(group, "txt", [_(_HIDDEN) if one.shown.hidden else ""])
    for row in (*question.rows, *question.missing):
        _category(variable, question, row, languages)
    if question.breakdowns:
        _put(variable, "notes", _(_SPLITS))


def _category(
    variable: Element, question: QuestionResult, row: Row, languages: tuple[str, ...]
) -> None:
    missing = row.kind != "option"
    said = {"missing": "Y", "missType": row.kind} if missing else {"missing": "N"}
    name = f"M_{question.id}.{row.kind}.{row.id}" if missing else f"C_{question.id}.{row.id}"
    category = SubElement(variable, "catgry", {"ID": name, **said})
    _put(category, "catValu", row.id)
    if missing:
        _put(category, "labl", missing_name(row, languages).text)
    else:
        _in_each(category, "labl", row.label, languages)
    _put_all(category, "txt", [_(_HIDDEN) if row.shown.hidden else release_said(row.shown.words)])
    _numbers(category, row.shown)


def _numbers(parent: Element, shown: Shown) -> None:
    if shown.hidden:
        return
    for kind, value in (("freq", shown.count), ("percent", shown.percent)):
        if value is not None:
            _put(parent, "catStat", str(value), {"type": kind})


def _in_each(parent: Element, name: str, words: Words, languages: tuple[str, ...]) -> None:
    for one in all_said(words, languages):
        _put(parent, name, one.text, {_LANG: one.lang})


def _put_all(parent: Element, name: str, texts: Iterable[str]) -> None:
    """Put an element for each text that is not empty."""
    for text in texts:
        if text:
            _put(parent, name, text)


def _put(parent: Element, name: str, text: str, said: dict[str, str] | None = None) -> None:
    SubElement(parent, name, said or {}).text = for_xml(text)
