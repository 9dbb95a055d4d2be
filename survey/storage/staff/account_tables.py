"""The tables of accounts, their roles and sessions; schema.py takes them in."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata

#: Who works at the desk. `name` is what they sign in with; `link_mark` is an HMAC of a link that
#: works once, until the hour `link_until`; `totp_sealed` opens under the site key, and `totp_last`
#: is the step of the last code that was taken. No address, no device, no mail.
accounts = Table(
    "accounts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("password_hash", Text),
    Column("totp_sealed", LargeBinary),
    Column("totp_last", Integer),
    Column("link_mark", LargeBinary(32)),
    Column("link_until", Integer),
    CheckConstraint("state IN ('invited', 'active', 'left')", name="known_account_state"),
)

#: What an account may do, in one study or, with an empty `study_id`, in all.
account_roles = Table(
    "account_roles",
    metadata,
    Column("account_id", String(16), ForeignKey("accounts.id"), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("study_id", String(40), primary_key=True),
)

#: HMAC marks of recovery codes that were not used. One that is used is a row less.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account_id", String(16), ForeignKey("accounts.id"), primary_key=True),
    Column("mark", LargeBinary(32), primary_key=True),
)

#: Passkeys: public keys of WebAuthn credentials, under a label of their owner.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("account_id", String(16), ForeignKey("accounts.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("label", String(60), nullable=False),
)

#: Who is signed in: an HMAC mark of the token in the browser, and the minutes (since 1970) at which
#: it was begun and last used. Gone at signing out, and when it is over.
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("mark", LargeBinary(32), primary_key=True),
    Column("account_id", String(16), ForeignKey("accounts.id"), nullable=False),
    Column("began_minute", Integer, nullable=False),
    Column("used_minute", Integer, nullable=False),
)
