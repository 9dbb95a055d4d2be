"""Run in a clean root by the package's own Python: starts what the units start, and asks for pages.

It prints "all served" where everything answered as it should.
"""

import os
import pwd
import re
import shlex
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

UNITS = Path("/usr/lib/systemd/system")
SITE = "https://survey.example.org/"


def commands(unit):
    """Give the commands of a unit, and the environment that it sets."""
    text = (UNITS / f"{unit}.service").read_text()
    told = dict(one.split("=", 1) for one in re.findall(r"^Environment=(.+)$", text, re.M))
    return [shlex.split(one) for one in re.findall(r"^ExecStart=(.+)$", text, re.M)], told


def as_the_unit(unit):
    """Give what starts each command of a unit: its user, no rights, nothing else in the way."""
    found, told = commands(unit)
    drop = "setpriv --reuid=survivor-survey --regid=survivor-survey --init-groups --no-new-privs"
    drop += " --bounding-set=-all --inh-caps=-all"
    for words in found:
        yield [*drop.split(), *words], {"PATH": os.environ["PATH"], **told}


def answer(url, server, body=None):
    """Give the status of a page, once its server listens."""
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    until = time.monotonic() + 300
    while True:
        try:
            with urllib.request.urlopen(url, body, timeout=60, context=blind) as page:
                return page.status
        except urllib.error.HTTPError as error:
            if error.code != 502:
                return error.code
        except OSError:
            pass
        assert time.monotonic() < until, f"{url} did not answer"
        try:
            server.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"the server of {url} ended")


def main():
    """Serve, ask, run what timers run, and look for what must not be there."""
    Path("/etc/hosts").write_text("127.0.0.1 localhost survey.example.org\n")
    os.chdir("/var/lib/survivor-survey")
    running = [
        subprocess.Popen(words, env=told)
        for unit in ("survey-public", "survey-desk", "survey-worker")
        for words, told in as_the_unit(unit)
    ]
    subprocess.run(["nginx"], check=True)
    public, desk, _ = running
    assert answer(SITE, public) == 200
    assert answer("http://127.0.0.1:8001/", desk) == 200
    assert answer(SITE, public, bytes(1_048_577)) == 413
    assert answer(SITE, public, bytes(1_000_000)) in (400, 404, 405)
    for unit in ("survey-mix", "survey-daily"):
        for words, told in as_the_unit(unit):
            subprocess.run(words, env=told, check=True)
    for words, told in as_the_unit("survey-backup"):
        backup = subprocess.run(words, env=told, check=False)
        assert backup.returncode == 1  # nobody to encrypt to yet
    user = pwd.getpwnam("survivor-survey").pw_uid
    for one in running:
        assert one.poll() is None
        assert os.stat(f"/proc/{one.pid}").st_uid == user
    kept = [path for path in Path("/var/log/nginx").iterdir() if path.stat().st_size]
    assert kept == [], [path.read_text() for path in kept]
    subprocess.run(["nginx", "-s", "stop"], check=True)
    for one in running:
        one.terminate()
    assert [one.wait(120) for one in running][2] == 0
    print("all served")


main()
