# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: secret
short_description: A secret of the cloud
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns secrets from the cloud's file of secrets on the controller, decrypted where C(ansible-vault) encrypted it.
options:
  _terms:
    description: Names of secrets.
    required: true
"""

EXAMPLES = r"""
- name: Log in as the administrator
  ansible.builtin.uri:
    url: "{{ identity_url }}/v3/auth/tokens"
    method: POST
    body_format: json
    body: "{{ login | combine({'password': lookup('stackwright.cloud.secret', 'keystone_admin_password')}) }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: The values.
  type: list
  elements: raw
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class LookupModule(LookupBase):
    """Reads the file of secrets."""

    def run(self, terms, variables=None, **kwargs) -> list:
        """Return the values of the secrets named by *terms*."""
        secrets = Services(self._loader, self._templar, variables).secrets
        missing = [name for name in terms if name not in secrets]
        if missing:
            raise AnsibleLookupError(
                f"the cloud has no secret {', '.join(missing)}; it has {', '.join(sorted(secrets))}"
            )
        return [secrets[name] for name in terms]
