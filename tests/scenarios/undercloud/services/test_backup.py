# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a backup holds comes back: nodes, files, and the secrets that open them."""

from __future__ import annotations

import contextlib
import shutil

import pytest
from playbook import run_playbook

FILE = "/var/lib/stackwright/ironic/http/mine"


@pytest.fixture
def node(bare_metal):
    made = bare_metal.create_node(driver="fake-hardware", name="kept")
    yield made
    bare_metal.delete_node(made)


@pytest.fixture
def backup(node, cloud_directory, cloud_name, undercloud):
    undercloud.check_output(f"echo kept >{FILE}")
    run = run_playbook("undercloud_backup", cloud_name, backup_name="test")
    assert run.passed, run.output
    made = cloud_directory.with_name(f"{cloud_name}-backups") / "test"
    yield made
    shutil.rmtree(made)
    # Others' backups stay.
    with contextlib.suppress(OSError):
        made.parent.rmdir()


def test_backup_is_private(backup):
    assert backup.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in backup.iterdir()) == ["controller.tar", "host.tar"]


def test_what_was_lost_since_is_restored(backup, bare_metal, node, undercloud, cloud_name, cloud_directory):
    secrets = (cloud_directory / "secrets.yml").read_text()
    bare_metal.delete_node(node)
    undercloud.check_output(f"rm {FILE}")
    (cloud_directory / "secrets.yml").unlink()

    run = run_playbook("undercloud_restore", cloud_name, backup_name=backup.name)

    assert run.passed, run.output
    assert bare_metal.get_node(node.id).name == "kept"
    assert undercloud.check_output(f"cat {FILE}") == "kept"
    assert (cloud_directory / "secrets.yml").read_text() == secrets


def test_unknown_backup_is_told_before_anything_changes(cloud_name):
    run = run_playbook("undercloud_restore", cloud_name, backup_name="none")
    assert not run.passed
    assert "There is no backup" in run.output
    assert run.changed == []
