"""The command line's contract: names, output lines and exit codes, as an operator meets them."""

from __future__ import annotations

import html
import json
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.cli.loading import run
from survey.cli.main import main
from survey.settings import read_settings, shipped
from survey.storage.keys import day_keys
from survey.web.public.app import app_of

READY_MADE = shipped("config") / "questionnaires"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Survey = Callable[..., Ran]


@pytest.fixture
def survey(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Survey:
    """Run `survey …` in an instance of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


def test_the_installed_command_starts_quickly_and_says_what_it_can() -> None:
    """The solver, the charts and the PDF are loaded only by commands that need them."""
    program = (
        "import sys; from survey.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'scipy', 'weasyprint', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for name in ("questionnaire", "study", "report", "responses", "serve", "demo", "mix", "doctor",
                 "council", "round"):  # fmt: skip
        assert name in done.stdout


def test_stopping_while_it_loads_is_said_in_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        """Presses Ctrl and C when the commands are looked for."""

        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "survey.cli.main":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "survey.cli.main")
    sys.meta_path.insert(0, Interrupted)
    try:
        with pytest.raises(SystemExit) as end:
            run()
    finally:
        sys.meta_path.pop(0)
    assert (end.value.code, capsys.readouterr().err) == (1, "Stopped.\n")


@pytest.fixture
def published(survey: Survey, tmp_path: Path) -> tuple[str, Path]:
    """Publish a ready-made questionnaire; give the study's id and the folder of sheets."""
    ran = survey(
        "study", "publish", READY_MADE / "prevention.yaml", "--shares", "3", "--threshold", "2",
        "--shares-dir", tmp_path / "shares", "--practice",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    first, second = ran.out.splitlines()
    study_id = first.removeprefix("study ")
    assert second == f"address http://127.0.0.1:8000/f/{study_id}"
    assert "can open the study" in ran.err
    return study_id, tmp_path / "shares"


def test_a_good_questionnaire_has_no_problems(survey: Survey) -> None:
    for path in sorted(READY_MADE.glob("*.yaml")):
        ran = survey("questionnaire", "check", path)
        if path.stem == "safety-tool":  # what the tool does is still to be written there
            assert ran.code == 1
            assert [line for line in ran.out.splitlines() if line.startswith("must change")] == [
                f"must change: {path}:62: Part 1, note the-new-tool: “CHANGE ME” still stands "
                "here. Write what people will read"
            ]
            continue
        assert ran.code == 0, ran.err
        assert ran.out.splitlines()[0] == "no problems"


def test_a_bad_questionnaire_gets_a_list_with_lines(survey: Survey, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: x\ntitle: 5\nsections: none\n", encoding="utf-8")
    ran = survey("questionnaire", "check", bad)
    assert ran.code == 1
    assert not ran.out
    assert re.search(r"bad\.yaml:2: title", ran.err)
    assert "problems." in ran.err


@pytest.mark.parametrize(
    "words",
    [("questionnaire", "check"), ("study", "open", "x"), ("nonsense",), ("report", "x"),
     ("report", "publish"), ("questionnaire", "check", "no-such-file.yaml")],
)  # fmt: skip
def test_wrong_usage_is_exit_code_two(survey: Survey, words: tuple[str, ...]) -> None:
    assert survey(*words).code == 2


def test_sheets_are_private_and_never_overwritten(
    survey: Survey, published: tuple[str, Path]
) -> None:
    _, shares = published
    names = sorted(path.name for path in shares.iterdir())
    assert names == ["share-1.txt", "share-2.txt", "share-3.txt"]
    for path in shares.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = (shares / "share-1.txt").read_bytes()
    again = survey(
        "study", "publish", READY_MADE / "prevention.yaml", "--shares", "3", "--threshold", "2",
        "--shares-dir", shares, "--practice",
    )  # fmt: skip
    assert again.code == 1
    assert "already" in again.err
    assert (shares / "share-1.txt").read_bytes() == before
    assert survey("study", "list").out.count("open") == 1


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o770])
def test_no_sheet_is_put_where_others_may_look(survey: Survey, tmp_path: Path, mode: int) -> None:
    shares = tmp_path / "open"
    shares.mkdir()
    shares.chmod(mode)
    ran = survey(
        "study", "publish", READY_MADE / "prevention.yaml", "--shares", "3", "--threshold", "2",
        "--shares-dir", shares, "--practice",
    )  # fmt: skip
    assert ran.code == 1
    assert f"chmod 700 {shares}" in ran.err
    assert not list(shares.iterdir())
    assert "no studies yet" in survey("study", "list").out
    shares.chmod(0o700)
    again = survey(
        "study", "publish", READY_MADE / "prevention.yaml", "--shares", "3", "--threshold", "2",
        "--shares-dir", shares, "--practice",
    )  # fmt: skip
    assert again.code == 0, again.err


@pytest.mark.usefixtures("blank_papers")
def test_the_road_from_closing_to_the_report(
    survey: Survey, published: tuple[str, Path], tmp_path: Path
) -> None:
    study_id, shares = published
    sheets = [part for n in (1, 3) for part in ("--share", str(shares / f"share-{n}.txt"))]
    assert "still open" in survey("study", "open", study_id, *sheets, "--yes").err
    assert survey("report", study_id, "--out", tmp_path / "report").code == 1
    assert survey("study", "close", study_id).code == 0
    assert survey("study", "close", study_id).code == 1
    alone = survey("study", "open", study_id, *sheets[:2])
    assert alone.code == 1
    assert "2 are needed" in alone.err
    assert survey("study", "open", study_id, *sheets, "--yes").code == 0
    assert survey("report", study_id, "--out", tmp_path / "report").code == 0
    made = {path.name for path in (tmp_path / "report").iterdir()}
    assert made == {
        "report.html", "report.pdf", "summary.pdf", "questionnaire.pdf", "method.pdf",
        "tables.xlsx", "tables.csv", "release.json",
    }  # fmt: skip
    assert "PRACTICE" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    public = tmp_path / "var" / "published" / study_id
    assert not public.exists()
    assert survey("report", "publish", study_id).out.splitlines() == [
        f"published {study_id}",
        "release 1",
        f"address http://127.0.0.1:8000/r/{study_id}/",
    ]
    assert {path.name for path in public.iterdir()} == made
    again = survey("report", "--out", tmp_path / "again", study_id)
    assert {path.name for path in (tmp_path / "again").iterdir()} == made, again.err


def test_an_unknown_study_is_refused(survey: Survey, published: tuple[str, Path]) -> None:
    assert published
    for words in (("study", "close", "nobody"), ("report", "nobody", "--out", "x")):
        ran = survey(*words)
        assert ran.code == 1
        assert "no study called nobody" in ran.err


def test_no_instance_is_said_plainly(survey: Survey) -> None:
    for words in (("study", "list"), ("mix",), ("doctor",)):
        ran = survey(*words)
        assert ran.code == 1
        assert "There is no instance folder" in ran.out + ran.err


def test_a_sound_instance_pleases_the_doctor(survey: Survey, published: tuple[str, Path]) -> None:
    assert published
    ran = survey("doctor")
    assert ran.code == 0, ran.out
    assert ran.out.splitlines()[-1] == "all is well"
    assert survey("mix").code == 0


def test_the_status_names_the_study_and_can_be_read_by_programs(
    survey: Survey, published: tuple[str, Path], tmp_path: Path
) -> None:
    study_id, _ = published
    ran = survey("status")
    assert ran.code == 0
    assert f"{study_id}: open, fewer than ten answered" in ran.out
    told = json.loads(survey("status", "--json").out)
    assert [one["id"] for one in told["studies"]] == [study_id]
    assert told["checks"] == json.loads(survey("doctor", "--json").out)["checks"]
    assert survey("status", "--metrics", tmp_path / "survey.prom").out == ""
    assert (tmp_path / "survey.prom").read_text().endswith("# EOF\n")
    assert (tmp_path / "survey.prom").stat().st_mode & 0o777 == 0o644


def test_what_is_bad_is_in_the_json_and_in_the_exit_code(
    survey: Survey, published: tuple[str, Path], tmp_path: Path
) -> None:
    assert published
    (tmp_path / "var" / "keys").chmod(0o755)
    ran = survey("doctor", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["well"] is False
    wrong = [one for one in told["checks"] if not one["ok"]]
    assert [one["name"] for one in wrong] == ["permissions"]
    assert "chmod go= " in wrong[0]["do"]
    assert "checks needs an operator: permissions" in survey("status").out


def test_a_dead_database_is_one_thing_bad_and_the_rest_is_not_looked_at(
    survey: Survey,
    published: tuple[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert published
    well = {one["name"] for one in json.loads(survey("doctor", "--json").out)["checks"]}
    monkeypatch.setenv("SURVEY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ran = survey("doctor")
    assert ran.code == 1
    assert ran.out.count("BAD ") == 1
    assert "BAD  database: " in ran.out
    assert len(re.findall("not looked at", ran.out, re.I)) == 1
    checks = {
        one["name"]: one["ok"] for one in json.loads(survey("doctor", "--json").out)["checks"]
    }
    assert set(checks) == well
    assert checks["database"] is False
    assert checks["disk"] is True
    assert checks["letterbox"] is checks["rehearsals"] is None
    said = survey("status").out
    assert "1 of " in said
    assert "an operator: database\nnot looked at because of that: " in said
    survey("status", "--metrics", tmp_path / "all.prom")
    metrics = (tmp_path / "all.prom").read_text()
    assert re.findall(r'survey_check_ok{check="(.*)"} 0', metrics) == ["database"]
    assert "letterbox" not in metrics


def test_lost_ephemeral_secrets_are_said_loudly(
    survey: Survey, published: tuple[str, Path], tmp_path: Path
) -> None:
    assert published
    for path in (tmp_path / "var" / "ephemeral").glob("batch-*"):
        path.unlink()
    ran = survey("doctor")
    assert ran.code == 1
    assert "BAD" in ran.out
    assert survey("serve", "--public", "127.0.0.1:1").code == 1


def test_a_secret_of_zeros_is_refused_at_start_and_by_the_doctor(
    survey: Survey, published: tuple[str, Path], tmp_path: Path
) -> None:
    assert published
    (tmp_path / "var" / "ephemeral" / "batch-1.key").write_bytes(bytes(32))
    for words in (("serve", "--public", "127.0.0.1:1"), ("mix",), ("study", "list")):
        ran = survey(*words)
        assert ran.code == 1
        assert "does not belong to the batch key" in ran.err
    ran = survey("doctor")
    assert ran.code == 1
    assert "does not belong to the batch key" in ran.out


@pytest.mark.parametrize("days", [-30, 30])
def test_the_doctor_names_the_one_command_that_accepts_a_time(
    survey: Survey, published: tuple[str, Path], tmp_path: Path, days: int
) -> None:
    assert published
    known = datetime.now(UTC).toordinal() + days
    day_keys.accept(tmp_path / "var" / "ephemeral", known, bytes(32))
    ran = survey("doctor")
    assert ran.code == 1
    assert "BAD  clock" in ran.out
    assert "survey doctor --accept-time" in ran.out
    assert survey("mix").code == 1
    assert survey("doctor", "--accept-time").code == 1, "nobody was there to confirm it"
    assert survey("mix").code == 1
    ran = survey("doctor", "--accept-time", "--yes")
    assert ran.code == 0, ran.out
    assert ran.out.splitlines()[-1] == "all is well"
    assert survey("mix").code == 0


def test_settings_that_cannot_be_used_are_listed(survey: Survey, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('workers = 0\nnonsense = "x"\n', encoding="utf-8")
    ran = survey("--config", file, "study", "list")
    assert ran.code == 1
    assert "workers" in ran.err
    assert "nonsense" in ran.err


def test_a_demonstration_that_is_refused_leaves_no_folder(survey: Survey, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: [", encoding="utf-8")
    assert survey("demo", "--out", tmp_path / "demo", "--questionnaire", broken).code == 1
    assert not (tmp_path / "demo").exists()


def test_the_demonstration_runs_unattended(survey: Survey, tmp_path: Path) -> None:
    form = Path(__file__).parents[1] / "forms" / "breakdown.yaml"  # the ready-made one is practised
    ran = survey("demo", "--out", tmp_path / "demo", "--respondents", "40", "--seed", "1",
                 "--questionnaire", form)  # fmt: skip
    assert ran.code == 0, ran.err
    for name in ("report.html", "report.pdf", "summary.pdf", "tables.xlsx", "release.json"):
        assert (tmp_path / "demo" / name).stat().st_size > 0
    assert "PRACTICE" in (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    hidden = re.findall(r"in the tables of the report (\d+) numbers are hidden", ran.out)
    assert f", {hidden[0]} hidden." in survey("verify", tmp_path / "demo" / "release.json").out
    (public,) = (tmp_path / "demo" / "instance" / "published").iterdir()
    assert (public / "report.html").read_bytes() == (tmp_path / "demo" / "report.html").read_bytes()
    assert survey("demo", "--out", tmp_path / "demo").code == 1


def test_a_ready_made_questionnaire_is_listed_copied_and_never_overwritten(
    survey: Survey, tmp_path: Path
) -> None:
    names = [line.split()[0] for line in survey("questionnaire", "ready-made").out.splitlines()]
    assert names == sorted(path.stem for path in READY_MADE.glob("*.yaml"))
    assert survey("questionnaire", "copy", names[0], "mine.yaml").code == 0
    assert survey("questionnaire", "check", "mine.yaml").code == 0
    assert survey("questionnaire", "copy", names[0], "mine.yaml").code == 1
    for name in ("no-such", "../disclosure"):
        ran = survey("questionnaire", "copy", name, "other.yaml")
        assert ran.code == 1
        assert "no ready-made questionnaire" in ran.err


def test_a_study_that_is_released_says_where_its_numbers_are(
    survey: Survey, published: tuple[str, Path]
) -> None:
    study_id, shares = published
    sheets = [part for n in (2, 3) for part in ("--share", str(shares / f"share-{n}.txt"))]
    closed = survey("study", "close", study_id).out
    opened = survey("study", "open", study_id, *sheets, "--yes").out
    assert [line for line in closed.splitlines() if line.startswith("closed set ")] == [
        line for line in opened.splitlines() if line.startswith("closed set ")
    ]
    assert f"survey report {study_id}" in survey("study", "close", study_id).err


@pytest.mark.usefixtures("blank_papers")
def test_a_practice_instance_shows_four_steps_that_work(survey: Survey, tmp_path: Path) -> None:
    ran = survey("practice", "--people", "40")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("PRACTICE: do not send to survivors")
    commands = [line.split(" ", 1)[1] for line in ran.out.splitlines() if line.startswith("     ")]
    settings = read_settings([shipped("config") / "default.toml"], {})
    page = app_of(tmp_path / "var", settings).test_client().get("/").text
    shown = [html.unescape(code) for code in re.findall(r"<code>(.*?)</code>", page)]
    assert shown == [command.strip() for command in commands]
    refused = [survey(*shlex.split(command)[1:]).code for command in _after_program(commands)]
    assert refused == [0, 1, 0, 0, 0, 0, 0, 0]
    assert (tmp_path / "my-report" / "report.pdf").stat().st_size > 0
    assert survey("doctor").code == 0
    again, first = survey("practice").out, ran.out
    link = re.compile(r"/begin/\S+")  # a new one each time
    assert len(link.findall(first)) == 1
    assert len(link.findall(again)) == 1
    assert "sign in as “practice”" in first
    assert link.findall(again) != link.findall(first)


def _after_program(commands: list[str]) -> list[str]:
    """Give the commands as typed, from the name of the program on."""
    return ["survey " + command.strip().split(" ", 1)[1] for command in commands]


def as_a_folder(file: Path) -> None:
    """Put a folder in place of a file: nobody can read it, root neither."""
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda var: (var / "keys" / "site.key").unlink(), "site.key is missing"),
        (lambda var: as_a_folder(var / "keys" / "site.key"), "site.key cannot be read"),
        (lambda var: var.rename(var.with_name("moved")), "There is no instance folder"),
    ],
)
def test_an_instance_that_cannot_be_opened_is_told_of_by_the_same_checks(
    survey: Survey,
    published: tuple[str, Path],
    tmp_path: Path,
    harm: Callable[[Path], object],
    said: str,
) -> None:
    assert published
    file = tmp_path / "survey.prom"
    well = {one["name"] for one in json.loads(survey("doctor", "--json").out)["checks"]}
    survey("status", "--metrics", file)
    assert 'survey_check_ok{check="site key"} 1' in file.read_text()
    harm(tmp_path / "var")
    for command, code in (("doctor", 1), ("status", 0)):
        ran = survey(command, "--json")
        assert ran.code == code
        told = json.loads(ran.out)
        checks = {one["name"]: one["ok"] for one in told["checks"]}
        assert checks == dict.fromkeys(well) | {"site key": False}
        assert told["well"] is False
        assert said in next(one["what"] for one in told["checks"] if one["ok"] is False)
    assert survey("status", "--metrics", file).code == 0
    metrics = file.read_text()
    assert re.findall(r"survey_check_ok\{.*", metrics) == ['survey_check_ok{check="site key"} 0']
    assert metrics.endswith("# EOF\n")
    plain = survey("doctor")
    assert plain.code == 1
    assert "BAD  site key: " in plain.out
    assert len(re.findall("not looked at", plain.out, re.I)) == 1
    assert said in survey("status").err


def test_settings_with_a_password_that_others_can_read_are_named(
    survey: Survey, published: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published
    file = tmp_path / "with-password.toml"
    file.write_text('database_url = "postgresql://nobody:word@127.0.0.1:1/none"\n')
    monkeypatch.setenv("SURVEY_CONFIG", str(file))
    for mode, bad in ((0o644, True), (0o600, False)):
        file.chmod(mode)
        told = json.loads(survey("doctor", "--json").out)["checks"]
        (found,) = [one for one in told if one["name"] == "permissions"]
        assert found["ok"] is not bad
        assert (str(file) in found["what"]) is bad
        assert (f"chmod go= {file}" in found["do"]) is bad
