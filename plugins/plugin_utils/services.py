# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The enabled services as one host sees them: their definitions, templated, and what the engine publishes."""

from __future__ import annotations

import functools
import gc
import os

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.loader import filter_loader, test_loader
from ansible.template import trust_as_template
from ansible_collections.stackwright.cloud.plugins.module_utils.desired import ini
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.container import desired_container
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.definition import among, faults, groups_of
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.jobs import mark
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.published import published
from ansible_collections.stackwright.cloud.plugins.plugin_utils import certificates, secrets_store
from ansible_collections.stackwright.cloud.plugins.plugin_utils.image_inputs import RELEASES, recipes, references
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import (
    check_services,
    load_role_file,
    role_path,
)

# What the whole cloud must know of a service before any of its templates can be rendered.
PUBLISHED_KEYS = ("catalog", "database", "frontends", "queue", "secrets", "user", "user_roles")


class Services:
    """All enabled services, with the variables of one host."""

    def __init__(self, loader, templar, task_vars: dict):
        """Read the enabled services' roles; *templar* and *task_vars* are those of a task on the host."""
        self.loader = loader
        self._base_templar = templar
        self._file_templars: dict = {}
        defaults = dict(load_role_file("preflight", "defaults", "main.yml"))
        self.names = self._enabled(templar, {**defaults, **task_vars})
        for name in self.names:
            defaults.update(load_role_file(name, "defaults", "main.yml"))
        self.raw = {name: self._variables_of(name) for name in self.names}
        self.variables = {
            **defaults,
            **task_vars,
            **load_role_file("images", "vars", "main.yml"),
            **{key: value for role in self.raw.values() for key, value in role.items()},
        }

    def _variables_of(self, name: str) -> dict:
        """Return what is in the vars of role *name*, with its definition as it is among the enabled services."""
        variables, definition = load_role_file(name, "vars", "main.yml"), f"{name}_definition"
        return {**variables, definition: among(variables[definition], self.names)}

    @staticmethod
    def _enabled(templar, variables: dict) -> list[str]:
        names = templar.copy_with_new_env(available_variables=variables).template(variables["stackwright_services"])
        check_services(names, "stackwright_services")
        return list(names)

    def variable(self, name: str):
        """Return the templated value of variable *name*."""
        return self._templar(self.variables).template(self.variables[name])

    @functools.cached_property
    def published_definitions(self) -> dict:
        """The parts of every enabled service's definition that concern the whole cloud."""
        templar = self._templar(self.variables)
        return {
            name: templar.template(
                {key: value for key, value in self._definition(name).items() if key in PUBLISHED_KEYS}
            )
            for name in self.names
        }

    def definitions_of(self, names: list[str] | None) -> dict:
        """Return the published definitions of the enabled ones of services *names*; None is all."""
        return {name: each for name, each in self.published_definitions.items() if names is None or name in names}

    @functools.cached_property
    def secrets(self) -> dict:
        """The cloud's secrets."""
        overrides = self.variable("stackwright_secrets") if "stackwright_secrets" in self.variables else {}
        stored = secrets_store.load(self.loader, self.variable("stackwright_directory"), overrides)
        return {**self._stand_ins("secrets_result"), **stored}

    def _stand_ins(self, registered: str) -> dict:
        """Return what a task in check mode has put in place of what it would make."""
        return self.variables.get(registered, {}).get("stand_ins", {})

    @functools.cached_property
    def cloud(self) -> dict:
        """What templates know as `cloud`."""
        names = ("cloud", "release", "region", "vip_address", "internal_fqdn", "external_fqdn")
        variables = {f"stackwright_{name}": self.variable(f"stackwright_{name}") for name in names}
        try:
            return published(variables, self.published_definitions, self.secrets, self.hosts)
        except KeyError as error:
            raise AnsibleActionFail(
                f"the cloud's secrets lack {error}; playbook stackwright.cloud.site makes it"
            ) from error

    @functools.cached_property
    def hosts(self) -> dict[str, list[dict]]:
        """The members of every inventory group that has addresses of the internal network."""
        groups = {
            group: members for group, members in self.variables["groups"].items() if group not in ("all", "ungrouped")
        }
        addresses = {name: self._address(name) for name in {name for members in groups.values() for name in members}}
        return {
            group: [{"name": name, "address": addresses[name]} for name in members if addresses[name]]
            for group, members in groups.items()
        }

    def _address(self, host: str) -> str | None:
        # Every host's tasks would ask for the variables of every other.
        known = self.variables.get("ansible_facts", {}).get("stackwright_addresses", {})
        if host in known:
            return known[host]
        return self.variables["hostvars"][host].get("stackwright_address")

    @functools.cached_property
    def pki(self) -> dict[str, str]:
        """The certificates of the cloud and of the host."""
        directory, host = self.variable("stackwright_directory"), self.variables["inventory_hostname"]
        return certificates.load(directory, host, self._stand_ins("pki_result"))

    @functools.cached_property
    def context(self) -> dict:
        """All that definitions and templates may use."""
        return {**self.variables, "cloud": self.cloud, "secrets": self.secrets, "pki": self.pki}

    @functools.cached_property
    def images(self) -> dict[str, str]:
        """The reference of every image family."""
        pulled = self.variable("images_pull") if "images_pull" in self.variables else None
        return references(self.variable("stackwright_release"), pulled)

    def containers(self, phases: list[str] | None, names: list[str]) -> list[dict]:
        """Return the desired containers of services *names* that this host runs in *phases* (None: all)."""
        return [
            self._desired(service, name, container)
            for service in names
            for name, container in self._items(service, "containers", phases)
        ]

    def jobs(self, names: list[str]) -> list[dict]:
        """Return the desired state of the jobs of services *names* that belong to a group of this host."""
        return [self._desired(service, name, job) for service in names for name, job in self._items(service, "jobs")]

    def job_marks(self, names: list[str], phase: str | None) -> dict[str, str]:
        """Return the marks of those jobs that follow *phase*, or come before all, once they are done.

        Only the files that jobs run again for are rendered.
        """
        return {
            name: mark(self._desired(service, name, {**job, "files": _repeated_on(job)}))
            for service in names
            for name, job in self._items(service, "jobs")
            if job.get("phase") == phase
        }

    def _items(self, service: str, kind: str, phases: list[str] | None = None) -> list[tuple[str, dict]]:
        """Return the containers or jobs of *service* that this host runs in *phases* (None: all), templated."""
        definition = self._definition(service)
        found = faults(service, definition)
        if found:
            raise AnsibleActionFail("; ".join(found))
        templar = self._templar(self.context)
        mine = {
            name: item
            for name, item in definition.get(kind, {}).items()
            if set(groups_of(item)) & set(self.variables["group_names"]) and (not phases or item["phase"] in phases)
        }
        return list(templar.template(mine).items())

    def _desired(self, service: str, name: str, item: dict) -> dict:
        if "wsgi" in item and "probe" not in item:
            address = self.variable("stackwright_address")
            item = {**item, "probe": {"http": f"http://{address}:{item['wsgi']['port']}/"}}
        return desired_container(
            name,
            service,
            item,
            self.images,
            {"root": 0, **self.variables["images_users"]},
            self.pki["ca"],
            functools.partial(self._render, service, item["image"]),
        )

    def _render(self, service: str, image: str, template: str, target: str, variables: dict) -> str:
        """Return the text of *template* of *service* for file *target*, with the operator's options merged in."""
        searchpath = self._searchpath(service)
        path = next((p for p in (os.path.join(d, template) for d in searchpath) if os.path.exists(p)), None)
        if path is None:
            raise AnsibleActionFail(f"template {template} of service {service} is in none of {', '.join(searchpath)}")
        templar = self._file_templar(service, searchpath)
        templar.available_variables = {**self.context, **variables}
        source = trust_as_template(self.loader.get_text_file_contents(path))
        try:
            text = templar.template(source, escape_backslashes=False)
        except AnsibleError as error:
            raise AnsibleActionFail(f"{path} cannot be rendered for {target}: {error}") from error
        options = self.variable(f"{service}_config") if f"{service}_config" in self.variables else {}
        mine = options.get(os.path.basename(target))
        text = ini.merged(text or "", mine) if mine else text or ""
        is_oslo = image == "openstack" and target.endswith((".conf", ".ini"))
        problem = ini.fault(text) if mine or is_oslo else None
        if problem:
            raise AnsibleActionFail(f"{path}: what it renders for {target} is not valid: {problem}")
        return text

    def _searchpath(self, service: str) -> list[str]:
        """Return where templates of *service* are, the operator's own first."""
        directories = [role_path(service, "templates"), role_path("service", "templates")]
        if "stackwright_templates" in self.variables:
            directories.insert(0, os.path.join(os.path.expanduser(self.variable("stackwright_templates")), service))
        return directories

    def _file_templar(self, service: str, searchpath: list[str]):
        """Return the one templar of the files of *service*: what many of them import is compiled once."""
        if service not in self._file_templars:
            self._file_templars[service] = self._base_templar.copy_with_new_env(searchpath=searchpath)
        return self._file_templars[service]

    def _definition(self, name: str) -> dict:
        return self.raw[name][f"{name}_definition"]

    def _templar(self, variables: dict):
        return self._base_templar.copy_with_new_env(available_variables=variables)


def _repeated_on(job: dict) -> dict:
    return {target: file for target, file in job.get("files", {}).items() if target in job.get("repeat_on", [])}


def _read_ahead() -> None:
    """Read what every host's tasks need, so that no process has to that is forked from this one."""
    load_role_file("images", "vars", "main.yml")
    for name in load_role_file("preflight", "defaults", "main.yml")["stackwright_services"]:
        load_role_file(name, "defaults", "main.yml")
        load_role_file(name, "vars", "main.yml")
    for release in RELEASES.iterdir():
        recipes(release.name)
    # The first filter and the first test have Ansible load all of its own.
    filter_loader.get("ansible.builtin.default")
    test_loader.get("ansible.builtin.defined")


# Ansible imports action plugins before it forks its workers, whose garbage collectors need not go through all of that.
_read_ahead()
gc.freeze()
