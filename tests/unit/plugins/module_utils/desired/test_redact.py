# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Nothing secret may be left, and what is not secret should be."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import secrets as generator
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.redact import redacted, values, without

# A secret of yesterday: nobody tells the redaction what it was, only where it stands.
OLD = "Yesterdays0Secret1With2Digits3"

FORMS = {
    "oslo": "[keystone_authtoken]\nusername = glance\npassword = {}\n",
    "oslo, a colon": "[a]\nmetadata_proxy_shared_secret: {}\n",
    "oslo, a list's end": "[credential]\nmemcache_secret_key={}",
    "database url": "connection = mysql+pymysql://glance:{}@10.0.0.1:3306/glance?charset=utf8mb4\n",
    "queue url": "transport_url = rabbit://nova:{0}@h1:5672,nova:{0}@h2:5672/nova\n",
    "url without a user": "backend_url = redis://:{}@10.0.0.1:6379\n",
    "my.cnf": "[client]\n  password={}\n",
    "galera": "wsrep_sst_auth = mariabackup:{}\n",
    "rabbitmq.conf": "default_pass = {}\n",
    "shell": "export OS_PASSWORD={}\n",
    "yaml": "users:\n  - password: {}\n",
    "json": '{{"user": "stackwright",\n "password": "{}"}}',
    "json, one line": '{{"user": "stackwright", "password": "{}", "tags": []}}',
    "json, a key": '{{"keys": {{"secret_key": "{}"}}}}',
    "python": "SECRET_KEY = '{}'\n",
    "python, nested": "DATABASES = {{'default': {{'USER': 'horizon', 'PASSWORD': '{}'}}}}\n",
    "python, an argument": "connect(user='x', password='{}')\n",
    "haproxy": "  user admin insecure-password {}\n",
    "haproxy statistics": "  stats auth admin:{}\n",
    "keepalived": "    auth_pass {}\n",
    "ceph": "[client.glance]\n  key = {}\n",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n",
    "openssh key": "certificate\n-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_secret_that_nobody_names_is_found_by_its_place(form):
    assert OLD not in redacted(form.format(OLD))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("kind", generator.KINDS)
def test_generated_secret_shows_nowhere(form, kind):
    secret = generator.generate(kind)
    for text in values({"name": secret}):
        assert text not in redacted(form.format(text), [text])
        assert text not in redacted(f"in an unknown place {text}", [text])


@pytest.mark.parametrize("secret", ["p@ss/w:rd#%", 'quo"te\\back', "longer than longer"])
def test_operator_s_own_secret_is_found_as_urls_and_json_write_it(secret):
    for form in (secret, quote(secret, safe=""), json.dumps(secret)):
        assert secret not in without(f"<{form}>", [secret])
        assert quote(secret, safe="") not in without(f"<{form}>", [secret])


def test_secret_that_is_part_of_another_does_not_leave_the_rest():
    assert without("abcdefgh-and-more", ["abcdefgh", "abcdefgh-and-more"]) == "********"


PLAIN = """\
[DEFAULT]
debug = true
my_ip = 10.224.0.11
bind_port = 9292

[keystone_authtoken]
www_authenticate_uri = https://10.224.0.10:5000/v3
username = glance
auth_type = password
memcached_servers = 10.0.0.1:11211,10.0.0.2:11211
max_token_size = 255

frontend keystone
  bind 10.224.0.10:5000 ssl crt /etc/haproxy/certificate.pem
  server control1 10.224.0.11:5000 check
"""


def test_ordinary_configuration_is_left_as_it_is():
    assert redacted(PLAIN) == PLAIN


def test_name_of_the_option_and_the_url_s_other_parts_stay():
    assert redacted("password = x\n") == "password = ********\n"
    assert redacted("mysql://glance:x@h:3306/glance") == "mysql://glance:********@h:3306/glance"


def test_option_without_a_value_does_not_hide_the_line_below():
    assert redacted("password =\ndebug = true\n") == "password =\ndebug = true\n"


def test_values_are_all_texts_of_all_kinds_but_short_ones():
    secrets = {
        "password": "long enough",
        "keys": ["first key", "second key"],
        "pair": {"private": "PRIVATE KEY"},
        "pin": "1234",
    }
    assert values(secrets) == ["long enough", "first key", "second key", "PRIVATE KEY"]
