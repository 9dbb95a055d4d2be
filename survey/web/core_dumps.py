"""No core files: a process that held answers or keys leaves none behind."""

from __future__ import annotations

import resource


def forbid_core_dumps() -> None:
    """Make sure that this process, and those that it starts, write no core file.

    A limit of one byte also stops those that the kernel pipes to a program, where a limit of
    nothing does not (Linux, fs/coredump.c). Whoever started this process may have forbidden them
    by a limit of nothing, above which no process can go again.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 0 if most == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
