"""What a WSGI app is told of a request (PEP 3333), from what an ASGI server says."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Scope = Mapping[str, Any]

_PLAIN = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


def may_bring_a_body(scope: Scope, environ: WSGIEnvironment) -> bool:
    """Tell whether a request may have a body (RFC 9112, 6.3); a stream of HTTP/2 need not say so.

    That it comes in pieces is taken out of its environ: the app gets it whole.
    """
    in_pieces = environ.pop("HTTP_TRANSFER_ENCODING", None) or scope["http_version"][0] != "1"
    return bool(environ.get("CONTENT_LENGTH", "?" if in_pieces else "0") != "0")


def environ_of(scope: Scope) -> WSGIEnvironment:
    """Return the environ of a request, without its body (PEP 3333).

    Names with a low line are left out: they would pass for those with a hyphen, which proxies set.
    """
    host, port = scope["server"]
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in _PLAIN else "HTTP_" + key
        said = value.decode("latin-1")
        environ[key] = f"{environ[key]},{said}" if key in environ else said
    return environ
