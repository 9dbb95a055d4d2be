"""The blocks for nginx of the documents and of the package, at work in an nginx of this machine.

A page of 1 MB goes in by each where nothing can be written to the disk, no log has a line
afterwards, and what stands behind is told no address. What comes out would be written only for
somebody who reads slowly: of that, the line is looked for.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.guides import steps_of
from tests.faults.served import wait_until_it_listens
from tests.house.source import ROOT
from tests.ports import reserved_port

SITE, DESK = "survey.example.org", "desk.example.org"
PACKAGED = ROOT / "config" / "packaging" / "nginx"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
#: Logs that a block must switch off, as those of Debian's nginx.conf.
_AROUND = """
pid {0}/nginx.pid; worker_processes 1; error_log {0}/logs/error.log info; events {{ }}
http {{
access_log {0}/logs/access.log;
{1}
{2}
}}
"""


def operators_page() -> str:
    """Give the site of the page for operators, and the desk beside it, as it is told there."""
    text = (ROOT / "docs/operating.md").read_text("utf-8")
    site, desk = re.findall(r"^```nginx\n(server .*?)^```", text, re.M | re.DOTALL)
    base = site[: site.index("    location")].replace(SITE, DESK).replace(" 1m;", " 16m;")
    return site + base + desk[desk.index("    # of the desk") :]


def of_the_package() -> str:
    """Give the example of a site, with its last block and all that it includes."""
    text = (PACKAGED / "site.example").read_text("utf-8").replace("\n#", "\n")
    text = text[text.index("server {") :].replace("The desk, for a", "# The desk, for a")
    for name in ("public.conf", "desk.conf"):
        included = f"include /etc/survivor-survey/nginx/{name};"
        text = text.replace(included, (PACKAGED / name).read_text("utf-8"))
    return text


def of_several_nodes() -> str:
    """Give the whole site of the guide for several nodes."""
    (found,) = (
        step.text for step in steps_of("several-nodes.md") if "sites-available" in step.place
    )
    return found


SITES = {
    "operating": operators_page,
    "package": of_the_package,
    "several nodes": of_several_nodes,
}


class _Behind(BaseHTTPRequestHandler):
    """Says what it was told."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        told = {name.lower(): value for name, value in self.headers.items()}
        told["body"] = str(len(self.rfile.read(int(told.get("content-length", 0)))))
        said = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST

    def log_message(self, *_args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    """Give the port of what stands behind nginx."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Behind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a certificate of nobody."""
    folder = tmp_path_factory.mktemp("certificate")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            f"/CN={SITE}", "-keyout", "privkey.pem", "-out", "fullchain.pem"]  # fmt: skip
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl on this machine")
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    return folder


def put_in_place(block: str, certificate: Path, ports: tuple[int, int], behind: int) -> str:
    """Give a block with places of this machine: all that differs from what a reader types."""
    block = re.sub(r"/etc/letsencrypt/live/[\w.]+", str(certificate), block)
    ours = f"ssl_certificate {certificate}/fullchain.pem;"
    ours += f" ssl_certificate_key {certificate}/privkey.pem;"
    block = block.replace("# ssl_certificate and ssl_certificate_key as usual", ours)
    block = re.sub(r"^ +listen \[::\].*\n", "", block, flags=re.M)
    block = re.sub(r"listen (10\.0\.0\.1:)?443", f"listen 127.0.0.1:{ports[0]}", block)
    block = re.sub(r"listen 80", f"listen 127.0.0.1:{ports[1]}", block)
    block = re.sub(r"proxy_pass http://[\d.]+:\d+", f"proxy_pass http://127.0.0.1:{behind}", block)
    return re.sub(r"server 10\.0\.0\.\d+:8000", f"server 127.0.0.1:{behind}", block)


@contextmanager
def in_front(block: str, folder: Path, certificate: Path, behind: int) -> Iterator[tuple[int, int]]:
    """Give the two ports of an nginx with a block, which cannot write a page to the disk."""
    program = shutil.which("nginx") or pytest.skip("there is no nginx on this machine")
    (folder / "logs").mkdir()
    with ExitStack() as stack:
        ports = (stack.enter_context(reserved_port()), stack.enter_context(reserved_port()))
        places = "".join(f"{one}_temp_path {folder}/{one};\n" for one in _TEMPORARY)
        text = put_in_place(block, certificate, ports, behind)
        (folder / "nginx.conf").write_text(_AROUND.format(folder, places, text))
        words = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]
        tried = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        process = subprocess.Popen([*words, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        stack.callback(process.wait, 60)
        stack.callback(process.terminate)
        wait_until_it_listens(process, ports[0])
        for one in _TEMPORARY:
            if os.geteuid() == 0:
                os.chown(folder / one, 0, 0)
            (folder / one).chmod(0)
        for log in (folder / "logs").iterdir():
            log.write_bytes(b"")
        yield ports


def ask(port: int, name: str, path: str = "/", size: int = 0) -> tuple[int, str, dict[str, str]]:
    """Ask for a page by a name, as somebody who writes addresses; return what came of it."""
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    there = http.client.HTTPSConnection(name, timeout=60)
    there.sock = blind.wrap_socket(
        socket.create_connection(("127.0.0.1", port), 60), server_hostname=name
    )
    written = {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.7"}
    there.request("POST" if size else "GET", path, bytes(size) or None, written)
    found = there.getresponse()
    text, kept = found.read(), found.getheader("Strict-Transport-Security") or ""
    there.close()
    return found.status, kept, json.loads(text) if found.status == 200 else {}


def say(port: int, words: bytes) -> bytes:
    """Say something on a port that is no request, and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), 60) as there:
        there.sendall(words)
        return there.recv(1000)


@pytest.mark.parametrize("which", sorted(SITES))
def test_a_block_keeps_no_log_and_no_body_and_tells_no_address(
    which: str, tmp_path: Path, certificate: Path, behind: int
) -> None:
    block = SITES[which]()
    assert "proxy_max_temp_file_size 0;" in block
    with in_front(block, tmp_path, certificate, behind) as (port, plain):
        status, kept, told = ask(port, SITE, size=1_000_000)
        assert (status, kept, told["body"]) == (200, "max-age=31536000", "1000000")
        assert told["host"] == SITE
        assert not {"x-forwarded-for", "x-real-ip"} & set(told)
        assert ask(port, SITE, size=1_100_000)[0] == 413
        links, _, told = ask(port, DESK, "/review/x", size=15_000_000)
        assert (links, told["body"], told["host"]) == (200, "15000000", DESK)
        assert not {"x-forwarded-for", "x-real-ip"} & set(told)
        assert ask(port, DESK)[0] == (200 if which == "package" else 403)
        say(port, b"no handshake at all\r\n\r\n")
        if which != "operating":
            assert b"301" in say(plain, f"GET /x HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode())
            with pytest.raises(ssl.SSLError):
                ask(port, "another.example.org")
    said = {log.name: log.read_text() for log in (tmp_path / "logs").iterdir()}
    assert {name: text for name, text in said.items() if "client" in text or "GET" in text} == {}
    assert said["access.log"] == ""
