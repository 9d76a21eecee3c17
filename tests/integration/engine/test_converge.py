# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a converge does to containers and files, on real podman."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from .conftest import Host, inspect, podman

CONF = "/etc/demo/demo.conf"


def configured(host: Host, text: str, name: str = "swtest-demo", **definition: Any) -> dict[str, Any]:
    """Return a container that has *text* as its configuration."""
    return host.container(name, files={CONF: {"content": text}}, **definition)


def seen(name: str = "swtest-demo", path: str = CONF) -> str:
    return podman("exec", name, "cat", path)


def started(name: str) -> datetime:
    """Return when container *name* was started; podman gives nanoseconds, Python knows microseconds."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", inspect(name)["State"]["StartedAt"]))


def test_begins_a_container_only_when_what_it_needs_is_healthy(host: Host) -> None:
    slow = ["sh", "-c", "sleep 1; touch /tmp/ready; while :; do sleep 0.1; done"]
    first = host.container("swtest-first", command=slow, probe={"exec": ["test", "-e", "/tmp/ready"]})
    second = host.container("swtest-second", needs=["swtest-first", "elsewhere"])
    result = host.converge(second, first)
    assert "failed" not in result
    assert result["plan"] == ["+ swtest-second", "+ swtest-first"]
    assert (started("swtest-second") - started("swtest-first")).total_seconds() > 0.9


def test_second_run_changes_nothing(host: Host) -> None:
    wanted = configured(host, "[DEFAULT]\n"), host.container("swtest-other", user="nobody")
    assert host.converge(*wanted)["changed"]
    before = host.snapshot()
    assert host.converge(*wanted) == {"changed": False, "changes": [], "plan": [], "diff": []}
    assert host.snapshot() == before


def test_changed_file_replaces_the_container_and_shows_a_redacted_diff(host: Host) -> None:
    host.converge(configured(host, "[DEFAULT]\ndebug = false\npassword = before\n"))
    old = inspect("swtest-demo")["Id"]
    result = host.converge(configured(host, "[DEFAULT]\ndebug = true\npassword = after\n"))
    assert [(change["action"], change["files"]) for change in result["changes"]] == [("replace", [CONF])]
    diff = result["diff"][-1]
    assert diff["before"] == "[DEFAULT]\ndebug = false\npassword = ********\n"
    assert diff["after"] == "[DEFAULT]\ndebug = true\npassword = ********\n"
    assert seen() == "[DEFAULT]\ndebug = true\npassword = after\n"
    assert inspect("swtest-demo")["Id"] != old
    assert host.names() == {"swtest-demo"}
    generations = os.listdir(f"{host.files.root}/swtest-demo")
    assert len(generations) == 1, "the files of the container that is gone are gone too"


def test_hidden_file_shows_nothing(host: Host) -> None:
    hidden = host.container("swtest-demo", files={"/etc/key": {"content": "a key\n", "hidden": True}})
    result = host.converge(hidden)
    assert result["diff"][-1] == {"prepared": "swtest-demo:/etc/key: ********\n"}
    assert "a key" not in str(result)


def test_files_are_read_only_inside_and_closed_outside(host: Host) -> None:
    host.converge(configured(host, "x\n", user="nobody"))
    with pytest.raises(AssertionError, match="Read-only"):
        podman("exec", "--user=0", "swtest-demo", "sh", "-c", f"echo y > {CONF}")
    assert seen() == "x\n", "the container's user may read them"
    assert os.stat(host.files.root).st_mode & 0o777 == 0o700


def test_container_has_no_capability_unless_given(host: Host) -> None:
    host.converge(
        host.container("swtest-none"), host.container("swtest-one", capabilities=["NET_ADMIN"], user="nobody")
    )
    effective = {name: podman("exec", name, "cat", "/proc/1/status") for name in ("swtest-none", "swtest-one")}
    assert re.search(r"CapEff:\s0{16}\n", effective["swtest-none"])
    assert re.search(r"CapEff:\s0{12}1000\n", effective["swtest-one"]), "also for a user other than root"
    assert re.search(r"NoNewPrivs:\s1\n", effective["swtest-none"])


def test_namespaces_of_the_host(host: Host) -> None:
    host.converge(host.container("swtest-demo", namespaces={"pid": "host", "cgroup": "host", "ipc": "host"}))
    pid = inspect("swtest-demo")["State"]["Pid"]
    for kind in ("pid", "cgroup", "ipc", "net"):
        assert os.readlink(f"/proc/{pid}/ns/{kind}") == os.readlink(f"/proc/self/ns/{kind}")


class TestFailingReplacement:
    """The old container is put back, and the error says why."""

    @pytest.fixture
    def result(self, host: Host) -> dict[str, Any]:
        host.converge(configured(host, "old\n"))
        dying = ["sh", "-c", "echo the port is taken by hunter2hunter2; exit 3"]
        broken = configured(host, "new\n", command=dying, probe={"exec": ["test", "-e", "/tmp/ready"]})
        return host.converge(broken, secrets=["hunter2hunter2"])

    def test_old_container_runs_with_its_own_files(self, host: Host, result: dict[str, Any]) -> None:
        assert host.names() == {"swtest-demo"}
        assert inspect("swtest-demo")["State"]["Running"]
        assert seen() == "old\n"

    def test_error_has_reason_outcome_and_log_without_secrets(self, result: dict[str, Any]) -> None:
        assert result["failed"]
        assert re.match(
            r"swtest-demo: it does not work: it died \d+ times.*; the old container was put back", result["msg"]
        )
        assert "the port is taken by ********" in result["msg"]

    def test_next_run_brings_the_remedy(self, host: Host, result: dict[str, Any]) -> None:
        assert not host.converge(configured(host, "old\n"))["changed"], "back to the old one needs nothing"
        assert "failed" not in host.converge(configured(host, "new\n"))
        assert seen() == "new\n"


def test_probe_that_never_passes_also_puts_the_old_one_back(host: Host) -> None:
    host.converge(configured(host, "old\n"))
    result = host.converge(configured(host, "new\n", probe={"exec": ["false"], "timeout": 1}))
    assert "probe exec ['false']" in result["msg"]
    assert seen() == "old\n"


def test_first_container_that_fails_stays_to_be_looked_at_and_stops_what_needs_it(host: Host) -> None:
    broken = configured(host, "x\n", probe={"exec": ["false"], "timeout": 1})
    result = host.converge(broken, host.container("swtest-second", needs=["swtest-demo"]))
    assert "stays as it is" in result["msg"]
    assert host.names() == {"swtest-demo"}
    assert host.converge(configured(host, "x\n"), check=True)["changes"][0]["action"] == "repair"
    assert "failed" not in host.converge(configured(host, "x\n"))


def test_orphan_goes_and_its_data_stays(host: Host) -> None:
    volume = {"source": f"{host.root}/data", "target": "/data"}
    host.converge(host.container("swtest-kept"), configured(host, "x\n", volumes=[volume]))
    podman("exec", "swtest-demo", "touch", "/data/precious")
    result = host.converge(host.container("swtest-kept"))
    assert result["plan"] == ["- swtest-demo: no longer wanted here"]
    assert host.names() == {"swtest-kept"}
    assert os.listdir(f"{host.root}/data") == ["precious"]
    assert not os.path.exists(f"{host.files.root}/swtest-demo")


def test_scope_leaves_other_phases_and_services_alone(host: Host) -> None:
    early = host.container("swtest-early", phase="infrastructure", service="database")
    late = host.container("swtest-late", service="api")
    host.converge(early, late)
    assert not host.converge(late, phases=["services"])["changed"]
    assert not host.converge(early, services=["database"])["changed"]
    assert host.converge(services=["database"])["plan"] == ["- swtest-early: no longer wanted here"]


@pytest.mark.parametrize("damage", ["content", "mode", "missing"])
def test_drift_on_disk_is_noticed_and_repaired(host: Host, damage: str) -> None:
    wanted = configured(host, "right\n")
    host.converge(wanted)
    path = Path(host.files.directory(wanted["specification"]) + CONF)
    if damage == "content":
        path.write_text("wrong\n")
    elif damage == "mode":
        path.chmod(0o666)
    else:
        path.unlink()
    result = host.converge(wanted)
    assert [(change["action"], change["files"]) for change in result["changes"]] == [("repair", [CONF])]
    assert path.read_text() == "right\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert seen() == "right\n"
    assert not host.converge(wanted)["changed"]


def test_missing_directory_is_made_again(host: Host) -> None:
    wanted = host.container("swtest-demo", volumes=[{"source": f"{host.root}/d", "target": "/data", "user": "nobody"}])
    host.converge(wanted)
    os.rmdir(f"{host.root}/d")
    assert host.converge(wanted)["plan"] == [f"~ swtest-demo: directory {host.root}/d is missing"]
    assert os.stat(f"{host.root}/d").st_uid == 65534


@pytest.mark.parametrize(("verb", "action"), [("stop", "start"), ("remove", "create")])
def test_container_that_is_down_or_gone_comes_back(host: Host, verb: str, action: str) -> None:
    wanted = configured(host, "x\n")
    host.converge(wanted)
    getattr(host.supervisor, verb)("swtest-demo")
    result = host.converge(wanted)
    assert [change["action"] for change in result["changes"]] == [action]
    assert inspect("swtest-demo")["State"]["Running"]
    assert not host.converge(wanted)["changed"]


def test_prepare_runs_once_and_setup_after_each_start(host: Host) -> None:
    volume = {"source": f"{host.root}/data", "target": "/data"}
    wanted = host.container(
        "swtest-demo",
        volumes=[volume],
        command=["sh", "-c", "test -e /data/made || exit 9; while :; do sleep 0.1; done"],
        prepare={"command": ["sh", "-c", "echo prepared >> /data/made"], "creates": "/data/made"},
        setup=[["sh", "-c", "echo set up >> /data/setup"]],
    )
    assert "failed" not in host.converge(wanted)
    setup = Path(f"{host.root}/data/setup")
    assert setup.read_text().startswith("set up\n")
    setup.unlink()
    host.supervisor.stop("swtest-demo")
    assert "failed" not in host.converge(wanted)
    assert setup.read_text().startswith("set up\n")
    assert Path(f"{host.root}/data/made").read_text() == "prepared\n"
    assert host.names() == {"swtest-demo"}


def test_failed_prepare_says_why_and_starts_nothing(host: Host) -> None:
    volume = {"source": f"{host.root}/data", "target": "/data"}
    failing = {"command": ["sh", "-c", "echo no space; exit 1"], "creates": "/data/made"}
    result = host.converge(host.container("swtest-demo", volumes=[volume], prepare=failing))
    assert "swtest-demo: its first preparation failed" in result["msg"]
    assert "no space" in result["msg"]
    assert host.names() == set()


def test_container_of_somebody_else_is_left_alone(host: Host) -> None:
    podman("run", "--detach", "--network=host", "--name=swtest-demo", "localhost/swtest/busybox:1", "sleep", "1000")
    foreign = inspect("swtest-demo")["Id"]
    result = host.converge(host.container("swtest-demo"))
    assert result["msg"] == "other containers on this host have the names swtest-demo; rename or remove them"
    assert inspect("swtest-demo")["Id"] == foreign


def test_missing_image_is_named_before_anything_changes(host: Host) -> None:
    wanted = host.container("swtest-demo")
    wanted["specification"]["image"] = "localhost/swtest/none:1"
    result = host.converge(wanted)
    assert result["msg"] == "images are missing on this host: localhost/swtest/none:1; role `images` brings them"
    assert host.names() == set()


def test_check_mode_changes_nothing_and_says_what_the_run_then_does(host: Host) -> None:
    host.converge(configured(host, "a\n"), host.container("swtest-gone"), host.container("swtest-down"))
    host.supervisor.stop("swtest-down")
    wanted = configured(host, "b\n"), host.container("swtest-down"), host.container("swtest-new")
    before = host.snapshot()
    foretold = host.converge(*wanted, check=True)
    assert host.snapshot() == before
    assert {change["action"] for change in foretold["changes"]} == {"remove", "replace", "start", "create"}
    assert host.converge(*wanted) == foretold
    assert not host.converge(*wanted, check=True)["changed"]
