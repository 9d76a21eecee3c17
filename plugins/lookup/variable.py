# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: variable
short_description: A variable of the whole cloud, or its default
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns the value of C(stackwright_*) variables wherever role C(preflight), which has their defaults, is not
    part of the play.
options:
  _terms:
    description: Names of variables.
    required: true
"""

EXAMPLES = r"""
- name: Find the cloud's certificates
  ansible.builtin.find:
    paths: "{{ lookup('stackwright.cloud.variable', 'stackwright_directory') }}/pki"
"""

RETURN = r"""
_raw:
  description: The values.
  type: list
  elements: raw
"""

from ansible.plugins.lookup import LookupBase
from ansible_collections.stackwright.cloud.plugins.plugin_utils.variables import CloudVariables


class LookupModule(LookupBase):
    """Reads the inventory's variables over the defaults."""

    def run(self, terms, variables=None, **kwargs) -> list:
        """Return the values of the variables named by *terms*."""
        known = CloudVariables(self._loader, self._templar, variables)
        return [known[name] for name in terms]
