"""Whether processes may leave their memory behind, and who may look into them."""

from __future__ import annotations

import ctypes
import os

import pytest

#: An option of Linux (linux/prctl.h) that tells whether a process may be dumped.
_PR_GET_DUMPABLE = 3

#: The memory and the environment of a process that may not be dumped are for root alone.
needs_root_to_look = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root looks into a process that forbids core dumps"
)


def is_dumpable(_given: int = 0) -> bool:
    """Tell whether this process may be dumped."""
    return bool(ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0))
