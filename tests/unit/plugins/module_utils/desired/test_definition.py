# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import (
    among,
    databases,
    faults,
    groups_of,
    queues,
    required_secrets,
    users,
)

CONTAINER = {"phase": "services", "group": "control", "image": "openstack", "user": "glance"}
GOOD = {
    "database": ["glance"],
    "queue": "glance",
    "user": "glance",
    "secrets": {"glance_key": "base64_32"},
    "containers": {
        "glance_api": {**CONTAINER, "wsgi": {"module": "glance.wsgi.api", "port": 9292}},
        "glance_worker": {**CONTAINER, "command": ["worker"], "probe": {"running": 3, "timeout": 10}},
    },
    "jobs": {"glance_db_sync": {"image": "openstack", "user": "glance", "group": "control", "command": ["sync"]}},
}


def broken(**changes) -> dict:
    """Return the definition with *changes* in its worker; None takes a key away."""
    worker = {**GOOD["containers"]["glance_worker"], **changes}
    return {"containers": {"worker": {key: value for key, value in worker.items() if value is not None}}}


def test_good_definition_has_no_fault():
    assert faults("glance", GOOD) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"volume": []}, "has 'volume', which is unknown; did you mean 'volumes'?"),
        ({"phase": "service"}, ".phase is 'service'; it must be one of infrastructure, identity, services"),
        ({"command": None}, "needs either `command` or `wsgi`"),
        ({"wsgi": {}}, "needs either `command` or `wsgi`"),
        ({"probe": None}, "has no probe"),
        ({"probe": {"timeout": 3}}, ".probe must have exactly one of connected, exec, http, running, tcp"),
        ({"probe": {"tcp": "a:1", "running": 3}}, ".probe must have exactly one of"),
        ({"probe": {"tpc": "a:1"}}, ".probe must have exactly one of"),
        ({"user": None}, "lacks `user`"),
        ({"prepare": {"command": ["x"]}}, ".prepare lacks `creates`"),
    ],
)
def test_each_fault_is_one_sentence_with_its_place(changes, fault):
    (sentence,) = faults("glance", broken(**changes))
    assert sentence.startswith("glance_definition.containers.worker")
    assert fault in sentence


def test_fault_of_a_definition_and_of_a_job():
    assert "did you mean 'containers'?" in faults("glance", {"container": {}})[0]
    assert faults("glance", {"jobs": {"sync": {}}}) == [
        f"glance_definition.jobs.sync lacks `{key}`" for key in ("command", "image", "group", "user")
    ]
    job = {"command": ["migrate"], "image": "openstack", "group": "control", "user": "glance", "phase": "service"}
    assert faults("glance", {"jobs": {"migrate": job}}) == [
        "glance_definition.jobs.migrate.phase is 'service'; it must be one of infrastructure, identity, services"
    ]


def test_group_may_be_one_or_several():
    assert groups_of({"group": "control"}) == ["control"]
    assert groups_of({"group": ["compute", "network"]}) == ["compute", "network"]


def test_what_the_cloud_needs_is_gathered_from_all_services():
    nova = {
        "database": ["nova", {"name": "nova_cell0", "user": "nova"}],
        "queue": "nova",
        "user": "nova",
        "user_roles": ["x"],
    }
    definitions = {"glance": GOOD, "nova": nova, "memcached": {}}
    assert databases(definitions) == {"glance": "glance", "nova": "nova", "nova_cell0": "nova"}
    assert queues(definitions) == ["glance", "nova"]
    assert users(definitions) == {"glance": ["service", "admin"], "nova": ["x"]}
    assert required_secrets(definitions) == {
        "glance_database_password": "password",
        "nova_database_password": "password",
        "glance_queue_password": "password",
        "nova_queue_password": "password",
        "glance_user_password": "password",
        "nova_user_password": "password",
        "glance_key": "base64_32",
    }


def test_container_that_needs_company_is_left_out_without_it():
    worker = {**GOOD["containers"]["glance_worker"], "with": ["ironic"]}
    definition = {**GOOD, "containers": {**GOOD["containers"], "glance_worker": worker}}
    assert faults("glance", definition) == []
    assert among(definition, ["glance", "ironic"]) == definition
    assert list(among(definition, ["glance"])["containers"]) == ["glance_api"]
