"""The key for signing at the desk: what everybody sees of it, and what an administrator does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.services.overview.read_journal import search_journal
from survey.storage.instance import Instance
from survey.storage.keys.organisation_key import every_key, signing_secret
from tests.desk.conftest import StaffVisitor

Signed = Callable[..., StaffVisitor]
HERE, SECRET = "/signing-key", "keys/organisation.key"


def shown(visitor: StaffVisitor) -> str:
    """Give the words of the page of the key."""
    return visitor.get(HERE).words


def test_an_administrator_makes_the_key_and_everybody_sees_its_public_half(
    staff: Signed, instance: Instance
) -> None:
    ada, bo = staff("Ada", "administrator"), staff("Bo", "coordinator")
    assert "There is no key yet" in shown(bo)
    with pytest.raises(KeyError):
        bo.button("Make the key")
    ada.get("/")
    ada.follow("Key for signing")
    assert "The key is made." in ada.press("Make the key").words
    (key,) = every_key(instance)
    words = shown(bo)
    assert all(group in words for group in key.number.split())
    assert f"{instance.settings.address_of_site}/key" in words
    assert key.pem.split()[3] in words
    assert "They take the file bundle.zip" in words
    secret = signing_secret(instance)
    assert secret.hex() not in bo.page.html
    assert secret not in bo.response.data
    with pytest.raises(KeyError):
        bo.button("Go on with another key")
    made = search_journal(instance, None, "signing key made")
    assert [one.role for one in made] == ["administrator Ada"]


def test_another_key_takes_the_place_of_the_one_that_was_seen(
    staff: Signed, instance: Instance
) -> None:
    ada, eve = staff("Ada", "administrator"), staff("Eve", "administrator")
    ada.get(HERE)
    ada.press("Make the key")
    eve.get(HERE)
    first = every_key(instance)[0]
    assert "Say why the key is changed." in ada.press("Go on with another key", sure="y").words
    assert "Tick that you have read" in ada.press("Go on with another key", reason="stolen").words
    page = ada.press("Go on with another key", reason="stolen", sure="y")
    assert "The new key signs from now on." in page.words
    assert "Stolen: nothing that it signed is good." in page.words
    newest, older = every_key(instance)
    assert (older.public, older.stolen, newest.stolen) == (first.public, True, False)
    page = eve.press("Go on with another key", reason="ordinary", sure="y")
    assert "Another key is in force meanwhile." in page.words
    assert every_key(instance) == (newest, older)


def test_a_key_that_is_kept_elsewhere_is_not_changed_here(
    staff: Signed, instance: Instance
) -> None:
    ada = staff("Ada", "administrator")
    ada.get(HERE)
    ada.press("Make the key")
    ada.get(HERE)
    (instance.folder / SECRET).unlink()
    page = ada.press("Go on with another key", reason="ordinary", sure="y")
    assert ada.status == 422
    assert "The secret of the key in force is not kept here." in page.words
    assert len(every_key(instance)) == 1
    assert "nothing is signed here" in shown(ada)
    with pytest.raises(KeyError):
        ada.button("Go on with another key")


def test_where_no_key_can_be_written_it_is_said(staff: Signed, instance: Instance) -> None:
    ada = staff("Ada", "administrator")
    ada.get(HERE)
    (instance.folder / SECRET).mkdir()
    page = ada.press("Make the key")
    assert ada.status == 422
    assert "No key can be written into" in page.words
    assert every_key(instance) == ()
