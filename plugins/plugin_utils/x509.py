# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""X.509 certificates of the cloud: its authority, and what that signs. Nothing here touches a file.

Profiles follow RFC 5280 closely enough for OpenSSL's strict checks, which Python 3.13 turns on by default.
"""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from ansible.errors import AnsibleError

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None

CLOCK_TOLERANCE = datetime.timedelta(hours=1)
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def insist_on_library() -> None:
    """Raise ``AnsibleError`` where the controller has no cryptography library."""
    if MISSING:
        raise AnsibleError("Certificates need the Python library cryptography on the controller.") from MISSING


@dataclass(frozen=True)
class Pair:
    """A certificate with its private key, as PEM. The certificate may be followed by those that signed it."""

    certificate: str
    key: str

    def leaf(self) -> x509.Certificate:
        """Return the first certificate; raises ``ValueError`` where the text holds none."""
        return x509.load_pem_x509_certificate(self.certificate.encode())

    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """Return the key; raises ``ValueError`` where it is damaged, ``TypeError`` where it has a passphrase."""
        return serialization.load_pem_private_key(self.key.encode(), password=None)

    def matches(self) -> bool:
        """Tell whether both belong together."""
        try:
            return self.leaf().public_key() == self.private_key().public_key()
        except (ValueError, TypeError):
            return False


def make_authority(name: str, days: int, now: datetime.datetime, key: str | None = None) -> Pair:
    """Make a self-signed authority called ``name``, valid for ``days`` from ``now``; ``key`` keeps the one it has."""
    key = key or _new_key()
    private = serialization.load_pem_private_key(key.encode(), password=None)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        _builder(subject, subject, private.public_key(), now, now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(private, hashes.SHA256())
    )
    return Pair(_pem(certificate), key)


def make_certificate(authority: Pair, names: Sequence[str], days: int, now: datetime.datetime) -> Pair:
    """Make a certificate for a server and client called ``names`` (host names and addresses), with a new key.

    It ends with ``authority`` at the latest, and is followed by the authority's own intermediate certificates.
    """
    issuer = authority.leaf()
    key = _new_key()
    public = serialization.load_pem_private_key(key.encode(), password=None).public_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    end = min(now + datetime.timedelta(days=days), issuer.not_valid_after_utc)
    certificate = (
        _builder(subject, issuer.subject, public, now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(_extended_usage(), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(_issuer_identifier(issuer), critical=False)
        .sign(authority.private_key(), hashes.SHA256())
    )
    return Pair(_pem(certificate) + _intermediates(authority), key)


def authority_faults(authority: Pair, now: datetime.datetime) -> list[str]:
    """Say why ``authority`` cannot sign; empty where it can."""
    try:
        certificate = authority.leaf()
        authority.private_key()
    except TypeError:
        return ["the key has a passphrase; give it without one, encrypted by ansible-vault if need be"]
    except ValueError:
        return ["the certificate or the key is not PEM"]
    faults = [] if authority.matches() else ["the key does not belong to the certificate"]
    if certificate.not_valid_after_utc <= now:
        faults.append(f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}")
    if not _is_authority(certificate):
        faults.append("the certificate is not that of an authority (CA:TRUE)")
    if not any(link.issuer == link.subject for link in x509.load_pem_x509_certificates(authority.certificate.encode())):
        faults.append("the certificate's file lacks the root: append those that signed it, up to the self-signed one")
    return faults


def renewal_reason(
    pair: Pair | None, authority: Pair, names: Sequence[str], before: datetime.timedelta, now: datetime.datetime
) -> str | None:
    """Say why the certificate must be made anew, or ``None`` where it serves ``names`` for longer than ``before``."""
    if pair is None:
        return "does not exist"
    if not pair.matches():
        return "is damaged, or its key is another's"
    certificate = pair.leaf()
    try:
        certificate.verify_directly_issued_by(authority.leaf())
    except (InvalidSignature, ValueError, TypeError):
        return "was signed by another authority"
    if set(subject_names(certificate)) != set(names):
        return "names " + ", ".join(subject_names(certificate))
    if certificate.not_valid_after_utc == authority.leaf().not_valid_after_utc:
        return None  # a new one would end no later
    return expiry_reason(certificate, before, now)


def expiry_reason(certificate: x509.Certificate, before: datetime.timedelta, now: datetime.datetime) -> str | None:
    """Say when ``certificate`` expires if that is within ``before``."""
    end = certificate.not_valid_after_utc
    return f"expires on {end:%Y-%m-%d}" if end - now <= before else None


def subject_names(certificate: x509.Certificate) -> list[str]:
    """Return the host names and addresses that ``certificate`` is for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in names]


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime.datetime,
    end: datetime.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), now - CLOCK_TOLERANCE, end)
    ).add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issuer_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    try:
        identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _intermediates(authority: Pair) -> str:
    chain = x509.load_pem_x509_certificates(authority.certificate.encode())
    return "".join(_pem(certificate) for certificate in chain if certificate.issuer != certificate.subject)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(**usages: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{**dict.fromkeys(_KEY_USAGES, False), **usages})


def _extended_usage() -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


def _new_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
