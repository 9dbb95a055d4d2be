"""`survey setup`: six questions, asked again where an answer cannot be used; nothing half-made."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.errors import BadInput, Refused
from tests.ports import reserved_port

Setup = Callable[..., Result]


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """Run `survey setup` for an installation in a folder of its own, with lines typed in."""

    def run(*words: str, typed: tuple[str, ...] = ()) -> Result:
        places = ["--settings", str(tmp_path / "etc" / "settings.toml")]
        places += ["--ephemeral", str(tmp_path / "apart")]
        given = ["--instance", str(tmp_path / "var"), "setup", *places, *words]
        return CliRunner().invoke(cli, given, input="".join(f"{line}\n" for line in typed))

    return run


def named(*more: str) -> tuple[str, ...]:
    return ("--defaults", "--organisation", "The Listening House", *more)


def test_six_answers_give_settings_an_instance_and_a_first_account(
    setup: Setup, tmp_path: Path
) -> None:
    """What cannot be used is asked again, with the reason, and nothing is taken of it."""
    ran = setup(
        typed=(
            "The Listening House",
            "survey.example.org",
            "http://survey.example.org",
            "https://survey.example.org/charity",
            "https://survey.example.org",
            "https://ada:word@desk.example.org",
            "",
            "https://google.com",
            "https://wea ther.example.org",
            "https://weather.example.org",
            "31",
            "014",
            "???",
            "Ada",
        )
    )
    assert ran.exit_code == 0, ran.output
    told = tomllib.loads((tmp_path / "etc" / "settings.toml").read_text("utf-8"))
    assert told == {
        "organisation": "The Listening House",
        "public_url": "https://survey.example.org",
        "desk_url": "http://localhost:8001",
        "leave_url": "https://weather.example.org",
        "backup_days": 14,
    }
    for why in (
        "such as https://survey.example.org",
        "can be read on the way",
        "no folder, and no name to sign in with",
        "google.com may show",
        "such as https://www.example.org",
        "30 or less",
        "letters, digits, spaces and dashes",
    ):
        assert why in ran.stderr
    assert "6 of 6" in ran.stderr
    assert "all is well" in ran.stdout
    assert "begin http://localhost:8001/begin/" in ran.stdout
    listed = CliRunner().invoke(cli, ["--instance", str(tmp_path / "var"), "account", "list"])
    assert listed.stdout.split() == ["Ada", "invited", "administrator"]


def test_what_comes_next_is_said_with_the_options_that_it_needs(
    setup: Setup, tmp_path: Path
) -> None:
    """Without the file of settings a server would run with the address and name of nobody."""
    ran = setup(*named("--organisation", "en=The Listening House | fr=La maison"))
    written = tomllib.loads((tmp_path / "etc" / "settings.toml").read_text("utf-8"))
    assert written["organisation"] == {"en": "The Listening House", "fr": "La maison"}
    called = re.search(r"^\* Serve it: survey (.+) serve --desk$", ran.stdout, re.M)
    assert called, ran.output
    told = CliRunner().invoke(cli, [*shlex.split(called[1]), "account", "link", "administrator"])
    assert "begin http://localhost:8001/" in told.stdout
    assert str(tmp_path / "etc" / "settings.toml") in called[1]
    variables = {
        "SURVEY_INSTANCE": str(tmp_path / "var"),
        "SURVEY_CONFIG": str(tmp_path / "etc" / "settings.toml"),
    }
    again = CliRunner(env=variables).invoke(
        cli, ["setup", "--settings", variables["SURVEY_CONFIG"]]
    )
    assert "* Serve it: survey serve --desk\n" in again.stdout


def test_secrets_that_end_lie_apart_and_programs_for_backups_leave_them_out(
    setup: Setup, tmp_path: Path
) -> None:
    assert setup(*named()).exit_code == 0
    assert (tmp_path / "var" / "ephemeral").resolve() == tmp_path / "apart"
    assert (tmp_path / "apart" / "day-key").exists()
    packed = tmp_path / "all.tar"
    folders = ["-C", str(tmp_path), "var", "apart"]
    subprocess.run(["tar", "--exclude-caches", "-cf", str(packed), *folders], check=True)
    listed = subprocess.run(
        ["tar", "-tf", str(packed)], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "var/survey.db" in listed
    assert [name for name in listed if "apart" in name] == ["apart/", "apart/CACHEDIR.TAG"]


def test_run_again_it_says_what_is_there_and_adds_what_is_missing(
    setup: Setup, tmp_path: Path
) -> None:
    assert setup(*named()).exit_code == 0
    settings = tmp_path / "etc" / "settings.toml"
    before = settings.read_bytes()
    again = setup()
    assert again.exit_code == 0, again.output
    for said in ("There are settings", "There is an instance", "accounts already: administrator"):
        assert said in again.stdout
    assert "/begin/" not in again.stdout
    refused = setup("--public-url", "https://else.example.org")
    assert isinstance(refused.exception, Refused)
    assert "--public-url" in refused.exception.what
    assert settings.read_bytes() == before


def test_settings_that_were_there_are_kept_and_the_rest_is_made(
    setup: Setup, tmp_path: Path
) -> None:
    (tmp_path / "etc").mkdir()
    settings = tmp_path / "etc" / "settings.toml"
    settings.write_text('organisation = "Another"\n', "utf-8")
    ran = setup("--first-account", "Ada")
    assert ran.exit_code == 0, ran.output
    assert settings.read_text("utf-8") == 'organisation = "Another"\n'
    assert "/begin/" in ran.stdout


def test_a_further_web_node_is_given_its_keys_and_makes_none(setup: Setup, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    settings = tmp_path / "etc" / "settings.toml"
    settings.write_text("mixes_here = false\n", "utf-8")
    ran = setup("--defaults")
    assert isinstance(ran.exception, Refused)
    assert "further web node" in ran.exception.what
    assert [one.name for one in tmp_path.iterdir()] == ["etc"]
    assert settings.read_text("utf-8") == "mixes_here = false\n"


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (named("--backup-days", "soon"), (), "--backup-days soon"),
        (named("--backup-days", "30.0"), (), "write a number in digits"),
        (("--defaults", "--organisation", "Caf\udce9"), (), "does not send UTF-8"),
        (named("--organisation", "en=The house | xx=Other"), (), "“xx” is not the code"),
        (named("--first-account", "<b>"), (), "--first-account <b>"),
        (("--defaults",), (), "name of your organisation"),
        ((), ("The Listening House", "https://survey.example.org"), "before all was answered"),
    ],
)
def test_what_cannot_be_used_leaves_nothing(
    setup: Setup, tmp_path: Path, words: tuple[str, ...], typed: tuple[str, ...], said: str
) -> None:
    ran = setup(*words, typed=typed)
    assert isinstance(ran.exception, BadInput | Refused)
    assert said in ran.exception.what
    assert ran.exception.kept == "Nothing was made."
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_the_middle_leaves_nothing_and_secrets_of_others_stay(
    setup: Setup, tmp_path: Path
) -> None:
    """A setting of the environment that cannot be used is found only when the file was written."""
    (tmp_path / "here").mkdir()
    ran = CliRunner(env={"SURVEY_WORKERS": "0"}).invoke(
        cli,
        [
            "--instance", str(tmp_path / "var"), "setup", *named(),
            "--settings", str(tmp_path / "etc" / "survey" / "settings.toml"),
            "--ephemeral", str(tmp_path / "here" / "apart"),
        ],
    )  # fmt: skip
    assert isinstance(ran.exception, BadInput)
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "batch-7.key").write_bytes(b"of another")
    refused = setup(*named())
    assert isinstance(refused.exception, Refused)
    assert [path.name for path in (tmp_path / "apart").iterdir()] == ["batch-7.key"]
    assert not (tmp_path / "var").exists()


@pytest.mark.long
def test_a_door_alone_becomes_its_server(setup: Setup, tmp_path: Path) -> None:
    """`serve --only public` answers from the very process that was started, which is no other."""
    assert setup(*named()).exit_code == 0
    program = "from survey.cli.main import main; main()"
    config = str(tmp_path / "etc" / "settings.toml")
    with reserved_port() as port:
        words = ["serve", "--only", "public", "--public", f"127.0.0.1:{port}"]
        process = subprocess.Popen(
            [sys.executable, "-c", program, "--instance", str(tmp_path / "var"), *words],
            env={**os.environ, "SURVEY_CONFIG": config},
            stderr=subprocess.PIPE,
        )
        try:
            answered = _answer_of(process, port)
            became = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        finally:
            process.terminate()
            process.communicate(timeout=120)
    assert answered == 200
    assert b"survey.web.public.serving" in became
    assert b"main()" not in became


def _answer_of(process: subprocess.Popen[bytes], port: int) -> int:
    for _ in range(480):
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
                return int(page.status)
        except OSError:
            try:
                process.wait(timeout=0.25)
                break
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the door did not answer")
