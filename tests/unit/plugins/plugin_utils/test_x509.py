# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import datetime
import socket
import ssl
import threading

import pytest
from ansible_collections.stackwright.cloud.plugins.plugin_utils import x509 as certificates
from ansible_collections.stackwright.cloud.plugins.plugin_utils.x509 import Pair
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
MONTH = datetime.timedelta(days=30)
NAMES = ("cloud.example.org", "127.0.0.1", "fd00::10")


@pytest.fixture(scope="module")
def authority():
    return certificates.make_authority("test", 3650, NOW)


@pytest.fixture(scope="module")
def pair(authority):
    return certificates.make_certificate(authority, NAMES, 365, NOW)


def handshake(pair, trusted, name, directory):
    """Connect to a server that has ``pair`` as strictly as Python 3.13 does."""
    (directory / "server.pem").write_text(pair.certificate + pair.key)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(directory / "server.pem")
    client = ssl.create_default_context(cadata=trusted)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=lambda: server.wrap_socket(theirs, server_side=True).close())
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version()
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("name", NAMES)
def test_strict_client_accepts_each_name(authority, pair, name, tmp_path):
    assert handshake(pair, authority.certificate, name, tmp_path) == "TLSv1.3"


def test_certificate_of_an_intermediate_authority_verifies_with_the_root(authority, tmp_path):
    intermediate = intermediate_of(authority)
    pair = certificates.make_certificate(intermediate, NAMES, 365, NOW)
    assert handshake(pair, authority.certificate, NAMES[0], tmp_path) == "TLSv1.3"
    assert certificates.authority_faults(intermediate, NOW) == []


def intermediate_of(root):
    """Make an authority that ``root`` signed; its certificate is followed by the root's."""
    own = certificates.make_authority("intermediate", 1000, NOW)
    leaf = own.leaf()
    builder = x509.CertificateBuilder(
        root.leaf().subject,
        leaf.subject,
        leaf.public_key(),
        leaf.serial_number,
        leaf.not_valid_before_utc,
        leaf.not_valid_after_utc,
    )
    for extension in leaf.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root.leaf().public_key()), critical=False
    )
    signed = builder.sign(root.private_key(), hashes.SHA256())
    return Pair(signed.public_bytes(serialization.Encoding.PEM).decode() + root.certificate, own.key)


def reason(pair, authority, names=NAMES, now=NOW):
    return certificates.renewal_reason(pair, authority, names, MONTH, now)


def test_a_good_certificate_stays(authority, pair):
    assert reason(pair, authority) is None
    assert reason(pair, authority, names=list(reversed(NAMES))) is None


def test_reasons_to_renew(authority, pair):
    other = certificates.make_authority("test", 3650, NOW)
    assert reason(None, authority) == "does not exist"
    assert reason(pair, authority, names=["new.example.org"]).startswith("names cloud.example.org")
    assert reason(pair, other) == "was signed by another authority"
    assert reason(Pair(pair.certificate, other.key), authority) == "is damaged, or its key is another's"
    assert reason(Pair("nothing", pair.key), authority) == "is damaged, or its key is another's"
    assert reason(pair, authority, now=NOW + datetime.timedelta(days=336)).startswith("expires on ")


def test_a_certificate_that_ends_with_its_authority_is_not_renewed_in_vain():
    short = certificates.make_authority("short", 20, NOW)
    assert reason(certificates.make_certificate(short, NAMES, 365, NOW), short) is None


def test_an_authority_renewed_with_its_key_keeps_what_it_signed(authority, pair, tmp_path):
    renewed = certificates.make_authority("test", 3650, NOW, authority.key)
    assert renewed.certificate != authority.certificate
    assert reason(pair, renewed) is None
    assert handshake(pair, renewed.certificate, NAMES[0], tmp_path) == "TLSv1.3"


def test_faults_of_an_operators_authority(authority, pair):
    locked = (
        authority.private_key()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"phrase"),
        )
        .decode()
    )

    def text(candidate, now=NOW):
        return "; ".join(certificates.authority_faults(candidate, now))

    assert text(authority) == ""
    assert "passphrase" in text(Pair(authority.certificate, locked))
    assert "not PEM" in text(Pair("nothing", authority.key))
    assert "does not belong" in text(Pair(authority.certificate, pair.key))
    assert "CA:TRUE" in text(pair)
    assert "lacks the root" in text(pair)
    assert "expired on" in text(authority, NOW + datetime.timedelta(days=4000))
