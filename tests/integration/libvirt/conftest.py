# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A hypervisor of libvirt's test driver: in this process, and new for each connection."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import libvirt
import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor import network, pool, snapshot, volume
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domain_work import domain_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.domains import stored_config
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.info import GATHER
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.snapshots import snapshot_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.volume_work import volume_work
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.domain_options import DOMAIN_SPEC
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.plan import Plan
from ansible_collections.stackwright.cloud.plugins.modules.libvirt_network import work as network_work
from ansible_collections.stackwright.cloud.plugins.modules.libvirt_pool import work as pool_work

KINDS = {
    "domains": (DOMAIN_SPEC, domain_work),
    "networks": (network.SPEC, network_work),
    "pools": (pool.SPEC, pool_work),
    "volumes": (volume.SPEC, volume_work),
    "snapshots": (snapshot.SPEC, snapshot_work),
}


MOVING = {"addresses", "leases", "allocation", "available"}


class Hypervisor:
    """One hypervisor, brought to what is wanted as the modules do it."""

    def __init__(self, uri: str) -> None:
        self.connection = libvirt.open(uri)
        self.warnings: list[str] = []

    def reconcile(self, kind: str, *wanted: dict, check_mode: bool = False) -> list[Plan]:
        """The plans for these items, applied unless in check mode."""
        spec, work = KINDS[kind]
        options = {"type": "list", "elements": "dict", **spec}
        checked = ArgumentSpecValidator({kind: options}).validate({kind: list(wanted)})
        assert checked.error_messages == []
        module = SimpleNamespace(
            params=checked.validated_parameters, check_mode=check_mode, warn=self.warnings.append, tmpdir=None
        )
        plans = []
        for plan, apply in work(self.connection, module):
            if plan.changed and not check_mode:
                apply()
            plans.append(plan)
        return plans

    def stored(self, kind: str) -> list[dict]:
        """What there is of a kind, as options."""
        return GATHER[kind](self.connection)

    def state(self) -> list:
        """All that there is, but what moves by itself while guests run, to see whether anything changed."""
        conn = self.connection
        texts = [stored_config(one) for one in conn.listAllDomains()] + [
            one.XMLDesc() for one in conn.listAllNetworks()
        ]
        things = [thing for kind in ("domains", "networks", "pools", "volumes") for thing in self.stored(kind)]
        still = [{name: value for name, value in thing.items() if name not in MOVING} for thing in things]
        return sorted(texts) + sorted(still, key=str)


# Like test:///default, whose state however is shared by all connections of a process.
NODE = """<node>
  <domain type="test"><name>test</name><memory>8388608</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <devices><disk type="file"><source file="/guest/diskimage1"/><target dev="vda"/></disk>
    <interface type="network"><mac address="aa:bb:cc:dd:ee:ff"/><source network="default"/></interface></devices>
  </domain>
  <network><name>default</name><forward mode="nat"/><bridge name="virbr0"/>
    <ip address="192.168.122.1" netmask="255.255.255.0"/></network>
  <pool type="dir"><name>default-pool</name><target><path>/default-pool</path></target></pool>
</node>"""


@pytest.fixture(scope="session")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("libvirt") / "node.xml"
    path.write_text(NODE)
    return f"test://{path}"


@pytest.fixture
def hypervisor(uri: str) -> Iterator[Hypervisor]:
    opened = Hypervisor(uri)
    yield opened
    opened.connection.close()
