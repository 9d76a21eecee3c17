# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Makes the cloud's certificate authority and its certificates, and renews them in time."""

from __future__ import annotations

import datetime
import ipaddress
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import Entry, as_result, made, set_anew
from ansible_collections.stackwright.cloud.plugins.plugin_utils import private_files, x509
from ansible_collections.stackwright.cloud.plugins.plugin_utils.certificates import (
    AUTHORITY,
    CLOUD,
    CertificateError,
    CertificateStore,
    host_name,
    stand_in,
)
from ansible_collections.stackwright.cloud.plugins.plugin_utils.variables import CloudVariables
from ansible_collections.stackwright.cloud.plugins.plugin_utils.x509 import Pair

ARGUMENTS = {
    "ca_certificate": {"type": "path"},
    "ca_key": {"type": "path"},
    "ca_days": {"type": "int", "default": 3650},
    "days": {"type": "int", "default": 365},
    "renew_before_days": {"type": "int", "default": 30},
}
ENDPOINT_VARIABLES = (
    "stackwright_internal_fqdn",
    "stackwright_external_fqdn",
    "stackwright_vip_address",
    "stackwright_external_vip_address",
)


class ActionModule(ActionBase):
    """Works on the controller's files only; the host of the task is not contacted."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Compare what is wanted with what is there, and make what is not."""
        result = super().run(tmp, task_vars)
        _validated, arguments = self.validate_argument_spec(
            argument_spec=ARGUMENTS, required_together=[["ca_certificate", "ca_key"]]
        )
        x509.insist_on_library()
        if arguments["days"] <= arguments["renew_before_days"]:
            raise AnsibleActionFail("pki_days must be more than pki_renew_before_days, or every run renews everything.")
        self._arguments = arguments
        self._variables = CloudVariables(self._loader, self._templar, task_vars)
        self._store = CertificateStore(self._variables["stackwright_directory"])
        self._now = datetime.datetime.now(datetime.timezone.utc)
        self._before = datetime.timedelta(days=arguments["renew_before_days"])
        self._renewed: dict[str, str] = {}
        self._changes: list[Entry] = []
        if self._task.check_mode:
            self._converge()
        else:
            private_files.make_directory(self._store.directory)
            with private_files.lock(self._store.directory):
                self._converge()
        result.update(as_result(self._changes, []))
        result.update(directory=self._store.directory, renewed=self._renewed)
        if self._task.check_mode:
            result["stand_ins"] = {name: stand_in(name) for name in self._renewed}
        return result

    def _converge(self) -> None:
        authority = self._operators_authority() if self._arguments["ca_certificate"] else self._own_authority()
        self._ensure(authority, CLOUD, [self._variables[name] for name in ENDPOINT_VARIABLES])
        for host, variables in self._variables["hostvars"].items():
            if "stackwright_address" in variables:
                self._ensure(authority, host_name(host), [host, variables["stackwright_address"]])

    def _ensure(self, authority: Pair, name: str, names: list[str]) -> None:
        names = list(dict.fromkeys(_normal(str(name)) for name in names))
        reason = x509.renewal_reason(self._store.read(name), authority, names, self._before, self._now)
        if reason and self._changing(name, reason):
            pair = x509.make_certificate(authority, names, self._arguments["days"], self._now)
            self._store.write(name, pair)

    def _operators_authority(self) -> Pair:
        pair = Pair(self._text("ca_certificate"), self._text("ca_key"))
        faults = x509.authority_faults(pair, self._now)
        if faults:
            raise CertificateError(
                f"The authority in {self._arguments['ca_certificate']} cannot be used: {'; '.join(faults)}."
            )
        text = self._store.read_text(f"{AUTHORITY}.pem")
        if text != pair.certificate and self._changing(AUTHORITY, "is another" if text else "does not exist"):
            self._store.write_certificate(AUTHORITY, pair.certificate)
        return pair

    def _own_authority(self) -> Pair:
        pair = self._store.read(AUTHORITY)
        if pair and pair.matches():
            reason = x509.expiry_reason(pair.leaf(), self._before, self._now)
        else:
            reason = "is damaged, or its key is another's" if pair else "does not exist"
        if not reason and pair:
            return pair
        # Keeping the key keeps every certificate that it signed valid under the new one.
        key = pair.key if pair and pair.matches() else None
        pair = x509.make_authority(
            f"Stackwright cloud {self._variables['stackwright_cloud']}", self._arguments["ca_days"], self._now, key
        )
        if self._changing(AUTHORITY, str(reason)):
            self._store.write(AUTHORITY, pair)
        return pair

    def _changing(self, name: str, reason: str) -> bool:
        """Note the change; says whether to make it."""
        self._renewed[name] = reason
        describe = made if self._store.read_text(f"{name}.pem") is None else set_anew
        self._changes.append(describe("certificate", name, reason))
        return not self._task.check_mode

    def _text(self, option: str) -> str:
        """Read the operator's file; the loader decrypts one that ansible-vault encrypted."""
        try:
            return str(self._loader.get_text_file_contents(self._arguments[option]))
        except AnsibleError as error:
            raise CertificateError(f"pki_{option} {self._arguments[option]} cannot be read.") from error


def _normal(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name.lower()
