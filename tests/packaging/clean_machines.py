"""Clean Debian machines on a network of their own: each a root of its own, with its own processes.

Nothing of them is left when their first process ends: neither processes, mounts nor addresses.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests.packaging.clean_roots import make_root

_PATH = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
_TOLD = {**_PATH, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "HOME": "/root"}
#: Stands in for `sudo`, which asks nobody here.
SUDO = """#!/bin/sh
[ "$1" = -u ] || exec "$@"
user=$2; shift 2
exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"
"""
#: Stands in for systemd, which is not at work here: Debian has scripts for the same.
SYSTEMCTL = """#!/bin/sh
exec service "$2" "$1"
"""
#: The first process: shared memory is there as on any machine that booted, writable by everybody.
HELD = 'mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm" && exec sleep infinity'
#: What is installed is started later, on the network of its machine.
STARTS_NOTHING = "#!/bin/sh\nexit 101\n"


class CleanMachine:
    """One machine: its root, and a first process on which all others hang."""

    def __init__(self, root: Path) -> None:
        """Begin the first process, on a network with nobody else on it."""
        self.root, self.home = root, "/root"
        words = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]
        held = [*words, f"--mount-proc={root}/proc", "sh", "-ec", HELD, "sh", str(root)]
        self._holder = subprocess.Popen(held)
        while not (below := psutil.Process(self._holder.pid).children()):
            assert self._holder.poll() is None
        self.process = below[0].pid
        self._enter = ["nsenter", f"--target={self.process}", "--mount", "--pid"]

    def words(self, script: str, *, on_network: bool = True) -> list[str]:
        """Give what runs a script there, in the folder where its user is at home."""
        net = ["--net"] if on_network else []
        inside = ["chroot", str(self.root), "bash", "-ec", f"cd {self.home}\n{script}"]
        return [*self._enter, *net, *inside]

    def run(self, script: str, typed: str = "", *, internet: bool = False) -> str:
        """Run a script there to its end, and return all that it said. Packages come by the
        internet, which no machine is on otherwise."""
        done = subprocess.run(
            self.words(script, on_network=not internet),
            env=_TOLD, input=typed, capture_output=True, text=True, check=False,
            start_new_session=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr

    def begin(self, script: str, log: Path) -> subprocess.Popen[bytes]:
        """Begin what runs until it is stopped."""
        with log.open("ab") as out:
            return subprocess.Popen(self.words(f"exec {script}"), env=_TOLD, stdout=out, stderr=out)

    def write(self, place: str, text: str, *, at_the_end: bool = False) -> None:
        """Write a file there, or more of it."""
        file = self.root / place.lstrip("/")
        with file.open("a" if at_the_end else "w", encoding="utf-8") as out:
            out.write(text)

    def end(self) -> None:
        """End all that runs there."""
        self._holder.kill()
        self._holder.wait(60)


def clean_machines(
    stack: ExitStack, folder: Path, addresses: Mapping[str, tuple[str, ...]]
) -> dict[str, CleanMachine]:
    """Give machines with their addresses, joined by one network, for as long as the stack lasts."""
    base = make_root(folder / "base", "12")
    stack.callback(shutil.rmtree, base)
    for place, text in (("usr/bin/sudo", SUDO), ("usr/local/bin/systemctl", SYSTEMCTL),
                        ("usr/sbin/policy-rc.d", STARTS_NOTHING)):  # fmt: skip
        (base / place).write_text(text)
        (base / place).chmod(0o755)
    machines = {}
    for name in addresses:
        root = folder / name
        subprocess.run(["cp", "-a", str(base), str(root)], check=True)
        stack.callback(shutil.rmtree, root)
        machines[name] = CleanMachine(root)
        stack.callback(machines[name].end)
    _join(machines, addresses)
    return machines


def _join(machines: Mapping[str, CleanMachine], addresses: Mapping[str, tuple[str, ...]]) -> None:
    """Join all machines by a bridge that is in one of them, which none but they can reach."""

    def ip(machine: CleanMachine, words: str) -> None:
        enter = ["nsenter", f"--target={machine.process}", "--net", "ip", *words.split()]
        subprocess.run(enter, check=True)

    hub = next(iter(machines.values()))
    ip(hub, "link add joined type bridge")
    ip(hub, "link set joined up")
    for number, (name, own) in enumerate(addresses.items()):
        machine = machines[name]
        ip(hub, f"link add port{number} type veth peer name eth0 netns {machine.process}")
        ip(hub, f"link set port{number} master joined up")
        ip(machine, "link set lo up")
        for address in own:
            ip(machine, f"address add {address}/24 dev eth0")
        ip(machine, "link set eth0 up")
