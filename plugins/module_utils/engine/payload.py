# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The desired state on its way to a host: one opaque word, so that no part of it shows in a log or an invocation."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any


def packed(state: Mapping[str, Any]) -> str:
    """Return *state*, plain JSON data, as one compressed word."""
    return base64.b64encode(zlib.compress(json.dumps(state).encode())).decode()


def unpacked(word: str) -> Any:
    """Return what was packed into *word*."""
    return json.loads(zlib.decompress(base64.b64decode(word)))
