# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Just enough settings to collect and compress the dashboard's static files; a deployment mounts its own."""

SECRET_KEY = "only for the build of an image"  # noqa: S105
WEBROOT = "/dashboard/"
STATIC_ROOT = "/var/lib/openstack-dashboard/static"
COMPRESS_OFFLINE = True
# A cached fragment of a template would hide the blocks inside it from `compress`.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
