"""The text of a report: what is told of every line, and that the report says what is written."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from survey.disclosure.release import Release
from survey.errors import ReportTextProblems
from survey.reports.study.report_document import drafted_text, report_document, text_check
from survey.reports.study.report_model import ReportDocument, ReportInput
from survey.reports.study.report_text import (
    read_report_text,
    report_text_file,
    sentence_of,
)
from tests.house.source import ROOT
from tests.reports.test_report_draft import HEARD, REPORTING, alone, made, weights
from tests.reports.test_report_pages import asks

NUMBERS = {
    **HEARD,
    "A10": {"everywhere": 30, "some-places": 30, "came-back": 39, "not-taken-down": 1},
}


@pytest.fixture(scope="module")
def given() -> ReportInput:
    """Give what a report of 300 people is made of; one cell of question 8 is hidden."""
    return made(alone(REPORTING), 300, weights(NUMBERS))


def written(sentences: str, keys: str = "Key: yes") -> str:
    """Give a text with one finding; its lines from the first sentence on begin at 8."""
    return f"# What was found\n\nStudy: made\nRelease: 1\n\n## Finding: 5 4\n{keys}\n{sentences}\n"


def built(given: ReportInput, text: str) -> ReportDocument:
    """Give the report of a text."""
    return report_document(replace(given, text=text))


def told(given: ReportInput, text: str) -> list[str]:
    """Give the problems of a text."""
    with pytest.raises(ReportTextProblems) as refused:
        built(given, text)
    return [str(one) for one in refused.value.problems]


DOCUMENT = (ROOT / "docs" / "report-text.md").read_text("utf-8")
TITLE = "Title: Decisions are seldom explained.\n"


def test_numbers_come_from_the_cells_and_words_stay_as_written(given: ReportInput) -> None:
    doc = built(
        given,
        written(
            TITLE + "Lead: [5 clear] were told clearly, of [A09 base]. For [q5.automatic], an\n"
            "  automatic message was all there was ([5 automatic people]).\n"
            "Support: [A third | 4 nothing-heard = 33%] never heard.\nMeans: A person has to write."
        ),
    )
    (finding,) = doc.findings
    assert str(finding.lead) == (
        "35% were told clearly, of about 300 people. For 27%, an automatic message was all there "
        "was (80 people)."
    )
    assert str(finding.support) == "A third never heard."
    assert str(finding.means) == "A person has to write."
    assert [one.id for one in finding.questions] == ["A09", "A08"]
    assert finding.big is not None
    assert (finding.big.said, finding.big.range_said) == ("35%", "28–42%")


def test_a_group_of_a_breakdown_can_be_referred_to() -> None:
    whole = made(REPORTING, 300, weights(HEARD))
    text = written(TITLE + "Lead: [4 nothing-heard by 1 lived] never heard ([4 base by 1 lived]).")
    (finding,) = built(whole, text).findings
    assert str(finding.lead) == "25% never heard (about 40 people)."
    assert str(finding.base) == (
        "Of about 40 people with lived experience who were asked and answered."
    )


@pytest.mark.parametrize(
    ("lead", "said"),
    [
        ("13 in 100 never heard.", "“13 in 100” is typed by hand, and a number comes from a cell. "
         "Write [A09 never-heard = 13%] instead, or take it out"),
        ("A 13th never heard.", "“A 13th” is typed by hand, and a number comes from a "
         "cell. Take it out, or write the cell it comes from, such as [5 clear]"),
        ("13% never heard.", "“13%” is typed by hand, and a number comes from a cell. Write "
         "[A09 never-heard = 13%] instead, or take it out"),
        ("Thirteen people never heard.", "“Thirteen” is typed by hand, and a number comes from a "
         "cell. Take it out, or write the cell it comes from, such as [5 clear]"),
        ("[5 gone] never heard.", "there is no cell [5 gone] in this release. Write one of: clear, "
         "not-clear, automatic, never-heard, waiting, not-clear+automatic+never-heard+waiting, "
         "base"),
        ("[77 gone] never heard.", "there is no cell [77 gone] in this release. Write a question "
         "from 1 to 15, or its id"),
        ("[8 not-taken-down] were left.", "the cell [8 not-taken-down] is hidden, so nothing may "
         "be said of it. Take it out, or write of another cell"),
        ("[5 clear = 34%] were told.", "[5 clear] printed 34% when this was written. Read the "
         "sentence again, and write [5 clear = 35%]"),
        ("Most were told clearly: [5 clear].", "“Most” is not borne out by [5 clear], which prints "
         "35%, range 28–42%. Write [5 clear = 35%] instead"),
        ("[half | 5 clear] were told.", "“half” is not borne out by [5 clear], which prints 35%, "
         "range 28–42%. Write [5 clear = 35%] instead"),
        ("[many people | 5 base] were told.", "“many” is not borne out by [5 base], which prints "
         "about 300 people. Write [5 base = about 300 people] instead"),
        ("Most were told clearly.", "“Most” says a share, and its sentence refers to no cell. "
         "Write [Most | 5 clear] with the cell it is of, or take it out"),
        ("Nobody was told: [5 clear].", "“Nobody” is not borne out by [5 clear], which prints 35%, "
         "range 28–42%. Write [5 clear = 35%] instead"),
        ("None of them were told.", "“None” is more than rounded numbers can say. Write the cell "
         "it is of, such as [5 clear], instead"),
        ("[5 waiting] wait, fewer than [5 never-heard].", "“fewer than” is not borne out: the "
         "ranges of the two numbers meet, or stand the other way round. Write “no clear "
         "difference”, or change the order"),
        ("Twice as many as [5 waiting], [5 automatic], got a message.", "“Twice” says how many "
         "times as much, which no printed number says. Name both cells and say “more often”, or "
         "take it out"),
        ("This happened more often.", "“more often” compares, and two printed numbers have to "
         "stand beside it. Name both cells and say “more often”, or take it out"),
        ("[five] were told.", "“[five]” is no reference to a cell. Write a question and an answer "
         "of it in brackets, such as [5 clear]; “[[” and “]]” print brackets"),
    ],
)  # fmt: skip
def test_what_a_sentence_may_not_say_is_told_with_its_line(
    given: ReportInput, lead: str, said: str
) -> None:
    assert told(given, written(f"{TITLE}Lead: {lead}")) == [f"line 9: {said}"]


@pytest.mark.parametrize(
    "lead",
    [
        "[5 clear] were told clearly between 1 November 2026 and 20 November 2026.",
        "Since 2026 [5 clear] were told. See questions 4 and 5, and recommendation 3.",
        "[About a third | 5 clear] were told, and fewer than half were: [5 clear].",
        "[5 clear] were told, more often than never: [5 never-heard].",
        "[5 waiting] wait, fewer than were told: [5 clear].",
        "[Fewer than a quarter | 5 never-heard] never heard. What would have helped most is more.",
        "Asked “In the last 2 years”, [7 under-2-years] did so.",
    ],
)
def test_what_holds_is_left_alone(given: ReportInput, lead: str) -> None:
    assert built(given, written(f"{TITLE}Lead: {lead}")).findings


def test_all_problems_of_a_file_are_told_at_once_each_with_its_line(given: ReportInput) -> None:
    text = (
        "# [1 nothing]\n"
        "Study: another\n"
        "Colour: red\n"
        "loose words\n"
        "## Notes\n"
        "## Finding: 99\n"
        "Key: perhaps\n"
        "Lead: 5%\n"
        "Asks: none-such\n"
        "## What we cannot say\n"
        "- no head\n"
    )
    found = told(given, text)
    assert [line.split(":")[0] for line in found] == [
        f"line {number}" for number in (1, 1, 3, 4, 5, 6, 6, 6, 7, 8, 11)
    ]


def test_a_report_holds_three_key_findings_and_five_in_all(given: ReportInput) -> None:
    one = f"## Finding: 5\nKey: yes\n{TITLE}Lead: [5 clear] were told.\n"
    found = told(given, "# What was found\n" + one * 6)
    assert found == [
        "line 14: more than 3 findings are key. Write “Key: no”",
        "line 18: more than 3 findings are key. Write “Key: no”",
        "line 22: a report has at most 5 findings. Take one out: every question stands in the "
        "annex",
        "line 22: more than 3 findings are key. Write “Key: no”",
    ]


def test_lines_that_stand_beside_findings_are_printed(given: ReportInput) -> None:
    doc = built(
        given,
        "# What was found\nReviewed by: A council\n## Already acted on\n- In May 2026 a form "
        "changed.\n## What we cannot say\n- **Who wrote.** Nobody was asked.\n".replace(
            "Nobody was", "That was not"
        ),
    )
    assert [str(one) for one in doc.acted_on] == ["In May 2026 a form changed."]
    assert (doc.cannot_say[-1].head, str(doc.cannot_say[-1].why)) == (
        "Who wrote.", "That was not asked.",
    )  # fmt: skip
    assert doc.cannot_say[0].head == "How many people this is true for."
    assert doc.publisher.reviewed_by == "A council"
    assert str(doc.title) == "What was found"


def test_a_text_outlives_no_change_of_the_numbers(given: ReportInput) -> None:
    file = report_text_file(drafted_text(given))
    other = made(alone(REPORTING), 300, weights({**NUMBERS, "A08": {"nothing-heard": 1}}))
    found = told(other, file)
    assert any("[A08 nothing-heard] printed 33% when this was written" in one for one in found)


def test_the_order_and_the_weight_of_findings_are_those_of_the_text(given: ReportInput) -> None:
    text = (
        "# What was found\n## Finding: 5\nKey: no\nTitle: A\nLead: [5 clear] were told.\n"
        "## Finding: 4\nKey: yes\nTitle: B\nLead: [4 nothing-heard] heard nothing.\n"
    )
    doc = built(given, text)
    assert [(str(one.title), one.key) for one in doc.findings] == [("A", False), ("B", True)]
    assert [str(one.title) for one in doc.key_findings] == ["B"]


def test_nothing_is_said_of_a_question_that_is_not_printed(given: ReportInput) -> None:
    data = given.release.model_dump(mode="json")
    data["questions"][4] |= {"form": "withheld", "rows": [], "sums": [], "reason": "Too few."}
    less = replace(given, release=Release.model_validate(data))
    found = told(less, written(f"{TITLE}Lead: [4 nothing-heard] heard nothing."))
    assert found == ["line 6: nothing of question 5 is printed. Take it out of this finding"]


def test_findings_that_are_put_aside_are_kept_and_stand_in_no_report(given: ReportInput) -> None:
    aside = "## Put aside: 99\nKey: yes\nTitle: A\nLead: Most, 5%, [so].\n"
    file = written(f"{TITLE}Lead: [5 clear] were told.") + aside
    (finding,) = built(given, file).findings
    assert str(finding.title) == "Decisions are seldom explained."
    text, problems = read_report_text(file)
    assert problems == ()
    again, _ = read_report_text(report_text_file(text))
    (kept,) = again.put_aside
    assert (kept.questions, str(kept.title), str(kept.lead)) == (("99",), "A", "Most, 5%, [so].")


@pytest.fixture(scope="module")
def described() -> ReportInput:
    """Give the report that the document on texts has its examples of."""
    asked = asks(1)[0].model_copy(update={"id": "q7m2k9x4"})
    return replace(made(REPORTING, 300, weights(HEARD)), asks=(asked,))


def test_the_file_of_the_document_is_a_report(described: ReportInput) -> None:
    (file,) = re.findall(r"\n```\n(# .*?)```", DOCUMENT, re.DOTALL)
    doc = built(described, file.replace("Study: 874k7j4z", "Study: made"))
    assert str(doc.title).startswith("About a third of those who answered were told clearly")
    assert [one.ask_ids[0] for one in doc.findings] == ["q7m2k9x4"]


def test_each_reference_of_the_document_prints_what_stands_beside_it(
    described: ReportInput,
) -> None:
    again = described.release.model_copy(update={"number": 2})
    check = text_check(replace(described, release=again, earlier=(described.release,)))
    rows = re.findall(r"^\| (`\[.*?) \| (.*) \|$", DOCUMENT, re.MULTILINE)
    seen = 0
    for left, right in rows:
        references, said = re.findall(r"`(\[.*?\])`", left), re.findall(r"\*(.*?)\*", right)
        for at, written_as in enumerate(references):
            sentence, problems = sentence_of(written_as.replace("\\|", "|"), 1)
            assert (*problems, *check.sentence_problems(sentence)) == ()
            printed = "".join(check.value(one) for one in sentence.references)
            assert printed
            if said:
                assert printed == said[at if len(said) == len(references) else 0]
            seen += 1
    assert seen > 10
