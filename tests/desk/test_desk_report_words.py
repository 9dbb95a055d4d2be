"""Writing the words of a report at the desk: versions, problems beside sentences, which hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from survey.reports.study.report_document import report_document
from survey.services.accounts.create_account import create_account
from survey.services.overview.read_journal import search_journal
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.steps.report_made_of import report_made_of
from survey.services.studies.make_report import make_report, report_draft
from survey.services.studies.publish_report import publish_report
from survey.storage.files import write_together
from survey.storage.staff.accounts import RoleHeld, StaffRole
from survey.storage.studies.published_editions import editions_of
from survey.web.desk.desk_app import create_desk
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor

SignedIn = Callable[..., StaffVisitor]

pytestmark = pytest.mark.usefixtures("blank_papers")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a practice study that was opened, to be copied."""
    folder = tmp_path_factory.mktemp("desk-report-words") / "instance"
    made = opened_study(folder, PEOPLE, practice=True)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "reported")


@pytest.fixture
def person(study: OpenedStudy) -> SignedIn:
    """Sign somebody in at the desk of that study, with a role in it."""
    clock = Clock()
    clock.time = study.now
    desk = create_desk(study.instance, clock)

    def go(name: str, role: StaffRole = "coordinator") -> StaffVisitor:
        visitor = StaffVisitor(desk, clock)
        link = create_account(study.instance, name, [RoleHeld(role, study.id)], clock())
        visitor.begin(f"/begin/{link}")
        return visitor

    return go


def journal_of(study: OpenedStudy) -> str:
    """Give what the journal says of a study."""
    found = search_journal(study.instance, study.id)
    return " ".join(f"{one.event} {one.words}" for one in found)


def typed_in(visitor: StaffVisitor, name: str) -> str:
    """Give what stands in a box of the form."""
    form, _ = visitor.button("Save these words")
    return form.fields[name][0]


def holds(study: OpenedStudy) -> str:
    """Give the text that the report is made with; "" is the draft by rule."""
    return report_made_of(study.instance, study.id).given.text


def test_words_are_saved_as_versions_and_hold_once_they_are_approved(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, at = person("Ada"), f"/studies/{study.id}/report"
    ada.get(at)
    page = ada.follow("The words of the report")
    assert "This is the draft by rule. Nothing was written yet." in page.words
    assert "[like well = " in page.words
    page = ada.press("Save these words", **{"title-0": "The hall is liked."})
    assert "This is version 1. The report says the draft by rule." in page.words
    assert "The hall is liked." in page.words
    assert holds(study) == ""
    page = ada.press("Let the report say version 1")
    assert "The report says version 1." in page.words
    assert "Title: The hall is liked.\n" in holds(study)
    ada.press("Save these words", **{"title-0": "The hall is loved."})
    assert "Title: The hall is liked.\n" in holds(study)
    said = journal_of(study)
    assert "report text saved Version 2." in said
    assert "report text approved Version 1." in said


def test_a_problem_stands_beside_its_sentence_and_nothing_typed_is_lost(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada = person("Ada")
    ada.get(f"/studies/{study.id}/report/words")
    typed = {"lead-0": "13% do [so].", "cannot_say": "no head", "means-0": "Most were told."}
    page = ada.press("See how they read", **typed)
    assert "These words are not saved yet." in page.words
    assert "“13%” is typed by hand" in page.words
    assert "“[so]” is no reference to a cell." in page.words
    assert "This line has no head in bold." in page.words
    assert "4 things are wrong with these words" in page.words
    assert {name: typed_in(ada, name) for name in typed} == typed
    page = ada.press("Save these words")
    assert "This is version 1." in page.words
    assert {name: typed_in(ada, name) for name in typed} == typed
    with pytest.raises(KeyError):
        ada.button("Let the report say version 1")
    sent = {"number": "1", "csrf_token": typed_in(ada, "csrf_token")}
    ada.post(f"/studies/{study.id}/report/words/approve", sent)
    assert ada.status == 422
    assert holds(study) == ""


def test_findings_are_moved_put_aside_taken_back_and_added(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, at = person("Ada"), f"/studies/{study.id}/report/words"
    assert "Finding 2" in ada.get(at).words
    ada.press("Move down", **{"title-0": "Once the first."})
    assert typed_in(ada, "title-1") == "Once the first."
    ada.press("Move up")
    assert typed_in(ada, "title-0") == "Once the first."
    page = ada.press("Put aside", **{"lead-0": "Most were [so]."})
    assert "Finding 2" not in page.words
    assert "Once the first." in page.words
    assert "wrong with these words" not in page.words
    page = ada.press("Save these words")
    assert "This is version 1." in page.words
    ada.press("Let the report say version 1")
    (finding,) = report_document(report_made_of(study.instance, study.id).given).findings
    assert str(finding.title) != "Once the first."
    page = ada.press("Take it back into the report")
    assert typed_in(ada, "title-1") == "Once the first."
    assert typed_in(ada, "lead-1") == "Most were [so]."
    assert "“[so]” is no reference to a cell." in page.words
    ada.press("Move up")
    ada.press("Put aside")
    assert "Once the first." not in ada.press("Throw it away").words
    page = ada.press("See how they read", add="come")
    assert "This finding has no title or no lead." in page.words


def test_it_is_shown_how_a_finding_reads_while_another_is_wrong(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada = person("Ada")
    ada.get(f"/studies/{study.id}/report/words")
    cited = re.search(r"\[come \S+ = (\d+%)\]", typed_in(ada, "lead-1"))
    assert cited is not None, typed_in(ada, "lead-1")
    written = {
        "title": "",
        "lead-0": "Most do.",
        "title-1": "It is liked.",
        "lead-1": f"Of all, {cited[0]} do.",
    }
    page = ada.press("See how they read", **written)
    assert f"On its page It is liked. Of all, {cited[1]} do." in page.words
    assert "This report has no title." in page.words
    assert "How this finding reads is shown once nothing is wrong in it." in page.words


def test_words_published_at_the_terminal_are_what_the_report_says_at_the_desk(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, at = person("Ada"), f"/studies/{study.id}/report/words"
    ada.get(at)
    ada.press("Save these words", **{"title-0": "What Ada wrote."})
    words = report_draft(study.instance, study.id).replace("Title: ", "Title: At the terminal. ")
    publish_report(study.instance, make_report(study.instance, study.id, words), study.now.date())
    page = ada.get(at)
    day = f"{study.now.day} {study.now:%B %Y}"
    assert "This is version 2. The report says version 2." in page.words
    assert f"Approved on {day} by the operator, at the terminal" in page.words
    assert typed_in(ada, "title-0").startswith("At the terminal. ")
    assert holds(study) == words
    page = ada.follow("Version 1")
    assert "This is version 1 of 2. What you save becomes version 3." in page.words
    assert typed_in(ada, "title-0") == "What Ada wrote."
    assert "This is version 3." in ada.press("Save these words").words
    assert holds(study) == words


def test_words_that_were_approved_can_be_published_without_a_new_release(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, at = person("Ada"), f"/studies/{study.id}/report"
    publish_report(study.instance, make_report(study.instance, study.id), study.now.date())
    ada.get(f"{at}/words")
    ada.press("Save these words", **{"title-0": "The hall is liked."})
    assert "is published" in ada.get(at).words
    ada.get(f"{at}/words")
    ada.press("Let the report say version 1")
    assert "Release 1 can be published" in ada.get(at).words
    ada.button("Publish its report")
    put_in_french(study)
    assert (study.instance.published / study.id / "in" / "fr" / "report.html").is_file()
    publish_report(study.instance, make_report(study.instance, study.id), study.now.date())
    assert not (study.instance.published / study.id / "in").exists(), "it says what was taken out"
    assert '<option value="fr">French</option>' in ada.get(at).html


def put_in_french(study: OpenedStudy) -> None:
    """Put a page beside the report of the study, as one in French of the same numbers."""
    with study.instance.engine.connect() as conn:
        row = editions_of(conn, study.id)[0]
    card = row.card_json.replace('"lang":"en"', '"lang":"fr"', 1)
    assert card != row.card_json
    put = partial(write_together, files={"report.html": b"<html></html>"})
    with putting_edition(
        study.instance, NewEdition(study.id, row.number, card, put), study.now.date()
    ):
        pass


def test_two_people_do_not_write_over_each_other(study: OpenedStudy, person: SignedIn) -> None:
    ada, bo, at = person("Ada"), person("Bo"), f"/studies/{study.id}/report/words"
    ada.get(at)
    bo.get(at)
    ada.press("Save these words", **{"title-0": "What Ada wrote."})
    page = bo.press("Save these words", **{"title-0": "What Bo wrote."})
    assert bo.status == 422
    assert "Somebody else saved version 1" in page.words
    assert typed_in(bo, "title-0") == "What Bo wrote."
    ada.get(at)
    assert typed_in(ada, "title-0") == "What Ada wrote."


def test_only_coordinators_write(study: OpenedStudy, person: SignedIn) -> None:
    viewer = person("Vi", "viewer")
    viewer.get(f"/studies/{study.id}/report/words")
    assert viewer.status == 404
    assert "The words of the report" not in viewer.get(f"/studies/{study.id}/report").links


def test_words_of_a_real_study_are_approved_by_somebody_else(tmp_path: Path) -> None:
    study = opened_study(tmp_path / "real", PEOPLE)
    study.approve_but()
    clock = Clock()
    clock.time = study.now
    desk, at = create_desk(study.instance, clock), f"/studies/{study.id}/report/words"
    people = {}
    for name, role in (("Ada", "coordinator"), ("Bo", "trustee")):
        people[name] = StaffVisitor(desk, clock)
        link = create_account(study.instance, name, [RoleHeld(role, study.id)], clock())
        people[name].begin(f"/begin/{link}")
    people["Ada"].get(at)
    people["Ada"].press("Save these words", **{"title-0": "The hall is liked."})
    page = people["Ada"].press("Let the report say version 1")
    assert "You saved these words yourself." in page.words
    assert holds(study) == ""
    page = people["Bo"].get(at)
    with pytest.raises(KeyError):
        people["Bo"].button("Save these words")
    people["Bo"].press("Let the report say version 1")
    assert "Title: The hall is liked.\n" in holds(study)
    study.instance.close()


@pytest.mark.parametrize(
    "words",
    ["Seven people said so.", "Only two older survivors did.", "Exactly one person did.", "½ did."],
)
def test_small_numbers_in_words_are_typed_numbers_too(
    study: OpenedStudy, person: SignedIn, words: str
) -> None:
    ada = person("Ada")
    ada.get(f"/studies/{study.id}/report/words")
    page = ada.press("See how they read", **{"means-0": words})
    assert "is typed by hand" in page.words
