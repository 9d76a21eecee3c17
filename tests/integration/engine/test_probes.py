# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Each kind of probe, against a container that passes it and one that does not."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Host


@pytest.fixture
def port() -> int:
    """Give a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def listening() -> Iterator[int]:
    """Give the port of a server that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def outcome(host: Host, command: list[str], probe: dict[str, Any], **definition: Any) -> str:
    """Return what a converge to a container with *command* and *probe* complains of; nothing if it is healthy."""
    container = host.container("swtest-demo", command=command, probe={"timeout": 2, **probe}, **definition)
    return str(host.converge(container).get("msg", "")).partition("\n")[0]


def web(port: int) -> list[str]:
    """Return a command that begins to serve a second after it starts."""
    return ["sh", "-c", f"sleep 1; exec httpd -f -p 127.0.0.1:{port} -h /srv"]


def test_http_waits_for_an_answer(host: Host, port: int) -> None:
    files = {"/srv/healthcheck": {"content": "OK", "mode": "0644"}}
    probe = {"http": f"http://127.0.0.1:{port}/healthcheck?detailed=1", "timeout": 30}
    assert outcome(host, web(port), probe, files=files) == ""


def test_http_refuses_an_error(host: Host, port: int) -> None:
    message = outcome(host, web(port), {"http": f"http://127.0.0.1:{port}/none"})
    assert f"GET http://127.0.0.1:{port}/none answered 404" in message


def test_http_says_that_nobody_answers(host: Host, port: int) -> None:
    message = outcome(host, ["sleep", "100"], {"http": f"http://127.0.0.1:{port}/"})
    assert "Connection refused" in message


def test_tcp(host: Host, port: int) -> None:
    assert outcome(host, web(port), {"tcp": f"127.0.0.1:{port}", "timeout": 30}) == ""
    assert "Connection refused" in outcome(host, ["sleep", "100"], {"tcp": f"127.0.0.1:{port}"})


def test_exec_says_what_the_command_said(host: Host) -> None:
    message = outcome(host, ["sleep", "100"], {"exec": ["sh", "-c", "echo no quorum; exit 1"]})
    assert "no quorum" in message


def test_running(host: Host) -> None:
    assert outcome(host, ["sleep", "100"], {"running": 1}) == ""
    # On a busy machine it may still be up at each look, as another process.
    message = outcome(host, ["sh", "-c", "sleep 0.3; exit 1"], {"running": 1, "timeout": 5})
    assert re.search("it does not work: it (died|ended again|is )", message)


def test_connected_by_a_child_of_the_first_process(host: Host, listening: int) -> None:
    command = ["sh", "-c", f"sleep 1; sleep 100 | nc 127.0.0.1 {listening} & wait"]
    assert outcome(host, command, {"connected": listening, "timeout": 30}) == ""


def test_connected_refuses_another_container_s_connection(host: Host, listening: int) -> None:
    with socket.create_connection(("127.0.0.1", listening)):
        message = outcome(host, ["sleep", "100"], {"connected": listening})
    assert f"no process of it is connected to port {listening}" in message


def test_connected_refuses_a_connection_that_does_not_last(host: Host, listening: int) -> None:
    command = ["sh", "-c", f"sleep 0.5 | nc 127.0.0.1 {listening}; sleep 100"]
    message = outcome(host, command, {"connected": listening, "timeout": 4})
    assert re.search("did not last|no process of it is connected", message)


def test_container_that_keeps_dying_is_given_up_early(host: Host) -> None:
    begun = time.monotonic()
    message = outcome(host, ["sh", "-c", "exit 1"], {"tcp": "127.0.0.1:1", "timeout": 300})
    assert "it died" in message
    assert time.monotonic() - begun < 60
