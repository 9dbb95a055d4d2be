"""What the Debian package and the containers promise stands in their files."""

from __future__ import annotations

import configparser
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from survey.settings import Settings
from survey.web.desk.desk_app import MOST_BYTES
from tests.house.source import ROOT
from tests.house.test_house_documents import misused

HERE = ROOT / "config" / "packaging"
PROGRAM = "/usr/lib/survivor-survey/bin/survey"
EPHEMERAL = "/var/lib/survivor-survey-ephemeral"


def units(ending: str = "service") -> list[Path]:
    return sorted((HERE / "systemd").glob(f"*.{ending}"))


def lines_of(path: Path) -> list[str]:
    """Give the lines of a unit that set something."""
    return [one for one in path.read_text("utf-8").splitlines() if re.match(r"[A-Z]\w+=", one)]


def built() -> ModuleType:
    """Give the program that builds the package."""
    spec = importlib.util.spec_from_file_location("build_deb", HERE / "build_deb.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_file_beside_the_builder_is_laid_into_the_package() -> None:
    there = {
        path.relative_to(HERE).as_posix()
        for folder in ("systemd", "nginx", "tor")
        for path in (HERE / folder).iterdir()
    }
    assert set(built().LAID) == there | {"survey"}


def test_the_units_run_commands_that_exist() -> None:
    told = [line for path in units() for line in lines_of(path) if line.startswith("ExecStart=")]
    commands = [line.removeprefix(f"ExecStart={PROGRAM} ").split() for line in told]
    assert all(line.startswith(f"ExecStart={PROGRAM} ") for line in told)
    assert [(words, wrong) for words in commands if (wrong := misused(words))] == []
    assert {" ".join(words) for words in commands} >= {
        "serve --only public",
        "serve --only desk",
        "serve --only worker",
        "mix",
        "erase due",
        "backup /var/backups/survivor-survey",
    }


def test_each_unit_is_as_closed_as_the_others() -> None:
    """What all need is the same in all; a door has the network of this machine, and others none."""
    shared = set.intersection(*(set(lines_of(path)) for path in units()))
    assert {
        "User=survivor-survey",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "MemoryDenyWriteExecute=yes",
        "IPAddressDeny=any",
        "LimitCORE=0",
        "MemorySwapMax=0",
        f"ReadWritePaths=/var/lib/survivor-survey {EPHEMERAL}",
    } <= shared
    for path in units():
        lines = lines_of(path)
        door = path in doors()
        assert ("IPAddressAllow=localhost" in lines) == door
        assert ("PrivateNetwork=yes" in lines) != door


def doors() -> list[Path]:
    """Give the units that have the network of this machine."""
    return [path for path in units() if path.stem in ("survey-public", "survey-desk")]


def analysed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Ask systemd about units, or skip where there is none."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd on this machine")
    said = ["systemd-analyze", *map(str, words)]
    return subprocess.run(said, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("most", [9, 4], ids=["doors", "others"])
def test_systemd_finds_the_units_closed(most: int) -> None:
    """Exposure of at most 0.9 for a door and 0.4 for the others, of 10."""
    asked = doors() if most == 9 else sorted({*units()} - {*doors()})
    exposed = analysed("security", "--offline=true", f"--threshold={most}", *asked)
    assert exposed.returncode == 0, exposed.stdout + exposed.stderr


def test_systemd_finds_no_mistake_in_the_units(tmp_path: Path) -> None:
    for path in [*units(), *units("timer"), *units("target")]:
        text = path.read_text("utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")
    found = analysed("verify", "--man=no", *sorted(tmp_path.iterdir()))
    named = [line for line in found.stderr.splitlines() if "survey" in line]
    assert found.returncode == 0, named
    assert named == []


def test_what_the_target_wants_is_there_and_each_timer_has_its_service() -> None:
    there = {path.name for path in (HERE / "systemd").iterdir()}
    (target,) = units("target")
    wanted = next(line for line in lines_of(target) if line.startswith("Wants="))
    assert set(wanted.removeprefix("Wants=").split()) <= there
    assert {path.with_suffix(".service").name for path in units("timer")} <= there
    assert "survey-backup.timer" not in wanted  # there is nobody to encrypt to yet


@pytest.mark.parametrize(
    ("snippet", "most"),
    [("public.conf", Settings().max_body_bytes), ("desk.conf", MOST_BYTES)],
)
def test_nginx_keeps_whole_bodies_in_memory_and_no_log(snippet: str, most: int) -> None:
    text = (HERE / "nginx" / snippet).read_text("utf-8")
    told = dict(re.findall(r"^ *([a-z_]+) +([^;{\n]+);", text, re.MULTILINE))
    assert int(told["client_max_body_size"]) == int(told["client_body_buffer_size"]) == most
    assert told["access_log"] == "off"
    assert told["error_log"] == "/dev/null crit"
    assert told["client_body_in_file_only"] == "off"
    assert told["proxy_max_temp_file_size"] == "0"
    address = Settings().public_address if snippet == "public.conf" else Settings().desk_address
    assert told["proxy_pass"] == f"http://{address}"
    assert 'X-Forwarded-For ""' in text


def test_every_site_of_the_example_keeps_no_log() -> None:
    text = (HERE / "nginx" / "site.example").read_text("utf-8")
    for block in re.findall(r"^server \{.*?^\}", text, re.MULTILINE | re.DOTALL):
        kept_quiet = "access_log off;" in block and "error_log /dev/null" in block
        assert kept_quiet or "include /etc/survivor-survey/nginx/" in block


def test_onion_services_lead_to_the_doors() -> None:
    text = (HERE / "tor" / "onion-service.example").read_text("utf-8")
    doors = {Settings().public_address, Settings().desk_address}
    assert set(re.findall(r"^HiddenServicePort 80 (\S+)", text, re.MULTILINE)) == doors


def test_every_place_that_units_write_is_made_and_removed_by_the_scripts() -> None:
    written = {
        place.lstrip("-")
        for path in units()
        for line in lines_of(path)
        if line.startswith(("ReadWritePaths=", "InaccessiblePaths="))
        for place in line.partition("=")[2].split()
    }
    assert EPHEMERAL in written
    for script in ("postinst", "postrm"):
        text = (HERE / "debian" / script).read_text("utf-8")
        assert {place for place in written if place not in text} == set()


@pytest.mark.parametrize("script", ["debian/postinst", "debian/prerm", "debian/postrm", "survey"])
def test_the_scripts_can_be_read_by_the_shell(script: str) -> None:
    path = HERE / script
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_containers_run_without_rights_on_a_root_that_they_cannot_write() -> None:
    told: dict[str, Any] = yaml.safe_load((HERE / "compose.yaml").read_text("utf-8"))
    image = (HERE / "Containerfile").read_text("utf-8")
    assert set(told["services"]) == {"public", "desk", "worker", "timer", "setup"}
    assert "ephemeral" in told["volumes"]
    for name, service in told["services"].items():
        assert misused(service["command"]) == ""
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["user"] == re.findall(r"^USER (.+)$", image, re.MULTILINE)[-1] != "0:0"
        assert f"ephemeral:{EPHEMERAL}" in service["volumes"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        assert ("ports" in service) == (name in ("public", "desk"))
        assert ("network_mode" in service) == ("ports" not in service)


def test_the_image_is_made_of_known_steps_and_keeps_what_is_written_in_volumes() -> None:
    """No builder runs in these tests: so this reads the file, and does not build it."""
    text = (HERE / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    steps = [line.split(None, 1) for line in text.splitlines() if line and line[0] != "#"]
    assert [word for word, _ in steps] == [
        "FROM", "COPY", "RUN", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD",
    ]  # fmt: skip
    said = dict(steps)
    command = yaml.safe_load(said["ENTRYPOINT"]) + yaml.safe_load(said["CMD"])
    assert command[0] == "/usr/bin/survey"
    assert misused(command[1:]) == ""
    volumes = yaml.safe_load(said["VOLUME"])
    told = yaml.safe_load((HERE / "compose.yaml").read_text("utf-8"))
    mounted = {one.split(":")[1] for one in told["services"]["setup"]["volumes"]}
    assert set(volumes) == mounted


def test_the_control_file_names_what_it_fills_in() -> None:
    parsed = configparser.ConfigParser(delimiters=":", interpolation=None)
    parsed.read_string("[all]\n" + (HERE / "debian" / "control").read_text("utf-8"))
    assert parsed["all"]["Package"] == "survivor-survey"
    assert "python@PYTHON@" in parsed["all"]["Depends"]
