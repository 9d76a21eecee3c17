# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
name: htpasswd
short_description: A user's line of an htpasswd file
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Returns the line by which a service with HTTP basic authentication knows a user, with bcrypt's hash of the password.
  - The same password always gives the same line, so that a second run changes nothing. Use long random passwords.
positional: user
options:
  _input:
    description: The password.
    type: str
    required: true
  user:
    description: The user's name.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: The line of a user
  ansible.builtin.set_fact:
    line: "{{ password | stackwright.cloud.htpasswd('admin') }}"
"""

RETURN = r"""
_value:
  description: The line, with its end.
  type: str
"""

import base64
import hashlib
from typing import Callable

from ansible.errors import AnsibleFilterError

# The least that bcrypt has: services compute the hash at each request, and nobody guesses a random password.
COST = 4
# bcrypt writes base64 with an alphabet of its own.
ALPHABETS = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def htpasswd(password: str, user: str) -> str:
    try:
        import bcrypt
    except ImportError as error:
        raise AnsibleFilterError("HTTP basic passwords need the Python library bcrypt on the controller.") from error
    digest = hashlib.sha256(f"{user}:{password}".encode()).digest()[:16]
    salt = base64.b64encode(digest)[:22].translate(bytes.maketrans(*ALPHABETS))
    return f"{user}:{bcrypt.hashpw(password.encode(), b'$2b$%02d$' % COST + salt).decode()}\n"


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"htpasswd": htpasswd}
