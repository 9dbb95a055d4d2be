"""Many people answering at once: a process of its own with one kept connection for each client.

Run as `python -m tests.measurements.traffic`; the plan comes on standard input as JSON, the seconds
and responses go to standard output.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http.client import HTTPConnection

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_STATE = b'name="s" value="'


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send. `pages` are the answers of each page, `done` stands on the last page only.

    `state` says whether pages carry a state; without, the one form is fetched and sent.
    """

    port: int
    address: str
    clients: int
    responses: int
    pages: list[str]
    names: list[str]
    done: str
    state: bool = True
    consent: bool = False


def run(plan: Plan) -> float:
    """Send all responses of a plan; give the seconds that it took."""
    counts = [
        plan.responses // plan.clients + (client < plan.responses % plan.clients)
        for client in range(plan.clients)
    ]
    gate = threading.Barrier(plan.clients + 1)
    failures: list[BaseException] = []
    person = whole_flow if plan.state else _one_page

    def client(count: int) -> None:
        connection = HTTPConnection("127.0.0.1", plan.port, timeout=60)
        connection.connect()
        gate.wait()
        try:
            for _ in range(count):
                person(plan, lambda body: _page(connection, plan.address, body))
        except BaseException as error:
            failures.append(error)
        connection.close()

    threads = [threading.Thread(target=client, args=(count,)) for count in counts]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - start


def whole_flow(plan: Plan, fetch: Callable[[str], bytes]) -> None:
    """Eight requests: the first page, consent, start, four pages of questions, send.

    The flow that we are compared with has no consent page, and so one request less.
    """
    fetch("")
    if plan.consent:
        page = fetch("p=start&l=en&go=next")
        page = fetch(f"s={_state(page)}&p=consent&l=en&go=begin")
    else:
        page = fetch("p=start&l=en&go=begin")
    for name, said in zip(plan.names, plan.pages, strict=True):
        page = fetch(f"s={_state(page)}&p={name}&l=en&{said}&go=next")
    page = fetch(f"s={_state(page)}&p=review&l=en&r=yes&go=send")
    _require(plan.done.encode() in page, page)


def _one_page(plan: Plan, fetch: Callable[[str], bytes]) -> None:
    """Two requests: one page with all questions, and sending it."""
    fetch("")
    page = fetch("&".join(plan.pages))
    _require(plan.done.encode() in page, page)


def _page(connection: HTTPConnection, address: str, body: str) -> bytes:
    if body:
        connection.request("POST", address, body, _HEADERS)
    else:
        connection.request("GET", address)
    answer = connection.getresponse()
    page = answer.read()
    _require(answer.status == 200, page)
    return page


def _state(page: bytes) -> str:
    start = page.index(_STATE) + len(_STATE)
    return page[start : page.index(b'"', start)].decode("ascii")


def _require(fine: bool, page: bytes) -> None:
    if not fine:
        main = page[page.find(b"<main") :].decode()
        raise RuntimeError(f"a page was not what it should be: {main[:1500]}")


def as_json(plan: Plan) -> str:
    """Give a plan as it is handed to the process."""
    return json.dumps(asdict(plan))


if __name__ == "__main__":
    print(run(Plan(**json.load(sys.stdin))))
