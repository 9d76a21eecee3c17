# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A server boots, learns what it is, is reached from outside, and outlives the containers around it."""

from __future__ import annotations

import hashlib

from servers import answers, run_over_ssh, wait_for


def test_first_server_answers(cloud):
    [server] = cloud.compute.servers(name="demo")
    [port] = cloud.network.ports(device_id=server.id)
    [floating] = cloud.network.ips(port_id=port.id)
    assert server.status == "ACTIVE"
    assert answers(floating.floating_ip_address)


def test_uploaded_image_is_whole(cloud, image, guest_disk):
    assert image.status == "active"
    assert hashlib.sha512(guest_disk.read_bytes()).hexdigest() == image.hash_value


def test_console_log_shows_the_boot(cloud, guest):
    log = cloud.compute.get_server_console_output(guest.server, length=200)["output"]
    assert "stackwright guest: metadata says" in log


def test_server_reaches_the_outside(guest):
    assert "1 packets received" in run_over_ssh(guest.address, guest.key, "ping -c 1 -W 5 10.225.0.1")


def test_console_is_offered(cloud, guest):
    console = cloud.compute.create_console(guest.server, console_type="novnc")
    assert console["url"].startswith("https://")


def test_server_outlives_a_restart_of_libvirt(compute, guest):
    before = run_over_ssh(guest.address, guest.key, "cat /proc/sys/kernel/random/boot_id")

    compute.check_output("podman restart libvirt")

    assert answers(guest.address)
    assert run_over_ssh(guest.address, guest.key, "cat /proc/sys/kernel/random/boot_id") == before


def test_server_stops_and_starts_after_that(cloud, guest):
    cloud.compute.stop_server(guest.server)
    cloud.compute.wait_for_server(guest.server, status="SHUTOFF", wait=120)
    cloud.compute.start_server(guest.server)
    cloud.compute.wait_for_server(guest.server, wait=120)
    wait_for(lambda: answers(guest.address), 120, "the server answers again")
