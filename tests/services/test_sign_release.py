"""Signing for a release: nothing leaves before, and nothing that was rejected leaves at all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from survey.disclosure.leaving_out import nothing_of, tables_of
from survey.disclosure.noise.headline_numbers import Headline
from survey.disclosure.noise.noise_mechanism import NoisyCount
from survey.disclosure.proof.verify import verify
from survey.disclosure.release import Release
from survey.errors import BadInput, InstanceUnsound, Refused, StudyStateWrong
from survey.reports.study.bundle import bundle
from survey.reports.study.report_model import ReportInput
from survey.services.overview.desk_list import desk_items
from survey.services.overview.read_journal import search_journal
from survey.services.steps.release_standing import as_gone_out, question_of, standing_of
from survey.services.studies.make_report import make_report, write_report
from survey.services.studies.prove_again import prove_again
from survey.services.studies.publish_report import publish_report
from survey.services.studies.release_headlines import require_headlines_may_leave
from survey.services.studies.sign_release import SeenTables, Signer, decide_tables, sign_release
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.studies import noise_ledger
from survey.storage.studies.signing_tables import releases_going_out
from tests.a_release import ADA, BO, FORM, PEOPLE, OpenedStudy, copied, opened_study

TABLES = ("where", "age", "like", "like by where", "like by age",
          "come", "come by where", "come by age")  # fmt: skip
Files = dict[str, bytes]
#: The list of contents has the numbers of pages; of these there are fewer.
_PAGES = 20


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("signing") / "instance", PEOPLE)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "instance")


def files(study: OpenedStudy) -> Files:
    """Return the files of its report."""
    return dict(make_report(study.instance, study.id).files)


def wrong(made: Files, *earlier: str) -> list[str]:
    """Return what the verifier says of a bundle as it is published."""
    read = {name: json.loads(content) for name, content in made.items() if name.endswith("json")}
    before = [read[name] for name in earlier]
    return verify(
        read["release.json"], read["certificate.json"], read["questionnaire.json"], before
    )


def texts(made: Files) -> dict[str, str]:
    """Return what stands in each file for readers, as text."""
    html = made["report.html"].decode()
    html = re.sub(r"<style.*?</style>", " ", html, flags=re.DOTALL)
    papers = {
        name: "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for name, content in made.items()
        if name.endswith(".pdf")
    }
    return {
        **papers,
        "html": unescape(re.sub(r"<[^>]+>", " ", html)),
        "csv": made["tables.csv"].decode(),
        "json": json.dumps(json.loads(made["release.json"])["questions"]),
    }


def numbers(text: str) -> set[str]:
    """Return the numbers that stand in a text as words of their own, but those of pages."""
    text = re.sub(r"\d+ of \d+\b|(?<=\d),(?=\d)", "", text)
    return set(re.findall(r"(?<!\w)\d+(?!\w)", text))


def numbers_of(release: Release, *items: str) -> set[str]:
    """Return every number of some tables of a release."""
    found: set[str] = set()
    for question in release.questions:
        shown = [question.base, *(row.shown for row in (*question.rows, *question.missing))]
        of_tables = {question.id: shown}
        for split in question.breakdowns:
            cells = [cell for line in split.cells for cell in line]
            of_tables[f"{question.id} by {split.by}"] = [
                *cells, *(one.base for one in split.categories)
            ]  # fmt: skip
        for item, every in of_tables.items():
            for one in every if item in items else ():
                found |= {str(n) for n in (one.count, one.percent, one.low, one.high)
                          if n is not None}  # fmt: skip
    return found


@cache
def numbers_beside_tables(release_json: str) -> frozenset[str]:
    """Return the numbers of a report of which no table is left."""
    empty = Release.model_validate_json(release_json)
    made = texts(bundle(ReportInput(empty, FORM), shipped("templates")))
    return frozenset(one for text in made.values() for one in numbers(text))


def only_in(release: Release, rejected: tuple[str, ...], study: OpenedStudy) -> set[str]:
    """Return the numbers that nothing has but the tables that were rejected."""
    rest = numbers_of(release, *(set(tables_of(release)) - set(rejected)))
    beside = numbers_beside_tables(nothing_of(release, FORM).model_dump_json())
    mine = numbers_of(release, *rejected) - rest - beside
    return {one for one in mine if int(one) > _PAGES}


@pytest.mark.usefixtures("blank_papers")
def test_nothing_of_a_real_study_leaves_before_a_second_person_signed(
    study: OpenedStudy, tmp_path: Path
) -> None:
    assert study.seen().undecided == TABLES
    for before in ("8 of its tables", "7 of its tables"):
        with pytest.raises(StudyStateWrong, match="Nobody has signed") as refused:
            make_report(study.instance, study.id)
        assert before in refused.value.kept
        study.decide("approved", study.seen().undecided[0])
    study.decide("approved")
    with pytest.raises(StudyStateWrong, match="Nobody has signed"):
        make_report(study.instance, study.id)
    with pytest.raises(Refused, match="yourself"):
        study.sign(by=Signer("ada", "coordinator"))
    study.sign()
    report = make_report(study.instance, study.id)
    address = publish_report(study.instance, report, study.now.date())
    assert address.endswith(f"/r/{study.id}/")
    write_report(report, tmp_path / "out")
    made = files(study)
    assert json.loads(made["release.json"]) == study.stored()[0].model_dump(mode="json")
    assert wrong(made) == []


def test_home_says_that_it_waits_until_somebody_signed(study: OpenedStudy) -> None:
    waiting, today = {}, study.now.date()
    for step in (study.decide, study.sign):
        item = next(one for one in desk_items(study.instance, today) if one.id == study.id)
        waiting[step.__name__] = (item.next, item.waits_since)
        step("approved") if step == study.decide else step()  # type: ignore[operator]
    assert set(waiting.values()) == {("sign", today)}
    item = next(one for one in desk_items(study.instance, today) if one.id == study.id)
    assert item.next != "sign"


@pytest.mark.parametrize(
    "rejected", [("like by where",), ("come",), ("like by age", "come by age")]
)
def test_no_number_of_a_rejected_table_is_in_any_file_and_the_rest_is_proven(
    study: OpenedStudy, rejected: tuple[str, ...]
) -> None:
    release = study.stored()[0]
    study.approve_but(*rejected)
    gone = {item for item in TABLES if item in rejected or question_of(item) in rejected}
    assert {one.item for one in study.seen().goes_out} == set(TABLES) - gone
    made = files(study)
    secret = only_in(release, tuple(gone), study)
    assert len(secret) > 1, "the tables of this test have numbers of their own"
    for name, text in texts(made).items():
        assert not secret & numbers(text), name
    lines = list(csv.DictReader(io.StringIO(made["tables.csv"].decode())))
    named = {f"{one['question']} by {one['breakdown']}".removesuffix(" by ") for one in lines
             if one["count"] or one["percent"]}  # fmt: skip
    assert named == set(TABLES) - gone
    assert wrong(made) == []
    again = prove_again([made["release.json"].decode()], made["questionnaire.json"].decode())
    assert again == made["certificate.json"]


@pytest.mark.usefixtures("blank_papers")
def test_with_a_question_goes_what_is_split_and_what_it_splits(study: OpenedStudy) -> None:
    study.decide("rejected", "where")
    seen = {one.item: one.falls_with for one in study.seen().tables}
    assert {item for item, why in seen.items() if why == "where"} == {
        "like by where", "come by where",
    }  # fmt: skip
    with pytest.raises(Refused, match="goes with “where”"):
        study.decide("approved", "come by where")
    study.decide("approved")
    study.sign()
    made = files(study)
    told = {one["id"]: one for one in json.loads(made["release.json"])["questions"]}
    assert (told["where"]["form"], told["where"]["base"]["hidden"]) == ("withheld", True)
    assert "not approved" in told["where"]["reason"]
    assert [one["by"] for one in told["like"]["breakdowns"]] == ["age"]
    assert wrong(made) == []


@pytest.mark.usefixtures("blank_papers")
def test_a_release_of_which_everything_was_rejected_says_how_many_answered_and_no_more(
    study: OpenedStudy, tmp_path: Path
) -> None:
    study.approve_but()
    out = tmp_path / "out"
    write_report(make_report(study.instance, study.id), out)
    assert (out / "certificate.json").is_file()
    study.decide("rejected", "where", "age", "like", "come")
    study.sign()
    write_report(make_report(study.instance, study.id), out)
    assert not (out / "certificate.json").exists(), "the tables that fit what was rejected are gone"
    questions = json.loads((out / "release.json").read_text())["questions"]
    assert {one["form"] for one in questions} == {"withheld"}


@pytest.mark.usefixtures("blank_papers")
def test_what_was_decided_is_in_the_journal_and_a_typed_reason_is_not_in_the_files(
    study: OpenedStudy,
) -> None:
    study.decide("rejected", "come", reason="Points to the  hostel.")
    study.decide("approved")
    study.sign()
    entries = [(one.event, one.words) for one in search_journal(study.instance, study.id)]
    assert entries[-3:] == [
        ("tables rejected", "Release 1: come. Points to the hostel."),
        ("tables approved", "Release 1: where, age, like, like by where, like by age."),
        ("release signed", "Release 1: 5 of 8 tables approved."),
    ]
    for name, content in files(study).items():
        assert b"hostel" not in content, name


@pytest.mark.usefixtures("blank_papers")
def test_a_change_after_signing_ends_the_signature_and_the_same_again_does_not(
    study: OpenedStudy,
) -> None:
    study.approve_but()
    report = make_report(study.instance, study.id)
    study.decide("approved", "come")
    assert study.seen().is_signed
    study.decide("rejected", "come by age", by=BO)
    assert not study.seen().is_signed
    assert search_journal(study.instance, study.id)[-1].event == "signature ended"
    with pytest.raises(StudyStateWrong, match="as it was before"):
        publish_report(study.instance, report, study.now.date())
    assert not (study.instance.published / study.id).exists()
    with pytest.raises(Refused, match="yourself"):
        study.sign()  # Bo decided now, too
    study.sign(by=Signer("Cy", "trustee"))
    assert wrong(files(study)) == []


def test_two_at_once_are_told_and_nothing_is_overwritten(study: OpenedStudy) -> None:
    seen = study.seen()
    study.decide("rejected", "come")
    with pytest.raises(Refused, match="Somebody decided about “come” meanwhile"):
        decide_tables(
            study.instance, study.id, SeenTables(1, {"come": ""}), ["come"], ("approved", ""),
            BO, study.now.date(),
        )  # fmt: skip
    study.decide("approved")
    with pytest.raises(Refused, match="meanwhile"):
        sign_release(study.instance, study.id, 1, seen.seen, BO, study.now.date())
    with pytest.raises(Refused, match="not worked out"):
        sign_release(study.instance, study.id, 1, study.seen().seen, BO, study.now.date())
    study.sign()
    with pytest.raises(StudyStateWrong, match="signed already"):
        study.sign(by=Signer("Cy", "coordinator"))


def test_what_cannot_be_decided_is_refused_and_says_why(study: OpenedStudy) -> None:
    today = study.now.date()
    for items, decided, words in (
        (["nothing"], ("approved", ""), "no table “nothing”"),
        ([], ("approved", ""), "No table was named"),
        (["come"], ("rejected", "  "), "with a reason"),
        (["come"], ("rejected", "x" * 501), "at most 500"),
    ):
        with pytest.raises(BadInput, match=words):
            decide_tables(study.instance, study.id, SeenTables(1), items, decided, ADA, today)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="taken the place of release 7"):
        decide_tables(
            study.instance, study.id, SeenTables(7), ["come"], ("approved", ""), ADA, today
        )
    with pytest.raises(Refused, match="8 tables wait"):
        sign_release(study.instance, study.id, 1, study.seen().seen, BO, today)
    assert study.seen().undecided == TABLES


@pytest.mark.usefixtures("blank_papers")
def test_what_goes_out_is_as_it_was_signed_for_or_nothing(study: OpenedStudy) -> None:
    study.approve_but("come")
    with study.instance.engine.begin() as conn:
        conn.execute(update(releases_going_out).values(json="{}"))
    with pytest.raises(InstanceUnsound, match="not what was stored"):
        make_report(study.instance, study.id)


def test_all_of_a_release_counts_as_known_to_the_next_one_and_readers_get_a_proof_of_theirs(
    study: OpenedStudy,
) -> None:
    """The rejected table is held against the next release, and stays out of its files."""
    first = study.stored()[0]
    study.approve_but("like by where", "come")
    published = files(study)["release.json"]
    second = study.again(dict.fromkeys(PEOPLE, 1))
    assert study.stored() == (first, second)
    assert study.seen().number == 2
    with pytest.raises(Refused, match="Release 2 has taken the place"):
        decide_tables(
            study.instance, study.id, SeenTables(1), ["come"], ("approved", ""), ADA,
            study.now.date(),
        )  # fmt: skip
    study.approve_but()
    made = files(study)
    assert made["release-1.json"] == published
    assert wrong(made, "release-1.json") == []
    secret = only_in(first, ("like by where", "come", "come by where", "come by age"), study)
    assert not secret & numbers(json.dumps(json.loads(made["release-1.json"])["questions"]))


@pytest.mark.usefixtures("blank_papers")
def test_of_an_earlier_release_that_nobody_signed_for_no_table_goes_along(
    study: OpenedStudy,
) -> None:
    first = study.stored()[0]
    study.again(dict.fromkeys(PEOPLE, 1))
    assert study.seen().unsigned_before == (1,)
    study.approve_but("come by age")
    made = files(study)
    assert wrong(made, "release-1.json") == []
    earlier = json.loads(made["release-1.json"])
    assert {one["form"] for one in earlier["questions"]} == {"withheld"}
    assert earlier["respondents"] == first.respondents.model_dump(mode="json")


@pytest.mark.usefixtures("blank_papers")
def test_headline_numbers_are_tables_like_any_other(study: OpenedStudy) -> None:
    """A number that comes after signing is in no file before it is approved, and somebody signs
    once more; the ledger keeps it whatever is decided."""
    plan = (Headline("well", "like", ("well",), 500), Headline("never", "come", ("never",), 500))
    study.approve_but()
    with writing(study.instance.engine) as conn:
        for one in plan:
            noise_ledger.put(conn, study.id, NoisyCount(1, one.indicator, 500, 151))
    assert set(study.seen().undecided) == {"headline like/well", "headline come/never"}
    with pytest.raises(StudyStateWrong, match="Nobody has signed for these") as refused:
        require_headlines_may_leave(study.instance, study.id, plan)
    assert "spends nothing" in refused.value.kept
    make_report(study.instance, study.id)
    study.decide("approved", "headline come/never")
    with pytest.raises(StudyStateWrong, match="Nobody has signed for release"):
        make_report(study.instance, study.id)
    study.decide("rejected", "come")
    assert study.seen().undecided == ("headline like/well",), "it goes with its question"
    study.approve_but()
    with pytest.raises(StudyStateWrong, match="rejected: never"):
        require_headlines_may_leave(study.instance, study.id, plan)
    require_headlines_may_leave(study.instance, study.id, plan[:1])


@pytest.mark.usefixtures("blank_papers")
def test_few_people_are_signed_for_in_words_and_very_few_as_nobody(tmp_path: Path) -> None:
    keys = list(PEOPLE)
    some = opened_study(tmp_path / "some", dict.fromkeys(keys[:24], 1))
    assert some.seen().undecided == ("where", "age", "like", "come")
    some.approve_but("like")
    told = {one["id"]: one for one in json.loads(files(some)["release.json"])["questions"]}
    assert {id_: one["form"] for id_, one in told.items()} == {
        "where": "words", "age": "words", "like": "withheld", "come": "words",
    }  # fmt: skip
    assert told["like"]["rows"] == []
    some.instance.close()
    few = opened_study(tmp_path / "few", dict.fromkeys(keys[:6], 1))
    with pytest.raises(StudyStateWrong, match="Nobody has signed"):
        make_report(few.instance, few.id)
    assert few.seen().tables == ()
    few.sign()
    assert "report.html" in files(few)
    few.instance.close()


@pytest.mark.usefixtures("blank_papers")
def test_for_practice_nobody_has_to_sign_and_what_is_rejected_is_left_out_all_the_same(
    tmp_path: Path,
) -> None:
    study = opened_study(tmp_path / "practice", PEOPLE, practice=True)
    assert not study.seen().must_be_signed
    assert set(json.loads(files(study)["release.json"])) >= {"questions"}
    study.decide("rejected", "come")
    made = files(study)
    assert json.loads(made["release.json"])["questions"][3]["form"] == "withheld"
    assert wrong(made) == []
    study.decide("approved")
    study.sign(by=ADA)
    assert study.seen().is_signed, "one person can practise both parts"
    study.instance.close()


def test_what_is_worked_out_is_what_was_decided_when_it_began(study: OpenedStudy) -> None:
    """Whatever is decided while it is worked out, it is kept for what it was worked out for."""
    study.decide("rejected", "come by age")
    study.decide("approved")
    with study.instance.engine.connect() as conn:
        standing = standing_of(conn, study.id)
    study.decide("approved", "come by age")
    with study.instance.engine.connect() as conn:
        out = as_gone_out(conn, standing)[-1]
    assert set(tables_of(out)) == set(TABLES) - {"come by age"}
