# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The HTTP library. Only the controller has it; whatever names these files must be importable anywhere."""

from __future__ import annotations

from typing import Any

requests: Any
try:
    import requests
except ImportError:
    requests = None

__all__ = ["requests"]
