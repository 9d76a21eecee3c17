# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import hashlib
import os

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.files import Files, make_directories

TEXT = "[DEFAULT]\n"


def desired(text: str = TEXT, **specification) -> dict:
    item = {
        "target": "/etc/demo/demo.conf",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "mode": "0640",
        "gid": os.getgid(),
        "hidden": False,
    }
    return {
        "specification": {"name": "demo", "files": [item], **specification},
        "contents": {item["target"]: text},
        "directories": [],
    }


@pytest.fixture
def files(tmp_path):
    return Files(str(tmp_path / "containers"))


def write(files, wanted) -> str:
    directory = files.write(wanted["specification"], wanted["contents"])
    files.mark_healthy(wanted["specification"], True)
    return directory


needs_root = pytest.mark.skipif(os.getuid() != 0, reason="files belong to root")


@needs_root
def test_written_files_have_no_drift(files):
    wanted = desired()
    write(files, wanted)
    assert files.drift(wanted) is None
    assert files.read(wanted["specification"], "/etc/demo/demo.conf") == TEXT


@needs_root
def test_nobody_else_gets_to_the_files(files):
    directory = write(files, desired())
    assert os.stat(files.root).st_mode & 0o777 == 0o700
    assert os.stat(f"{directory}/etc/demo/demo.conf").st_mode & 0o777 == 0o640


@needs_root
@pytest.mark.parametrize("damage", ["echo x >> {}", "chmod 0644 {}", "chgrp 12345 {}", "rm {}"])
def test_every_damage_is_drift_of_that_file(files, damage):
    wanted = desired()
    directory = write(files, wanted)
    assert os.system(damage.format(f"{directory}/etc/demo/demo.conf")) == 0
    assert files.drift(wanted) == {
        "reasons": ["file /etc/demo/demo.conf was changed on disk"],
        "files": ["/etc/demo/demo.conf"],
    }


@needs_root
def test_container_that_was_not_seen_healthy_is_drift(files):
    wanted = desired()
    files.write(wanted["specification"], wanted["contents"])
    assert files.drift(wanted) == {"reasons": ["it was never seen healthy"], "files": []}


@needs_root
def test_missing_directory_is_drift(files, tmp_path):
    wanted = desired()
    write(files, wanted)
    wanted["directories"] = [{"path": f"{tmp_path}/data", "uid": 1, "gid": 2, "mode": "0750", "owned": True}]
    assert files.drift(wanted)["reasons"] == [f"directory {tmp_path}/data is missing"]
    make_directories(wanted["directories"])
    status = os.stat(f"{tmp_path}/data")
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (1, 2, 0o750)
    assert files.drift(wanted) is None


@needs_root
def test_directory_of_somebody_else_keeps_its_owner(tmp_path):
    (tmp_path / "shared").mkdir(mode=0o711)
    make_directories([{"path": f"{tmp_path}/shared", "uid": 5, "gid": 5, "mode": "0755", "owned": False}])
    assert (os.stat(tmp_path / "shared").st_uid, os.stat(tmp_path / "shared").st_mode & 0o777) == (0, 0o711)


@needs_root
def test_each_specification_has_its_own_files_until_the_other_is_pruned(files):
    old, new = desired("old\n"), desired("new\n")
    write(files, old)
    write(files, new)
    assert files.drift(old) is None
    files.prune("demo", new["specification"])
    assert files.drift(new) is None
    assert files.read(old["specification"], "/etc/demo/demo.conf") == ""
    files.prune("demo", None)
    assert os.listdir(files.root) == []


def test_pruning_what_is_not_there_is_nothing(files):
    files.prune("demo", None)
