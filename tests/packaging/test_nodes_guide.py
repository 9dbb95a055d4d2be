"""The guide for several nodes, followed word for word on clean machines with the package.

PostgreSQL and nginx are those of Debian, and each machine has an address of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.cli.guides import NamesTold, Step, steps_of, why_left_out
from tests.cli.nodes_guide import GUIDE, NOT_FOLLOWED
from tests.packaging.clean_machines import CleanMachine, clean_machines

ADDRESSES = {
    "first": ("10.0.0.11",),
    "second": ("10.0.0.12",),
    "database": ("10.0.0.9",),
    "front": ("10.0.0.1", "10.0.2.1"),
    "opener": (),
}
AT_HOME = "/var/lib/survivor-survey"
SITE, DESK = "survey.example.org", "desk.example.org"
PASSWORD = "ThatNobodyKnows2031"
#: A certificate of nobody, where certbot would put one.
CERTIFICATE = f"""
mkdir -p /etc/letsencrypt/live/{SITE} && cd /etc/letsencrypt/live/{SITE}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={SITE} \\
    -keyout privkey.pem -out fullchain.pem 2>/dev/null
"""
ON_CLUSTER = " --cluster tls://10.1.0.5:8786 --certificates certificates/opener"
#: Run by the Python of the tests on the network of a machine: asks for a page.
ASK = """
import http.client, ssl, socket, sys
address, name, path, size = sys.argv[1:]
blind = ssl.create_default_context()
blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
there = socket.create_connection((address, 443), 60, (address, 0))
asked = http.client.HTTPSConnection(name, timeout=120)
asked.sock = blind.wrap_socket(there, server_hostname=name)
asked.request("POST" if int(size) else "GET", path, bytes(int(size)) or None)
found = asked.getresponse()
print(found.status, found.getheader("Strict-Transport-Security"))
"""


class Reader:
    """Whoever follows the guide: on every machine, with what was printed so far."""

    def __init__(self, machines: dict[str, CleanMachine], folder: Path, stack: ExitStack) -> None:
        """Begin with clean machines, of which the opener has the program already."""
        self.on, self.told, self._folder, self._stack = machines, NamesTold(), folder, stack
        self._serving: dict[str, subprocess.Popen[bytes]] = {}
        self._install("opener", "apt-get update\napt-get install -y ./survivor-survey_*.deb")

    def follow(self, step: Step) -> str:
        """Do what a step says, and return what was said."""
        machine = self.on.get(step.machine)
        if step.machine == "stick":
            return self._carry(step)
        assert machine is not None, step.name
        if step.kind == "file":
            text = step.text.replace("PASSWORD", PASSWORD)
            machine.write(step.place, text, at_the_end=step.at_the_end)
            return ""
        if step.kind == "typed":
            return machine.run("sudo -u postgres psql --set ON_ERROR_STOP=1 survey", step.text)
        line = self.told.put_into(step.text.replace(ON_CLUSTER, ""))
        done = self._instead(step.machine, line)
        said = machine.run(line, f"{PASSWORD}\n" * 2) if done is None else done
        self.told.take(said)
        return said

    def _instead(self, name: str, line: str) -> str | None:
        """Do what stands in for a line that cannot be given here; None where it can be."""
        if "apt-get" in line:
            return self._install(name, line)
        if "certbot certonly" in line:
            self.on[name].run("apt-get install -y openssl", internet=True)
            return self.on[name].run(CERTIFICATE)
        if line == "sudo -u postgres psql survey":
            return ""  # what is typed into it comes next
        if line == "systemctl start survey.target":
            return self._serve(name)
        if line == "systemctl stop survey.target":
            return self._stop(name)
        return "" if line.startswith("systemctl ") else None

    def _install(self, name: str, line: str) -> str:
        """Install with the internet, where the package lies; what Debian starts is started."""
        said = self.on[name].run(f"cd /tmp\n{line}", internet=True)
        if "postgresql" in line:
            self.on[name].run("service postgresql start")
        if "survivor-survey" in line:
            self.on[name].home = AT_HOME
        return said

    def _carry(self, step: Step) -> str:
        """Copy a file between the folders of two machines, and give it to the program's user."""
        (source, target) = (one.split("/", 1) for one in step.text.removeprefix("cp ").split())
        text = self.on[source[0]].root / AT_HOME.lstrip("/") / source[1]
        to = self.on[target[0]].root / AT_HOME.lstrip("/") / target[1]
        to.write_bytes(text.read_bytes())
        self.on[target[0]].run(f"chown survivor-survey: {target[1]}")
        return ""

    def _serve(self, name: str) -> str:
        """Serve as the units do, in one process for all."""
        desk = " --desk" * (name == "first")
        log = self._folder / f"{name}.log"
        self._serving[name] = self.on[name].begin(f"survey serve{desk}", log)
        self._stack.callback(self._stop, name)
        return ""

    def _stop(self, name: str) -> str:
        """Stop what serves on a machine, where anything does."""
        entered = self._serving.pop(name, None)
        if entered is not None:
            for process in psutil.Process(entered.pid).children():
                process.terminate()
            entered.wait(300)
        return ""

    def ask(self, name: str, path: str = "/", size: int = 0, address: str = "10.0.0.1") -> str:
        """Ask for a page through the front, from one of its own addresses; return what came."""
        net = ["nsenter", f"--target={self.on['front'].process}", "--net"]
        words = [*net, sys.executable, "-c", ASK, address, name, path, str(size)]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Give somebody with clean machines."""
    with ExitStack() as stack:
        machines = clean_machines(stack, tmp_path, ADDRESSES)
        yield Reader(machines, tmp_path, stack)


def wait_for(reader: Reader, name: str) -> None:
    """Ask until a node is there: the front says 502 before."""
    address = "10.0.2.1" if name == DESK else "10.0.0.1"
    for _ in range(300):
        if not (last := reader.ask(name, address=address)).startswith("502"):
            assert last.startswith(("200", "302", "303")), last
            return
        reader.on["front"].run("sleep 0.5")
    raise AssertionError(f"{name} is not served")


def look_at_front(reader: Reader) -> None:
    """No log, no body on the disk, the desk for staff alone, and links for everybody."""
    front = reader.on["front"]
    front.run("chown root: /var/lib/nginx/*; chmod 0 /var/lib/nginx/*")
    wait_for(reader, SITE)
    wait_for(reader, DESK)
    assert reader.ask(SITE) == "200 max-age=31536000"
    assert reader.ask(SITE, size=1_000_000)[:3] in ("400", "404", "405")
    assert reader.ask(SITE, size=1_100_000).startswith("413")
    assert reader.ask(DESK).startswith("403")
    assert not reader.ask(DESK, "/review/nothing").startswith(("403", "5"))
    kept = [path for path in (front.root / "var/log/nginx").iterdir() if path.stat().st_size]
    assert kept == [], [path.read_text() for path in kept]


def look_at_database(reader: Reader) -> None:
    """It is heard on its own address alone, and what cron is to do can be done."""
    database = reader.on["database"]
    assert "10.0.0.9" in database.run("sudo -u postgres psql -c 'SHOW listen_addresses'")
    line = (database.root / "etc/cron.d/survey").read_text().split(None, 6)
    assert database.run(f"cd /tmp\nsudo -u {line[5]} {line[6]}") == ""


#: What is looked at once a line was given.
LOOKS: dict[str, Callable[[Reader], None]] = {
    "front: sudo systemctl restart nginx": look_at_front,
    "first: survey backup backup.age --recipient RECIPIENT": look_at_database,
}


@pytest.mark.long
def test_the_guide_leads_from_clean_machines_to_a_report_and_back_from_a_lost_database(
    reader: Reader,
) -> None:
    said: dict[str, str] = {}
    for step in steps_of(GUIDE):
        if why_left_out(step, NOT_FOLLOWED):
            continue
        said[step.name] = reader.follow(step)
        LOOKS.get(step.name, lambda _reader: None)(reader)
        if step.name == "second: systemctl stop survey.target" and "STUDY" in reader.told.found:
            restarting = reader.ask(SITE, f"/f/{reader.told.found['STUDY']}")
            assert restarting.startswith(("200", "502")), restarting
    marks = [re.findall(r"mark of today (\w+)", said[f"{one}: survey node show"])
             for one in ("first", "second")]  # fmt: skip
    assert marks[0] == marks[1] != []
    assert reader.told.found["STUDY"] in said["first: survey study list"]
    for node in ("first", "second"):
        within = reader.on[node].root / "var/lib/survivor-survey/instance/ephemeral"
        assert within.readlink() == Path("/var/lib/survivor-survey-ephemeral")
