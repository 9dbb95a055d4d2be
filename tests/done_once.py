"""What libraries would work out anew for each test, with the same outcome: done once a process.

Nothing of ours is replaced: the first database of a process goes through every revision, and the
first app compiles each of its routes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import CodeType
from typing import Any

from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from jinja2 import Environment
from sqlalchemy import Connection, text
from werkzeug.routing import Rule

_EVERYTHING = text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
_REVISION = "alembic_version"

#: What writes the address of a route, by the route.
_writers: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
#: What makes the tables of an empty embedded database, once that is known.
_tables: list[str] = []

#: The code of a template, by its text and by what else tells how it is compiled.
_templates: dict[tuple[object, ...], CodeType] = {}

#: The hash of a password, by the password; and which passwords were found to fit a hash.
_hashes: dict[tuple[object, ...], str] = {}
_fitting: set[tuple[object, ...]] = set()

_hash_password = PasswordHasher.hash
_verify_password = PasswordHasher.verify
_compile_writer = Rule._compile_builder
_compile_template = Environment.compile
_upgrade = command.upgrade


def do_once() -> None:
    """Let the libraries remember, in this process."""
    Rule._compile_builder = _compiled_once  # type: ignore[assignment, method-assign]
    Environment.compile = _template_once  # type: ignore[assignment, method-assign]
    PasswordHasher.hash = _hashed_once  # type: ignore[method-assign]
    PasswordHasher.verify = _verified_once  # type: ignore[assignment, method-assign]
    command.upgrade = _upgraded_once


def forget_tables() -> None:
    """Let the next empty database go through every revision again, for tests of the revisions."""
    _tables.clear()


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """Compile what writes an address: it is given the rule, and keeps nothing of it."""
    if rule.defaults:
        return _compile_writer(rule, append_unknown)
    route = (rule.rule, *rule._trace, append_unknown)
    if route not in _writers:
        _writers[route] = _compile_writer(rule, append_unknown)
    return _writers[route]


def _hashed_once(
    hasher: PasswordHasher, password: str | bytes, *, salt: bytes | None = None
) -> str:
    """Hash a password, with a salt that is drawn once for it: a fifth of a second each, and most
    tests of the desk let somebody sign in."""
    if salt is not None:
        return _hash_password(hasher, password, salt=salt)
    asked = (hasher.time_cost, hasher.memory_cost, hasher.parallelism, _digest(password))
    if asked not in _hashes:
        _hashes[asked] = _hash_password(hasher, password)
    return _hashes[asked]


def _verified_once(hasher: PasswordHasher, hashed: str | bytes, password: str | bytes) -> bool:
    """Look whether a password fits; one that does not is looked at each time."""
    both = (hashed, _digest(password))
    if both not in _fitting:
        _verify_password(hasher, hashed, password)
        _fitting.add(both)
    return True


def _digest(password: str | bytes) -> bytes:
    """Return what stands for a password, which is kept nowhere."""
    return hashlib.sha256(password.encode() if isinstance(password, str) else password).digest()


def _template_once(
    made_for: Environment, source: str, name: str | None = None, filename: str | None = None
) -> CodeType:
    """Compile a template: its code holds nothing of the environment that it is made for."""
    escapes = made_for.autoescape
    told = (
        *(source, name, filename, escapes(name) if callable(escapes) else escapes),
        *(made_for.trim_blocks, made_for.lstrip_blocks, made_for.undefined),
        *(frozenset(made_for.filters), frozenset(made_for.tests), frozenset(made_for.extensions)),
    )
    if told not in _templates:
        _templates[told] = _compile_template(made_for, source, name, filename)
    return _templates[told]


def _upgraded_once(config: Config, revision: str, **more: Any) -> None:
    """Go through all revisions; where the database was empty and embedded, once only."""
    conn: Connection = config.attributes["connection"]
    alike = revision == "head" and not more and conn.dialect.name == "sqlite"
    if not alike or conn.execute(_EVERYTHING).first() is not None:
        _upgrade(config, revision, **more)
    elif _tables:
        for made in _tables:
            conn.exec_driver_sql(made)
    else:
        _upgrade(config, revision)
        _tables.extend(_statements(conn))


def _statements(conn: Connection) -> list[str]:
    """Give what makes the same tables; nothing, where a revision wrote rows of its own."""
    parts = conn.execute(_EVERYTHING).all()
    own = [name for kind, name, _ in parts if kind == "table" and name != _REVISION]
    if any(conn.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first() for name in own):
        return []
    (number,) = conn.exec_driver_sql(f"SELECT version_num FROM {_REVISION}").one()
    made = [sql for _, name, sql in parts if not name.startswith("sqlite_")]
    return [*made, f"INSERT INTO {_REVISION} VALUES ('{number}')"]
