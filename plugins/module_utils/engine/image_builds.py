# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Builds of images on this host, with what the host knows of mirrors mounted for as long as a build runs."""

from __future__ import annotations

import configparser
import fcntl
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from ansible_collections.stackwright.cloud.plugins.module_utils.desired import build_settings
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import Recipe
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.host.mirrors import debian_mirrors
from ansible_collections.stackwright.cloud.plugins.module_utils.host.system import output

if TYPE_CHECKING:
    from types import TracebackType

ROOT = "/var/cache/stackwright/images"
LOGS = "/var/log/stackwright/images"
PIP_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
CA_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
# Podman sets its own limits for builds, and a host may not be allowed to raise any.
LIMITS = {"nofile": (resource.RLIMIT_NOFILE, 20000), "nproc": (resource.RLIMIT_NPROC, 32768)}
PACKAGES = ("dpkg-query", "--show", "--showformat=${Package}=${Version} ")
UNFINISHED = "io.stackwright.unfinished"
LINES = 20


class Workshop:
    """The place of one run's builds; used as a context, it keeps other runs waiting."""

    def __init__(self, podman: Podman, shared: Mapping[str, str], suite: str, mirrors: Mapping[str, str]) -> None:
        """Build with the *shared* programs (name to text) on Debian *suite*; *mirrors* override those of the host."""
        self.podman = podman
        self.shared = shared
        self.suite = suite
        self.mirrors = mirrors
        self.work = os.path.join(ROOT, "work")
        self.settings = os.path.join(self.work, "settings")

    def __enter__(self) -> Workshop:
        """Wait for the builds of other runs, and write what builds mount."""
        for directory in (ROOT, os.path.join(ROOT, "lists"), LOGS):
            os.makedirs(directory, mode=0o755, exist_ok=True)
        self._lock = open(os.path.join(ROOT, "lock"), "w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.settings, mode=0o700)
        os.chmod(self.work, 0o700)
        self._write_settings()
        self.podman.run("image", "prune", "--force", f"--filter=label={UNFINISHED}=true")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove all but the caches."""
        shutil.rmtree(self.work, ignore_errors=True)
        self._lock.close()

    def build(self, recipe: Recipe, parent: str | None) -> None:
        """Build the image of *recipe*, from the image *parent*; only a whole one gets its name."""
        family = os.path.basename(recipe["reference"]).partition(":")[0]
        context = os.path.join(self.work, family)
        cache = os.path.join(ROOT, family)
        os.makedirs(cache, exist_ok=True)
        write_files(context, recipe["files"])
        log = os.path.join(LOGS, f"{family}.log")
        with open(log, "w") as file:
            if parent is None:
                _logged(file, self._bootstrap(context))
            identity = os.path.join(self.work, f"{family}.id")
            mounts = {self.settings: f"{build_settings.BUILD}:ro", cache: build_settings.CACHE}
            mounts[os.path.join(ROOT, "lists")] = f"{build_settings.CACHE}/lists"
            options = [f"--volume={source}:{target}" for source, target in mounts.items()]
            options += [f"--iidfile={identity}", f"--label={UNFINISHED}=true"]
            options += [f"--build-arg=BASE={parent}"] if parent else []
            _logged(file, self._command(options, context))
            with open(identity) as made:
                self._finish(made.read().strip(), recipe, file)

    def _finish(self, identity: str, recipe: Recipe, log: TextIO) -> None:
        """Give the image *identity* its labels, the list of its packages among them, and its name."""
        labels = {**recipe["labels"], UNFINISHED: "false"}
        if recipe["artifact"] is None:
            query = ["run", "--rm", "--network=none", identity, *PACKAGES]
            labels["io.stackwright.packages"] = self.podman.run(*query).strip()
        context = os.path.join(self.work, f"{identity[-12:]}.labels")
        write_files(context, {"Containerfile": f"FROM {identity}\n"})
        options = [f"--label={name}={value}" for name, value in labels.items()]
        _logged(log, self._command([*options, f"--tag={recipe['reference']}"], context))
        self.podman.run("rmi", identity)

    def _command(self, options: list[str], context: str) -> list[str]:
        limits = {name: min(resource.getrlimit(which)[1], most) for name, (which, most) in LIMITS.items()}
        return [
            self.podman.program,
            "build",
            "--layers=false",
            "--pull=never",
            "--network=host",
            *(f"--ulimit={name}={limit}:{limit}" for name, limit in limits.items() if limit > 0),
            *options,
            context,
        ]

    def _bootstrap(self, context: str) -> list[str]:
        """Return the command that makes the root file system which a family without a parent starts from."""
        if shutil.which("mmdebstrap") is None:
            raise EngineError("mmdebstrap is not installed on this host; the role `host` installs it")
        sources = os.path.join(self.settings, "sources.list")
        archive = os.path.join(context, "rootfs.tar")
        fetching = build_settings.fetching_options(output("apt-config", "dump") or "", ca_file())
        return [os.path.join(context, "bootstrap"), self.suite, sources, archive, *fetching]

    def _write_settings(self) -> None:
        mirrors = {**debian_mirrors(), **{k: v for k, v in self.mirrors.items() if v}}
        bundle = ca_file()
        inside = f"{build_settings.BUILD}/ca.pem" if bundle else None
        fetching = build_settings.fetching_options(output("apt-config", "dump") or "", inside)
        files = {
            **self.shared,
            "sources.list": build_settings.sources_list(mirrors, self.suite),
            "apt.conf": build_settings.apt_configuration(fetching),
            "environment": build_settings.environment(str(time.time_ns()), python_index(), inside),
        }
        write_files(self.settings, files)
        if bundle:
            shutil.copyfile(bundle, os.path.join(self.settings, "ca.pem"))


def write_files(directory: str, files: Mapping[str, str]) -> None:
    """Write *files* (relative path to text) below *directory*; scripts become executable."""
    for name, text in files.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o755 if text.startswith("#!") else 0o644)


def ca_file() -> str | None:
    """Return the CA bundle that this host's programs trust."""
    named = [os.environ.get(name, "") for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE")]
    return next((path for path in [*named, *CA_FILES] if path and os.path.exists(path)), None)


def python_index() -> str | None:
    """Return the URL of the Python package index that this host uses, if it is not the default."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read([*map(os.path.expanduser, PIP_FILES), os.environ.get("PIP_CONFIG_FILE", "")])
    return os.environ.get("PIP_INDEX_URL") or parser.get("global", "index-url", fallback=None)


def _logged(log: TextIO, command: list[str]) -> None:
    """Run *command* with its output in *log*; raise EngineError with the last lines if it fails."""
    completed = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False)
    if completed.returncode:
        with open(log.name, errors="replace") as file:
            said = "    ".join(file.readlines()[-LINES:])
        program = os.path.basename(command[0])
        raise EngineError(f"{program} ended with {completed.returncode}, see {log.name}:\n    {said}")
