# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: guest_image
short_description: The small guest's disk image
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns the path of the small guest's disk image on the host that builds images. Its name ends in a hash of what it
    is made of.
options: {}
"""

EXAMPLES = r"""
- name: Give the cloud the small guest's image
  stackwright.cloud.resources:
    document:
      images:
        - {name: guest, file: "{{ lookup('stackwright.cloud.guest_image') }}"}
"""

RETURN = r"""
_raw:
  description: The path.
  type: list
  elements: path
"""

from ansible.plugins.lookup import LookupBase
from ansible_collections.stackwright.cloud.plugins.plugin_utils.image_inputs import guest_image
from ansible_collections.stackwright.cloud.plugins.plugin_utils.variables import CloudVariables


class LookupModule(LookupBase):
    """Computes the path from the collection's files."""

    def run(self, terms, variables=None, **kwargs) -> list[str]:
        """Return the path; there are no terms."""
        return [guest_image(CloudVariables(self._loader, self._templar, variables)["stackwright_release"])]
