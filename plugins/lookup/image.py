# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: image
short_description: The reference of an image family
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns the references under which the hosts have the cloud's images.
  - They follow from the release and the images' inputs.
options:
  _terms:
    description: Image families.
    required: true
"""

EXAMPLES = r"""
- name: Find out what runs guests
  stackwright.cloud.virtualization:
    image: "{{ lookup('stackwright.cloud.image', 'libvirt') }}"
"""

RETURN = r"""
_raw:
  description: The references.
  type: list
  elements: str
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class LookupModule(LookupBase):
    """Computes the references from the collection's files."""

    def run(self, terms, variables=None, **kwargs) -> list[str]:
        """Return the references of the families named by *terms*."""
        known = Services(self._loader, self._templar, variables).images
        faults = unknown_names(terms, known, "lookup stackwright.cloud.image")
        if faults:
            raise AnsibleLookupError("; ".join(faults))
        return [known[family] for family in terms]
