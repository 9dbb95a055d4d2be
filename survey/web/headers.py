"""Security headers of every response, for both doors. It knows no route and no person."""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Response

_NOTHING_ELSE = (
    "default-src 'none'; style-src {styles}; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "display-capture", "geolocation", "microphone", "usb")
)
_FIXED = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
}
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def add_headers(response: Response) -> Response:
    """Add what every response carries; a policy or cache rule that is already there stays."""
    for name, value in _FIXED.items():
        response.headers[name] = value
    response.headers.setdefault("Content-Security-Policy", content_policy("'self'"))
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def content_policy(styles: str) -> str:
    """Give the Content-Security-Policy with the style sources `styles` (CSP Level 3)."""
    return _NOTHING_ELSE.format(styles=styles)


def style_hashes(page: bytes) -> str:
    """Give the style sources that allow just the style blocks of `page`, by their SHA-256."""
    digests = (hashlib.sha256(block).digest() for block in _STYLE.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests) or "'none'"
