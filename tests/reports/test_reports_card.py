"""The card of a report: what lists say of it is printed in it, at the place that is named."""

from __future__ import annotations

import pytest

from survey.reports.study.card_of_report import card_of_document
from survey.reports.study.html import render_html
from survey.reports.study.method import respondents
from survey.reports.study.report_document import report_document
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_pages import report_pages
from survey.settings import shipped
from tests.a_release import FORM, PEOPLE, opened_study


def test_each_finding_of_the_card_stands_in_the_report_where_it_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = opened_study(tmp_path_factory.mktemp("card") / "instance", PEOPLE, practice=True)
    given = ReportInput(made.stored()[-1], FORM)
    made.instance.close()
    document = report_document(given)
    card = card_of_document(document, ("en",), respondents(given.release))
    page = render_html(report_pages(given, document), shipped("templates"))
    assert card.findings
    for one in card.findings:
        assert page.count(f'id="{one.anchor}"') == 1
        assert one.title
        assert one.questions
    assert card.title
    assert card.people.endswith("answered")
    assert card.practice
