# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What an operator reads who got several things wrong."""

from __future__ import annotations

import subprocess

PREFLIGHT = {"roles": ["stackwright.cloud.preflight"]}


def faults(controller, *options):
    """Run preflight with *options* of ansible-playbook and return its lines without their numbers."""
    # A machine that is in order has no fault but those that a test makes.
    if controller.play(*options, **PREFLIGHT):
        return []
    message = controller.output.split("fatal: ")[-1]
    lines = message.replace("\\n", "\n").splitlines()
    return [line.split(". ", 1)[1].rstrip('"}') for line in lines if line.strip()[:1].isdigit() and ". " in line]


def test_all_faults_of_all_hosts_are_said_at_once(controller):
    hosts = {
        "one": {"stackwright_interface": "lo0", "stackwright_address": "127.0.0.1", "nova_api_proceses": 3},
        "two": {"stackwright_interface": "lo", "stackwright_address": "10.224.99.99", "nova_api_processes": "many"},
    }
    groups = {"control": ["one", "two"], "computes": ["two"], "network": ["one"]}
    controller.inventory(
        hosts,
        groups,
        stackwright_vip_address="127.0.0.1",
        stackwright_release="2026.2",
        stackwright_services=["keystone", "network_boot", "wibble", "glanse"],
        stackwright_virtualization="{{ no_such_variable }}",
        preflight_memory={"control": 10**9},
    )
    text = "\n".join(faults(controller))
    for expected in (
        "one: stackwright_interface is 'lo0': the host has no such interface",
        "one: nova_api_proceses: there is no such variable. Did you mean nova_api_processes?",
        "two: stackwright_address is '10.224.99.99': the host does not have this address",
        "two: nova_api_processes is 'many'",
        "one, two: stackwright_virtualization: it cannot be rendered",
        "one, two: network_boot_interface: it is required and not set",
        "stackwright_release is '2026.2': there is no such release. Did you mean 2026.1?",
        "stackwright_services is 'glanse': there is no such service. Did you mean glance?",
        "stackwright_services is 'wibble': there is no such service. Known are ",
        "group computes: no service runs on it. Did you mean compute?",
        "group control: has 2 hosts",
        "stackwright_vip_address is '127.0.0.1': it is the stackwright_address of one",
        "one, two: memory: ",
    ):
        assert expected in text


def test_release_that_lacks_what_services_run_is_a_fault(controller):
    controller.inventory({"one": {}}, {"control": ["one"]}, stackwright_release="2025.2")
    (fault,) = [line for line in faults(controller) if "release" in line]
    assert "stackwright_release is '2025.2': it has no image openstack, which glance, horizon, keystone" in fault


def test_groups_that_no_play_knows_are_no_success(controller):
    controller.inventory({"one": {}}, {"controllers": ["one"], "computes": ["one"]})
    assert not controller.run("stackwright.cloud.site")
    assert "group control has no hosts. The inventory has computes, controllers;" in controller.output


def test_exposed_secrets_are_a_fault(controller):
    controller.directory.mkdir()
    path = controller.directory / "secrets.yml"
    path.write_text("keystone_admin_password: hunter2\n")
    path.chmod(0o644)
    (fault,) = [line for line in faults(controller) if "secrets" in line]
    assert f"chmod 600 {path}" in fault
    assert "hunter2" not in controller.output


def test_secrets_that_are_lacking_are_a_fault_where_none_are_made(controller):
    controller.directory.mkdir()
    path = controller.directory / "secrets.yml"
    path.write_text("keystone_admin_password: hunter2\n")
    path.chmod(0o600)
    assert not [line for line in faults(controller) if "secret" in line]
    (fault,) = [line for line in faults(controller, "--extra-vars={secrets_generate: false}") if "secret" in line]
    assert "there are none for glance_database_password, " in fault
    assert "keystone_admin_password" not in fault


def test_secrets_that_cannot_be_decrypted_are_a_fault(controller):
    controller.directory.mkdir()
    path, password = controller.directory / "secrets.yml", controller.root / "password"
    path.write_text("keystone_admin_password: hunter2\n")
    password.write_text("hunter3\n")
    encrypt = ["ansible-vault", "encrypt", f"--vault-password-file={password}", str(path)]
    subprocess.run(encrypt, check=True, capture_output=True)
    (fault,) = [line for line in faults(controller) if "secrets" in line]
    assert f"{path} is encrypted and cannot be decrypted" in fault
    assert not [line for line in faults(controller, f"--vault-password-file={password}") if "secrets" in line]


def test_a_secret_of_the_wrong_type_is_a_fault(controller):
    controller.directory.mkdir()
    path = controller.directory / "secrets.yml"
    path.write_text("keystone_database_password: 12345678\n")
    path.chmod(0o600)
    (fault,) = [line for line in faults(controller) if "secret" in line]
    assert "secret keystone_database_password: must be a text and is a number; put it in quotes" in fault
    assert "12345678" not in controller.output


def test_variable_may_speak_of_a_secret_that_is_still_to_be_made(controller):
    asked = "{{ {'bmc': lookup('stackwright.cloud.secret', 'keystone_admin_password')} }}"
    controller.inventory({"one": {"baremetal_nodes_secrets": asked}}, {"control": ["one"]})
    assert "cannot be rendered" not in "\n".join(faults(controller))

    controller.inventory({"one": {"baremetal_nodes_secrets": asked.replace("admin", "admim")}}, {"control": ["one"]})
    assert "baremetal_nodes_secrets: it cannot be rendered" in "\n".join(faults(controller))
