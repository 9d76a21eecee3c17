# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: required_secrets
short_description: The secrets that the enabled services need
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns the kind of every secret that the definitions of the enabled services ask for, by the secret's name.
  - Names only; no value is read.
"""

EXAMPLES = r"""
- name: Make the secrets that the cloud lacks
  stackwright.cloud.secrets:
    directory: "{{ stackwright_directory }}"
    secrets: "{{ lookup('stackwright.cloud.required_secrets') }}"
"""

RETURN = r"""
_raw:
  description: One dictionary, name to kind.
  type: list
  elements: dict
"""

from ansible.plugins.lookup import LookupBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import required_secrets
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class LookupModule(LookupBase):
    """Reads the definitions of the enabled services."""

    def run(self, terms, variables=None, **kwargs) -> list[dict]:
        """Return the kinds by name; there are no terms."""
        return [required_secrets(Services(self._loader, self._templar, variables).published_definitions)]
