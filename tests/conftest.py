# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code.
settings.register_profile("stackwright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stackwright")
