# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What can go wrong in talking to a cloud, in sentences for operators."""

from __future__ import annotations


class CloudError(Exception):
    """Something that an operator can act on."""


class ApiError(CloudError):
    """A request that the cloud refused: the HTTP *status* and what the service said."""

    def __init__(self, status: int, said: str, request: str) -> None:
        """Keep the *status*; *request* is like `POST /v2.0/networks`."""
        super().__init__(f"{said} (HTTP {status} to {request})")
        self.status = status
        self.said = said


class FullError(ApiError):
    """A request that the service will take as soon as some of what it is at work on has ended."""
