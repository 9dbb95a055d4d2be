"""What the tests that follow the guide for several nodes leave out of it, and why: nothing else."""

from __future__ import annotations

from collections.abc import Mapping

GUIDE = "several-nodes.md"
#: Left out in clean machines as well.
NOT_FOLLOWED: Mapping[str, str] = {
    r"shown: \[Service\]": "the lines of a file that is shipped, with which a test compares them",
    r"first: rsync": "no machine of a test has an SSH server",
    r"(scheduler|worker): survey cluster": "runs until stopped: tests/services/test_cluster.py",
    r"opener: survey cluster certificates": "the package holds no cluster",
}
#: Left out where each machine is a folder: a database, a front and systemd are in clean machines.
ONLY_IN_CLEAN_MACHINES: Mapping[str, str] = {
    r"database: ": "a PostgreSQL of Debian",
    r"front: ": "an nginx of Debian",
    r"(first|second): apt-get ": "packages of Debian",
    r"(first|second): (chown|chmod) ": "a user of its own",
    r"(first|second): (systemctl|install -D) ": "units",
    r"first: (mv|find|shred) |stick: cp opener/backup-key": "a database that was lost",
    r"first: survey (restore|doctor --repair|study list)": "a database that was lost",
}
