# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

from urllib.parse import unquote, urlsplit

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.published import (
    database_url,
    published,
    transport_url,
)

VARIABLES = {
    "stackwright_cloud": "aio",
    "stackwright_release": "2026.1",
    "stackwright_region": "RegionOne",
    "stackwright_vip_address": "10.0.0.10",
    "stackwright_internal_fqdn": "internal.example",
    "stackwright_external_fqdn": "cloud.example",
}
DEFINITIONS = {
    "mariadb": {"frontends": {"mariadb": {"port": 3306, "group": "control", "mode": "tcp"}}},
    "keystone": {
        "catalog": [
            {"type": "identity", "name": "keystone", "port": 5000, "path": "/v3", "interfaces": ["public", "admin"]}
        ],
        "frontends": {"keystone_api": {"port": 5000, "group": "control", "check": "/healthcheck"}},
    },
    "glance": {
        "database": ["glance"],
        "queue": "glance",
        "user": "glance",
        "catalog": [{"type": "image", "name": "glance", "port": 9292}],
        "frontends": {"glance_api": {"port": 9292, "backend_port": 9393, "group": ["control", "storage"]}},
    },
}
SECRETS = {f"glance_{kind}_password": f"{kind}/:@pw" for kind in ("database", "queue", "user")}
HOSTS = {"control": [{"name": "c1", "address": "10.0.0.11"}, {"name": "c2", "address": "10.0.0.12"}]}

CLOUD = published(VARIABLES, DEFINITIONS, SECRETS, HOSTS)


def test_endpoints_have_the_name_of_their_interface():
    assert CLOUD["endpoints"] == {
        "identity": {"public": "https://cloud.example:5000/v3", "admin": "https://internal.example:5000/v3"},
        "image": {"public": "https://cloud.example:9292", "internal": "https://internal.example:9292"},
    }


def test_frontends_serve_every_host_of_their_groups():
    by_name = {frontend["name"]: frontend for frontend in CLOUD["frontends"]}
    assert by_name["glance_api"]["backends"] == [
        {"name": "c1", "address": "10.0.0.11", "port": 9393},
        {"name": "c2", "address": "10.0.0.12", "port": 9393},
    ]
    assert by_name["keystone_api"]["check"] == "/healthcheck"


def test_only_http_is_served_with_tls():
    modes = {frontend["name"]: (frontend["mode"], frontend["tls"]) for frontend in CLOUD["frontends"]}
    assert modes == {"mariadb": ("tcp", False), "keystone_api": ("http", True), "glance_api": ("http", True)}


def test_password_of_any_characters_survives_a_url():
    parts = urlsplit(database_url("glance", "glance", SECRETS, "10.0.0.10"))
    assert (parts.hostname, parts.port, parts.path) == ("10.0.0.10", 3306, "/glance")
    assert unquote(parts.password or "") == "database/:@pw"


def test_queue_is_reached_on_every_broker():
    assert transport_url("glance", SECRETS, ["10.0.0.11", "10.0.0.12"]) == (
        "rabbit://glance:queue%2F%3A%40pw@10.0.0.11:5672,glance:queue%2F%3A%40pw@10.0.0.12:5672/glance"
    )
    assert CLOUD["transport"]["glance"].endswith("@10.0.0.12:5672/glance")


def test_service_user_and_the_rest():
    assert CLOUD["users"]["glance"]["password"] == "user/:@pw"
    assert CLOUD["memcached"] == "10.0.0.11:11211,10.0.0.12:11211"
    assert CLOUD["services"] == ["glance", "keystone", "mariadb"]
