"""Floods: how often an hour a study, and whoever asks, wants what costs something.

It sees addresses, and keeps none: only marks under a key that is drawn anew each day, in memory.
It must not log, store or give away anything of them, and knows no answer and no person.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import Literal

from survey.services.steps.fixed_window import FixedWindow
from survey.settings import Settings
from survey.storage.letters.drafts import MOST as MOST_DRAFTS

Doing = Literal["send", "keep", "failed", "erase", "back", "felt", "thank", "unlock"]

#: So often an hour an address may ask and still be somebody who comes alone.
FEW = 3
#: IPv6: bytes of the network around an address, and how many addresses' worth it may ask for.
_NETWORKS = ((8, 1), (7, 2), (6, 4))
#: Drafts of a study an hour, and a day, before they are doubted. Of those that are not doubted
#: there are never so many within their three weeks that they fill the shelf.
#: Passphrases that one address, and all together, try an hour at one report.
_PASSPHRASES, _PASSPHRASES_OF_ALL = 20, 200
_DRAFTS_HOURLY = MOST_DRAFTS // 250
_DRAFTS_DAILY = MOST_DRAFTS // 25


@dataclass(frozen=True, slots=True)
class HourCount:
    """How often something was asked for this hour, this time included.

    `by_source` counts the address, or an even share of the network around it; None where nobody can
    tell addresses apart. `too_often`: one of these had all it may have. `crowd`: all together ask
    for more than usual.
    """

    by_source: int | None = None
    too_often: bool = False
    crowd: bool = False

    @property
    def alone(self) -> bool:
        """Tell whether this is an address that asked a few times only, whatever others do."""
        return not self.too_often and self.by_source is not None and self.by_source <= FEW

    @property
    def granted(self) -> bool:
        """Tell whether to do it: not for whoever asks too often, nor for one of a crowd."""
        return not self.too_often and (self.alone or not self.crowd)

    @property
    def within(self) -> bool:
        """Tell whether a limit that nobody goes past has room: that of thank-you codes."""
        return not self.too_often and not self.crowd

    @property
    def doubt(self) -> int:
        """Return the doubt in a draft: 0 none, 1 one of a crowd, 2 one of many of an address."""
        if self.by_source is None:
            return 1 if self.crowd else 0
        return 0 if self.alone else 2


class Floods:
    """The counters of one process; `clock` tells the time with its zone."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._hops = settings.proxy_hops
        self._by_address = settings.limit_by_address
        self._most: Mapping[Doing, int] = {
            "thank": max(2, settings.thanks_hourly // 4),
            "unlock": _PASSPHRASES,
        }
        self._most_else = settings.address_hourly
        self._hourly: Mapping[Doing, int] = {
            "send": settings.study_hourly,
            "erase": settings.study_hourly,
            "felt": settings.study_hourly,
            "thank": _each(settings.thanks_hourly, settings),
            "keep": _each(_DRAFTS_HOURLY, settings),
            "unlock": _each(_PASSPHRASES_OF_ALL, settings),
        }
        self._daily: Mapping[Doing, int] = {"keep": _each(_DRAFTS_DAILY, settings)}
        self._hour, self._today = FixedWindow(), FixedWindow()
        self._lock = Lock()
        self._day = 0
        self._key = b""

    def ask(self, what: Doing, study_id: str, environ: Mapping[str, object]) -> HourCount:
        """Count one wish for `what` and return how often there were such.

        `environ` is that of the request (PEP 3333). An address that asks too often does not use up
        what others may ask for, so that it cannot keep them out.
        """
        address = _address(environ, self._hops) if self._by_address else None
        with self._lock:
            return self._counted(what, study_id, address)

    def _counted(
        self, what: Doing, study_id: str, address: IPv4Address | IPv6Address | None
    ) -> HourCount:
        now = self._clock().astimezone(UTC)
        hour, day = f"{now:%Y%m%d%H}", f"{now:%Y%m%d}"
        most = self._most.get(what, self._most_else)
        shares: list[int] = []
        for network, share in _networks(address):
            spent = self._hour.count(hour, what, study_id, self._mark(now.toordinal(), network))
            if spent > most * share:
                return HourCount(most * share, too_often=True)
            shares.append(-(-spent // share))
        crowd = [
            window.count(at, what, study_id) > limits[what]
            for window, at, limits in (
                (self._hour, hour, self._hourly),
                (self._today, day, self._daily),
            )
            if what in limits
        ]
        return HourCount(max(shares, default=None), crowd=any(crowd))

    def _mark(self, day: int, network: bytes) -> str:
        """Return the mark of an address or network for one day; nobody can work it out
        backwards."""
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return hmac.digest(self._key, network, "sha256").hex()


def _each(most: int, settings: Settings) -> int:
    """Return what one process may do of what all of them may."""
    return max(1, most // settings.workers)


def _networks(address: IPv4Address | IPv6Address | None) -> Iterator[tuple[bytes, int]]:
    """Yield the networks an address is counted by, narrow ones first, and their shares.

    Whoever has one IPv6 address can as a rule choose among 2^64, and often among more.
    """
    if address is None:
        return
    if address.version == 4:
        yield address.packed, 1
        return
    for size, share in _NETWORKS:
        yield address.packed[:size], share


def _address(environ: Mapping[str, object], hops: int) -> IPv4Address | IPv6Address | None:
    """Return the address that asks, or None for one that many share: a proxy's, or Tor's.

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
