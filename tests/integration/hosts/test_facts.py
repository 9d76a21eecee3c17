# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a look at this machine finds."""

from __future__ import annotations

import os
import platform
import subprocess

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.host import mirrors, virtualization


def look(isolated, **options):
    return isolated("host_facts", **options)["ansible_facts"]["stackwright_host"]


def test_the_machine_itself(isolated):
    facts = look(isolated)
    assert facts["kernel"] == platform.release()
    assert facts["cpus"] == os.cpu_count()
    assert facts["memory"]["total"] > facts["memory"]["available"] > 0
    assert facts["distribution"]["family"] in ("debian", "rhel")
    assert list(facts["interfaces"]) == ["lo"]
    assert (facts["image_files"], facts["virtualization"]) == ([], None)


def test_listeners_and_who_they_are(isolated):
    assert look(isolated)["listeners"] == []
    subprocess.run([*isolated.enter, "ip", "link", "set", "lo", "up"], check=True)
    program = "import socket, time; s = socket.create_server(('127.0.0.1', 7777)); print(); time.sleep(60)"
    command = [*isolated.enter, "/usr/bin/python3", "-uc", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        server.stdout.readline()
        (listener,) = look(isolated)["listeners"]
        server.kill()
    assert (listener["protocol"], listener["address"], listener["port"]) == ("tcp", "127.0.0.1", 7777)
    assert listener["process"].startswith("python3")


def test_an_address_that_another_machine_has_is_taken(isolated, neighbour):
    there = ["nsenter", f"--target={neighbour}", "--net"]
    for where, command in (
        (isolated.enter, f"link add swtest0 type veth peer name swtest1 netns {neighbour}"),
        (isolated.enter, "address add 10.224.99.1/24 dev swtest0"),
        (isolated.enter, "link set swtest0 up"),
        (there, "address add 10.224.99.2/24 dev swtest1"),
        (there, "link set swtest1 up"),
    ):
        subprocess.run([*where, "ip", *command.split()], check=True)
    taken = look(isolated, ask_addresses=["10.224.99.1", "10.224.99.2", "10.224.99.3", "192.0.2.1", "nonsense"])[
        "taken"
    ]
    assert [entry["address"] for entry in taken] == ["10.224.99.2"]


def test_names(isolated):
    resolved = look(isolated, resolve=["localhost", "nowhere.invalid"])["resolved"]
    assert resolved["nowhere.invalid"] == []
    assert set(resolved["localhost"]) & {"127.0.0.1", "::1"}


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """Have apt know the given repositories alone."""
    sources, configuration = tmp_path / "sources.list", tmp_path / "apt.conf"
    configuration.write_text(
        f'Dir::Etc::sourcelist "{sources}"; Dir::Etc::sourceparts "-"; Acquire::http::Proxy::127.0.0.1 "DIRECT";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(configuration))
    return lambda *lines: sources.write_text("".join(f"deb {line}\n" for line in lines))


def test_mirrors_are_told_where_they_are_asked_for(isolated, apt):
    apt("http://192.0.2.5/debian trixie main", "http://192.0.2.5/security trixie-security main")
    assert look(isolated)["debian_mirrors"] == {}
    told = look(isolated, debian_mirrors=True)["debian_mirrors"]
    assert told == {"main": "http://192.0.2.5/debian/", "security": "http://192.0.2.5/security/"}


def test_a_mirror_that_does_not_answer_is_named(apt):
    apt("http://127.0.0.1:9/debian trixie main")
    (mirror,) = mirrors.unreachable()
    assert mirror["url"] == "http://127.0.0.1:9/debian/dists/trixie/InRelease"
    assert "Connection refused" in mirror["reason"]


@pytest.fixture
def image():
    listing = [
        "podman",
        "images",
        "--filter=reference=localhost/stackwright/libvirt",
        "--format={{.Repository}}:{{.Tag}}",
    ]
    names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split()
    if not names:
        pytest.skip("no image with QEMU has been built yet")
    return names[0]


def test_the_probes_guest_boots_and_exits(image, tmp_path):
    """With emulation, which always works, and a thousandth of the computing, it must reach its end."""
    path = tmp_path / "guest.img"
    count = bytes.fromhex("b900e1f505")
    assert count in virtualization.BOOT_SECTOR
    path.write_bytes(virtualization.BOOT_SECTOR.replace(count, bytes.fromhex("b9a0860100")))
    command = [word.replace("accel=kvm", "accel=tcg") for word in virtualization.command(image, str(path))]
    command = [word for word in command if not word.startswith(("--timeout=", "--device="))]
    assert (
        subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == virtualization.EXIT_STATUS
    )


def test_the_answer_is_kept(isolated, image):
    first = isolated("virtualization", image=image)
    assert first["answer"] in ("kvm", "qemu")
    facts = look(isolated)
    assert image in facts["images"]
    assert facts["virtualization"].items() >= {"answer": first["answer"], "image": image}.items()
    again = isolated("virtualization", image=image)
    assert (again["changed"], again["answer"], again["reason"]) == (False, first["answer"], first["reason"])
    assert "cannot be probed" in isolated("virtualization", image="localhost/swtest/nothing:1").get("msg", "")
