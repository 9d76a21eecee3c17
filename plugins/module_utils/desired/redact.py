# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Configuration text without its secrets, fit for a diff or a log."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

HIDDEN = "********"
SHORTEST = 8
# How the name of an option that holds a secret ends, in whatever language the file is written.
_NAME = r"""["']?[\w.\-]*(?:password|passwd|pass|secret|cookie|token|key|auth)["']?"""
_PATTERNS = (
    # oslo.config, MariaDB, RabbitMQ, shell, YAML: one option a line.
    re.compile(rf"(?im)^([ \t]*(?:export[ \t]+|-[ \t]+)?{_NAME}[ \t]*[=:][ \t]*).+$"),
    # JSON and Python: anywhere in a line, with the value in quotes.
    re.compile(rf"""(?i)({_NAME}\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""),
    # HAProxy and keepalived: words with a blank between.
    re.compile(r"(?i)(\b(?:auth_pass|insecure-password|password|auth)[ \t]+)(?![=:])\S+"),
    # A URL's user, or one of several in oslo.messaging's.
    re.compile(r"((?:://|,)[^:/@,\s]*:)[^@/\s]+(?=@)"),
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def redacted(text: str, secrets: Collection[str] = ()) -> str:
    """Return *text* with private keys, the values of *secrets*, and whatever looks like a secret replaced."""
    if _PRIVATE_KEY.search(text):
        return f"{HIDDEN}\n"
    text = without(text, secrets)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text


def values(secrets: Mapping[str, Any]) -> list[str]:
    """Return every text in *secrets*; one of less than eight characters would hide harmless words."""
    texts: list[str] = []
    for secret in secrets.values():
        parts = secret.values() if isinstance(secret, Mapping) else secret if isinstance(secret, list) else [secret]
        texts += [str(part) for part in parts if len(str(part)) >= SHORTEST]
    return texts


def without(text: str, secrets: Collection[str]) -> str:
    """Return *text* with the values of *secrets* replaced, as they are and as URLs and JSON write them."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text
