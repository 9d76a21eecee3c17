# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What an answer means for another attempt, and what it says."""

from __future__ import annotations

import json
import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.http_client import requests

ATTEMPTS = 6
LONGEST_WAIT = 60
# What Ironic says where it works on as many nodes as it may (its ConcurrentActionLimit, NoFreeConductorWorker).
FULL = ("concurrent action limit", "lack of free conductor workers")


def may_repeat(method: str, error: requests.RequestException) -> bool:
    """Return whether sending again can do no harm: a POST may have been carried out although no answer came."""
    if isinstance(error, requests.exceptions.SSLError):
        return False
    return method != "POST" or isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error)


def passing(method: str, status: int) -> bool:
    return status in (429, 503) or (status in (500, 502, 504) and method != "POST")


def full(answer: requests.Response) -> bool:
    """Return whether the service has no room for the request, which lasts for longer than attempts do."""
    return answer.status_code == 503 and any(words in said(answer) for words in FULL)


def pause(attempt: int, asked: str | None) -> float:
    """Return how many seconds to wait before the next attempt: what the service asked for, else more each time."""
    seconds = _seconds(asked) if asked else None
    return 0.25 * 2**attempt if seconds is None else min(seconds, LONGEST_WAIT)


def _seconds(asked: str) -> float | None:
    """Return the seconds of a `Retry-After`, which RFC 9110 allows to be a number or a date."""
    if asked.strip().isdigit():
        return int(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def reason(error: Exception) -> str:
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return str(cause or error)


def said(answer: requests.Response) -> str:
    """Return the service's own words; each service wraps them differently."""
    try:
        content = answer.json()
    except ValueError:
        text = re.sub(r"<[^>]+>|\s+", " ", answer.text).strip()
        return text[:300] or answer.reason
    while isinstance(content, dict) and content:
        words = [content.get(name) for name in ("message", "title", "faultstring")]
        content = next((word for word in words if word), None) or next(iter(content.values()))
        content = _unpacked(content)
    return str(content)


def _unpacked(content: Any) -> Any:
    """Return *content*, which Ironic sends as JSON within JSON, as data."""
    try:
        return json.loads(content) if isinstance(content, str) and content.startswith("{") else content
    except ValueError:
        return content
