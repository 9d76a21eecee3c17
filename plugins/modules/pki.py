#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors

"""Documentation of the C(pki) action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pki
short_description: Make and renew the cloud's certificates
version_added: 0.1.0
description:
  - Makes the cloud's own certificate authority, or uses the operator's, and signs one certificate for the cloud's
    endpoints and one for each host. Keys are ECDSA P-256, mode C(0600).
  - A certificate is made anew when its names or its authority change, when it is damaged and before it expires.
  - The own authority is renewed with the key it has, so that certificates which it signed stay valid.
  - Certificates are kept in C(pki/) of C(stackwright_directory), and name what C(stackwright_vip_address),
    C(stackwright_internal_fqdn), their external counterparts and each host's C(stackwright_address) say.
  - Runs on the controller; run it once, not per host.
author: Stackwright contributors (@stackwright)
requirements:
  - cryptography >= 42 on the controller
attributes:
  check_mode:
    description: Says which certificates would be made and why.
    support: full
  diff_mode:
    description: Shows names and reasons, never keys.
    support: full
  idempotent:
    description: A second run changes nothing until a certificate must be renewed.
    support: full
  platform:
    description: Runs on the controller.
    support: full
    platforms: posix
options:
  ca_certificate:
    description:
      - Certificate of the operator's authority, PEM, followed by those that signed it up to the root.
      - Without it, the cloud has an authority of its own.
    type: path
  ca_key:
    description: Key of the operator's authority, PEM without a passphrase. It may be encrypted by C(ansible-vault).
    type: path
  ca_days:
    description: Days for which an authority of our own is valid.
    type: int
    default: 3650
  days:
    description: Days for which certificates are valid.
    type: int
    default: 365
  renew_before_days:
    description: Renew what expires within so many days.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Make the cloud's certificates
  stackwright.cloud.pki:
  run_once: true

- name: Let the company's authority sign them
  stackwright.cloud.pki:
    ca_certificate: /etc/pki/company/ca.pem
    ca_key: /etc/pki/company/ca.key
  run_once: true
"""

RETURN = r"""
directory:
  description: Where the certificates are.
  returned: always
  type: str
renewed:
  description: Why each certificate was made anew, by name.
  returned: always
  type: dict
  sample: {"ca": "does not exist", "hosts/control1": "expires on 2027-01-02"}
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
stand_ins:
  description: In check mode, harmless texts for the certificates that are still to be made, so that a plan can go on.
  returned: in check mode
  type: dict
"""
