# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Reads on the controller what images are made of, and has the host bring those that it lacks."""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import (
    ARGUMENTS,
    in_registry,
    plan,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.nearest import unknown_names
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import packed
from ansible_collections.stackwright.cloud.plugins.plugin_utils import image_inputs
from ansible_collections.stackwright.cloud.plugins.plugin_utils.services import Services


class ActionModule(ActionBase):
    """The controller's half of `stackwright.cloud.images`."""

    # Where files do travel, they are given a directory then; it would cost every host three calls.
    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Look at the host, bring what it lacks, and keep archives for others where that is asked for."""
        result = super().run(tmp, task_vars)
        _validated, self._arguments = self.validate_argument_spec(
            argument_spec=ARGUMENTS, required_if=[("source", "registry", ["registry"])]
        )
        self._variables = task_vars or {}
        services = Services(self._loader, self._templar, self._variables)
        self._release = services.variable("stackwright_release")
        self._recipes = image_inputs.recipes(self._release, self._arguments["pull"])
        self._pull = {**self._from_registry(), **self._arguments["pull"]}
        self._families = self._wanted(services)
        result.update(self._bring())
        result["images"] = {family: self._recipes[family]["reference"] for family in self._families}
        if image_inputs.GUEST in self._families:
            result["guest_image"] = image_inputs.guest_image(self._release)
        return result

    def _from_registry(self) -> dict[str, str]:
        if self._arguments["source"] != "registry":
            return {}
        registry = self._arguments["registry"]
        return {family: in_registry(registry, recipe["reference"]) for family, recipe in self._recipes.items()}

    def _wanted(self, services: Services) -> list[str]:
        families = self._arguments["families"]
        if families:
            if lacking := image_inputs.lacking(self._release, families):
                raise AnsibleActionFail(
                    f"stackwright_release {self._release} has no image {', '.join(sorted(lacking))}"
                )
            faults = unknown_names(families, self._recipes, "families")
            if faults:
                raise AnsibleActionFail("; ".join(faults))
            return list(families)
        definitions = {name: raw[f"{name}_definition"] for name, raw in services.raw.items()}
        if self._arguments["all_hosts"]:
            guest = [image_inputs.GUEST] if "glance" in definitions else []
            return [*image_inputs.families(definitions, None), *guest]
        return image_inputs.families(definitions, self._variables["group_names"])

    def _bring(self) -> dict[str, Any]:
        """Have the host look, and act if it lacks anything; return the module's result."""
        if self._is_complete():
            return self._archived({"changed": False, "changes": [], "plan": []})
        found = self._host()
        lacking = found.pop("lacking", {})
        if found.get("failed") or self._task.check_mode or not found["changed"]:
            return self._archived(found)
        absent = [reference for family, reference in lacking.items() if family not in self._pull]
        if self._arguments["source"] == "host" and absent:
            raise AnsibleActionFail(f"images are missing on this host, which is to have them: {', '.join(absent)}")
        archives = self._transferred(list(lacking))
        if lacking:
            self._display.display(
                f"bringing {', '.join(lacking)}; the output of builds is in /var/log/stackwright/images"
            )
        result = self._host(act=True, archives=archives)
        result.pop("lacking", None)
        return self._archived(result)

    def _is_complete(self) -> bool:
        """Tell whether the host's facts, where they were gathered, say that it lacks nothing."""
        facts = self._variables.get("ansible_facts", {}).get("stackwright_host")
        if not facts or self._arguments["push"]:
            return False
        return not plan(self._recipes, self._families, facts["images"], facts["image_files"], {})

    def _host(
        self, act: bool = False, archives: dict[str, str] | None = None, save: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Call the module; what builds need travels only if it is to *act* and to build."""
        build = act and self._arguments["source"] == "build"
        source = "build" if self._arguments["source"] == "build" else "load"
        request = {
            "act": act,
            "families": self._families,
            "recipes": {name: recipe if build else {**recipe, "files": {}} for name, recipe in self._recipes.items()},
            "sources": {name: "pull" if name in self._pull else source for name in self._recipes},
            "pull": self._pull,
            "push": self._arguments["push"],
            "shared": image_inputs.shared_files() if build else {},
            "suite": image_inputs.release_facts(self._release)["debian"],
            "mirrors": self._arguments["mirrors"],
            "archives": archives or {},
            "save": save or {},
        }
        return self._execute_module("stackwright.cloud.images", {"payload": packed(request)}, task_vars=self._variables)

    def _transferred(self, lacking: list[str]) -> dict[str, str]:
        """Copy the archives of families *lacking* to the host and return their paths there."""
        if self._arguments["source"] != "archives":
            return {}
        paths = {family: self._archive(family) for family in lacking if family not in self._pull}
        absent = [path for path in paths.values() if not os.path.exists(path)]
        if absent:
            raise AnsibleActionFail(
                f"there is no {', '.join(absent)}; let a host build with the same option archives first"
            )
        directory = self._make_tmp_path()
        return {
            family: self._transfer_file(path, self._connection._shell.join_path(directory, os.path.basename(path)))
            for family, path in paths.items()
        }

    def _archived(self, result: dict[str, Any]) -> dict[str, Any]:
        """Fetch an archive of each image that the controller has none of; return *result*, brought up to date."""
        keeps = self._arguments["archives"] and self._arguments["source"] == "build"
        if result.get("failed") or self._task.check_mode or not keeps:
            return result
        absent = [family for family in self._families if not os.path.exists(self._archive(family))]
        os.makedirs(self._arguments["archives"], exist_ok=True)
        directory = self._make_tmp_path() if absent else ""
        for family in absent:
            path = self._archive(family)
            there = self._connection._shell.join_path(directory, os.path.basename(path))
            saved = self._host(save={self._recipes[family]["reference"]: there})
            if saved.get("failed"):
                return saved
            self._connection.fetch_file(there, f"{path}.part")
            os.replace(f"{path}.part", path)
        return {**result, "changed": result["changed"] or bool(absent)}

    def _archive(self, family: str) -> str:
        name = self._recipes[family]["reference"].rpartition("/")[2].replace(":", "-")
        return os.path.join(self._arguments["archives"], f"{name}.tar")
