# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Where the undercloud of inventories/undercloud is."""

from __future__ import annotations

HOST = "10.234.0.11"
API = "https://10.234.0.10:6385"
FILES = "https://10.234.0.10:6183"
REGISTRY = "10.234.0.10:4000"
SSH_OPTIONS = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5"
