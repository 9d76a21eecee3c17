# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Who keeps the containers of this host running."""

from __future__ import annotations

import os
from typing import Union

from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.restart_policy import RestartPolicy
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.systemd import Systemd

QUADLET_GENERATOR = "/usr/lib/systemd/system-generators/podman-system-generator"

Supervisor = Union[RestartPolicy, Systemd]


def supervisor_for(engine: Podman) -> Supervisor:
    """Return systemd where it is PID 1, with quadlet where podman has it, else podman's own restart policy."""
    if not os.path.isdir("/run/systemd/system"):
        return RestartPolicy(engine)
    return Systemd(engine, has_quadlet=os.path.exists(QUADLET_GENERATOR))
