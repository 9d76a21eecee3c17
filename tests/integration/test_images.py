# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Images built by real podman from the machine's own mirrors: what is in them, and what is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine import image_builds
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_images import bring, lacking, save
from ansible_collections.stackwright.cloud.plugins.module_utils.host.mirrors import debian_mirrors
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs

CHILD = """\
ARG BASE
FROM ${BASE}
RUN /run/build/add-users glance && /run/build/install-packages passwd tini
COPY hello /hello
"""
CARRIER = "FROM scratch\nCOPY hello /\n"


def podman(*arguments: str) -> str:
    """Return the output of podman; fails the test if podman fails."""
    done = subprocess.run(["podman", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"podman {arguments}: {done.stderr}"
    return done.stdout


def recipe(family: str, parent: str | None, files: dict[str, str], artifact: Any = None) -> dict[str, Any]:
    name = f"localhost/swtest/{family}:1"
    return {"reference": name, "parent": parent, "files": files, "labels": {"swtest": family}, "artifact": artifact}


def request(directory: Path, *families: str, **changes: Any) -> dict[str, Any]:
    """Return the request for *families*: a base as it ships, a child of it that works, and one that does not."""
    artifact = {"source": "/hello", "target": str(directory / "out" / "hello")}
    recipes = {
        "base": recipe("base", None, image_inputs.recipes("2026.1")["base"]["files"]),
        "child": recipe("child", "base", {"Containerfile": CHILD, "hello": "hello\n"}),
        "carrier": recipe(
            "carrier", "base", {"Containerfile": "FROM scratch\nCOPY hello /\n", "hello": "hello\n"}, artifact
        ),
        "broken": recipe("broken", "base", {"Containerfile": CHILD.replace("tini", "no-such-package"), "hello": ""}),
    }
    settings = {"shared": image_inputs.shared_files(), "suite": "trixie", "mirrors": {}, "archives": {}}
    return {"recipes": recipes, "families": families, "sources": {}, "pull": {}, "push": None, **settings, **changes}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory for caches and logs; the test's images go in the end."""
    directory = tmp_path_factory.mktemp("images")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_builds, "ROOT", str(directory / "cache"))
        patch.setattr(image_builds, "LOGS", str(directory / "logs"))
        yield directory
    subprocess.run(
        ["podman", "rmi", "--force", *(f"localhost/swtest/{name}:1" for name in ("carrier", "child", "base"))],
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def built(place: Path) -> Path:
    """The directory, once base, child and carrier are built."""
    wanted = request(place, "child", "carrier")
    assert [(step.action, step.family) for step in lacking(wanted)] == [
        ("build", "base"),
        ("build", "child"),
        ("build", "carrier"),
        ("extract", "carrier"),
    ]
    assert set(bring(wanted)) == {"base", "child", "carrier"}
    return place


def test_second_look_finds_nothing_to_do(built: Path) -> None:
    assert lacking(request(built, "child", "carrier")) == []


def test_image_has_its_packages_users_and_labels(built: Path) -> None:
    assert podman("run", "--rm", "--network=none", "localhost/swtest/child:1", "tini", "--version").startswith("tini")
    assert "uid=42002(glance) gid=42002(glance)" in podman("run", "--rm", "localhost/swtest/child:1", "id", "glance")
    labels = json.loads(podman("image", "inspect", "localhost/swtest/child:1"))[0]["Labels"]
    assert labels["swtest"] == "child"
    assert any(package.startswith("tini=") for package in labels["io.stackwright.packages"].split())


def test_no_program_is_setuid(built: Path) -> None:
    assert podman("run", "--rm", "localhost/swtest/child:1", "find", "/", "-xdev", "-perm", "/6000", "-type", "f") == ""


def test_image_knows_nothing_of_where_it_was_built(built: Path) -> None:
    mirrors = debian_mirrors()
    hosts = {urlsplit(url).hostname or "" for url in mirrors.values()}
    assert hosts
    patterns = [option for host in hosts for option in ("-e", host)]
    found = podman(
        "run", "--rm", "localhost/swtest/child:1", "sh", "-c",
        'grep -rlF "$@" /etc /var /root /opt /run 2>/dev/null || true', "sh", *patterns,
    )  # fmt: skip
    assert found == ""
    assert podman("run", "--rm", "localhost/swtest/child:1", "find", "/run/build", "/run/cache", "-type", "f") == ""
    history = podman("history", "--no-trunc", "localhost/swtest/child:1")
    assert not any(host in history for host in hosts)


def test_build_leaves_no_nameless_image(built: Path) -> None:
    assert podman("images", "--quiet", "--filter=dangling=true", "--filter=label=swtest") == ""
    assert podman("images", "--quiet", "--filter=dangling=true", f"--filter=label={image_builds.UNFINISHED}=true") == ""


def test_artifact_is_on_the_host_and_comes_back(built: Path) -> None:
    artifact = built / "out" / "hello"
    assert artifact.read_text() == "hello\n"
    artifact.unlink()
    wanted = request(built, "carrier")
    assert [step.action for step in lacking(wanted)] == ["extract"]
    bring(wanted)
    assert artifact.read_text() == "hello\n"
    assert podman("ps", "--all", "--quiet", "--filter=ancestor=localhost/swtest/carrier:1") == ""


def test_failed_build_says_why_and_leaves_no_image(built: Path) -> None:
    wanted = request(built, "broken")
    with pytest.raises(EngineError, match=r"(?s)localhost/swtest/broken:1: .*broken\.log.*no-such-package"):
        bring(wanted)
    assert "localhost/swtest/broken:1" not in Podman("").image_names()
    assert not (built / "cache" / "work").exists()


def test_archive_of_one_host_serves_another(built: Path) -> None:
    archive = built / "child.tar"
    save(Podman(""), "localhost/swtest/child:1", str(archive))
    podman("rmi", "localhost/swtest/child:1")
    wanted = request(built, "child", sources={"child": "load"}, archives={"child": str(archive)})
    assert [step.action for step in lacking(wanted)] == ["load"]
    bring(wanted)
    assert lacking(wanted) == []


def test_unreachable_mirror_is_named(place: Path) -> None:
    wanted = request(place, "base", mirrors={"main": "http://127.0.0.1:9/debian"})
    wanted["recipes"]["base"]["reference"] = "localhost/swtest/unreachable:1"
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9"):
        bring(wanted)
