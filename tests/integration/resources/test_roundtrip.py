# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Any document, once applied, is what the cloud holds: nothing is left to change, and an export says the same."""

from __future__ import annotations

import stub_cloud
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs import Runs

names = st.text("abcdef-", min_size=1, max_size=6)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
tags = st.lists(st.text("xyz", min_size=1, max_size=3), max_size=3, unique=True)


def entries(**fields: st.SearchStrategy) -> st.SearchStrategy:
    """Entries of unique names, each with any of the optional *fields*."""
    entry = st.fixed_dictionaries({"name": names}, optional=fields)
    return st.lists(entry, max_size=4, unique_by=lambda one: one["name"])


rules = st.lists(
    st.fixed_dictionaries(
        {"protocol": st.sampled_from(["tcp", "udp"]), "port_range_min": st.integers(1, 65535)},
        optional={"remote_ip_prefix": st.sampled_from(["192.0.2.0/24", "198.51.100.7/32"])},
    ),
    max_size=3,
)


@st.composite
def documents(draw) -> dict:
    """Documents whose names refer to each other."""
    networks = draw(entries(description=texts, shared=st.booleans(), mtu=st.integers(68, 9000), tags=tags))
    projects = draw(entries(description=texts, enabled=st.booleans(), tags=tags))
    users = draw(entries(email=texts, password=st.text("abc", min_size=1)))
    subnets = [
        {"name": name, "network": network["name"], "cidr": f"10.{number}.0.0/24", "enable_dhcp": draw(st.booleans())}
        for number, network in enumerate(networks)
        for name in draw(st.lists(st.sampled_from(["a", "b"]), unique=True))
    ]
    references = [{"network": subnet["network"], "name": subnet["name"]} for subnet in subnets]
    some = st.lists(st.sampled_from(references), unique_by=str, max_size=2) if references else st.just([])
    targets = [{"user": user["name"], "project": project["name"]} for user in users for project in projects]
    return {
        "name": "property",
        "projects": projects,
        "users": users,
        "role_assignments": [{"role": "member", **target} for target in targets],
        "networks": networks,
        "subnets": subnets,
        "routers": draw(entries(interfaces=some, description=texts)),
        "security_groups": draw(entries(ingress=rules, egress=rules, tags=tags)),
        "flavors": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"name": names, "ram": st.integers(1, 512), "vcpus": st.integers(1, 8)},
                    optional={"extra_specs": st.dictionaries(names, texts, max_size=3)},
                ),
                max_size=3,
                unique_by=lambda one: one["name"],
            )
        ),
    }


relaxed = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@relaxed
@given(documents())
def test_applied_document_leaves_nothing_to_change(document):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        announced = runs.applied(document, check=True)
        assert runs.applied(document) == announced
        assert runs.applied(document, check=True, prune=True) == []


@relaxed
@given(documents())
def test_exported_document_leaves_nothing_to_change(document):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        runs.applied(document)
        assert runs.applied(runs.exported(), check=True) == []


@relaxed
@given(documents(), documents())
def test_any_document_becomes_any_other(first, second):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        for kind in ("subnets", "flavors"):  # what cannot be changed in place may be replaced
            second[kind] = [{**entry, "replace": True} for entry in second[kind]]
        runs.applied(first)
        runs.applied(second, prune=True)
        assert runs.applied(second, check=True, prune=True) == []


@relaxed
@given(documents())
def test_absent_document_leaves_nothing_behind(document):
    with stub_cloud.running() as cloud:
        runs = Runs(stub_cloud.login(cloud))
        before = runs.exported()
        runs.applied(document)
        runs.applied(document, absent=True)
        assert runs.exported() == before
