"""Where a scheduler is heard, and whether it is one of ours: looked at before anything is begun.

It speaks TLS alone, and needs no Dask.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.parse import urlsplit

from survey.errors import Refused
from survey.services.steps.cluster.cluster_certificates import ClusterCertificates, is_part


def require_cluster(address: str, certificates: ClusterCertificates, kept: str) -> None:
    """Refuse an address at which no scheduler of the same certificates is heard; `kept` says what
    was not done then."""
    try:
        plain = socket.create_connection(address_parts(address, kept), timeout=10)
    except OSError as error:
        raise Refused(
            f"No scheduler of a cluster is heard at {address}.",
            kept=kept,
            do="Look whether it runs, and whether a firewall lies between.",
        ) from error
    try:
        with plain, certificates.context(serves=False).wrap_socket(plain) as known:
            right = is_part(known, "scheduler")
    except OSError as error:  # it speaks another language, none at all, or has none of ours
        raise strange_scheduler(address, kept) from error
    if not right:
        raise strange_scheduler(address, kept)


def strange_scheduler(address: str, kept: str) -> Refused:
    """Return the error of a scheduler that has no certificate of ours."""
    return Refused(
        f"What is heard at {address} has no certificate of a scheduler that was made with ours.",
        kept=kept,
        do="Use certificates that were made together. If they are, find out who answers there.",
    )


def address_parts(address: str, kept: str) -> tuple[str, int]:
    """Return the host and the port of a scheduler; Refused where it is no address."""
    with suppress(ValueError):
        found = urlsplit(address if "://" in address else f"tls://{address}")
        if found.scheme == "tls" and found.hostname and found.port:
            found.hostname.encode("idna")  # or nobody could look it up
            return found.hostname, found.port
    raise Refused(
        f"“{address}” is not the address of a scheduler.",
        kept=kept,
        do="Write it like tls://10.0.0.5:8786.",
    )
