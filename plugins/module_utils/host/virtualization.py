# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Whether KVM really runs guests here. /dev/kvm alone proves nothing: nested, it may accept guests that then hang."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile

from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import read

RECORD = "/var/lib/stackwright/virtualization.json"
DEVICE = "/dev/kvm"
CONTAINER = "stackwright_virtualization_probe"
TIME_LIMIT = 5

# A guest of one sector: three timer interrupts, a hundred million instructions in protected mode, then exit.
# Native, the whole takes well below a second.
_BOOT_CODE = bytes.fromhex(
    "fa 31c0 8ed8 8ed0 bc007c fb"  # real mode, stack below the sector, interrupts on
    "b90300 a06c04"  # cx = 3; al = the BIOS's tick counter
    "f4 3a066c04 74f9 e2f4"  # hlt until it moves on, three times
    "fa 660f0116607c 0f20c0 0c01 0f22c0 ea2e7c0800"  # load the segment table, enter protected mode
    "66b81000 8ed8 b900e1f505 4975fd"  # count down from 100,000,000
    "b031 e6f4 f4 ebfd"  # write 0x31 to the exit port, else stop
).ljust(72, b"\0") + bytes.fromhex("0000000000000000 ffff0000009acf00 ffff00000092cf00 1700 487c0000")
BOOT_SECTOR = _BOOT_CODE.ljust(510, b"\0") + b"\x55\xaa"
EXIT_STATUS = (0x31 << 1) | 1  # what QEMU's isa-debug-exit makes of it
PODMAN_FAILED = 125  # podman-run(1): the container was not even started


class ProbeError(Exception):
    """The probe could not be made at all."""


def recorded(image: str | None = None) -> dict | None:
    """Return what an earlier probe found for this kernel, and for *image* where given."""
    record = json.loads(read(RECORD) or "null")
    if not record or record["kernel"] != platform.release():
        return None
    return record if image in (None, record["image"]) else None


def answered(record: dict) -> dict:
    """Return the part of the module's result that says what *record* does."""
    return {
        "answer": record["answer"],
        "reason": record["reason"],
        "ansible_facts": {"stackwright_probed_virtualization": record["answer"]},
    }


def remember(record: dict) -> None:
    """Keep *record* for later runs."""
    os.makedirs(os.path.dirname(RECORD), mode=0o755, exist_ok=True)
    temporary = f"{RECORD}.new"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
    os.rename(temporary, RECORD)


def probe(image: str) -> dict:
    """Boot a guest with QEMU of *image*, and return the record: kernel, image, answer (kvm or qemu) and reason."""
    reason = _obstacle(image)
    return {
        "kernel": platform.release(),
        "image": image,
        "answer": "qemu" if reason else "kvm",
        "reason": reason or "a guest booted, took interrupts and computed at full speed",
    }


def _obstacle(image: str) -> str | None:
    if not os.path.exists(DEVICE):
        return f"there is no {DEVICE}"
    if platform.machine() != "x86_64":
        return f"no probe exists for {platform.machine()}; set stackwright_virtualization"
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "guest.img")
        with open(path, "wb") as file:
            file.write(BOOT_SECTOR)
        status, text = _run(command(image, path))
    if status == PODMAN_FAILED:
        raise ProbeError(text)
    return None if status == EXIT_STATUS else f"a guest did not finish within {TIME_LIMIT} s: {text}".rstrip(": ")


def _run(command: list[str]) -> tuple[int, str]:
    """Run *command* and return its exit status and the last line that is no warning."""
    completed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
    lines = [line for line in completed.stdout.decode(errors="replace").splitlines() if "warning:" not in line]
    return completed.returncode, lines[-1] if lines else ""


def command(image: str, path: str) -> list[str]:
    container = [
        "podman",
        "run",
        "--rm",
        f"--name={CONTAINER}",
        "--replace",
        "--pull=never",
        "--security-opt=label=disable",
        "--network=none",
        "--entrypoint=",
        "--user=0",
        "--cap-drop=all",
        f"--device={DEVICE}",
        f"--timeout={TIME_LIMIT}",
        f"--volume={path}:/guest.img:ro",
        image,
    ]
    machine = ["qemu-system-x86_64", "-machine", "pc,accel=kvm", "-m", "32", "-nodefaults", "-display", "none"]
    disk = ["-drive", "file=/guest.img,format=raw,if=floppy,readonly=on"]
    return [*container, *machine, *disk, "-device", "isa-debug-exit,iobase=0xf4,iosize=1"]
