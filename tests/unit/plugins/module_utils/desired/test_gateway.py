# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a gateway's host makes of OVN's databases, and when its routers may go."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.entry import as_line
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.gateway import (
    DRAINED,
    TAKING,
    GatewayError,
    View,
    changes,
    remote,
    view,
    wanted,
)

HOSTS = ("net1", "net2", "net3")
ROUTER = "router demo (966bb758)"
TAKES_NONE = f"~ gateway net1: takes no routers; {ROUTER} moves to another gateway"


def answer(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rows": list(rows)}


def ovsdb_map(**values: str) -> list:
    return ["map", [[name.replace("_", "-"), value] for name, value in values.items()]]


def local(options: str, silent: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return what net1's own database answers: its options, and tunnels to all others but those *silent*."""
    tunnels = [host for host in HOSTS if host != "net1"]
    return [
        answer(
            {"external_ids": ovsdb_map(system_id="net1", ovn_cms_options=options, ovn_remote="ssl:192.0.2.1:6642")},
        ),
        answer(
            {"name": "br-int", "external_ids": ovsdb_map()},
            *(
                {"name": f"ovn-{host}", "external_ids": ovsdb_map(ovn_chassis_id=f"{host}@192.0.2.9")}
                for host in tunnels
            ),
        ),
        answer(
            {"name": "br-int", "bfd_status": ovsdb_map()},
            *(
                {"name": f"ovn-{host}", "bfd_status": ovsdb_map(state="down" if host in silent else "up")}
                for host in tunnels
            ),
        ),
    ]


def southbound(gateways: dict[str, str], holder: str | None) -> list[dict[str, Any]]:
    """Return what the southbound database answers: the options of *gateways*, and who holds the router's port."""
    chassis = ["uuid", f"of {holder}"] if holder else ["set", []]
    port = {"logical_port": "cr-lrp-1f83", "datapath": ["uuid", "router"], "chassis": chassis}
    # OVN binds the switch's side of a pinned router too.
    other_side = {"logical_port": "1f83", "datapath": ["uuid", "switch"], "chassis": ["uuid", "of net1"]}
    return [
        answer(
            *(
                {
                    "_uuid": ["uuid", f"of {name}"],
                    "name": name,
                    "hostname": name,
                    "other_config": ovsdb_map(ovn_cms_options=options),
                }
                for name, options in gateways.items()
            )
        ),
        answer(
            {"_uuid": ["uuid", "router"], "external_ids": ovsdb_map(name="neutron-966bb758", name2="demo")},
            {"_uuid": ["uuid", "switch"], "external_ids": ovsdb_map(name="neutron-bb101cfb", name2="private")},
        ),
        answer(port),
        answer(other_side),
    ]


def seen(
    options: str = TAKING, holder: str | None = "net1", others: str = TAKING, silent: tuple[str, ...] = ()
) -> View:
    """Return what net1 sees, with *options* of its own, while *holder* has the router and the *others* theirs."""
    gateways = {host: options if host == "net1" else others for host in HOSTS}
    return view(local(options, silent), southbound(gateways, holder))


def lines(found: View, state: str, leaving: tuple[str, ...] = ("net1",)) -> list[str]:
    return [as_line(change) for change in changes(found, "net1", state, leaving)]


def test_host_knows_where_the_southbound_database_is():
    assert remote(local(TAKING, ())) == "ssl:192.0.2.1:6642"


def test_words_of_others_stay_where_a_gateway_is_drained_and_opened():
    options = ("availability-zones=az1", TAKING)
    drained = wanted(options, "drained")
    assert drained == ("availability-zones=az1", DRAINED)
    assert wanted(drained, "enabled") == options


def test_gateway_that_is_drained_names_the_routers_that_move():
    assert lines(seen(), "drained") == [TAKES_NONE]
    assert lines(seen(holder="net2"), "drained") == ["~ gateway net1: takes no routers"]


def test_run_that_was_killed_goes_on_with_the_routers_that_are_left():
    assert lines(seen(DRAINED), "drained") == [f"~ gateway net1: {ROUTER} moves to another gateway"]


@pytest.mark.parametrize(
    ("options", "state"), [(DRAINED, "drained"), (TAKING, "enabled"), ("", "drained"), ("", "enabled")]
)
def test_nothing_changes_where_it_is_so_or_the_host_is_no_gateway(options, state):
    assert lines(seen(options, holder="net2"), state) == []


def test_opened_gateway_takes_routers_again():
    assert lines(seen(DRAINED, holder="net2"), "enabled") == ["~ gateway net1: takes routers"]


@pytest.mark.parametrize(
    ("found", "leaving", "reason"),
    [
        (seen(others=""), ("net1",), "net1: it is the last."),
        (seen(others=DRAINED), ("net1",), "net1: it is the last."),
        (seen(), HOSTS, "net1: it is the last."),
        (seen(silent=("net2", "net3")), ("net1",), "of the others, net2, net3 cannot be reached from it."),
    ],
    ids=["no others", "others are drained", "others leave too", "others are silent"],
)
def test_last_gateway_is_not_drained(found, leaving, reason):
    with pytest.raises(GatewayError, match="nothing was changed") as failure:
        changes(found, "net1", "drained", leaving)
    assert reason in str(failure.value)


def test_one_of_the_others_is_enough():
    assert lines(seen(silent=("net2",)), "drained", ("net1",)) == [TAKES_NONE]


def test_port_has_gone_where_another_holds_it_or_it_is_no_more():
    assert [seen(holder=holder).elsewhere("cr-lrp-1f83") for holder in ("net1", None, "net2")] == [False, False, True]
    assert seen().elsewhere("cr-lrp-of-a-router-that-was-deleted")
