"""Calls and their results, sealed under a key that lasts for one run and never passes a scheduler.

Each is bound to its run, its number and its direction, so that none passes for another one.
"""

from __future__ import annotations

import pickle
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RUN_ID_SIZE, RUN_KEY_SIZE = 16, 32
_NONCE, _NUMBER = 12, 8


@dataclass(frozen=True, slots=True)
class RunSeal:
    """Seals what goes to workers and what comes back, within one run."""

    run: bytes
    key: bytes = field(repr=False)

    def call(self, number: int, function: int, arguments: tuple[Any, ...]) -> bytes:
        """Return a call of a function that was given, by its number, with its arguments."""
        return self._sealed(b"call", number, pickle.dumps((function, arguments)))

    def read_call(self, sealed: bytes) -> tuple[int, int, tuple[Any, ...]]:
        """Return the number of a call, its function and its arguments."""
        number, plain = self._opened(b"call", sealed)
        function, arguments = pickle.loads(plain)  # noqa: S301 - sealed by who began the run
        return number, function, arguments

    def result(self, number: int, outcome: Any, *, failed: bool) -> bytes:
        """Return what a call gave, or the error that it ended with."""
        return self._sealed(b"result", number, pickle.dumps((failed, outcome)))

    def read_result(self, number: int, sealed: bytes) -> Any:
        """Return what a call gave, or raise what it ended with."""
        of, plain = self._opened(b"result", sealed)
        if of != number:
            raise ValueError("the result of another call")
        failed, outcome = pickle.loads(plain)  # noqa: S301 - sealed by who has the run's key
        if failed:
            raise outcome
        return outcome

    def _sealed(self, way: bytes, number: int, plain: bytes) -> bytes:
        nonce, at = secrets.token_bytes(_NONCE), number.to_bytes(_NUMBER, "big")
        return at + nonce + AESGCM(self.key).encrypt(nonce, plain, way + self.run + at)

    def _opened(self, way: bytes, sealed: bytes) -> tuple[int, bytes]:
        at, nonce = sealed[:_NUMBER], sealed[_NUMBER : _NUMBER + _NONCE]
        plain = AESGCM(self.key).decrypt(nonce, sealed[_NUMBER + _NONCE :], way + self.run + at)
        return int.from_bytes(at, "big"), plain
