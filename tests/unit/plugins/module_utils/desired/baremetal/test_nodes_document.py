# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.document import NodesError, merged
from node_examples import BMC, IMAGES, SECRETS, document, node


def faults(*nodes, **changes) -> list[str]:
    with pytest.raises(NodesError) as raised:
        document(*nodes, **changes)
    return raised.value.faults


def test_defaults_fill_what_a_node_leaves_out_also_within_mappings():
    defaults = {"bmc": {"username": "root", "secret": "bmc"}, "roles": ["compute"], "boot_mode": "bios"}
    given = {"name": "web", "bmc": {"address": "https://192.0.2.9"}, "roles": ["control"], "image": "debian"}
    web = document(given, defaults=defaults).nodes["web"]
    assert web["bmc"] == {"type": "redfish", "address": "https://192.0.2.9", "username": "root", "secret": "bmc"}
    assert web["roles"] == ["control"]
    assert web["boot_mode"] == "bios"
    assert web["state"] == "active"


def test_every_fault_is_told_at_once():
    found = faults(
        node("web", ports=[{"mac": "52:54:00:00:00"}], boot_mode="efi", tratis=[]),
        node("Web_2", bmc={"type": "ipmi", "verify": True}),
        {"bmc": {**BMC, "address": "https://192.0.2.11", "secret": "bcm"}, "image": "debain"},
    )
    text = "\n".join(found)
    for part in (
        "nodes[0] (web) has 'tratis', which is unknown; did you mean 'traits'?",
        "nodes[0] (web).ports[0].mac is '52:54:00:00:00'; it must be a MAC address like 52:54:00:12:34:56",
        "nodes[0] (web).boot_mode is 'efi'; it must be one of uefi, bios",
        "nodes[1] (Web_2).name is 'Web_2'; it must be a host name of small letters, digits, hyphens and dots",
        "nodes[1] (Web_2).bmc lacks `address`, which ipmi needs",
        "nodes[1] (Web_2).bmc has `verify`, which ipmi does not know",
        "nodes[1] (Web_2) boots over the network (bmc.type: ipmi) and has no port for that; add it to `ports`",
        "nodes[2] (without a name) lacks `name`",
        "nodes[2] (without a name).bmc.secret is 'bcm', and there is no such secret; did you mean 'bmc'?",
        "nodes[2] (without a name).image is 'debain', and the document has no such image; did you mean 'debian'?",
    ):
        assert part in text
    assert len(found) == 10


def test_fault_of_the_defaults_is_told_once():
    found = faults(node("a"), node("b", bmc={**BMC, "address": "https://b"}), defaults={"clean": "sometimes"})
    assert found == ["defaults.clean is 'sometimes'; it must be one of none, metadata, full"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "web"}, "name"),
        ({"bmc": BMC}, "BMC"),
        ({"ports": [{"mac": "52-54-00-00-00-0A"}]}, "MAC address"),
        ({"network": {"interfaces": [{"name": "eth0", "mac": "52:54:00:00:00:0a"}]}}, "MAC address"),
        (
            {"network": {"interfaces": [{"name": "e", "mac": "52:54:00:00:00:0b", "addresses": ["10.0.0.9/8"]}]}},
            "address",
        ),
    ],
)
def test_what_two_nodes_claim_is_a_fault(change, what):
    link = {"name": "eth0", "mac": "52:54:00:00:00:0a", "addresses": ["10.0.0.9/24"]}
    first = node("web", ports=[{"mac": "52:54:00:00:00:0A"}], network={"interfaces": [link]})
    other = {**node("other", bmc={**BMC, "address": "https://192.0.2.77"}), **change}
    (found,) = faults(first, other)
    assert f"has the same {what} as nodes[0] (web)" in found


def test_boot_over_the_network_needs_a_port_for_that():
    card = {"mac": "52:54:00:00:00:0a"}
    over_network = {"interfaces": {"boot": "ipxe"}}
    assert document(node("web", ports=[card], **over_network))
    for ports in ([], [{**card, "pxe": False}]):
        (found,) = faults(node("web", ports=ports, **over_network))
        assert "boots over the network (interfaces.boot: ipxe) and has no port for that" in found
    (found,) = faults(node("web", bmc={"type": "ipmi", "address": "192.0.2.10"}))
    assert "boots over the network (bmc.type: ipmi) and has no port for that" in found


def test_documents_are_taken_together_each_with_its_defaults():
    first = {"defaults": {"resource_class": "big"}, "nodes": [node("a")]}
    second = {"images": IMAGES, "nodes": [node("b", bmc={**BMC, "address": "https://b"})]}
    nodes = merged([first, second], SECRETS).nodes
    assert [nodes[name]["resource_class"] for name in "ab"] == ["big", "baremetal"]


@pytest.mark.parametrize("given", [None, [], "nodes.yml", {"nodes": {}}, {"nodes": ["web"]}, {"node": []}])
def test_what_is_no_document_is_told(given):
    with pytest.raises(NodesError):
        merged([given], SECRETS)
