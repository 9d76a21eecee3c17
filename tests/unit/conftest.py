# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ansible's own loader, so that templates find the collection's filters; before any test imports the collection."""

from __future__ import annotations

import sys

from ansible.plugins.loader import init_plugin_loader

init_plugin_loader([path for path in sys.path if path.endswith(".collections")])
