# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the documentation of all libvirt modules has in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  uri:
    description:
      - The hypervisor, as libvirt's connection URI, such as V(qemu:///system), V(qemu+ssh://root@host/system) or
        V(qemu+tls://host/system).
    type: str
    default: qemu:///system
requirements:
  - libvirt-python (Debian and Ubuntu package C(python3-libvirt)) on the host that runs the module
notes:
  - Options that are not given are not managed. What libvirt fills in (addresses, aliases, defaults) is never a
    difference.
seealso:
  - name: libvirt
    description: The XML formats that the options stand for.
    link: https://libvirt.org/format.html
"""

    CHANGES = r"""
attributes:
  check_mode:
    support: full
    description: Names exactly what a run would change. What earlier tasks would have made and is not there yet is
      warned of.
  diff_mode:
    support: full
    description: One line for each option that changes, with how the change takes effect.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: posix
    description: Any host with libvirt-python; the hypervisor may be another one.
"""
