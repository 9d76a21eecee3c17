# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import configparser
import shlex

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.units import quadlet, quoted, service, unit_name
from hypothesis import given
from hypothesis import strategies as st

SPECIFICATION = {
    "name": "demo",
    "image": "localhost/stackwright/demo:1",
    "command": ["sh", "-ec", 'install key "$HOME/key"\nexec demo 100%'],
    "user": "42:42",
    "groups": [],
    "environment": {"GREETING": "good day"},
    "files": [],
    "volumes": [],
    "privileged": False,
    "capabilities": [],
    "devices": [],
    "tmpfs": [],
    "limits": {},
    "namespaces": {},
    "stop_timeout": 30,
    "setup": [["ovs-vsctl", "set", "open_vswitch", ".", "external_ids:x=a b"]],
}
DESIRED = {
    "specification": SPECIFICATION,
    "needs": ["db", "queue"],
    "directories": [
        {"path": "/run/demo", "uid": 42, "gid": 43, "mode": "0750", "owned": True},
        {"path": "/run/shared", "uid": 0, "gid": 0, "mode": "0755", "owned": False},
        {"path": "/var/lib/stackwright/demo", "uid": 42, "gid": 42, "mode": "0750", "owned": True},
    ],
}


def lines(text: str, section: str, key: str) -> list[str]:
    """Return the values of *key* in *section* of a unit, in which keys may come more than once."""
    inside = text.partition(f"[{section}]\n")[2].partition("\n[")[0]
    return [line.partition("=")[2] for line in inside.splitlines() if line.partition("=")[0] == key]


def words(line: str) -> list[str]:
    """Return the words of a command line as systemd.service(5) has them executed."""
    parser = shlex.shlex(line, posix=True, punctuation_chars=False)
    parser.whitespace_split, parser.commenters, parser.quotes = True, "", '"'
    return [word.replace("\\n", "\n").replace("%%", "%").replace("$$", "$") for word in parser]


@given(arguments=st.lists(st.text(st.characters(codec="ascii", exclude_categories=["C"])), min_size=1))
def test_quoted_words_are_read_back_by_systemd_s_rules(arguments):
    # A backslash before an n would be read as a line's end by this test's own reader alone.
    arguments = [argument.replace("\\", "") for argument in arguments]
    assert words(" ".join(map(quoted, arguments))) == arguments


@pytest.mark.parametrize(
    ("argument", "word"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("a b", '"a b"'),
        ("100%", "100%%"),
        ("$HOME", "$$HOME"),
        ('say "hi"', '"say \\"hi\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("two\nlines", '"two\\nlines"'),
    ],
)
def test_quoted(argument, word):
    assert quoted(argument) == word


@pytest.mark.parametrize("text", [quadlet(DESIRED, "/files"), service(DESIRED, "/files")])
class TestEitherUnit:
    def test_is_made_of_sections_and_assignments(self, text):
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(text)
        assert {"Unit", "Service", "Install"} <= set(parser.sections())

    def test_starts_after_what_it_needs(self, text):
        assert lines(text, "Unit", "After") == [
            "network-online.target stackwright-db.service stackwright-queue.service"
        ]

    def test_always_comes_back(self, text):
        assert lines(text, "Service", "Restart") == ["always"]
        assert lines(text, "Unit", "StartLimitIntervalSec") == ["0"]
        assert lines(text, "Install", "WantedBy") == ["multi-user.target"]

    def test_has_time_to_stop(self, text):
        assert lines(text, "Service", "TimeoutStopSec") == ["60"]

    def test_makes_its_directories_below_run_again_after_a_boot(self, text):
        assert lines(text, "Service", "ExecStartPre") == [
            "/usr/bin/install --directory --owner=42 --group=43 --mode=0750 /run/demo",
            "/usr/bin/mkdir --parents /run/shared",
        ]

    def test_repeats_its_setup_until_the_daemon_takes_it(self, text):
        (line,) = lines(text, "Service", "ExecStartPost")
        shell, option, script = words(line)
        assert (shell, option) == ("/bin/sh", "-c")
        command = script.removeprefix("until ").removesuffix("; do sleep 1; done")
        assert shlex.split(command) == ["/usr/bin/podman", "exec", "demo", *SPECIFICATION["setup"][0]]


def test_quadlet_runs_the_command_in_the_image():
    text = quadlet(DESIRED, "/files")
    assert lines(text, "Container", "Image") == [SPECIFICATION["image"]]
    assert lines(text, "Container", "ContainerName") == ["demo"]
    assert words(lines(text, "Container", "Exec")[0]) == SPECIFICATION["command"]
    assert '"--env=GREETING=good day"' in lines(text, "Container", "PodmanArgs")
    assert "--label-file=/files/.labels" in lines(text, "Container", "PodmanArgs")


def test_plain_unit_runs_the_command_in_the_image():
    (line,) = lines(service(DESIRED, "/files"), "Service", "ExecStart")
    command = words(line)
    at = command.index(SPECIFICATION["image"])
    assert command[at + 1 :] == SPECIFICATION["command"]
    assert {"--name=demo", "--replace", "--rm", "--label-file=/files/.labels"} <= set(command[:at])


def test_unit_has_the_container_s_name():
    assert unit_name("nova_api") == "stackwright-nova_api.service"
