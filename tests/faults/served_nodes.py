"""Web nodes on one PostgreSQL: each is `survey serve` in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from survey.sealing.age_files import new_identity
from survey.services.upkeep.carry_node_keys import seal_node_keys, take_node_keys
from survey.storage.instance import Instance
from tests.faults.served import wait_until_it_listens
from tests.ports import reserved_port

#: As docs/operating.md says, and what keeps it in one folder.
NGINX = """
pid {folder}/nginx-{port}.pid; error_log /dev/null crit; worker_processes 1; events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream survey {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port}; client_max_body_size 1m; client_body_buffer_size 1m;
    location / {{
      proxy_pass http://survey; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_max_temp_file_size 0;
      proxy_next_upstream error timeout http_502 non_idempotent;
    }}
  }}
}}
"""
_PROGRAM = "from survey.cli.main import main; main()"


class WebNode:
    """One node: where it listens, and its processes."""

    def __init__(
        self, instance: Instance, folder: Path, port: int, workers: int, **more: str
    ) -> None:
        self.port, self._log = port, folder.with_suffix(".log")
        self._words = ["--instance", str(folder), "serve", "--public", f"127.0.0.1:{port}"]
        self._environ = {
            **os.environ,
            "SURVEY_DATABASE_URL": instance.settings.database_url,
            "SURVEY_MIXES_HERE": "true" if folder == instance.folder else "false",
            "SURVEY_STUDY_HOURLY": "1000000",
            "SURVEY_LIMIT_BY_ADDRESS": "false",
            "SURVEY_WORKERS": str(workers),
            **more,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it, and wait until it listens."""
        with self._log.open("ab") as out:
            words = [sys.executable, "-c", _PROGRAM, *self._words]
            self._process = subprocess.Popen(words, env=self._environ, stdout=out, stderr=out)
        wait_until_it_listens(self._process, self.port)

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=120)
            self._process = None

    def cpu_seconds(self) -> float:
        """Return the seconds of a processor that all of its processes took so far."""
        assert self._process is not None
        first = psutil.Process(self._process.pid)
        every = [first, *first.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in every)


@contextmanager
def behind_nginx(ports: Sequence[int], folder: Path) -> Iterator[int]:
    """Give the port of an nginx in front of nodes; that of the first, where nginx is missing."""
    program = shutil.which("nginx")
    if program is None:
        yield ports[0]
        return
    with reserved_port() as port:
        servers = " ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in ports)
        config = folder / f"nginx-{port}.conf"
        config.write_text(NGINX.format(folder=folder, servers=servers, port=port))
        words = [program, "-c", str(config), "-p", str(folder), "-g", "daemon off;"]
        process = subprocess.Popen(words)
        try:
            wait_until_it_listens(process, port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=60)


def second_folder(instance: Instance, folder: Path) -> Path:
    """Return the folder of a further node of an instance, with the keys that it needs."""
    secret, recipient = new_identity()
    key, sealed, today = folder / "node.key", folder / "node-keys.age", datetime.now(UTC).date()
    key.write_text(secret)
    seal_node_keys(instance, sealed, recipient, today)
    others = instance.settings.model_copy(update={"mixes_here": False})
    take_node_keys(folder / "second", others, sealed, key, today)
    return folder / "second"


@contextmanager
def two_nodes(instance: Instance, folder: Path, workers: int = 1) -> Iterator[list[WebNode]]:
    """Serve an instance from two nodes for a block; the first one mixes."""
    folders = [instance.folder, second_folder(instance, folder)]
    with ExitStack() as stack:
        ports = [stack.enter_context(reserved_port()) for _ in folders]
        nodes = [
            WebNode(instance, at, port, workers) for at, port in zip(folders, ports, strict=True)
        ]
        for node in nodes:
            stack.callback(node.end)
            node.begin()
        yield nodes
