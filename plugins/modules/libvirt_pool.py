#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: libvirt_pool
short_description: Storage pools of a libvirt hypervisor as declared state
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Defines, builds, changes, starts, stops and removes any number of libvirt storage pools over one connection,
    from typed options.
  - Removing a pool never deletes what is stored in it.
extends_documentation_fragment:
  - stackwright.cloud.libvirt
  - stackwright.cloud.libvirt.changes
  - stackwright.cloud.libvirt_pool
"""

EXAMPLES = r"""
- name: A directory, a volume group and an NFS share
  stackwright.cloud.libvirt_pool:
    pools:
      - name: default
        type: dir
        path: /var/lib/libvirt/images
        autostart: true
      - name: fast
        type: logical
        source: {name: vg0}
        build: false
      - name: isos
        type: netfs
        path: /srv/isos
        source:
          hosts: [{name: nfs.example.com}]
          directory: /export/isos
          format: nfs
"""

RETURN = r"""
pools:
  description: One entry for each of O(pools), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The pool.
      type: str
    changed:
      description: Whether it was changed.
      type: bool
    changes:
      description:
        - What changed, with RV(ignore:path), RV(ignore:before), RV(ignore:after) and RV(ignore:effect), which is
          V(live), V(config) or V(restart).
      type: list
      elements: dict
    restart_needed:
      description: Whether something that is stored takes effect only when the pool next starts.
      type: bool
"""

from functools import partial

from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client import startables
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.connection import explained
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.client.run import (
    new_module,
    refuse,
    run,
    twice,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.pool import POOL, SPEC, unfit, wrong
from ansible_collections.stackwright.cloud.plugins.module_utils.hypervisor.startable import plan_startable


def work(conn, module):
    """Plan all pools, refuse what is wrong, then hand out each plan with what applies it."""
    wanted = module.params["pools"]
    driver = startables.POOLS
    with explained():
        found = startables.named(driver, conn)
        actual = {name: startables.actual(driver, found[name]) for name in found}
    refuse(twice("pool", [options["name"] for options in wanted]))
    refuse(f"pool {options['name']}: {fault}" for options in wanted for fault in wrong(options))
    types = {name: one.config.get("type") for name, one in actual.items()}
    refuse(f"pool {one['name']}: {fault}" for one in wanted for fault in unfit(one, types.get(one["name"])))
    plans = [plan_startable(POOL, options, actual.get(options["name"])) for options in wanted]
    for plan, options in zip(plans, wanted):
        yield plan, partial(startables.apply, driver, conn, found.get(plan.name), plan, options["build"])


def main() -> None:
    run(new_module("pools", SPEC), "pools", work)


if __name__ == "__main__":
    main()
