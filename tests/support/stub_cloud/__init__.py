# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A small OpenStack in memory, behind real HTTP: enough of its APIs to hold a document, and faults on demand.

It stands for services that the test cloud does not have (Cinder, Heat), for faults, and for great numbers. What it
cannot tell is whether the real services take the same requests; tests/scenarios/deployed asks those.
"""

from stub_cloud.serving import login, running
from stub_cloud.state import PASSWORD, VERSIONS, StubCloud

__all__ = ["PASSWORD", "VERSIONS", "StubCloud", "login", "running"]
