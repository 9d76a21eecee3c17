# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""How a task says where to log in, as documented in the fragment `login`."""

from __future__ import annotations

LOGIN = {
    "cloud": {"type": "raw"},
    "clouds_file": {"type": "path"},
    "auth": {"type": "dict", "no_log": True},
    "auth_type": {"type": "str"},
    "region_name": {"type": "str"},
    "interface": {"type": "str", "choices": ["public", "internal", "admin"]},
    "ca_cert": {"type": "path"},
}
