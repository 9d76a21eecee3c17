# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import build_settings

TARGETS = """\
https://tools.example/apt/ stable nonfree
http://mirror.example/security/ bookworm-security main
http://mirror.example/debian/ bookworm main
http://mirror.example/debian/ bookworm contrib
http://mirror.example/debian/ bookworm-updates main
"""
DUMP = """\
Acquire::Retries "3";
Acquire::http::Proxy "http://proxy.example:3128/";
Acquire::https::CaInfo "/etc/own.pem";
Acquire::IndexTargets::deb::Packages::Optional "0";
Acquire::Languages:: "de";
APT::Architecture "amd64";
"""


def test_mirrors_are_found_among_other_repositories():
    assert build_settings.debian_mirrors(TARGETS) == {
        "main": "http://mirror.example/debian/",
        "security": "http://mirror.example/security/",
    }


def test_other_distributions_have_no_debian_mirror():
    assert build_settings.debian_mirrors("http://mirror.example/ubuntu/ noble main\n") == {}


def test_sources_are_those_of_the_wanted_suite():
    text = build_settings.sources_list(build_settings.debian_mirrors(TARGETS), "trixie")
    assert [line.split()[2:] for line in text.splitlines()] == [
        ["http://mirror.example/debian/", "trixie", "main"],
        ["http://mirror.example/debian/", "trixie-updates", "main"],
        ["http://mirror.example/security/", "trixie-security", "main"],
    ]


def test_missing_mirror_says_what_to_set():
    with pytest.raises(build_settings.MirrorError, match=r"images_mirrors\.main"):
        build_settings.sources_list({"security": "http://mirror.example/security/"}, "trixie")


def test_only_ways_of_fetching_are_taken_over():
    assert build_settings.fetching_options(DUMP, None) == [
        'Acquire::Retries "3";',
        'Acquire::http::Proxy "http://proxy.example:3128/";',
    ]


def test_ca_bundle_is_the_mounted_one():
    assert build_settings.fetching_options(DUMP, "/run/build/ca.pem")[-1] == (
        'Acquire::https::CaInfo "/run/build/ca.pem";'
    )


def test_python_index_is_quoted_for_the_shell():
    text = build_settings.environment("1", "https://user:pass$word@index.example/simple", "/run/build/ca.pem")
    assert "export UV_DEFAULT_INDEX='https://user:pass$word@index.example/simple'\n" in text
    assert "export SSL_CERT_FILE=/run/build/ca.pem\n" in text


def test_default_index_and_trust_are_left_alone():
    text = build_settings.environment("1", None, None)
    assert "INDEX" not in text
    assert "CERT" not in text
