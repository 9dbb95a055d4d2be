"""The units of the Debian package run under a systemd that booted, without any network."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.packaging.test_package_installed import ANSWERS, CERTIFICATE, blocks

#: What a machine has, and a clean root has not.
MACHINE = "systemd systemd-sysv dbus procps openssl nginx tor"
BOOTED = "for i in $(seq 120); do systemctl is-system-running --wait && exit; sleep 1; done; exit 1"
QUIET = "#!/bin/sh\nexit 101\n"
BROWSER = "/usr/lib/survivor-survey/bin/python use_running_units.py"
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}

Type = Callable[..., str]


def ran(words: list[str], typed: str = "") -> str:
    """Run a command, which must not fail, and give what it said."""
    done = subprocess.run(
        words, env=CLEAN, input=typed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout + done.stderr


@pytest.fixture
def machine(clean_root: Path) -> Iterator[Type]:
    """Boot a clean root of a release, and give what types a script there as root.

    Whatever the package needs is installed before, as nothing can be fetched in there; the package
    itself is not. It lies in /root, and what uses the pages beside it.
    """
    if shutil.which("systemd-nspawn") is None:
        pytest.skip("a root is booted by systemd-nspawn (Debian: systemd-container)")
    root = clean_root
    (root / "usr/sbin/policy-rc.d").write_text(QUIET)
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    needed = "$(dpkg-deb -f /tmp/*.deb Pre-Depends Depends | sed 's/.*: //' | tr -d ,)"
    needed = f"apt-get update && apt-get install -y {MACHINE} {needed}"
    ran(["unshare", "--mount", f"--mount-proc={root}/proc", "--pid", "--fork", "--kill-child",
         "chroot", str(root), "sh", "-ec", needed])  # fmt: skip
    (root / "usr/sbin/policy-rc.d").unlink()
    shutil.copy(Path(__file__).with_name("use_running_units.py"), root / "root")
    shutil.move(next((root / "tmp").glob("*.deb")), root / "root")
    (root / "etc/hosts").write_text("127.0.0.1 localhost survey.example.org\n")
    words = ["systemd-nspawn", "--boot", "--private-network", "--register=no", "--keep-unit"]
    with subprocess.Popen(
        [*words, "--console=pipe", "--directory", str(root)],
        env={**CLEAN, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as booted:  # fmt: skip
        try:
            enter = [
                "nsenter",
                "-t",
                first_child(booted),
                *["-m", "-p", "-u", "-i", "-n", "-C", "--"],
            ]
            ran([*enter, "sh", "-c", BOOTED])
            yield lambda script, typed="": ran([*enter, "sh", "-ec", f"cd /root\n{script}"], typed)
        finally:
            booted.terminate()


def first_child(booted: subprocess.Popen[bytes]) -> str:
    """Give the id of the process that is the first one within."""
    until = time.monotonic() + 60
    while True:
        children = Path(f"/proc/{booted.pid}/task/{booted.pid}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
            return children[0]
        assert time.monotonic() < until, "nothing was booted"
        with suppress(subprocess.TimeoutExpired):
            booted.wait(0.2)
            raise AssertionError("systemd-nspawn ended: nothing can be booted here")


@pytest.mark.long
def test_every_unit_runs_under_systemd(machine: Type) -> None:
    """Answering, the desk and its worker, timers, tor, a restart, an update, the end."""
    machine("apt-get install -y ./survivor-survey_*.deb")
    machine("sudo survey setup", ANSWERS)
    machine("".join(blocks()[2].splitlines(keepends=True)[1:]) + CERTIFICATE)
    machine("systemctl restart nginx && systemctl start survey.target")
    served = answered_and_tried(machine)
    timers_do_their_work(machine)
    onion_services_are_there(machine)
    assert machine("systemctl --failed --no-legend") == ""

    machine("systemctl restart survey.target")
    before = machine("systemctl show -P MainPID survey-public survey-desk survey-worker")
    machine("apt-get install -y --reinstall ./survivor-survey_*.deb")
    after = machine("systemctl show -P MainPID survey-public survey-desk survey-worker")
    assert not set(before.split()) & set(after.split())
    assert "answered" in machine(f"{BROWSER} answer {served}")

    told = machine("journalctl --no-pager -u 'survey*' -u nginx -u tor@default")
    assert served.rpartition("/")[2] not in told
    assert [word for word in ("GET ", "POST ", "/f/", "/begin/") if word in told] == []
    assert machine("find /var/log/nginx -type f -size +0") == ""
    machine("apt-get purge -y survivor-survey")
    assert machine("systemctl list-units --all --no-legend 'survey*'") == ""
    assert machine("pgrep -u survivor-survey || true") == ""


def answered_and_tried(machine: Type) -> str:
    """Answer a form, have the worker try a draft out, and give the address of the form."""
    said = machine(
        "cd /var/lib/survivor-survey\n"
        "survey questionnaire copy finding-support asked.yaml\n"
        "survey study publish asked.yaml --practice --shares 3 --threshold 2 --shares-dir sheets\n"
        "survey draft create --ready-made finding-support --practice\n"
        "survey account create ada --role coordinator\n"
    )
    (address,) = re.findall(r"^address (\S+)$", said, re.MULTILINE)
    (draft,) = re.findall(r"^(\S+)  draft  version 1$", said, re.MULTILINE)
    (link,) = re.findall(r"http://localhost:8001/begin/\S+", said)
    assert "answered" in machine(f"{BROWSER} answer {address}")
    assert "report made" in machine(f"{BROWSER} desk {link} {draft}")
    return str(address)


def timers_do_their_work(machine: Type) -> None:
    """Start once what each timer starts; the backup with somebody to encrypt it to."""
    for unit in ("mix", "daily", "status"):
        machine(f"systemctl start survey-{unit}.service")
    said = machine("cd /var/lib/survivor-survey && survey key backup backup-key.txt")
    (recipient,) = set(re.findall(r"age1[a-z0-9]+", said))
    machine(f"echo 'backup_recipients = [\"{recipient}\"]' >> /etc/survivor-survey/settings.toml")
    machine("systemctl start survey-backup.service")
    machine("systemctl enable --now survey-backup.timer survey-status.timer")
    machine("test -s /run/survivor-survey/survey.prom && ls /var/backups/survivor-survey/*")


def onion_services_are_there(machine: Type) -> None:
    """Tor takes what the package shows, and makes an address for each door; no circuit is made."""
    machine("cat /usr/share/doc/survivor-survey/onion-service.example >> /etc/tor/torrc")
    machine("su debian-tor -s /bin/sh -c 'tor --verify-config'")
    machine("systemctl restart tor@default")
    for door in ("public", "desk"):
        folder = f"/var/lib/tor/survey-{door}"
        machine(
            f"until [ -s {folder}/hostname ]; do sleep 1; done; grep -q onion {folder}/hostname"
        )
        assert re.fullmatch("debian-tor 2?700", machine(f"stat -c '%U %a' {folder}").strip())
