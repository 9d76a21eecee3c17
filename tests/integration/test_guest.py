# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The small guest, built and booted by QEMU's emulation with a network that has DHCP and a metadata service."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs
from images import RELEASE, build

NAME = "swtest-guest"
# Answers one request for metadata on standard input and output.
METADATA = """\
#!/bin/sh
read -r method path version
while read -r header && [ ${#header} -gt 1 ]; do :; done
case $path in
*/instance-id) body=i-00000001 ;;
*/hostname) body=small.example ;;
*/openssh-key) body='ssh-ed25519 AAAA test' ;;
*/user-data) body='#!/bin/sh
echo the user data ran' ;;
esac
printf 'HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s\\n' $((${#body} + 1)) "$body"
"""
QEMU = [
    "qemu-system-x86_64",
    *("-accel", "tcg", "-m", "128", "-display", "none", "-no-reboot"),
    *("-drive", "file=/test/guest.qcow2,if=virtio,snapshot=on"),
    *("-device", "virtio-net-pci,netdev=net", "-serial", "file:/test/console"),
    "-netdev",
    "user,id=net,net=169.254.0.0/16,dhcpstart=169.254.0.15,guestfwd=tcp:169.254.169.254:80-cmd:/test/metadata",
]


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The console of a guest that was just started."""
    build("guest", "libvirt")
    directory = tmp_path_factory.mktemp("guest")
    (directory / "guest.qcow2").write_bytes(Path(image_inputs.guest_image(RELEASE)).read_bytes())
    (directory / "metadata").write_text(METADATA)
    (directory / "metadata").chmod(0o755)
    options = ["--detach", f"--name={NAME}", "--network=none", f"--volume={directory}:/test"]
    image = image_inputs.recipes(RELEASE)["libvirt"]["reference"]
    subprocess.run(["podman", "run", *options, image, *QEMU], check=True, capture_output=True)
    yield directory / "console"
    subprocess.run(["podman", "rm", "--force", "--time=0", NAME], check=True, capture_output=True)


def test_guest_takes_address_name_and_key_and_runs_its_user_data(console: Path) -> None:
    deadline = time.monotonic() + 60
    text = ""
    while "stackwright guest ready" not in text and time.monotonic() < deadline:
        time.sleep(0.2)
        text = console.read_text(errors="replace") if console.exists() else ""
    assert "stackwright guest: eth0 has 169.254.0.15/16" in text
    assert "stackwright guest: metadata says small.example, i-00000001, 1 key(s)" in text
    assert "the user data ran" in text
    assert "stackwright guest ready: small.example at 169.254.0.15" in text
