# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A change of a host's network that is taken back unless it is confirmed in time."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Collection, Iterable
from contextlib import suppress

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.host_network.managers import Change
from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output

DIRECTORY = "/var/lib/stackwright/host_network"
BEFORE = f"{DIRECTORY}/before"
TAKEN_BACK = f"{DIRECTORY}/taken-back"
UNIT = "stackwright-host-network"
# The interfaces' own addresses and routes, which no manager may know of.
SAVED = ("address", "route")
# Seconds until the host begins to change, in which it answers.
DELAY = 1


def pending() -> bool:
    """Tell whether a change waits for its confirmation."""
    return os.path.isdir(DIRECTORY) and not taken_back()


def taken_back() -> bool:
    """Tell whether the last change was taken back, and nobody has been told yet."""
    return os.path.exists(TAKEN_BACK)


def begin(
    changes: list[Change],
    mode: int,
    commands: list[list[str]],
    gone: Collection[str],
    made: Collection[str],
    timeout: int,
) -> None:
    """Make *changes*, files of *mode*, and have the host read them by *commands* once this process has ended.

    Bonds and VLANs that are *gone* are removed. After *timeout* seconds all is taken back, and those *made* removed.
    """
    discard()
    os.makedirs(BEFORE, mode=0o700)
    for one in changes:
        if one.before is not None:
            kept = BEFORE + one.path
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            shutil.copy2(one.path, kept)
    for kind in SAVED:
        with open(f"{DIRECTORY}/{kind}", "wb") as file:
            subprocess.run(["ip", kind, "save"], stdout=file, check=True)
    steps = [*(_reversal(one) for one in changes), *_removals(made), *commands]
    restored = [f"ip {kind} restore <{DIRECTORY}/{kind}" for kind in SAVED]
    _script("take-back", [*map(shlex.join, steps), *restored, f"touch {TAKEN_BACK}"])
    _script("apply", map(shlex.join, [*_removals(gone), *commands]))
    _later(f"{UNIT}-take-back", "take-back", timeout)
    for one in changes:
        _write(one, mode)
    _later(f"{UNIT}-apply", "apply", DELAY)


def confirm() -> bool:
    """Keep the change for good, and tell whether it could be: it may be on its way back by now."""
    _stop()
    if taken_back() or output("systemctl", "is-active", f"{UNIT}-take-back.service"):
        return False
    discard()
    return True


def take_back() -> None:
    """Take the change back once this process has ended."""
    _stop()
    _later(f"{UNIT}-take-back", "take-back", DELAY)


def discard() -> None:
    """Forget what was before."""
    with suppress(FileNotFoundError):
        shutil.rmtree(DIRECTORY)


def _reversal(change: Change) -> list[str]:
    if change.before is None:
        return ["rm", "--force", change.path]
    return ["cp", "--archive", BEFORE + change.path, change.path]


def _removals(names: Collection[str]) -> list[list[str]]:
    return [["ip", "link", "delete", name] for name in sorted(names)]


def _script(name: str, lines: Iterable[str]) -> None:
    with open(f"{DIRECTORY}/{name}", "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def _later(unit: str, script: str, seconds: int) -> None:
    after = [f"--on-active={seconds}", "--timer-property=AccuracySec=100ms"]
    command = ["systemd-run", "--quiet", "--collect", f"--unit={unit}", *after, "/bin/sh", f"{DIRECTORY}/{script}"]
    subprocess.run(command, check=True)


def _stop() -> None:
    # Not the service: it must not be cut off half-way.
    output("systemctl", "stop", f"{UNIT}-take-back.timer")


def _write(change: Change, mode: int) -> None:
    if change.after is None:
        os.unlink(change.path)
        return
    os.makedirs(os.path.dirname(change.path), exist_ok=True)
    temporary = f"{change.path}.stackwright-new"
    with open(temporary, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(change.after)
    os.rename(temporary, change.path)
