# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A host's packages, through apt or dnf as its distribution has it."""

from __future__ import annotations

import os
import subprocess

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host import HostError

APT = ("apt-get", "--yes", "--quiet", "--option=DPkg::Lock::Timeout=300")


def installed(family: str, names: list[str]) -> set[str]:
    """Return those of *names* that are installed; of all packages without names."""
    if family == "debian":
        lines = _lines(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names])
        return {name for name, _space, state in (line.partition(" ") for line in lines) if state == "installed"}
    lines = _lines(["rpm", "--query", "--queryformat=%{NAME}\n", *(names or ["--all"])])
    return {line for line in lines if " " not in line}


def install(family: str, names: list[str]) -> set[str]:
    """Install *names* and what they depend on, and return all that came; raises ``HostError``."""
    before = installed(family, [])
    if family == "debian":
        command = [*APT, "install", "--no-install-recommends", *names]
        if _status(command)[0]:
            # The lists may be old, or not there at all.
            _check([*APT, "update"])
            _check(command)
    else:
        _check(["dnf", "--assumeyes", "--quiet", "--setopt=install_weak_deps=False", "install", *names])
    return installed(family, []) - before


def remove(family: str, names: list[str]) -> None:
    """Remove *names* with their configuration; raises ``HostError``."""
    _check([*APT, "purge", *names] if family == "debian" else ["dnf", "--assumeyes", "--quiet", "remove", *names])


def _lines(command: list[str]) -> list[str]:
    # A name that is not known makes the query fail; the others are printed nevertheless.
    completed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return completed.stdout.decode().splitlines()


def _status(command: list[str]) -> tuple[int, str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    completed = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return completed.returncode, completed.stdout.decode(errors="replace")


def _check(command: list[str]) -> None:
    status, text = _status(command)
    if status:
        last = "\n".join(text.strip().splitlines()[-8:])
        raise HostError(f"`{' '.join(command)}` failed with status {status}:\n{last}")
