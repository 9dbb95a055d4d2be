"""Where a browser believes to be, for passkeys, and the challenge of the moment in its cookie."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import session

from survey.services.accounts.use_passkeys import DeskPlace
from survey.web.desk.desk_state import desk_address, desk_state

_CHALLENGE = "challenge"


def desk_place() -> DeskPlace:
    """Return the host and the origin of the request at hand."""
    origin = desk_address()
    return DeskPlace(urlsplit(origin).hostname or "", origin)


def can_have_passkeys(at: DeskPlace) -> bool:
    """Return whether browsers make passkeys there: for a host with a name, over TLS or on this
    machine (WebAuthn, 5.1.3)."""
    try:
        ip_address(at.host)
    except ValueError:
        return at.origin.startswith("https://") or at.host == "localhost"
    return False


def new_challenge() -> bytes:
    """Draw a challenge (32 bytes) that counts once, in this browser."""
    drawn = secrets.token_bytes(32)
    session[_CHALLENGE] = b64encode(drawn).decode()
    return drawn


def take_challenge() -> bytes:
    """Return the challenge of this browser, which counts no more, even for whoever kept a copy of
    its cookie; fresh bytes where it has none that counts."""
    kept = b64decode(session.pop(_CHALLENGE, ""))
    return kept if kept and desk_state().challenges.spend(kept) else secrets.token_bytes(32)
