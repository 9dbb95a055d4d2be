"""Floods: how often a study, and an address, asks an hour for what costs something.

It sees addresses, and keeps none: only marks under a key that is drawn anew each day, in memory.
It must not log, store or give away anything of them, and knows no answer and no person.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import Literal

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from survey.settings import Settings

Doing = Literal["send", "keep", "code", "erase", "back", "felt", "thank"]


class Floods:
    """The counters of one process; `clock` tells the time with its zone."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._hops = settings.proxy_hops
        self._by_address = settings.limit_by_address
        self._address_limit = RateLimitItemPerHour(settings.address_hourly, namespace="address")
        self._study_limit = RateLimitItemPerHour(settings.study_hourly, namespace="study")
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._lock = Lock()
        self._day = 0
        self._key = b""

    def may(self, what: Doing, study_id: str, environ: Mapping[str, object]) -> bool:
        """Count one wish for `what` and tell whether it may be granted.

        `environ` is that of the request (PEP 3333). An address that asks too often does not use up
        what its study may ask for, so that it cannot keep others out.
        """
        now = self._clock().astimezone(UTC)
        hour = f"{now:%Y%m%d%H}"
        address = _address(environ, self._hops) if self._by_address else None
        if address is not None:
            mark = self._mark(now.toordinal(), address)
            if not self._limiter.hit(self._address_limit, what, study_id, hour, mark):
                return False
        return self._limiter.hit(self._study_limit, what, study_id, hour)

    def _mark(self, day: int, address: IPv4Address | IPv6Address) -> str:
        """Give the mark of an address for one day; nobody can work either out from the other."""
        with self._lock:
            if day != self._day:
                self._day, self._key = day, secrets.token_bytes(32)
            key = self._key
        packed = address.packed[:8] if address.version == 6 else address.packed
        return hmac.digest(key, packed, "sha256").hex()


def _address(environ: Mapping[str, object], hops: int) -> IPv4Address | IPv6Address | None:
    """Give the address that asks, or None for one that many share: a proxy's, or Tor's.

    Of X-Forwarded-For only the entry that the outermost of our own `hops` proxies wrote is
    believed: what stands left of it comes from the visitor (RFC 7239, section 8.1).
    """
    named = str(environ.get("REMOTE_ADDR", ""))
    entries = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if 0 < hops <= len(entries):
        named = entries[-hops]
    try:
        found = ip_address(_without_port(named.strip()))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    address = mapped or found
    return address if address.is_global else None


def _without_port(named: str) -> str:
    if named.startswith("["):
        return named[1:].partition("]")[0]
    return named.partition(":")[0] if named.count(":") == 1 else named
