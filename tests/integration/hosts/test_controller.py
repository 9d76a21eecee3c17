# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What the actions leave on the controller: secrets and certificates."""

from __future__ import annotations

import subprocess

import yaml

SECRETS = {"roles": ["stackwright.cloud.secrets"]}
PKI = {"roles": ["stackwright.cloud.pki"]}


def test_secrets_are_made_once_and_never_shown(controller):
    assert controller.play("--check", "--diff", **SECRETS)
    assert "+ secret keystone_database_password: password" in controller.output
    assert not controller.directory.exists()

    assert controller.play("--diff", **SECRETS)
    path = controller.directory / "secrets.yml"
    text = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert controller.directory.stat().st_mode & 0o777 == 0o700
    passwords = [value for value in yaml.safe_load(text).values() if isinstance(value, str)]
    assert passwords
    assert not [value for value in passwords if value in controller.output]

    assert controller.play(**SECRETS)
    assert not controller.changed
    assert path.read_text() == text


def test_a_vault_stays_one(controller):
    assert controller.play(**SECRETS)
    path, password = controller.directory / "secrets.yml", controller.root / "password"
    password.write_text("hunter2\n")
    vault = ["ansible-vault", "encrypt", f"--vault-id=cloud@{password}", str(path)]
    subprocess.run(vault, check=True, capture_output=True)

    assert not controller.play(**SECRETS)
    assert "cannot be decrypted" in controller.output
    more = {"tasks": [{"stackwright.cloud.secrets": {"secrets": {"further": "password"}}}]}
    assert controller.play(f"--vault-id=cloud@{password}", **more)
    assert controller.changed
    assert path.read_text().startswith("$ANSIBLE_VAULT;1.2;AES256;cloud\n")
    assert controller.play(f"--vault-id=cloud@{password}", **more)
    assert not controller.changed


def test_what_is_lacking_may_be_an_error(controller):
    assert not controller.play("--extra-vars", "{secrets_generate: false}", **SECRETS)
    assert "lacks glance_database_password" in controller.output
    assert not controller.directory.exists()


def verify(controller, name):
    """Verify a certificate as strictly as OpenSSL can, and return whom it is for."""
    pki = controller.directory / "pki"
    certificate = str(pki / name)
    verification = ["openssl", "verify", "-x509_strict", "-CAfile", str(pki / "ca.pem"), certificate]
    subprocess.run(verification, check=True, capture_output=True)
    names = ["openssl", "x509", "-in", certificate, "-noout", "-ext", "subjectAltName"]
    return subprocess.run(names, check=True, capture_output=True, text=True).stdout.splitlines()[-1].strip()


def test_certificates_follow_the_names(controller):
    assert controller.play("--check", **PKI)
    assert controller.changed
    assert not controller.directory.exists()

    assert controller.play(**PKI)
    assert verify(controller, "cloud.pem") == "IP Address:127.0.0.10"
    assert verify(controller, "hosts/one.pem") == "DNS:one, IP Address:127.0.0.1"
    assert {path.stat().st_mode & 0o777 for path in (controller.directory / "pki").rglob("*.key")} == {0o600}

    assert controller.play(**PKI)
    assert not controller.changed
    host = (controller.directory / "pki/hosts/one.pem").read_text()
    assert controller.play("--diff", "--extra-vars", "stackwright_external_fqdn=cloud.example.org", **PKI)
    assert "~ certificate cloud: names 127.0.0.10" in controller.output
    assert verify(controller, "cloud.pem") == "IP Address:127.0.0.10, DNS:cloud.example.org"
    assert (controller.directory / "pki/hosts/one.pem").read_text() == host


def test_an_operators_authority_signs(controller):
    assert controller.play(**PKI)
    given = controller.root / "given"
    (controller.directory / "pki").rename(given)
    options = [f"--extra-vars=pki_ca_certificate={given}/ca.pem", f"--extra-vars=pki_ca_key={given}/ca.key"]
    assert controller.play(*options, **PKI)
    assert (controller.directory / "pki/ca.pem").read_text() == (given / "ca.pem").read_text()
    assert not (controller.directory / "pki/ca.key").exists()
    assert verify(controller, "cloud.pem") == "IP Address:127.0.0.10"
    assert controller.play(*options, **PKI)
    assert not controller.changed
