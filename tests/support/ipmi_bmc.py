# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A BMC that speaks IPMI, on loopback: OpenIPMI's simulator, whose machine is a directory."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIGURATION = """
name "machine"
set_working_mc 0x20
startlan 1
  addr 127.0.0.1 {port}
  priv_limit admin
  allowed_auths_admin md5
  guid a123456789abcdefa123456789abcdef
endlan
chassis_control "{directory}/chassis {directory}"
user 2 true "admin" "{password}" admin 10 md5
"""
# What its management controller is (ipmi_sim_cmd(5)).
CONTROLLER = """
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
mc_enable 0x20
"""
# How the simulator asks the machine, and tells it what to do: `chassis DIRECTORY get|set|check NAME [VALUE]`.
CHASSIS = """#!/bin/sh
case $2 in
    set) echo "$4" >"$1/$3" ;;
    get) echo "$3:$(cat "$1/$3" 2>/dev/null || echo 0)" ;;
esac
"""


@dataclass(frozen=True)
class IpmiBmc:
    """A BMC that answers at *port*, and the *directory* with what it has made of its machine."""

    port: int
    directory: Path

    @property
    def is_on(self) -> bool:
        """Tell whether the machine is on."""
        state = self.directory / "power"
        return state.exists() and state.read_text().strip() == "1"


@contextmanager
def running(directory: Path, password: str) -> Iterator[IpmiBmc]:
    """Run a BMC whose files are in *directory*, and whose user `admin` has *password* (16 characters, no blank)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lan, controller, chassis = (directory / name for name in ("lan.conf", "controller.emu", "chassis"))
    lan.write_text(CONFIGURATION.format(directory=directory, port=port, password=password))
    controller.write_text(CONTROLLER)
    chassis.write_text(CHASSIS)
    chassis.chmod(0o700)
    command = ["ipmi_sim", "--config-file", lan, "--command-file", controller, "--state-dir", directory, "--nopersist"]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen([*command, "--nostdio"], stdout=log, stderr=log, cwd=directory)
    try:
        time.sleep(0.5)
        assert process.poll() is None, (directory / "log").read_text()
        yield IpmiBmc(port, directory)
    finally:
        process.kill()
        process.wait()
