"""Drafts at the desk as files: versions, translations, and forms that say what a file says."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.files.reading import look_over, read_questionnaire
from survey.services.overview.draft_questions import draft_sheet
from survey.services.overview.list_drafts import read_draft
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.services.test_writing_drafts import FILE

Staff = Callable[..., StaffVisitor]

EVENING = "sections/one/questions/Q1/options/evening/text"


@pytest.fixture
def draft(instance: Instance, clock: Clock) -> str:
    """Give the id of a draft."""
    return begin_draft(instance, FILE, DraftTerms(), clock().date()).study_id


def sent_with(fields: dict[str, object], name: str, content: bytes) -> tuple[bytes, str]:
    """Give a body that holds fields and a file, and what kind of body it is."""
    body = b""
    for key, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            body += f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode()
            body += f"{one}\r\n".encode()
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="a.yaml"\r\n\r\n'
    return (
        body + head.encode() + content + b"\r\n--edge--\r\n",
        "multipart/form-data; boundary=edge",
    )


def kept(instance: Instance, draft: str) -> str:
    return read_draft(instance, draft).version.file


def test_the_file_is_written_sent_and_taken_away(
    staff: Staff, instance: Instance, draft: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/file")
    ann.press("Save the text", file=FILE.replace("\n", "\r\n").replace("# By", "# Still by"))
    assert kept(instance, draft) == FILE.replace("# By", "# Still by")
    assert ann.get(f"/studies/{draft}/questionnaire.yaml").address.endswith("file")
    assert ann.response.text == kept(instance, draft)
    page = ann.get(f"/studies/{draft}/file")
    page = ann.press("Save the text", file="title: [half", note="Oh")
    assert "Line 1." in page.words
    page = ann.get(f"/studies/{draft}/questions")
    assert page.address.endswith("/file"), "what is no YAML is shown as text"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 10_000_000, "larger than 2 megabytes"),
        (b"id: a\ntitle: b\n" + b"x" * 2_000_000, "larger than one megabyte"),
        (b"PK\x03\x04" + bytes(60), "no workbook that can be read"),
        (b"%PDF-1.7", "PDF"),
        ("id: a\ntitle: b\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_what_was_typed_is_kept(
    staff: Staff, instance: Instance, draft: str, content: bytes, said: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/file")
    form, _ = ann.button("Send the file")
    fields = {**form.fields, "file": "typed: here"}
    body, kind = sent_with(fields, "upload", content)
    page = ann.post(form.action, body, content_type=kind)
    assert ann.status == 422
    assert said in page.words
    assert ann.page.forms[-1].fields["file"] == ["typed: here"]
    assert read_draft(instance, draft).draft.newest == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("reviewers", "Make a link for a reviewer"),
        ("try-out", "Make a practice report"),
        ("forecast", "Work it out"),
    ],
)
def test_nothing_is_begun_with_a_file_that_cannot_be_read(
    staff: Staff, instance: Instance, draft: str, clock: Clock, address: str, words: str
) -> None:
    save_draft(instance, draft, 1, "title: [", clock().date())
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/{address}")
    page = ann.press(words)
    assert (ann.status, "Line 2: A bracket is opened" in page.words) == (422, True)
    assert page.links["Mend the file"] == f"/studies/{draft}/file"
    assert "Nothing was asked for yet" in ann.get("/jobs").words
    assert "Nobody yet" in ann.get(f"/studies/{draft}/reviewers").words


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 30, "9" * 5_000, "²"])
def test_an_address_with_a_number_that_is_none_is_a_page_in_words(
    staff: Staff, draft: str, number: str
) -> None:
    ann = staff("ann", "coordinator")
    for address in (
        f"seen/1?only={number}",
        f"seen/1?only=1&better=1&version={number}",
        f"look?part={number}",
        f"versions?before={number}&after={number}",
        f"questionnaire.yaml?version={number}",
        f"journal?before={number}",
    ):
        ann.get(f"/studies/{draft}/{address}")
        assert ann.status in (200, 404), address
    ann.get(f"/studies/{draft}/versions")
    form, _ = ann.button("Put this draft aside")
    page = ann.post(form.action, {**form.fields, "go": number})
    assert (ann.status, "There is no such button." in page.words) == (422, True)


def test_versions_are_compared_and_brought_back(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    save_draft(instance, draft, 1, FILE.replace("The pool", "The sea"), clock().date())
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/versions")
    assert "title, en The pool The sea" in page.words
    ann.press("Bring back version 1")
    assert kept(instance, draft) == FILE
    page = ann.press("Put this draft aside")
    assert read_draft(instance, draft).draft.state == "put aside"
    page = ann.get(f"/studies/{draft}/questions/1/1")
    assert "begin a copy" in page.words
    with pytest.raises(KeyError):
        ann.button("Save question 1")


def test_translations_are_written_side_by_side_and_what_is_missing_is_shown(
    staff: Staff, instance: Instance, draft: str, clock: Clock
) -> None:
    save_draft(instance, draft, 1, FILE.replace(", fr: Le soir", ""), clock().date())
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/translations")
    assert "1 of 9 texts are missing" in page.words
    page = ann.follow("Show them")
    assert "What would you change?" not in page.words
    ann.press("Save these translations", **{"text-" + EVENING: "Le soir"})
    assert "fr: Le soir" in kept(instance, draft)
    page = ann.get(f"/studies/{draft}/translations")
    assert "All 9 texts" in page.words
    ann.press("Add the language", new_language="ar")
    page = ann.get(f"/studies/{draft}/translations?language=ar")
    assert "9 of 9 texts are missing" in page.words
    page = ann.press("Add the language", new_language="zz")
    assert ann.status == 422
    assert "no language that is known here" in page.words


@pytest.mark.parametrize("form", ["xlsx", "xliff"])
def test_a_file_for_a_translator_goes_out_and_comes_back_at_the_desk(
    staff: Staff, instance: Instance, draft: str, form: str
) -> None:
    ann = staff("ann", "coordinator")
    ann.get(f"/studies/{draft}/translations.{form}?language=fr")
    content = ann.response.data
    assert f"{draft}-fr.{form}" in ann.response.headers["Content-Disposition"]
    ann.get(f"/studies/{draft}/translations")
    taken, _ = ann.button("Take the file back")
    fields = {**taken.fields, "go": "take"}
    body, kind = sent_with(fields, "upload", content.replace(b"Merci.", b"Merci !"))
    page = ann.post(taken.action, body, content_type=kind)
    if form == "xliff":
        assert "1 new texts are in version 2" in page.words
        assert "fr: Merci !" in kept(instance, draft)
    else:
        assert ann.status in (200, 422)
    body, kind = sent_with(fields, "upload", b"x" * 10_000_000)
    page = ann.post(taken.action, body, content_type=kind)
    assert ann.status == 422
    assert "larger than one megabyte" in page.words
    ann.get(f"/studies/{draft}/translations.{form}?language=de")
    assert ann.status == 422
    assert "not translated into “de”" in ann.page.words


FORMS = sorted((Path(__file__).parents[1] / "forms").glob("*.yaml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_that_is_saved_as_it_is_leaves_the_file_as_it_is(
    staff: Staff, instance: Instance, clock: Clock, path: Path
) -> None:
    """Whatever a file holds, its form shows it, and saving that says the same."""
    content = path.read_bytes()
    made = begin_draft(instance, content, DraftTerms(), clock().date()).study_id
    ann, asked = staff("ann", "coordinator"), read_questionnaire(content, path.name)
    for language in asked.languages:
        ann.get(f"/studies/{made}/questions?language={language}")
        ann.press("Save beginning and end")
        ann.get(f"/studies/{made}/seen/0?language={language}")
        assert ann.status == 200
        for i, part in enumerate(asked.sections, 1):
            ann.get(f"/studies/{made}/questions/{i}?language={language}")
            ann.press(f"Save part {i}")
            ann.get(f"/studies/{made}/seen/{i}?language={language}")
            assert ann.status == 200
            for j, _ in enumerate(part.items, 1):
                page = ann.get(f"/studies/{made}/questions/{i}/{j}?language={language}")
                save = [w for form in page.forms for w, *_ in form.buttons if w.startswith("Save ")]
                ann.press(save[0])
                assert ann.status == 200, ann.page.words
    assert read_draft(instance, made).draft.newest == 1
    assert kept(instance, made) == content.decode().replace("\r\n", "\n")


BAD = sorted((Path(__file__).parents[1] / "forms" / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_no_problem_of_a_file_is_hidden(
    staff: Staff, instance: Instance, clock: Clock, path: Path
) -> None:
    """Each stands beside its field or above the form; beside its line where nothing can be read."""
    looked = look_over(path.read_bytes())
    try:
        made = begin_draft(instance, path.read_bytes(), DraftTerms(), clock().date()).study_id
    except BadInput:  # it is no text
        assert looked.data is None
        return
    ann = staff("ann", "coordinator")
    sheet = draft_sheet(instance, made)
    pages = [f"/studies/{made}/questions"]
    pages += [f"{pages[0]}/{part.place + 1}" for part in sheet.parts]
    pages += [
        f"{pages[0]}/{part.place + 1}/{one.place + 1}"
        for part in sheet.parts
        for one in part.questions
    ]
    first, others = "", ""
    for address in pages:
        ann.get(address)
        assert ann.status == 200, address
        if address == pages[0]:
            first = unescape(ann.page.html)
        else:
            others += unescape(ann.page.html)
    for one in looked.findings:
        of_a_part = one.path[:1] == ("sections",) and len(one.path) > 1 and sheet.parts
        assert one.what[1:] in (others if of_a_part else first), one
