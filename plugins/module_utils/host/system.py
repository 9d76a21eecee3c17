# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a host is: distribution, kernel, resources and limits. Standard library only; reads, never changes."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess

DATA_DIRECTORY = "/var/lib"
INOTIFY = "/proc/sys/fs/inotify"


def read(path: str) -> str | None:
    """Return the stripped text of file *path*, or None where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def output(*command: str) -> str | None:
    """Return what *command* prints, or None where it is not there or fails."""
    try:
        completed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return completed.stdout.decode(errors="replace").strip()


def distribution() -> dict[str, str]:
    """Return the distribution's ID, version and family (os-release(5))."""
    lines = (read("/etc/os-release") or read("/usr/lib/os-release") or "").splitlines()
    release = {
        key: value.strip("\"'") for key, separator, value in (line.partition("=") for line in lines) if separator
    }
    like = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    family = next(
        (family for family in ("debian", "rhel") if family in like), "redhat" if "fedora" in like else "other"
    )
    return {
        "id": release.get("ID", ""),
        "version": release.get("VERSION_ID", ""),
        "family": "rhel" if family == "redhat" else family,
    }


def cgroup_mode() -> str:
    """Return unified (v2), hybrid (v1 controllers beside a v2 tree) or legacy (v1), as systemd names them."""
    mounts = [line.split()[:3] for line in (read("/proc/mounts") or "").splitlines()]
    kinds = {kind for _device, path, kind in mounts if path.startswith("/sys/fs/cgroup")}
    if "cgroup" not in kinds:
        return "unified"
    return "hybrid" if "cgroup2" in kinds else "legacy"


def memory() -> dict[str, int]:
    """Return total, available and swap memory in MiB."""
    lines = (line.split() for line in (read("/proc/meminfo") or "").splitlines())
    kibibytes = {words[0].rstrip(":"): int(words[1]) for words in lines if len(words) > 1}
    names = {"total": "MemTotal", "available": "MemAvailable", "swap": "SwapTotal"}
    return {name: kibibytes.get(key, 0) // 1024 for name, key in names.items()}


def disk(path: str = DATA_DIRECTORY) -> dict[str, int]:
    """Return total and free space of the file system that holds *path*, in MiB."""
    usage = shutil.disk_usage(path)
    return {"total": usage.total // 2**20, "free": usage.free // 2**20}


def limits() -> dict[str, int]:
    """Return the hard limits of this process; -1 is none."""
    names = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    return {name: resource.getrlimit(limit)[1] for name, limit in names.items()}


def may_raise_limits() -> bool:
    """Tell whether this process has CAP_SYS_RESOURCE (capabilities(7), number 24)."""
    lines = (read("/proc/self/status") or "").splitlines()
    effective = next((line.split()[1] for line in lines if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> 24 & 1)


def kernel_module(name: str) -> bool:
    """Tell whether the kernel has module *name*: loaded, built in, or to be loaded."""
    if os.path.isdir(f"/sys/module/{name}"):
        return True
    directory = f"/lib/modules/{platform.release()}"
    lists = (read(f"{directory}/modules.builtin") or "") + (read(f"{directory}/modules.dep") or "")
    return f"/{name}.ko" in lists and os.path.exists("/proc/modules")


def images() -> list[str]:
    """Return the names of the container images on this host, none without podman."""
    return (output("podman", "images", "--format={{range .Names}}{{println .}}{{end}}") or "").split()


def files(directory: str) -> list[str]:
    """Return the paths of what is in *directory*, nothing where there is none."""
    try:
        return sorted(entry.path for entry in os.scandir(directory))
    except FileNotFoundError:
        return []


def gather() -> dict[str, object]:
    """Return all of it."""
    return {
        "distribution": distribution(),
        "architecture": platform.machine(),
        "kernel": platform.release(),
        "init": "systemd" if read("/proc/1/comm") == "systemd" else "other",
        "cgroups": cgroup_mode(),
        "cpus": os.cpu_count(),
        "memory": memory(),
        "disk": disk(),
        "limits": limits(),
        "may_raise_limits": may_raise_limits(),
        "pid_max": int(read("/proc/sys/kernel/pid_max") or 32768),
        "inotify": {name: int(read(f"{INOTIFY}/{name}") or 0) for name in ("max_user_instances", "max_user_watches")},
        "python": platform.python_version(),
        "podman": (output("podman", "--version") or "").rpartition(" ")[2] or None,
        "kvm": os.path.exists("/dev/kvm"),
        "ovs_datapath": "system" if kernel_module("openvswitch") else "netdev",
    }
