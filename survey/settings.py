"""What an operator may set, as one frozen object, and where the shipped files lie.

It knows TOML files and SURVEY_* variables that are handed in; it must not know the instance folder,
the database or any secret but the one inside a database address.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from survey.errors import SettingsProblems

PREFIX = "SURVEY_"

#: The version of this program, as reports name it.
PROGRAM_VERSION = "0.1.0"

#: Variables with our prefix that are no settings: the command line reads them itself. The last two
#: are how a person calls the program, and where secrets that end lie, where a package starts it.
NOT_SETTINGS = frozenset({"SURVEY_INSTANCE", "SURVEY_CONFIG", "SURVEY_CALLED", "SURVEY_EPHEMERAL"})

#: Sites whose pages show a visitor's own searches, friends, mail or purchases: not for leaving.
_PERSONAL_HOSTS = {
    "aol.com", "apple.com", "baidu.com", "bing.com", "discord.com", "facebook.com", "fb.com",
    "flipboard.com", "gmx.net", "hotmail.com", "icloud.com", "instagram.com", "linkedin.com",
    "live.com", "mail.ru", "messenger.com", "microsoft.com", "msn.com", "naver.com",
    "netflix.com", "office.com", "ok.ru", "outlook.com", "pinterest.com", "qq.com", "reddit.com",
    "snapchat.com", "spotify.com", "start.me", "telegram.org", "threads.net", "tiktok.com",
    "tumblr.com", "twitch.tv", "twitter.com", "vk.com", "web.de", "weibo.com", "whatsapp.com",
    "x.com", "youtu.be", "youtube.com",
}  # fmt: skip
#: Those that stand under the ending of each country.
_PERSONAL_NAMES = {"amazon", "ebay", "google", "yahoo", "yandex"}

#: The codes that a questionnaire may have.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_LEAVE = re.compile(r"https://.+|404")
#: An address with a host and a port alone: no name to sign in with, no folder, question or mark.
_SITE = re.compile(r"https?://[^\s/?#@\\]+")
#: What follows postgresql://, as SQLAlchemy reads it, with the port as its group.
_PLACE = re.compile(
    r"(?:[^:/]*(?::[^@]*)?@)?(?:\[[0-9A-Fa-f:.]+\]|[^/:?\[\]]*)(?::([0-9]{1,5}))?(?:[/?].*)?"
)
#: A password in the address of a database: before its host, or among what follows a question mark.
_PASSWORD = re.compile(r"[^:]+://[^/?@]*:[^@]+@.*|[^?]+\?(?:.*&)?password=.+")
_LAST_PORT = 65_535
_HOST_AND_PORT = r"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$"


def _by_language(value: Any) -> str | dict[str, str]:
    """Return one text, or one for each language; ValueError says what else stands there."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, dict) or not value:
        raise ValueError('write a text, or a line for each language, such as NAME.ar = "…"')
    for code, words in value.items():
        if not _LANGUAGE.fullmatch(code) or code.partition("-")[0] not in _languages():
            raise ValueError(
                f"“{code}” is not the code of a language; write one such as en, ar or pt-BR"
            )
        if not isinstance(words, str) or not words.strip():
            raise ValueError(f"nothing is written for {code}; write it, or take {code} out")
    return {code: words.strip() for code, words in value.items()}


@cache
def _languages() -> frozenset[str]:
    """Return the codes of the languages that have a name (Unicode CLDR)."""
    from babel import Locale  # only where something is set by language

    return frozenset(Locale("en").languages)


#: One text, or one for each language, of which the first stands in where there is no other.
ByLanguage = Annotated[str | dict[str, str], PlainValidator(_by_language)]


class Settings(BaseModel):
    """Every setting, checked. Unknown names are refused.

    The three `mix_…` numbers may be raised, never lowered: they are a promise to respondents (P2).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    #: "" means survey.db in the instance folder; else postgresql://… (may hold a password).
    database_url: Annotated[str, Field(repr=False)] = ""
    #: Where the public door listens, and how the outside names it ("" means http://ADDRESS).
    public_address: Annotated[str, Field(pattern=_HOST_AND_PORT)] = "127.0.0.1:8000"
    public_url: str = ""
    #: Where the desk listens, and how its staff name it ("" means http://ADDRESS).
    desk_address: Annotated[str, Field(pattern=_HOST_AND_PORT)] = "127.0.0.1:8001"
    desk_url: str = ""
    #: Host names that the public door answers to; () means those of public_url and the address.
    trusted_hosts: tuple[str, ...] = ()
    #: True: whoever runs this looked at leave_url: it looks the same to everybody.
    leave_url_checked: bool = False
    #: Where "Exit this page" goes; "404" means a page of our own that says that nothing was found.
    leave_url: ByLanguage = "https://www.bbc.co.uk/weather"
    #: True: leaving opens the neutral page in a new tab as well, where scripts run.
    exit_opens_tab: bool = False
    #: Who asks, and the words on reporting duties with their law and who confirmed them (SG-02).
    organisation: ByLanguage = ""
    safeguarding: ByLanguage = ""
    jurisdiction: ByLanguage = ""
    #: People whom staff can talk to about what they read, one a line; shown at the desk alone.
    team_support: str = ""
    legal_sign_off: str = ""
    #: Who stands behind reports: how to reach them, who paid, under which licence they may be used,
    #: and an SVG or PNG file with a logo (in the instance folder, or from the root).
    report_contact: str = ""
    report_funder: str = ""
    report_licence: str = ""
    report_logo: str = ""
    #: Proxies of ours in front: how many entries of X-Forwarded-For, from the right, are theirs.
    proxy_hops: Annotated[int, Field(ge=0, le=5)] = 0
    #: False where all visitors share one address, as behind Tor: then only studies are limited.
    limit_by_address: bool = True
    #: How often an hour one address, and one study, may be asked for each thing that can flood.
    address_hourly: Annotated[int, Field(ge=10, le=100_000)] = 60
    study_hourly: Annotated[int, Field(ge=100, le=1_000_000)] = 2_000
    #: How many thank-you codes of one study are given an hour, by all processes together.
    thanks_hourly: Annotated[int, Field(ge=1, le=10_000)] = 20
    #: Processes that serve the public door.
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    #: Threads of each of them: how many requests it works on at once. None waits for a body.
    threads: Annotated[int, Field(ge=1, le=64)] = 16
    #: Largest body of one request, in bytes.
    max_body_bytes: Annotated[int, Field(ge=64 * 1024, le=16 * 1024 * 1024)] = 1024 * 1024
    #: Seconds in which the whole body of a request must have come, from its headers on.
    body_seconds: Annotated[int, Field(ge=1, le=600)] = 120
    #: Letters of one study that must wait before a mix, and how many a mix leaves behind.
    mix_waiting: Annotated[int, Field(ge=40, le=100_000)] = 40
    mix_keep: Annotated[int, Field(ge=20, le=50_000)] = 20
    #: Least time between two mixes; kept in whole hours, rounded up.
    mix_interval_minutes: Annotated[int, Field(ge=60, le=7 * 24 * 60)] = 60
    #: For how long backups of the database are kept, in days.
    backup_days: Annotated[int, Field(ge=0, le=30)] = 30
    #: Public keys of age that backups are encrypted to; any one of the secret keys opens them.
    backup_recipients: tuple[str, ...] = ()
    #: Files with certificates (PEM) whose last days the doctor watches.
    certificate_files: tuple[str, ...] = ()
    #: Gigabytes (10^9 bytes) that must be free where the instance folder lies: else the doctor
    #: speaks up.
    least_free_gigabytes: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    #: False on a web node that is not the one which mixes (it holds no batch secret).
    mixes_here: bool = True

    _password_files: tuple[Path, ...] = PrivateAttr(())

    @property
    def password_files(self) -> tuple[Path, ...]:
        """Return the files with settings that hold a password of the database."""
        return self._password_files if self.database_url else ()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("write postgresql://… or leave it empty for the embedded database")
        if url.startswith("postgresql"):
            place = _PLACE.fullmatch(url.partition("://")[2])
            if place is None or not 0 < int(place[1] or 1) <= _LAST_PORT:
                raise ValueError(
                    "write the host, and after a colon its port, from 1 to "
                    f"{_LAST_PORT}, such as postgresql://name@127.0.0.1:5432/survey"
                )
        return url

    @field_validator("public_address", "desk_address")
    @classmethod
    def _known_port(cls, address: str) -> str:
        if not 0 < int(address.rpartition(":")[2]) <= _LAST_PORT:
            raise ValueError(f"write a port from 1 to {_LAST_PORT}, such as 127.0.0.1:8000")
        return address

    @field_validator("leave_url")
    @classmethod
    def _same_for_everybody(
        cls, urls: str | dict[str, str], info: ValidationInfo
    ) -> str | dict[str, str]:
        for url in (urls,) if isinstance(urls, str) else urls.values():
            if not _LEAVE.fullmatch(url):
                raise ValueError('write an address that begins with https://, or "404"')
            if url != "404" and (re.search(r"\s", url) or not _has_whole_host(url)):
                raise ValueError("write the whole address, such as https://www.example.org")
            host = urlsplit(url).hostname or ""
            if _is_personal(host) and not info.data.get("leave_url_checked", False):
                raise ValueError(
                    f"{host} may show what a person looked at before; choose a page that looks the "
                    "same to everybody, or look at it yourself and set leave_url_checked = true"
                )
        return urls

    @field_validator("public_url", "desk_url")
    @classmethod
    def _whole_address(cls, url: str) -> str:
        url = url.strip().rstrip("/")
        if not url:
            return url
        if not (url.startswith(("https://", "http://")) and _has_whole_host(url)):
            raise ValueError("write the whole address, such as https://survey.example.org")
        if not _SITE.fullmatch(url):
            raise ValueError(
                "write the address with nothing after the name of the host and its port, such as "
                "https://survey.example.org: no folder, and no name to sign in with"
            )
        return url

    @field_validator("mix_keep")
    @classmethod
    def _half_at_most(cls, keep: int, info: ValidationInfo) -> int:
        if 2 * keep > info.data.get("mix_waiting", 2 * keep):
            raise ValueError("write at most half of mix_waiting, so that enough letters move")
        return keep

    def leave_url_in(self, language: str) -> str:
        """Return where "Exit this page" goes on pages in a language, or else in the first one."""
        if isinstance(self.leave_url, str):
            return self.leave_url
        return self.leave_url.get(language) or next(iter(self.leave_url.values()))

    @property
    def address_of_site(self) -> str:
        """Return the address under which people reach the public door, without a slash at the
        end."""
        return self.public_url or f"http://{self.public_address}"

    @property
    def address_of_desk(self) -> str:
        """Return the address under which staff reach the desk, without a slash at the end."""
        return self.desk_url or f"http://{self.desk_address}"


def read_settings(files: Sequence[Path], environ: Mapping[str, str]) -> Settings:
    """Read settings from TOML files in order, then from SURVEY_* variables; the last one wins.

    Lists in a variable are written with commas. Raises SettingsProblems with every problem at once.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    sources = [*_from_files(files, problems), ("the environment", _from_environment(environ))]
    for origin, found in sources:
        values.update(found)
        origins.update(dict.fromkeys(found, origin))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += [_sentence(detail, origins) for detail in error.errors()]
    if problems:
        raise SettingsProblems("The settings cannot be used.", tuple(problems))
    held = (_PASSWORD.fullmatch(str(found.get("database_url", ""))) for _, found in sources[:-1])
    settings._password_files = tuple(
        Path(origin) for (origin, _), password in zip(sources, held, strict=False) if password
    )
    return settings


def why_not_set(name: str, value: Any) -> str:
    """Return what is wrong with a value of one setting, by itself; "" where it can be used."""
    try:
        Settings(**{name: value})
    except ValidationError as error:
        return _what(name, error.errors()[0])
    return ""


def settings_of_process(environ: Mapping[str, str]) -> Settings:
    """Return the settings of a server process: shipped defaults, the files that SURVEY_CONFIG names
    (with the system's separator between them), then SURVEY_ variables."""
    files = [Path(name) for name in environ.get("SURVEY_CONFIG", "").split(os.pathsep) if name]
    return read_settings([shipped("config") / "default.toml", *files], environ)


def shipped(name: str) -> Path:
    """Return the folder `templates` or `config`, from an installed wheel or from a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name


def _has_whole_host(url: str) -> bool:
    """Tell whether an address names a host, and a port that can be one if any."""
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        return False


def _is_personal(host: str) -> bool:
    """Tell whether a host is known to greet people with what is theirs."""
    labels = host.lower().rstrip(".").split(".")
    endings = {".".join(labels[start:]) for start in range(len(labels))}
    return bool(endings & _PERSONAL_HOSTS) or bool(set(labels[-3:-1]) & _PERSONAL_NAMES)


def _from_files(files: Sequence[Path], problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in files:
        try:
            yield str(file), tomllib.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            problems.append(f"{file}: the file cannot be read ({error.strerror}).")
        except UnicodeDecodeError:
            problems.append(f"{file}: the file is not UTF-8 text. Save it as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{file}: this is not TOML: {error}.")
        except (ValueError, RecursionError):
            problems.append(f"{file}: this is too deep or has too long a number.")


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            key = name.removeprefix(PREFIX).lower()
            found[key] = _split(environ[name]) if key in _LISTS else environ[name]
    return found


#: Settings that hold several values.
_LISTS = ("trusted_hosts", "backup_recipients", "certificate_files")


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _sentence(detail: ErrorDetails, origins: Mapping[str, str]) -> str:
    key = str(detail["loc"][0]) if detail["loc"] else "settings"
    origin = origins.get(key, "the settings")
    name = PREFIX + key.upper() if origin == "the environment" else key
    return f"{origin}: {name}: {_what(key, detail)}."


def _what(key: str, detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "extra_forbidden":
        return "there is no such setting; look in config/default.toml for the names"
    if kind == "greater_than_equal":
        return f"write {context['ge']} or more"
    if kind == "less_than_equal":
        return f"write {context['le']} or less"
    if kind == "string_pattern_mismatch":
        return _PATTERN_HINTS.get(key, "write it in the form that config/default.toml shows")
    if kind == "value_error":
        return str(context["error"])
    return detail["msg"][:1].lower() + detail["msg"][1:]


_PATTERN_HINTS = {
    "public_address": "write a host and a port, such as 127.0.0.1:8000",
    "desk_address": "write a host and a port, such as 127.0.0.1:8001",
}
