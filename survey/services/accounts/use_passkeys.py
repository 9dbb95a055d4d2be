"""Passkeys as a second factor (WebAuthn, Level 3): adding one, and showing that one is there.

It knows challenges and public keys. A private key never leaves its owner's device.
"""

from __future__ import annotations

from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from survey.errors import BadInput
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, signing_in
from survey.storage.staff.signing_in import Passkey

_NAME = "Survivor survey"
_LONGEST_LABEL = 60
_MOST = 10


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where a browser believes to be: the host that passkeys belong to, and the whole origin."""

    host: str
    origin: str


def passkey_to_make(instance: Instance, account_id: str, at: DeskPlace, challenge: bytes) -> str:
    """Return, as JSON, what a browser needs to make a passkey; `challenge` are 32 random bytes."""
    with instance.engine.connect() as conn:
        account = accounts.by_id(conn, account_id)
        there = signing_in.passkeys_of(conn, account_id)
    name = account.name if account else ""
    return options_to_json(
        generate_registration_options(
            rp_id=at.host,
            rp_name=_NAME,
            user_name=name,
            user_id=account_id.encode(),
            challenge=challenge,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in there],
        )
    )


def add_passkey(
    instance: Instance, account_id: str, label: str, made: str, at: DeskPlace, challenge: bytes
) -> None:
    """Keep a passkey that a browser made, under a label; BadInput for what is none."""
    label = " ".join(label.split())[:_LONGEST_LABEL] or "A passkey"
    try:
        found = verify_registration_response(
            credential=made,
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise _not_made() from None
    with writing(instance.engine) as conn:
        there = signing_in.passkeys_of(conn, account_id)
        if len(there) >= _MOST or any(one.id == found.credential_id for one in there):
            raise _not_made()
        signing_in.add_passkey(
            conn,
            Passkey(
                found.credential_id,
                account_id,
                found.credential_public_key,
                found.sign_count,
                label,
            ),
        )


def passkey_to_show(instance: Instance, account_id: str, at: DeskPlace, challenge: bytes) -> str:
    """Return, as JSON, what a browser needs to show a passkey; "" where the account has none."""
    with instance.engine.connect() as conn:
        there = signing_in.passkeys_of(conn, account_id)
    if not there:
        return ""
    return options_to_json(
        generate_authentication_options(
            rp_id=at.host,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in there],
        )
    )


def takes_passkey(
    instance: Instance, account_id: str, shown: str, at: DeskPlace, challenge: bytes
) -> bool:
    """Return whether what a browser shows comes from a passkey of the account, for this
    challenge."""
    with writing(instance.engine) as conn:
        for one in signing_in.passkeys_of(conn, account_id):
            try:
                found = verify_authentication_response(
                    credential=shown,
                    expected_challenge=challenge,
                    expected_rp_id=at.host,
                    expected_origin=at.origin,
                    credential_public_key=one.public_key,
                    credential_current_sign_count=one.sign_count,
                )
            except (WebAuthnException, ValueError, TypeError, KeyError):
                continue
            if found.credential_id == one.id:
                signing_in.count_passkey(conn, one.id, found.new_sign_count)
                return True
    return False


def remove_passkey(instance: Instance, account_id: str, passkey_id: str) -> None:
    """Forget a passkey of an account, by its id in base64url."""
    try:
        found = base64url_to_bytes(passkey_id)
    except ValueError:
        return
    with writing(instance.engine) as conn:
        signing_in.remove_passkey(conn, account_id, found)


def _not_made() -> BadInput:
    return BadInput(
        "The passkey was not added.",
        kept="Everything else of your account is as it was.",
        do="Try it once more, or go on with your code app.",
    )
