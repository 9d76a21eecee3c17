# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Whether a host's package mirrors answer. Which they are is the host's own configuration."""

from __future__ import annotations

import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output

TIMEOUT = 8.0


def unreachable() -> list[dict[str, str]]:
    """Return what was tried in vain and why; empty where every mirror answers, or where there is no apt to ask."""
    urls = sorted(set(_release_files()))
    with ThreadPoolExecutor(max_workers=8) as pool:
        reasons = list(pool.map(_reason, urls))
    return [{"url": url, "reason": reason} for url, reason in zip(urls, reasons) if reason]


def _release_files() -> list[str]:
    """Return the file that apt fetches first from each repository (apt-get(8), indextargets)."""
    lines = (output("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)") or "").splitlines()
    pairs = (line.split() for line in lines)
    return [
        f"{words[0]}dists/{words[1]}/InRelease" for words in pairs if len(words) == 2 and words[0].startswith("http")
    ]


def _reason(url: str) -> str | None:
    request = urllib.request.Request(url, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):
            return None
    except urllib.error.HTTPError as error:
        # An old repository has Release and no InRelease; either way the mirror answers.
        return None if error.code == 404 else f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))
