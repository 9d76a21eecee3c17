# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The file of the cloud's secrets on the controller, plain or encrypted by ansible-vault.

``load`` is for whoever needs the secrets; ``SecretsStore`` is for the action that adds to them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import is_encrypted
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files

FILE_NAME = "secrets.yml"
_HEADER = "# The cloud's secrets. Keep a copy in a safe place. To encrypt: ansible-vault encrypt secrets.yml"


class SecretsError(AnsibleError):
    """The file of secrets cannot be used; the message says what to do."""


def load(loader: DataLoader, directory: str, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the cloud's secrets by name: those of the file in ``directory``, under the operator's ``overrides``.

    A file that does not exist holds none. Raises ``SecretsError``.
    """
    return {**SecretsStore(loader, directory).read(), **(overrides or {})}


class SecretsStore:
    """``secrets.yml`` in ``directory``."""

    def __init__(self, loader: DataLoader, directory: str) -> None:
        self.path = os.path.join(os.path.expanduser(directory), FILE_NAME)
        self._vault = loader._vault  # the loader offers no other way to the vault secrets of this run
        self._secret_id: str | None = None
        self._secret: Any = None
        self._text = ""

    def read(self) -> dict[str, Any]:
        """Return the entries; raises ``SecretsError`` where it is exposed, undecipherable or not a mapping."""
        try:
            with open(self.path, "rb") as file:
                data = file.read()
                mode = os.fstat(file.fileno()).st_mode & 0o777
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SecretsError(f"{self.path} cannot be read: {error.strerror}.") from error
        if is_encrypted(data):
            data = self._decrypt(data)
        elif mode & 0o077:
            raise SecretsError(
                f"{self.path} holds the cloud's secrets in plain text and others may read it (mode {mode:04o}). "
                f"Run: chmod 600 {self.path}; and rotate the secrets if others could log in here."
            )
        self._text = data.decode()
        return self._parse(self._text)

    def add(self, entries: Mapping[str, Any]) -> None:
        """Append ``entries`` to what ``read`` found, encrypted as the file was, its comments kept."""
        data = self._with(entries).encode()
        if self._secret is not None:
            data = self._vault.encrypt(data, self._secret, vault_id=self._secret_id)
        private_files.write(self.path, data)

    def _with(self, entries: Mapping[str, Any]) -> str:
        wanted = {**self._parse(self._text), **entries}
        text = f"{self._text.rstrip() or _HEADER}\n{_dump(entries)}"
        try:
            return text if self._parse(text) == wanted else _dump(wanted)
        except SecretsError:  # the file is a mapping in braces, to which no line can be appended
            return _dump(wanted)

    def _decrypt(self, data: bytes) -> bytes:
        try:
            text, self._secret_id, self._secret = self._vault.decrypt_and_get_vault_id(data)
        except AnsibleError as error:
            raise SecretsError(
                f"{self.path} is encrypted and cannot be decrypted with the vault passwords given. Give its password "
                "with --vault-password-file, --vault-id or --ask-vault-pass."
            ) from error
        return text

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            entries = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f" at line {mark.line + 1}" if mark else ""
            raise SecretsError(f"{self.path} is not valid YAML{where}.") from None
        if entries is not None and not isinstance(entries, dict):
            raise SecretsError(f"{self.path} must be a mapping of names to secrets.")
        return entries or {}


class _Dumper(yaml.SafeDumper):
    """Writes keys of many lines as block texts."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


def _dump(entries: Mapping[str, Any]) -> str:
    return yaml.dump(dict(entries), Dumper=_Dumper)
