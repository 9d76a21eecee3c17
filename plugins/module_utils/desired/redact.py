# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Configuration text without its secrets, fit for a diff or a log."""

from __future__ import annotations

import re
from collections.abc import Collection

HIDDEN = "********"
# Options that hold a secret or a URL with one, in oslo.config, MariaDB, RabbitMQ, HAProxy, Python and JSON files.
_OPTION = re.compile(
    r"""(?im)^(\s*["']?[\w.\-]*(?:password|passwd|secret|token_key|secret_key|cookie|auth_pass|_key)["']?\s*[=:]\s*|auth_pass\s+).+$"""
)
_USERINFO = re.compile(r"(://|,)([^:/@,\s]+):([^@/\s]+)@")
_WHOLE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def redacted(text: str, secrets: Collection[str] = ()) -> str:
    """Return *text* with private keys, the values of *secrets*, and whatever looks like a secret replaced."""
    if _WHOLE.search(text):
        return f"{HIDDEN}\n"
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    text = _OPTION.sub(lambda match: match.group(1) + HIDDEN, text)
    return _USERINFO.sub(lambda match: f"{match.group(1)}{match.group(2)}:{HIDDEN}@", text)
