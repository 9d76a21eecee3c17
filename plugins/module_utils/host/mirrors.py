# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's package mirrors: which they are, by apt's own configuration, and whether they answer."""

from __future__ import annotations

import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import build_settings
from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output

HELPER = "/usr/lib/apt/apt-helper"
TIMEOUT = 8  # seconds


def debian_mirrors() -> dict[str, str]:
    """Return the URLs of the Debian mirrors, `main` and `security`, that apt fetches from."""
    # Without the option apt tells nothing of what it has not fetched from yet.
    targets = output("apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)")
    return build_settings.debian_mirrors(targets or "")


def unreachable() -> list[dict[str, str]]:
    """Return what was tried in vain and why; empty where every mirror answers, or where there is no apt to ask."""
    urls = sorted(set(_release_files()))
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(max_workers=8) as pool:
        paths = [os.path.join(directory, str(number)) for number, _url in enumerate(urls)]
        reasons = list(pool.map(_reason, urls, paths))
    return [{"url": url, "reason": reason} for url, reason in zip(urls, reasons) if reason]


def _release_files() -> list[str]:
    """Return the file that apt fetches first from each repository, whether it ever did or not (apt-get(8))."""
    lines = (output("apt-get", "update", "--print-uris") or "").splitlines()
    urls = (line.split(" ")[0].strip("'") for line in lines)
    return [url for url in urls if url.endswith("/InRelease")]


def _reason(url: str, path: str) -> str | None:
    """Fetch *url* as apt would, and return why that failed."""
    limits = [f"--option=Acquire::{scheme}::Timeout={TIMEOUT}" for scheme in ("http", "https")]
    completed = subprocess.run(
        [HELPER, *limits, "--option=Acquire::Retries=0", "download-file", url, path],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if completed.returncode == 0:
        return None
    errors = [line for line in completed.stderr.decode(errors="replace").splitlines() if line.startswith("E:")]
    return errors[0].rpartition(url)[2].strip() if errors else f"{HELPER} failed with status {completed.returncode}"
