"""No core dumps: a process that held answers or keys leaves none behind."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

#: An option of Linux (linux/prctl.h): whether a process may be dumped at all.
_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Make sure that this process leaves no memory behind; each process calls this for itself.

    A limit of one byte also stops dumps that the kernel pipes to a program, where a limit of
    nothing does not (Linux, fs/coredump.c). Whoever started this process may have forbidden core
    files by a limit of nothing, above which no process can go again. So the process also says that
    it may not be dumped, whatever the limits are; what it forks says so too, and what it executes
    does not. Then only root looks into its memory.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 0 if most == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
    if sys.platform == "linux":
        _say_not_dumpable()


def _say_not_dumpable() -> None:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    if prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"core dumps cannot be forbidden: {os.strerror(number)}")
