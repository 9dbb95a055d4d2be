"""What the Debian package and the containers promise stands in their files."""

from __future__ import annotations

import configparser
import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
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
#: Lines of the guide for one machine that no clean root tries, by how they begin, and why not.
NOT_TRIED = {
    "sudo apt-get install -y certbot": "a certificate needs a name that the world knows",
    "sudo certbot ": "a certificate needs a name that the world knows",
    "sudo systemctl ": "a clean root has no systemd at work",
    "ssh -N -L ": "it needs a second machine",
    "sudo survey backup ": "tried as its unit does",
    "sudo apt-get install -y tor": "an onion service needs a network that is not there",
    "sudo tee -a /etc/tor/torrc ": "an onion service needs a network that is not there",
    "sudo cat /var/lib/tor/": "an onion service needs a network that is not there",
    "make deb": "done before the test",
    "podman": "no builder of images is at hand",
}


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
        for folder in ("systemd", "nginx", "tor", "network")
        for path in (HERE / folder).iterdir()
    }
    assert set(built().LAID) == there | {"survey"}


def test_a_wheel_carries_all_configuration_but_what_packs_it() -> None:
    """`config/` is not carried whole: the builder is no module of the program."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = set(told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    there = {f"config/{path.name}" for path in (ROOT / "config").iterdir()}
    assert carried == there - {"config/packaging"} | {"templates"}


def test_a_process_that_the_program_starts_does_not_begin_it_anew(tmp_path: Path) -> None:
    """The worker starts one for each piece of work, which reads the program under another name."""
    program = tmp_path / "survey"
    program.write_text(built().PROGRAM, "utf-8")
    told = "import runpy, sys; read = lambda name: runpy.run_path(sys.argv[0], run_name=name); "
    told += f"sys.argv = [{str(program)!r}, '--version']; "
    told += "read('__mp_main__'); print('read', flush=True); read('__main__')"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    first, second = ran.stdout.splitlines()
    assert first == "read"
    assert "survey" in second


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
        "status --metrics /run/survivor-survey/survey.prom",
        "upgrade",
    }


def test_whatever_opens_the_database_waits_until_it_is_up_to_date() -> None:
    for path in units():
        lines = lines_of(path)
        first = path.stem == "survey-upgrade"
        waits = any(one.startswith("After=") and "survey-upgrade.service" in one for one in lines)
        assert waits != first, path.name
        assert ("Wants=survey-upgrade.service" in lines) != first, path.name


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
        "LimitCORE=1",
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


@pytest.fixture(scope="module")
def analyse() -> str:
    """Give the program of systemd that looks units over."""
    return shutil.which("systemd-analyze") or pytest.skip("there is no systemd on this machine")


@pytest.mark.parametrize("most", [9, 4], ids=["doors", "others"])
def test_systemd_finds_the_units_closed(analyse: str, most: int) -> None:
    """Exposure of at most 0.9 for a door and 0.4 for the others, of 10."""
    these = doors() if most == 9 else sorted({*units()} - {*doors()})
    asked = [analyse, "security", "--offline=true", f"--threshold={most}", *map(str, these)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_one_file_opens_the_network_for_every_unit_that_needs_a_database_elsewhere(
    analyse: str, tmp_path: Path
) -> None:
    """The guide for several nodes shows the same lines as the file that comes with the package."""
    shipped = HERE / "network" / "network.conf"
    (tmp_path / "survey-.service.d").mkdir()
    shutil.copy(shipped, tmp_path / "survey-.service.d")
    for path in units():
        copy = Path(shutil.copy(path, tmp_path))
        asked = [analyse, "security", "--offline=true", "--json=short", str(copy)]
        found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        closed = {one["json_field"] for one in json.loads(found) if one["set"]}
        assert "PrivateUsers" in closed
        assert not {"PrivateNetwork", "IPAddressDeny"} & closed, path.name
    assert "\n".join(lines_of(shipped)) in (ROOT / "docs/several-nodes.md").read_text("utf-8")


def test_systemd_finds_no_mistake_in_a_unit(analyse: str, tmp_path: Path) -> None:
    for path in (HERE / "systemd").iterdir():
        text = path.read_text("utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")
    asked = [analyse, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    named = [line for line in found.stderr.splitlines() if "survey" in line]
    assert (found.returncode, named) == (0, [])


def test_what_the_target_wants_is_there_and_each_timer_has_its_service() -> None:
    there = {path.name for path in (HERE / "systemd").iterdir()}
    (target,) = units("target")
    wanted = next(line for line in lines_of(target) if line.startswith("Wants="))
    assert set(wanted.removeprefix("Wants=").split()) <= there
    assert {path.with_suffix(".service").name for path in units("timer")} <= there
    assert "survey-backup.timer" not in wanted  # there is nobody to encrypt to yet


def test_no_line_of_the_guide_for_one_machine_is_left_untried_without_a_reason() -> None:
    """Blocks that are tried are marked `sh`; test_package_installed.py types them."""
    text = (ROOT / "docs" / "installing.md").read_text("utf-8")
    shown = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert {language for language, _ in shown} == {"sh", ""}
    lines = [line for language, block in shown if not language for line in block.splitlines()]
    assert [line for line in lines if not line.startswith(tuple(NOT_TRIED))] == []


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


def test_nginx_asks_a_node_again_as_soon_as_it_is_back() -> None:
    """In every `upstream` with several servers: otherwise a rolling restart answers 502."""
    files = [*(ROOT / "docs").glob("*.md"), *(HERE / "nginx").glob("*.*")]
    blocks = [
        block
        for path in files
        for block in re.findall(r"^\s*upstream \w+ *\{([^}]*)\}", path.read_text("utf-8"), re.M)
    ]
    servers = [re.findall(r"\bserver\s[^;]*;", block) for block in blocks]
    several = [every for every in servers if len(every) > 1]
    assert len(several) > 1
    assert [one for every in several for one in every if "max_fails=0" not in one] == []


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


def test_the_user_of_the_settings_cannot_replace_what_nginx_reads_as_root(tmp_path: Path) -> None:
    """In a folder that a group may write, only the sticky bit keeps entries of root in place."""
    script = (HERE / "debian" / "postinst").read_text("utf-8")
    (given,) = re.findall(r'^ *(chmod \d+ "\$SETTINGS")$', script, re.MULTILINE)
    environment = {**os.environ, "SETTINGS": str(tmp_path)}
    subprocess.run(["sh", "-c", given], check=True, env=environment)
    mode = tmp_path.stat().st_mode
    assert mode & stat.S_ISVTX
    assert mode & stat.S_IRWXG == stat.S_IRWXG, "survey setup writes there"
    assert not mode & stat.S_IRWXO


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
