# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Ways to the hypervisor besides root's SSH, which the other tests take. They restart its daemon, so they come last."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import testinfra
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import connection
from ansible_collections.stackwright.cloud.tests.scenarios.hypervisor.conftest import ADDRESS
from testinfra.host import Host

# Where libvirt looks for them: https://libvirt.org/kbase/tlscerts.html
PLACES = {
    "cacert.pem": "/etc/pki/CA/cacert.pem",
    "servercert.pem": "/etc/pki/libvirt/servercert.pem",
    "serverkey.pem": "/etc/pki/libvirt/private/serverkey.pem",
}


@pytest.fixture
def host(key: str) -> Host:
    options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    return testinfra.get_host(f"ssh://root@{ADDRESS}", ssh_identity_file=key, ssh_extra_args=options)


@pytest.fixture
def certificates(tmp_path: Path, host: Host) -> Path:
    """A directory with a client's certificate of an authority that the hypervisor trusts, and is known by."""
    certify(tmp_path, "ca", "-subj", "/CN=authority")
    signed = ["-CA", "cacert.pem", "-CAkey", "cakey.pem", "-addext", "basicConstraints=critical,CA:FALSE"]
    certify(tmp_path, "server", "-subj", "/CN=hypervisor", "-addext", f"subjectAltName=IP:{ADDRESS}", *signed)
    certify(tmp_path, "client", "-subj", "/CN=client", *signed)
    for name, place in PLACES.items():
        host.check_output("mkdir -p %s", str(Path(place).parent))
        host.check_output("echo %s > %s", (tmp_path / name).read_text(), place)
    host.check_output("systemctl stop libvirtd.service && systemctl start libvirtd-tls.socket")
    return tmp_path


def certify(directory: Path, name: str, *options: str) -> None:
    """Make a key and a certificate."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]
    files = ["-keyout", f"{name}key.pem", "-out", f"{name}cert.pem"]
    subprocess.run([*new, *files, *options], cwd=directory, check=True, capture_output=True)


def test_a_user_who_was_given_access_needs_not_be_root(host: Host) -> None:
    assert "debian.qcow2" in host.check_output(
        "runuser -u operator -- virsh --connect qemu:///system vol-list --pool default"
    )


def test_a_hypervisor_is_reached_by_tls(certificates: Path) -> None:
    with connection(f"qemu+tls://{ADDRESS}/system?pkipath={certificates}") as conn:
        assert "default" in [pool.name() for pool in conn.listAllStoragePools()]
