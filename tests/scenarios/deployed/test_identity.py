# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Tokens, the catalogue, and TLS on every endpoint."""

from __future__ import annotations

import pytest
import requests
from keystoneauth1.exceptions import Unauthorized
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session

SERVICES = {"identity", "image", "placement", "compute", "network"}


def test_token(cloud):
    assert cloud.authorize()


def test_wrong_password_is_refused(cloud):
    login = {**cloud.config.auth, "password": "wrong"}
    with pytest.raises(Unauthorized):
        Session(Password(**login), verify=cloud.config.config["cacert"]).get_token()


def test_every_service_has_a_public_and_an_internal_endpoint(cloud):
    types = {service.id: service.type for service in cloud.identity.services()}
    endpoints = {(types[endpoint.service_id], endpoint.interface) for endpoint in cloud.identity.endpoints()}
    assert {(service, interface) for service in SERVICES for interface in ("public", "internal")} <= endpoints


def test_every_endpoint_answers_with_a_certificate_of_the_cloud(cloud, cloud_directory):
    for endpoint in cloud.identity.endpoints():
        assert endpoint.url.startswith("https://")
        assert requests.get(endpoint.url, verify=cloud_directory / "pki/ca.pem", timeout=10).status_code < 500


def test_strangers_cannot_verify_the_certificate(cloud):
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(cloud.config.auth["auth_url"], verify=True, timeout=10)
