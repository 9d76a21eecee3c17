# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import os

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.stackwright.cloud.plugins.plugin_utils.secrets_store import (
    SecretsError,
    SecretsStore,
    load,
)


def write(directory, data, mode=0o600):
    path = directory / "secrets.yml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    path.chmod(mode)
    return path


def vault_loader(**passwords):
    loader = DataLoader()
    loader.set_vault_secrets([(vault_id, VaultSecret(password.encode())) for vault_id, password in passwords.items()])
    return loader


def add(loader, directory, **entries):
    store = SecretsStore(loader, str(directory))
    store.read()
    store.add(entries)


def test_a_file_that_is_not_there_holds_nothing(tmp_path):
    assert load(DataLoader(), str(tmp_path)) == {}


def test_operator_values_come_first(tmp_path):
    write(tmp_path, "a: from-file\nb: kept\n")
    assert load(DataLoader(), str(tmp_path), {"a": "given"}) == {"a": "given", "b": "kept"}


def test_added_entries_are_private_and_comments_stay(tmp_path):
    path = write(tmp_path, "# mine\na: one  # why\n")
    add(DataLoader(), tmp_path, b="two", key="first\nsecond\n")
    assert path.read_text() == "# mine\na: one  # why\nb: two\nkey: |\n  first\n  second\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["secrets.yml"]


@pytest.mark.parametrize("text", ["{a: one}", "---\na: one\n...\n", "{}", "# only a comment\n", ""])
def test_entries_are_added_to_any_form_of_mapping(tmp_path, text):
    write(tmp_path, text)
    before = load(DataLoader(), str(tmp_path))
    add(DataLoader(), tmp_path, b="two")
    assert load(DataLoader(), str(tmp_path)) == {**before, "b": "two"}


def test_an_encrypted_file_stays_encrypted_with_its_own_vault_id(tmp_path):
    loader = vault_loader(other="wrong", prod="right")
    path = write(tmp_path, VaultLib().encrypt("a: one\n", VaultSecret(b"right"), vault_id="prod"), mode=0o644)
    add(loader, tmp_path, b="two")
    assert path.read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;prod\n")
    assert load(vault_loader(prod="right"), str(tmp_path)) == {"a": "one", "b": "two"}


def test_undecipherable_file_says_which_options_help(tmp_path):
    write(tmp_path, VaultLib().encrypt("a: one\n", VaultSecret(b"right")))
    for loader in (DataLoader(), vault_loader(default="wrong")):
        with pytest.raises(SecretsError, match="--vault-password-file"):
            load(loader, str(tmp_path))


def test_exposed_plain_text_is_refused(tmp_path):
    path = write(tmp_path, "a: one\n", mode=0o640)
    with pytest.raises(SecretsError, match=f"chmod 600 {path}"):
        load(DataLoader(), str(tmp_path))


@pytest.mark.parametrize(("text", "problem"), [("a: [", "line 2"), ("- a\n", "mapping"), ("a: 'hunter2", "YAML")])
def test_malformed_files_are_refused_without_quoting_them(tmp_path, text, problem):
    write(tmp_path, text + "\n")
    with pytest.raises(SecretsError, match=problem) as caught:
        load(DataLoader(), str(tmp_path))
    assert "hunter2" not in str(caught.value)
