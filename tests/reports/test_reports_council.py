"""What a council's report says: nothing that a release does not show, and nothing left out."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from survey.delphi.files.checklist import NOTE, TOPICS
from survey.delphi.life.statements import Register
from survey.disclosure.council.round_release import RoundRelease, StatementShown
from survey.errors import BadInput, DisclosureRefused, SettingsProblems
from survey.reports.council.council_document import CouncilDocument, council_document
from survey.reports.council.council_notes import read_notes
from survey.reports.council.council_part_wording import share_in_words
from survey.reports.council.council_tables import COLUMNS, rounds_json, statements_csv
from survey.reports.council.proceedings import Proceedings
from tests.reports.council_sample import (
    WORDS,
    answers,
    council_file,
    ordering,
    proceedings,
    register,
    releases,
)

NOTES = """
[[minority]]
statement = "form"
round = 3
reasons = ["Some fear that one form puts all that people say in one place."]
notes = ["Both camps asked for more time."]

[[quote]]
statement = "form"
round = 3
words = "One form is one door, and doors can be shut."
may_quote = true
redacted_by = "Moderator one"
approved_by = "Moderator two"
"""


@pytest.fixture(scope="module")
def given() -> Proceedings:
    return proceedings()


@pytest.fixture(scope="module")
def doc(given: Proceedings) -> CouncilDocument:
    return council_document(given)


def shown(given: Proceedings) -> list[tuple[RoundRelease, StatementShown]]:
    return [(release, one) for release in given.releases for one in release.statements]


def test_every_minority_report_of_a_release_is_in_the_document(
    given: Proceedings, doc: CouncilDocument
) -> None:
    needed = {
        (one.statement, release.number, one.minority.grounds)
        for release, one in shown(given)
        if one.minority is not None
    }
    printed = {
        (part.id, report.round, report.printed.report.grounds) for part, report in doc.dissent
    }
    assert needed
    assert needed == printed


def test_the_summary_names_every_statement_with_a_minority_report(doc: CouncilDocument) -> None:
    said = " ".join(str(one) for one in doc.summary.apart)
    assert {str(one.number) for one, _ in doc.dissent} <= set(re.findall(r"\d+", said))


def test_a_minority_report_is_printed_even_if_the_register_lost_its_statement(
    given: Proceedings, doc: CouncilDocument
) -> None:
    without = council_document(replace(given, register=Register(), plans=()))
    assert [report.printed for _, report in without.dissent] == [
        report.printed for _, report in doc.dissent
    ]


def test_two_aspects_of_a_statement_have_minority_reports_of_their_own() -> None:
    given = ordering()
    reports = [report.printed for _, report in council_document(given).dissent]
    dissenting = [one for _, one in shown(given) if one.minority is not None]
    assert [report.statement for report in reports] == [
        f"{one.statement} ({one.aspect})" for one in dissenting
    ]
    assert dissenting


def test_people_can_add_to_a_minority_report(given: Proceedings) -> None:
    made = council_document(replace(given, notes=read_notes(NOTES)))
    (report,) = [report for _, report in made.dissent if report.round == 3]
    assert report.printed.reasons == (
        "Some fear that one form puts all that people say in one place.",
    )
    assert report.printed.notes == ("Both camps asked for more time.",)
    assert [quote.words for quote in report.quotes] == [
        "One form is one door, and doors can be shut."
    ]


def test_words_are_quoted_only_with_consent_and_four_eyes() -> None:
    with pytest.raises(DisclosureRefused, match="did not allow"):
        read_notes(NOTES.replace("may_quote = true", "may_quote = false"))
    with pytest.raises(DisclosureRefused, match="same person"):
        read_notes(NOTES.replace("Moderator two", "moderator  ONE"))


def test_a_reason_that_tells_how_many_is_refused(given: Proceedings) -> None:
    counted = read_notes(NOTES.replace("Some fear", "3 members fear"))
    with pytest.raises(BadInput, match="hold a number"):
        council_document(replace(given, notes=counted))


def test_a_note_on_what_has_no_minority_report_is_refused(given: Proceedings) -> None:
    elsewhere = read_notes(NOTES.replace('"form"', '"reply"'))
    with pytest.raises(BadInput, match="no minority report on reply"):
        council_document(replace(given, notes=elsewhere))


@pytest.mark.parametrize("wrong", ["[[minority", "[[minority]]\nround = 1", "[[vote]]\nround = 1"])
def test_notes_that_cannot_be_read_say_so(wrong: str) -> None:
    with pytest.raises(SettingsProblems, match="cannot be used"):
        read_notes(wrong)


def test_nothing_that_was_ever_proposed_disappears(doc: CouncilDocument) -> None:
    parts = {part.id: part for part in doc.statements}
    for one in register().statements:
        part = parts[one.id]
        assert part.words.text == one.words
        told = " ".join(f"{event.what} {event.before} {event.reason}" for event in part.life)
        for step in one.life:
            assert step.reason in told
            assert step.words == one.words or step.words in told
    assert {part.id for part in doc.gone} == {"fast", "day", "two", "law", "bot"}
    assert [part.id for part in doc.dropped] == ["charge"]


def test_a_merged_statement_keeps_the_words_it_was_made_of(doc: CouncilDocument) -> None:
    parts = {part.id: part for part in doc.statements}
    assert [source.words.text for source in parts["reply"].sources] == [
        "Answer fast",
        "They should write back the same day",
    ]
    assert parts["fast"].standing == f"Became part of statement {parts['reply'].number}"
    assert parts["form"].life[1].before.text == "One form for all"


def test_a_verdict_in_the_life_is_the_one_that_a_release_shows() -> None:
    few = council_document(proceedings(6))
    told = [event.what for part in few.statements for event in part.life]
    assert not [what for what in told if "for it" in what or "common view" in what]


def test_small_groups_are_shown_no_more_than_their_release() -> None:
    doc = council_document(proceedings(6))
    rated = [one for part in doc.rated for one in part.rated]
    assert rated
    for one in rated:
        assert one.outcome.base == ""
        assert not one.points
        assert not one.shares
        assert not one.stability
        kinds = set(one.chart.kinds) if one.chart else set()
        assert not kinds & {"half", "column", "dot"}


def test_a_chart_says_all_its_numbers(given: Proceedings, doc: CouncilDocument) -> None:
    parts = {part.id: part for part in doc.rated}
    for release, one in shown(given):
        (rated,) = parts[one.statement].rated
        if rated.chart is None or one.median is None:
            continue
        alt = rated.chart.alt.split(f"Round {release.number}: ")[1].split("; ")[0]
        assert f"median {one.median:g}" in alt
        if one.shape is not None:
            assert ", ".join(str(count) for count in one.shape) in alt


def test_a_round_that_shows_nothing_does_not_hide_what_was_shown_before() -> None:
    parts = {part.id: part for part in council_document(proceedings()).rated}
    (rated,) = parts["faster"].rated
    assert rated.last == 2
    assert rated.outcome.words == "No common view"
    assert any(text.startswith("Round 3: ") for text in rated.withheld)


def test_many_chose_not_to_answer_is_said(given: Proceedings, doc: CouncilDocument) -> None:
    marked = {one.statement for _, one in shown(given) if one.many_chose_not_to_answer}
    told = {part.id for part in doc.rated for one in part.rated if one.many_missing}
    assert marked
    assert marked == told


def test_lost_meaning_is_said(doc: CouncilDocument) -> None:
    assert {part.id: part.lost for part in doc.statements if part.lost} == {
        "reply": "Rounds 2 and 3"
    }


def test_a_change_of_the_locked_rule_is_printed_with_its_reason(doc: CouncilDocument) -> None:
    (change,) = [passage for passage in doc.rule if passage.anchor.startswith("rule-change")]
    assert change.points == ("Ratings from which percentages are shown: was 15, became 16.",)
    assert "Reason: Two members left, and we want to be careful." in change.paragraphs
    assert change.paragraphs[0].startswith("Members had seen the results")


def test_an_unchanged_rule_says_so() -> None:
    told = [text for passage in council_document(ordering()).rule for text in passage.paragraphs]
    assert "The rules were not changed after they were locked." in told


def test_the_flow_is_told_from_invitation_to_the_last_round(doc: CouncilDocument) -> None:
    assert doc.flow_words[:2] == (
        "24 people were invited, and 20 joined.",
        "4 codes were never used, or given up for another one.",
    )
    (table,) = doc.flow
    assert [(round_, [cell.text for cell in cells]) for round_, cells in table.lines] == [
        (1, ["20", "20", "–", "–"]),
        (2, ["20", "20", "100%", "100%"]),
        (3, ["18", "18", "90%", "90%"]),
        (4, ["18", "18", "100%", "90%"]),
    ]


def test_the_checklist_has_every_topic_and_claims_nothing(doc: CouncilDocument) -> None:
    assert doc.checklist_note == NOTE
    asked = {topic for topics in TOPICS.values() for topic in topics.values()}
    filled = {item.topic for _, found in doc.checklist for item in found}
    assert filled | set(doc.unrecorded) == asked
    assert not filled & set(doc.unrecorded)
    items = {item.id: item for _, found in doc.checklist for item in found}
    assert (items["funding"].status, items["funding"].pointer) == ("met", "Page 2 of the protocol.")
    assert items["protocol"].status == "not applicable"
    assert TOPICS["Title and abstract"]["keywords"] in doc.unrecorded
    assert all(item.status != "not met" for item in items.values())
    assert items["limits"].pointer == "Limits."


def test_a_ranking_is_told_with_its_concordance_in_words() -> None:
    given = ordering()
    ranking = given.releases[0].ranking
    assert ranking is not None
    assert ranking.w is not None
    (table,) = council_document(given).rankings
    assert f"Kendall’s W is {ranking.w:.2f}: {ranking.reading} agreement" in table.concord
    assert "1 more left something out" in table.concord
    assert table.question.text == "What matters most when somebody reports?"


def test_terms_show_what_their_release_shows(given: Proceedings, doc: CouncilDocument) -> None:
    (table,) = doc.terms
    for line, term in zip(table.lines, given.releases[3].terms, strict=True):
        assert line.words.text == term.words
        if term.shares is None:
            assert {cell.text for cell in line.cells[:3]} == {"not shown"}
        else:
            texts = [share_in_words(one.percent) for one in term.shares]
            assert [cell.text for cell in line.cells[:3]] == texts
    (large,) = council_document(proceedings(60)).terms
    assert any(cell.text.endswith("%") for line in large.lines for cell in line.cells[:3])


def test_no_round_no_report(given: Proceedings) -> None:
    with pytest.raises(BadInput, match="nothing to report"):
        council_document(replace(given, releases=()))


def test_reasons_stand_with_the_round_after_which_they_were_written(doc: CouncilDocument) -> None:
    (part,) = [part for part in doc.rated if part.reasons]
    assert part.id == "form"
    assert [(one.round, one.in_favour.text) for one in part.reasons] == [
        (2, "It says to a person that somebody is there.")
    ]


def test_the_table_has_one_line_for_each_rating_of_a_statement(given: Proceedings) -> None:
    text = statements_csv(given.releases)
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(lines[0]) == COLUMNS
    by_place = {(line["statement"], line["aspect"], int(line["round"])): line for line in lines}
    assert len(by_place) == len(lines) == len(shown(given))
    for release, one in shown(given):
        line = by_place[one.statement, one.aspect, release.number]
        for name in ("n", "median", "q1", "q3", "third", "verdict"):
            value = getattr(one, name)
            expected = "" if value is None else value if isinstance(value, str) else f"{value:g}"
            assert line[name] == expected
        points = [line[f"rated_{point}"] for point in range(1, 10)]
        assert points == ([""] * 9 if one.shape is None else [str(count) for count in one.shape])
        assert line["high_percent"] == ("" if one.shares is None else str(one.shares[2].percent))
        assert line["pairs"] == ("" if one.stability is None else str(one.stability.pairs))
        assert line["withheld"] == one.withheld


def test_a_spreadsheet_does_not_calculate_a_statement() -> None:
    release = releases(answers())[1]
    evil = release.statements[0].model_copy(update={"words": '=HYPERLINK("x")'})
    text = statements_csv((release.model_copy(update={"statements": (evil,)}),))
    assert next(csv.DictReader(io.StringIO(text, newline="")))["words"] == '\'=HYPERLINK("x")'


def test_the_json_holds_the_releases_and_the_stability_and_nothing_else() -> None:
    given = proceedings(releases=releases(answers(leaving=0)))
    held = json.loads(rounds_json(given.releases))
    assert set(held) == {"format", "council", "practice", "method", "rounds", "stability"}
    assert tuple(RoundRelease.model_validate(one) for one in held["rounds"]) == given.releases
    assert held["method"]["percentiles"] == "Hyndman-Fan type 7"
    told = {
        (one["statement"], one["from_round"], one["to_round"]): one["pairs"]
        for one in held["stability"]
    }
    assert told == {
        (one.statement, one.stability.from_round, release.number): one.stability.pairs
        for release, one in shown(given)
        if one.stability is not None
    }
    assert told


def test_stability_is_told_in_words_or_said_to_be_held_back(doc: CouncilDocument) -> None:
    steady = council_document(proceedings(releases=releases(answers(leaving=0))))
    parts = {part.id: part.rated[0].stability for part in steady.rated}
    stable = {
        one.statement: one.stability
        for one in releases(answers(leaving=0))[2].statements
        if one.stability is not None
    }
    assert stable
    for statement, one in stable.items():
        (told,) = parts[statement]
        assert told.startswith(f"From round 2 to round 3: {one.pairs} members rated it in both")
        assert f"{one.unchanged_percent}% of them gave the same rating again" in told
        assert f"Weighted kappa is {one.kappa_quadratic:.2f}: " in told
    held_back = {part.id: part.rated[0].stability for part in doc.rated}["form"]
    assert held_back[0].startswith("Round 3: how far ratings stayed the same is not shown.")


def test_words_in_another_language_say_which(given: Proceedings) -> None:
    french = council_file(
        title={"fr": "Signaler"}, languages=("fr",), introduction={"": "Nous demandons."}
    )
    doc = council_document(replace(given, file=french))
    assert (doc.title.text, doc.title.lang) == ("Signaler", "fr")
    assert doc.why.lang == "fr"
    assert {part.words.lang for part in doc.statements} == {"fr"}


def test_rated_statements_are_numbered_first(doc: CouncilDocument) -> None:
    assert [part.id for part in doc.statements][: len(WORDS)] == list(WORDS)
    assert [part.number for part in doc.statements] == list(range(1, len(doc.statements) + 1))
