# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Writes what a cloud holds as a document; all of it runs on the controller."""

from __future__ import annotations

import os
from pathlib import Path

import yaml
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.cloud.login_options import LOGIN
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources import connected
from ansible_collections.stackwright.cloud.plugins.plugin_utils.resources_export import export


class ActionModule(ActionBase):
    """All of `stackwright.cloud.resources_export`."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None) -> dict:
        """List, write the document unless in check mode, and return the result."""
        result = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(
            argument_spec={
                **LOGIN,
                "kinds": {"type": "list", "elements": "str"},
                "projects": {"type": "list", "elements": "str", "default": []},
                "all_projects": {"type": "bool", "default": False},
                "path": {"type": "path"},
            },
            mutually_exclusive=[["projects", "all_projects"]],
        )
        found = export(connected(options), options["kinds"], options["projects"], options["all_projects"])
        result.update(changed=False, document=found.document, skipped_resources=found.skipped)
        if options["path"]:
            result.update(self._written(Path(options["path"]), found.document))
        return result

    def _written(self, path: Path, document: dict) -> dict:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = "---\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
        if before != after and not self._task.check_mode:
            temporary = path.with_name(f".{path.name}.new")
            temporary.write_text(after, encoding="utf-8")
            os.replace(temporary, path)
        diff = {"before": before, "after": after, "before_header": str(path), "after_header": str(path)}
        return {"changed": before != after, "diff": diff}
