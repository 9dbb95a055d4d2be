"""Build the Debian package: `python config/packaging/build_deb.py 12 13`, or `make deb`.

It lays the program, its pinned packages and the files beside this one out as they will lie on a
machine, and lets dpkg-deb pack that. Nothing of the target is run, so that one machine builds for
every release of Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
HOME = Path("usr/lib/survivor-survey")

#: The Python and the C library of each release of Debian.
RELEASES = {"12": ("3.11", 36), "13": ("3.13", 41)}
#: What wheels call an architecture that Debian calls otherwise.
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}

#: Where each file beside this one lies on a machine, and its mode.
LAID: dict[str, tuple[str, int]] = {
    "survey": ("usr/bin", 0o755),
    "systemd/survey.target": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-public.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-desk.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-worker.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-mix.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-mix.timer": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-daily.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-daily.timer": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-upgrade.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-status.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-status.timer": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-backup.service": ("usr/lib/systemd/system", 0o644),
    "systemd/survey-backup.timer": ("usr/lib/systemd/system", 0o644),
    "nginx/public.conf": ("etc/survivor-survey/nginx", 0o644),
    "nginx/desk.conf": ("etc/survivor-survey/nginx", 0o644),
    "nginx/site.example": ("usr/share/doc/survivor-survey", 0o644),
    "tor/onion-service.example": ("usr/share/doc/survivor-survey", 0o644),
    "network/network.conf": ("usr/share/doc/survivor-survey", 0o644),
}
#: The program. Processes that it starts for slow work read it as well, and must not begin it anew.
PROGRAM = f"""\
#!/{HOME}/bin/python
from survey.cli.loading import run

if __name__ == "__main__":
    run()
"""
#: Documents that go with the package.
DOCUMENTS = ("docs/installing.md", "docs/operating.md", "CHANGELOG.md")


def main(releases: list[str]) -> None:
    """Build the package for each release of Debian, and print where it lies."""
    os.umask(0o022)
    os.environ.setdefault("SOURCE_DATE_EPOCH", _last_commit())
    for release in releases or list(RELEASES):
        print(build(release).relative_to(ROOT))


def build(release: str) -> Path:
    """Return the package for a release of Debian, laid out and packed anew."""
    tree = BUILD / "deb" / release
    shutil.rmtree(tree, ignore_errors=True)
    _lay_out_environment(tree, release)
    _lay_out_files(tree)
    _write_control(tree, release)
    package = BUILD / f"survivor-survey_{_version(release)}_{_architecture()}.deb"
    _run("dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(tree), str(package))
    return package


def _lay_out_environment(tree: Path, release: str) -> None:
    """Lay out a virtual environment by hand (PEP 405): one that is made is bound to its place."""
    python, _ = RELEASES[release]
    home = tree / HOME
    site = home / "lib" / f"python{python}" / "site-packages"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(f"/usr/bin/python{python}")
    (home / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}\n"
    )
    wanted = BUILD / "deb" / f"requirements-{release}.txt"
    wanted.write_text(_requirements_of(python), encoding="utf-8")
    _pip(
        "install", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(wanted),
        "--target", str(site), "--no-compile", *_target(release),
    )  # fmt: skip
    wheels = BUILD / "deb" / "wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT))
    ours = str(next(wheels.glob("*.whl")))
    _pip("install", "--no-deps", "--target", str(site), "--no-compile", ours)
    shutil.rmtree(site / "bin", ignore_errors=True)  # they name the Python of this machine
    program = home / "bin" / "survey"
    program.write_text(PROGRAM)
    program.chmod(0o755)


def _requirements_of(python: str) -> str:
    """Return the pinned packages with their hashes that a version of Python needs on Linux."""
    there = {"python_version": python, "python_full_version": f"{python}.0"}
    blocks = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", "\0")
    kept = []
    for line in blocks.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        named, _, hashes = line.partition("\0")
        wanted = Requirement(named.strip())
        if wanted.marker is None or wanted.marker.evaluate(there):
            wanted.marker = None
            kept.append(f"{wanted} {hashes.replace(chr(0), ' ')}")
    return "\n".join(kept) + "\n"


def _target(release: str) -> list[str]:
    """Return what tells pip for which Python and which C library to choose wheels."""
    python, library = RELEASES[release]
    machine = MACHINES[_architecture()]
    names = [f"manylinux_2_{minor}_{machine}" for minor in range(library, 16, -1)]
    places = [*names, f"manylinux2014_{machine}", f"manylinux1_{machine}", "any"]
    told = ["--implementation", "cp", "--python-version", python]
    return told + [word for name in places for word in ("--platform", name)]


def _lay_out_files(tree: Path) -> None:
    for name, (folder, mode) in LAID.items():
        place = tree / folder / Path(name).name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, place)
        place.chmod(mode)
    told = tree / "usr" / "share" / "doc" / "survivor-survey"
    for document in DOCUMENTS:
        shutil.copyfile(ROOT / document, told / Path(document).name)
    shutil.copyfile(ROOT / "LICENSE", told / "copyright")


def _write_control(tree: Path, release: str) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    words = (HERE / "debian" / "control").read_text(encoding="utf-8")
    told = {
        "@VERSION@": _version(release),
        "@ARCHITECTURE@": _architecture(),
        "@PYTHON@": RELEASES[release][0],
        "@SIZE@": str(size),
    }
    for name, value in told.items():
        words = words.replace(name, value)
    (control / "control").write_text(words, encoding="utf-8")
    kept = sorted(f"/{place}/{Path(name).name}" for name, (place, _) in LAID.items())
    conffiles = [one for one in kept if one.startswith("/etc/")]
    (control / "conffiles").write_text("".join(f"{one}\n" for one in conffiles))
    for script in ("postinst", "prerm", "postrm"):
        shutil.copyfile(HERE / "debian" / script, control / script)
        (control / script).chmod(0o755)


def _version(release: str) -> str:
    """Return the version of the program, with the release of Debian that it is packed for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['version']}~deb{release}"


def _architecture() -> str:
    asked = ("dpkg", "--print-architecture")
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _last_commit() -> str:
    asked = ("git", "log", "-1", "--format=%ct")
    told = subprocess.run(asked, cwd=ROOT, check=False, capture_output=True, text=True)
    return told.stdout.strip() or "0"


def _pip(*words: str) -> None:
    _run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
