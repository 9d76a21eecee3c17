# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The inventory to copy, as preflight sees it on hosts that are as its comments say. The hosts' facts are made up."""

from __future__ import annotations

import ipaddress
import json

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import required_secrets
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.secrets import generate
from ansible_collections.stackwright.cloud.plugins.plugin_utils.preflight import Preflight
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services
from playbook import REPOSITORY

ARGUMENTS = {
    "memory": {"control": 6000, "compute": 2000},
    "disk": {"control": 15000, "compute": 10000},
    "downgrade": False,
}
FACTS = {
    "distribution": {"id": "debian", "version": "13", "family": "debian"},
    "podman": "5.4.2",
    "memory": {"total": 64000, "available": 60000, "swap": 0},
    "disk": {"total": 900000, "free": 800000},
    "kvm": True,
    "ovs_datapath": "system",
    "images": [],
    "schema_release": None,
    "listeners": [],
    "taken": [],
    "mirrors": [],
    "clock_offset": 0.0,
    "routes": [
        {"destination": "0.0.0.0/0", "interface": "bond0.100"},
        {"destination": "10.20.0.0/24", "interface": "bond0"},
    ],
    "resolved": {"cloud.example.org": ["203.0.113.10"], "10.20.0.10": ["10.20.0.10"]},
}


def facts(position: int) -> dict:
    """The facts of the host that is number *position* in each of its networks."""
    addresses = {
        "lo": "127.0.0.1/8",
        "bond0": f"10.20.0.{position}/24",
        "bond0.100": f"203.0.113.{position}/24",
        "bond0.200": f"10.21.0.{position}/24",
        "bond1": None,
    }
    links = {name: {"mac": f"{name}-{position}", "addresses": [own] if own else []} for name, own in addresses.items()}
    return {"stackwright_host": {**FACTS, "interfaces": links}, "stackwright_probed_virtualization": "kvm"}


class Example:
    """The inventory, with the variables that tasks on its hosts would have."""

    def __init__(self, directory, **extra):
        """Keep the cloud's files below *directory*, and set *extra* variables for all hosts."""
        self.loader = DataLoader()
        inventory = InventoryManager(self.loader, sources=[str(REPOSITORY / "inventories/example")])
        self.manager = VariableManager(self.loader, inventory)
        self.manager._extra_vars = {"stackwright_directory": str(directory), **extra}
        self.hosts = {host.name: host for host in inventory.get_hosts()}
        for name, host in self.hosts.items():
            address = self.manager.get_vars(host=host)["ansible_host"]
            self.manager.set_host_facts(name, facts(int(ipaddress.ip_address(address).packed[-1])))
        self.hostvars = HostVars(inventory, self.manager, self.loader)

    def variables(self, name: str) -> dict:
        """The variables of a task on host *name*."""
        own = self.manager.get_vars(host=self.hosts[name])
        return {**own, "hostvars": self.hostvars, "ansible_play_hosts_all": list(self.hosts)}

    def faults(self) -> list[str]:
        """What preflight complains of."""
        variables = self.variables("control1")
        templar = Templar(loader=self.loader, variables=variables)
        found = Preflight(self.loader, templar, variables, ARGUMENTS).faults()
        return [f"{fault.host}: {fault.text()}" for fault in found]

    def services(self, name: str) -> Services:
        """The services as host *name* sees them."""
        variables = self.variables(name)
        return Services(self.loader, Templar(loader=self.loader, variables=variables), variables)


def test_preflight_finds_nothing_wrong(tmp_path):
    assert Example(tmp_path).faults() == []


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("stackwright_interface", "bond2", "stackwright_interface is 'bond2': the host has no such interface"),
        ("stackwright_external_interface", "bond0.300", "stackwright_external_interface is 'bond0.300'"),
        ("stackwright_vip_address", "10.20.0.22", "it is the stackwright_address of compute2"),
        ("stackwright_overlay_adress", "10.21.0.1", "Did you mean stackwright_overlay_address?"),
        (
            "nova_config",
            {"nova.cnf": {"DEFAULT": {"debug": True}}},
            "there is no such file of nova. Did you mean nova.conf?",
        ),
        ("nova_config", {"nova.conf": {"debug": True}}, "nova.conf: debug must be a section"),
        ("nova_config", {"nova-compute.conf": {"libvirt": {"virt_type": "a\nb"}}}, "what it renders for"),
    ],
)
def test_preflight_finds_what_is_wrong(tmp_path, variable, value, complaint):
    assert complaint in "\n".join(Example(tmp_path, **{variable: value}).faults())


def test_options_that_fit_are_no_fault(tmp_path):
    options = {"nova.conf": {"DEFAULT": {"debug": True}}, "nova-compute.conf": {"libvirt": {"cpu_mode": "none"}}}
    assert Example(tmp_path, nova_config=options).faults() == []


def test_an_operators_template_is_tried_first(tmp_path):
    template = tmp_path / "templates/nova/nova-compute.conf.j2"
    template.parent.mkdir(parents=True)
    template.write_text("[DEFAULT]\ncompute driver\n")
    (fault,) = Example(tmp_path, stackwright_templates=str(tmp_path / "templates")).faults()
    assert fault.startswith("compute1: ")
    assert f"{template}: what it renders for /etc/nova/nova-compute.conf is not valid: line 2" in fault


def test_every_host_can_be_rendered(tmp_path):
    example = Example(tmp_path)
    kinds = required_secrets(example.services("control1").published_definitions)
    secrets = tmp_path / "secrets.yml"
    secrets.write_text(json.dumps({name: generate(kind) for name, kind in kinds.items()}))
    secrets.chmod(0o600)
    (tmp_path / "pki" / "hosts").mkdir(parents=True)
    for name in ("ca", "cloud", *(f"hosts/{host}" for host in example.hosts)):
        for suffix in ("pem", "key"):
            (tmp_path / "pki" / f"{name}.{suffix}").write_text(f"{suffix} of {name}\n")
    for name in example.hosts:
        services = example.services(name)
        containers = {item["specification"]["name"]: item for item in services.containers(None, services.names)}
        if name.startswith("control"):
            keepalived = containers["keepalived"]["contents"]["/etc/keepalived/keepalived.conf"]
            assert "203.0.113.10/32 dev bond0.100" in keepalived
            assert "10.20.0.10/32\n" in keepalived
        else:
            assert "ovn_controller" in containers
            assert "mariadb" not in containers
            assert ({"nova_compute", "libvirt"} <= set(containers)) == name.startswith("compute")
