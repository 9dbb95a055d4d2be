"""Security headers of every response, for both doors. It knows no route and no person."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

_NOTHING_ELSE = (
    "default-src 'none'; {scripts}style-src {styles}; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "display-capture", "geolocation", "microphone", "usb")
)
_FIXED = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", _PERMISSIONS),
]
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def content_policy(styles: str, scripts: str = "") -> str:
    """Return the Content-Security-Policy with those style and script sources (CSP Level 3).

    Without script sources, no script runs.
    """
    said = f"script-src {scripts}; " if scripts else ""
    return _NOTHING_ELSE.format(styles=styles, scripts=said)


def showing_own_pages(policy: str) -> str:
    """Return a policy of a page that shows other pages of the same door within it."""
    return f"{policy}; frame-src 'self'"


def shown_within() -> Headers:
    """Return the headers of a page that is only shown within another of the same door: nothing in
    it runs, or can be sent."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'self'; "
        "sandbox allow-same-origin"
    )
    return [("Content-Security-Policy", policy), ("X-Frame-Options", "SAMEORIGIN")]


class SecurityHeaders:
    """A WSGI app (PEP 3333) around another, which adds what every response carries.

    What a response says itself stays, such as its own content policy. `scripts` are the script
    sources of all others.
    """

    def __init__(self, app: WSGIApplication, scripts: str = "") -> None:
        self._app = app
        self._carried = [
            *_FIXED,
            ("Content-Security-Policy", content_policy("'self'", scripts)),
            ("Cache-Control", "no-store"),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: Headers, error: Any = None) -> Callable[[bytes], object]:
            said = {name for name, _ in headers}
            headers += [header for header in self._carried if header[0] not in said]
            return start_response(status, headers, error)

        return self._app(environ, start)


def style_hashes(page: bytes) -> str:
    """Return the style sources that allow just the style blocks of `page`, by their SHA-256."""
    digests = (hashlib.sha256(block).digest() for block in _STYLE.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests) or "'none'"
