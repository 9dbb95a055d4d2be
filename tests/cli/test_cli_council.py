"""`survey council …` and `survey round …`: a council run by words typed at a terminal."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from survey.cli.main import cli
from survey.errors import (
    BadInput,
    QuestionnaireProblems,
    Refused,
    SettingsProblems,
    SharesRefused,
    StudyStateWrong,
    SurveyError,
)
from survey.questionnaire.files.reading import from_json
from survey.sealing.codes.round_slips import round_slip
from survey.services.councils.recognise_member import root_of
from survey.settings import Settings
from survey.storage.council import council_rows
from survey.storage.instance import Instance, open_instance
from survey.storage.schema import metadata
from survey.storage.studies import study_rows
from survey.web.public.app import create_app
from tests.page_client import PageClient, join_council
from tests.storage.circle import COUNCIL, RATE

MEMBERS = 8
Run = Callable[..., str]

GATHER = """
kind: gather
title: Ideas
introduction: What should change?
prompts:
  - {id: change, text: What would help most?}
"""


@pytest.fixture
def council_id(survey: Run, tmp_path: Path) -> str:
    """Create a practice council of eight."""
    said = survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
                  "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv",
                  "--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "sheets",
                  "--practice")  # fmt: skip
    return said.split()[1]


def test_sheets_of_which_none_may_be_lost_are_refused(survey: Run, tmp_path: Path) -> None:
    with pytest.raises(SharesRefused, match="one lost sheet would lose every answer"):
        survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
               "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv",
               "--shares", 3, "--threshold", 3, "--shares-dir", tmp_path / "sheets",
               "--practice")  # fmt: skip
    assert not (tmp_path / "sheets").exists()
    assert not (tmp_path / "codes.csv").exists()


@pytest.fixture
def instance(survey: Run, council_id: str, tmp_path: Path) -> Iterator[Instance]:
    """Open the instance in which that council is."""
    opened = open_instance(tmp_path / "var", Settings())
    yield opened
    opened.engine.dispose()


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sheets(tmp_path: Path) -> list[object]:
    return [part for n in (1, 2) for part in ("--share", tmp_path / "sheets" / f"share-{n}.txt")]


def codes(tmp_path: Path) -> list[str]:
    with (tmp_path / "codes.csv").open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file)]


def answer(instance: Instance, council_id: str, number: int, words: list[str]) -> None:
    """Have everybody answer a round through the pages: ratings around seven, and one idea each."""
    study_id = council_rows.round_id(council_id, number)
    with instance.engine.connect() as conn:
        asked = from_json(study_rows.get(conn, study_id).questionnaire_json)
    app = create_app(instance, limited=False)
    for member, phrase in enumerate(words):
        point = f"p{4 + member % 4}"
        entries = {"one": (point,), "two": (point,), "change": (f"An idea, number {member}.",)}
        said = {one.id: entries[one.id] for one in asked.questions() if one.id in entries}
        PageClient(app, study_id, asked, phrase).answer(said)


@pytest.mark.usefixtures("blank_papers")
def test_from_printed_codes_to_a_report(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    assert (tmp_path / "codes.csv").stat().st_mode & 0o077 == 0
    app = create_app(instance, limited=False)
    words = [join_council(app, council_id, code) for code in codes(tmp_path)]
    assert len(set(words)) == MEMBERS
    with pytest.raises(Refused, match="not taken"):
        join_council(app, council_id, codes(tmp_path)[0])
    survey("round", "open", council_id, written(tmp_path, "ideas.yaml", GATHER))
    assert f"invited {MEMBERS}, joined {MEMBERS}\n" in survey("council", "status", council_id)
    answer(instance, council_id, 1, words)
    assert f"with {MEMBERS} answers" in survey("round", "close", council_id)
    sheet = tmp_path / "sheet.yaml"
    said = survey("round", "words", council_id, *sheets(tmp_path), "--out", sheet)
    assert f"{MEMBERS} texts" in said
    assert sheet.stat().st_mode & 0o077 == 0
    assert all(f"An idea, number {member}." in sheet.read_text() for member in range(MEMBERS))
    survey("round", "tally", council_id, *sheets(tmp_path))
    survey("round", "feedback", council_id)

    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    answer(instance, council_id, 2, words)
    survey("round", "close", council_id)
    told = survey("round", "tally", council_id, *sheets(tmp_path))
    assert "one: The middle of the group was 5.5." in told
    assert f"/c/{council_id}" in survey("round", "feedback", council_id)
    out = tmp_path / "report"
    assert str(out / "report.pdf") in survey("council", "report", council_id, "--out", out)
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    rounds = json.loads((out / "rounds.json").read_text())
    text = json.dumps(rounds) + (out / "statements.csv").read_text()
    assert "An idea" not in text
    with pytest.raises(Refused, match="Nobody has signed"):
        survey("council", "report", "publish", council_id, "--by", "chair")
    survey("council", "report", "sign", council_id, "--by", "coordinator")
    said = survey("council", "report", "publish", council_id, "--by", "chair")
    assert f"address http://127.0.0.1:8000/r/{council_id}/" in said
    published = tmp_path / "var" / "published" / council_id
    assert (published / "report.pdf").read_bytes() == (out / "report.pdf").read_bytes()
    survey("council", "report", council_id, "--out", out, "--final")
    assert "it is over" in survey("council", "status", council_id)


def test_a_slip_is_asked_for_and_counts_once(
    council_id: str, instance: Instance, survey: Run, tmp_path: Path
) -> None:
    app = create_app(instance, limited=False)
    words = [join_council(app, council_id, code) for code in codes(tmp_path)]
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    slip = round_slip(instance.site_key, council_id, 1, root_of(words[0], council_id))

    def checked(*options: str) -> str:
        command = ["--instance", str(tmp_path / "var"), "council", "check-slip", council_id]
        ran = CliRunner().invoke(cli, [*command, *options], input=slip + "\n")
        return str(ran.exception) if isinstance(ran.exception, SurveyError) else ran.output

    assert "too early: round 1 is still open" in checked("--use")
    answer(instance, council_id, 1, words)
    survey("round", "close", council_id)
    assert "good: round 1" in checked()
    assert "used now: round 1" in checked("--use")
    assert "used before: round 1" in checked()


def test_a_round_can_be_read_on_paper(
    council_id: str, instance: Instance, survey: Run, tmp_path: Path
) -> None:
    with pytest.raises(StudyStateWrong, match=r"No round .* was opened yet"):
        survey("round", "reading-pack", council_id, "--out", tmp_path / "pack.pdf")
    app = create_app(instance, limited=False)
    for code in codes(tmp_path):
        join_council(app, council_id, code)
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="not held in fr"):
        survey("round", "reading-pack", council_id, "--out", tmp_path / "p.pdf", "--language", "fr")
    for name, options in (("plain.pdf", ()), ("large.pdf", ("--large",))):
        said = survey("round", "reading-pack", council_id, "--out", tmp_path / name, *options)
        assert "Whoever has this paper can know that its reader is a member." in said
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


def test_what_cannot_be_done_is_said_with_what_can(
    survey: Run, council_id: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Fewer than 3 people have joined"):
        survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="no round yet"):
        survey("round", "close", council_id)
    with pytest.raises(Refused, match="cannot tally"):
        survey("round", "tally", council_id, *sheets(tmp_path))
    with pytest.raises(Refused, match="no council called"):
        survey("council", "status", "nobody")
    with pytest.raises(QuestionnaireProblems):
        survey("round", "open", council_id, written(tmp_path, "bad.yaml", "kind: shout\n"))
    with pytest.raises(Refused, match="there already"):
        survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
               "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv", "--shares", 3,
               "--threshold", 2, "--shares-dir", tmp_path / "others", "--practice")  # fmt: skip
    assert council_id in survey("council", "list")


def test_a_rule_is_changed_and_a_council_stopped_with_a_reason(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    app = create_app(instance, limited=False)
    for code in codes(tmp_path):
        join_council(app, council_id, code)
    stricter = written(tmp_path, "rule.toml", "[rule]\nagree_from = 80\n")
    assert "changed" in survey("council", "rule", council_id, stricter)
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="cannot change the policy"):
        survey("council", "rule", council_id, stricter, "--reason", "Too late.")
    survey("round", "close", council_id)
    survey("round", "tally", council_id, *sheets(tmp_path))
    stricter.write_text("[rule]\nagree_from = 90\n", encoding="utf-8")
    with pytest.raises(BadInput, match="only with a reason"):
        survey("council", "rule", council_id, stricter)
    said = survey("council", "rule", council_id, stricter, "--reason", "The council asked for it.")
    assert "rule.agree_from: 80, now 90" in said
    weaker = written(tmp_path, "weak.toml", "[rule]\nagree_from = 10\n")
    with pytest.raises(SettingsProblems):
        survey("council", "rule", council_id, weaker, "--reason", "No.")
    survey("council", "stop", council_id, "--reason", "Nobody answered.")
    with pytest.raises(Refused, match="cannot open a round"):
        survey("round", "open", council_id, written(tmp_path, "ideas.yaml", GATHER))


def test_the_demonstration_of_a_council_runs_unattended(survey: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    said = survey("council", "demo", "--out", out, "--members", 9, "--rounds", 2, "--seed", 3)
    assert "round 2: 8 members counted" in said
    assert {path.name for path in out.iterdir() if path.is_file()} == {
        "report.html", "report.pdf", "summary.pdf", "method.pdf", "tables.xlsx", "statements.csv",
        "rounds.json",
    }  # fmt: skip
    with pytest.raises(Refused, match="already"):
        survey("council", "demo", "--out", out)


def tables(instance: Instance) -> dict[str, list[object]]:
    """Give everything that is stored."""
    with instance.engine.connect() as conn:
        return {
            table.name: sorted(map(repr, conn.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


def test_a_dry_run_says_what_the_real_thing_would_and_stores_nothing(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    before = tables(instance)
    assert "no problems" in survey(
        "council", "check", written(tmp_path, "council.yaml", COUNCIL), "--practice"
    )
    with pytest.raises(Refused, match="organisation"):
        survey("council", "check", tmp_path / "council.yaml")
    with pytest.raises(QuestionnaireProblems):
        survey("council", "check", written(tmp_path, "bad.yaml", "title: A council\n"))
    rate = written(tmp_path, "rate.yaml", RATE)
    bad = written(tmp_path, "shout.yaml", "kind: shout\n")
    assert "as round 1: rate" in survey("round", "check", tmp_path / "council.yaml", rate)
    for command in ("check", "open"):
        with pytest.raises(QuestionnaireProblems):
            survey("round", command, council_id, bad)
        with pytest.raises(Refused, match="Fewer than 3 people have joined"):
            survey("round", command, council_id, rate)
    app = create_app(instance, limited=False)
    for code in codes(tmp_path):
        join_council(app, council_id, code)
    joined = tables(instance)
    assert before != joined
    for command in ("check", "open"):
        with pytest.raises(Refused, match="is past"):
            survey("round", command, council_id, rate, "--closes", "2020-01-01")
    assert "opened now, as round 1" in survey("round", "check", council_id, rate)
    assert tables(instance) == joined
    survey("round", "open", council_id, rate)
    with pytest.raises(Refused, match="cannot open a round"):
        survey("round", "check", council_id, written(tmp_path, "ideas.yaml", GATHER))


def test_a_dry_run_names_words_that_would_stop_the_real_thing(survey: Run, tmp_path: Path) -> None:
    council = written(tmp_path, "council.yaml", COUNCIL)
    held = written(tmp_path, "held.yaml", COUNCIL.replace("title: ", "title: CHANGE ME "))
    assert "no problems" in survey("council", "check", held, "--practice")
    with pytest.raises(Refused, match="title: “CHANGE ME” still stands here"):
        survey("council", "check", held)
    rate = written(tmp_path, "rate.yaml", RATE.replace("introduction: ", "introduction: TBD "))
    with pytest.raises(Refused, match="“TBD” still stands here"):
        survey("round", "check", council, rate)


def test_a_dry_run_needs_no_instance(tmp_path: Path) -> None:
    folder, file = tmp_path / "none", written(tmp_path, "council.yaml", COUNCIL)
    given = ["--instance", str(folder), "council", "check", str(file), "--practice"]
    assert CliRunner().invoke(cli, given).exit_code == 0
    assert not folder.exists()


@pytest.mark.parametrize(("members", "what_to_do"), [("7", "Invite 8 or more"), ("41", "survey")])
def test_too_few_or_too_many_members_are_refused_before_anything_else(
    survey: Run, tmp_path: Path, members: str, what_to_do: str
) -> None:
    file = written(tmp_path, "council.yaml", "not read yet")
    with pytest.raises(Refused, match="8 to 40 members") as refused:
        survey("council", "create", file, "--members", members)
    assert what_to_do in refused.value.do
    assert not (tmp_path / "var").exists()


def test_ready_made_files_are_listed_and_copied_in_some_languages(
    survey: Run, tmp_path: Path
) -> None:
    names = [line.split()[0] for line in survey("council", "ready-made").splitlines()]
    assert set(names) >= {"council", "gather", "rate", "rate-again"}
    for name in names:
        survey("council", "copy", name, tmp_path / f"{name}.yaml", "--languages", "en")
    council = tmp_path / "council.yaml"
    assert "no problems" in survey("council", "check", council, "--practice")
    for name in ("gather", "rate", "rank", "choose-words"):
        assert "no problems" in survey("round", "check", council, tmp_path / f"{name}.yaml")
    with pytest.raises(Refused, match="there already"):
        survey("council", "copy", "rate", council)
    for name in ("nothing", "../council"):
        with pytest.raises(BadInput, match="no ready-made file"):
            survey("council", "copy", name, tmp_path / "other.yaml")
    survey("council", "copy", "rate", tmp_path / "all.yaml")
    assert "ar:" in (tmp_path / "all.yaml").read_text(encoding="utf-8")


def test_more_codes_are_made_while_joining_is_open(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    said = survey("council", "codes", council_id, "--more", 2, "--codes-out", more)
    assert "10 in all" in said
    assert more.stat().st_mode & 0o077 == 0
    app = create_app(instance, limited=False)
    with more.open(encoding="utf-8") as file:
        fresh = [row["code"] for row in csv.DictReader(file)]
    for code in (*codes(tmp_path)[:6], *fresh):
        join_council(app, council_id, code)
    assert "invited 10; how many joined" in survey("council", "status", council_id)
    with pytest.raises(Refused, match="at most 40"):
        survey("council", "codes", council_id, "--more", 31, "--codes-out", tmp_path / "x.csv")
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="cannot invite more"):
        survey("council", "codes", council_id, "--more", 1, "--codes-out", tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()


def test_nothing_that_is_said_moves_when_one_person_joins(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    rate = written(tmp_path, "rate.yaml", RATE)

    def told() -> tuple[str, str, str]:
        with pytest.raises(Refused) as refused:
            survey("round", "open", council_id, rate)
        status = survey("council", "status", council_id)
        return status, survey("council", "list"), str(refused.value)

    app = create_app(instance, limited=False)
    seen = {told()}
    for code in codes(tmp_path)[:2]:
        join_council(app, council_id, code)
        seen.add(told())
    ((status, _, _),) = seen
    assert "how many joined is known when joining ends" in status
    for code in codes(tmp_path)[2:7]:
        join_council(app, council_id, code)
    assert survey("council", "status", council_id) == status
    survey("round", "open", council_id, rate)
    assert f"invited {MEMBERS}, joined 7\n" in survey("council", "status", council_id)


def next_commands(said: str) -> list[str]:
    """Give the commands that can be run now, without the instance that each of them names."""
    named = [line.split(" ", 4) for line in said.splitlines() if line.startswith("next: survey")]
    assert all(one[2] == "--instance" for one in named)
    return [f"survey {command}" for *_, command in named]


def test_a_round_closed_by_accident_is_opened_again_and_status_leads_all_the_way(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    said = survey("council", "status", council_id)
    assert next_commands(said)[0].startswith(f"survey council codes {council_id}")
    assert re.search(rf"^later: survey .*round open {council_id} FILE$", said, re.M)
    app = create_app(instance, limited=False)
    words = [join_council(app, council_id, code) for code in codes(tmp_path)]
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    assert next_commands(survey("council", "status", council_id)) == [
        f"survey round close {council_id}"
    ]
    survey("round", "close", council_id)
    assert f"survey round reopen {council_id}" in next_commands(
        survey("council", "status", council_id)
    )
    with pytest.raises(Refused, match="is past"):
        survey("round", "reopen", council_id, "--closes", "2020-01-01")
    survey("round", "reopen", council_id)
    answer(instance, council_id, 1, words)
    assert f"with {MEMBERS} answers" in survey("round", "close", council_id)
    assert "reopen" not in survey("council", "status", council_id)
    with pytest.raises(Refused, match="Answers came in"):
        survey("round", "reopen", council_id)
    survey("round", "tally", council_id, *sheets(tmp_path))
    assert next_commands(survey("council", "status", council_id))[0].startswith("survey round feed")
    survey("round", "feedback", council_id)
    assert f"survey round open {council_id} FILE" in next_commands(
        survey("council", "status", council_id)
    )


def test_one_meeting_of_the_trustees_counts_a_round_and_reads_its_words(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    app = create_app(instance, limited=False)
    words = [join_council(app, council_id, code) for code in codes(tmp_path)]
    survey("round", "open", council_id, written(tmp_path, "ideas.yaml", GATHER))
    answer(instance, council_id, 1, words)
    survey("round", "close", council_id)
    (meeting, *_) = next_commands(survey("council", "status", council_id))
    assert meeting == f"survey round meeting {council_id} --share FILE --share FILE --out FILE"
    sheet = tmp_path / "sheet.yaml"
    with pytest.raises(Refused, match="no folder"):
        survey("round", "meeting", council_id, *sheets(tmp_path), "--out", tmp_path / "no" / "x")
    with pytest.raises(SurveyError):
        survey("round", "meeting", council_id, *sheets(tmp_path)[:2], "--out", sheet)
    assert not sheet.exists()
    said = survey("round", "meeting", council_id, *sheets(tmp_path), "--out", sheet)
    assert f"{MEMBERS} texts" in said
    assert f"{MEMBERS} of {MEMBERS} counted" in said
    assert sheet.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="there already"):
        survey("round", "meeting", council_id, *sheets(tmp_path), "--out", sheet)
    survey("round", "feedback", council_id)
    with pytest.raises(QuestionnaireProblems):
        survey("round", "check", council_id, sheet)
