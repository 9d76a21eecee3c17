#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
from __future__ import annotations

DOCUMENTATION = r"""
module: images
short_description: Bring the images of a release to a host
version_added: 0.1.0
author: Stackwright contributors (@stackwright)
description:
  - Sees to it that a host has the images that it runs, each under a name that changes with what the image is made of.
    Nothing is done where they are all there; a host whose facts, as M(stackwright.cloud.host_facts) gathers them,
    say so is not asked again.
  - An image is built on the host, pulled from a registry, or loaded from an archive on the controller.
  - A build asks no registry. It takes mirrors, proxy, Python index and CA bundle from the host's own configuration,
    and leaves no trace of them in an image. Its output is in C(/var/log/stackwright/images) on the host.
  - Images that are no longer wanted stay; a container may still run them.
options:
  families:
    description:
      - The image families to bring. By default those that the services run on this host, or with O(all_hosts) on any.
    type: list
    elements: str
  all_hosts:
    description:
      - Whether the images of all hosts are wanted, rather than those that this host runs, and in a cloud with Glance
        the disk image of the small guest. It is what the host that builds needs.
    type: bool
    default: false
  source:
    description:
      - Where images come from that O(pull) does not name.
      - With V(archives) they are loaded from O(archives). With V(host) they must be there, else it is an error.
      - With V(registry) they are pulled from O(registry), which has them under the names that hosts know them by.
    type: str
    choices: [build, archives, registry, host]
    default: build
  registry:
    description: Host, port and path of the registry, such as V(undercloud.example.org:4000/stackwright).
    type: str
  push:
    description:
      - Host, port and path of a registry on this host itself, without TLS, that gets those of the images that it lacks.
    type: str
  archives:
    description:
      - A directory on the controller with an archive of each image, for hosts that do not build.
      - With O(source=build) the archives that it lacks are put there.
    type: path
  pull:
    description: Image families and the registry's reference of each, best with a digest (C(registry/name@sha256:...)).
    type: dict
    default: {}
  mirrors:
    description: The Debian mirrors to build from. By default those in the host's configuration of apt.
    type: dict
    default: {}
    suboptions:
      main:
        description: URL of a mirror of Debian.
        type: str
      security:
        description: URL of a mirror of Debian's security updates.
        type: str
  payload:
    description: What the action plugin hands over. Not to be set by hand.
    type: str
attributes:
  check_mode:
    support: full
    description: Names the images that would be brought, and how.
  diff_mode:
    support: full
    description: Names the images that are brought.
  idempotent:
    support: full
    description: A second run changes nothing.
  platform:
    support: full
    platforms: linux
    description: Hosts with podman; to build, mmdebstrap and Debian's archive keyring too.
"""

EXAMPLES = r"""
- name: Build what this host runs
  stackwright.cloud.images:

- name: Take one image from a registry and build the others
  stackwright.cloud.images:
    pull:
      openstack: registry.example.org/cloud/openstack@sha256:{{ openstack_digest }}
"""

RETURN = r"""
plan:
  description: What was brought, or in check mode would be, one line each.
  returned: always
  type: list
  elements: str
changes:
  description: The same as data.
  returned: always
  type: list
  elements: dict
images:
  description: The reference of each wanted family on this host.
  returned: always
  type: dict
  sample:
    ovn: localhost/stackwright/ovn:trixie-3819f5a8c0f5
seconds:
  description: How long each family took.
  returned: changed
  type: dict
  sample:
    ovn: 15.2
guest_image:
  description: Path on this host of the small guest's disk image.
  returned: when O(all_hosts=true) and the cloud has Glance
  type: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.build_settings import MirrorError
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import ARGUMENTS
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.payload import unpacked
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman_images import bring, lacking, save


def main() -> None:
    module = AnsibleModule(
        argument_spec={**ARGUMENTS, "payload": {"type": "str", "no_log": True}},
        required_if=[("source", "registry", ["registry"])],
        supports_check_mode=True,
    )
    if not module.params["payload"]:
        module.fail_json(msg="payload is missing: use stackwright.cloud.images as a task, whose action plugin makes it")
    request = unpacked(module.params["payload"])
    try:
        steps = lacking(request)
        result = {
            "changed": bool(steps),
            "changes": [step.as_entry() for step in steps],
            "plan": [step.as_line() for step in steps],
            "lacking": {step.family: step.subject for step in steps if step.action not in ("extract", "push")},
            "diff": {"prepared": "".join(f"{step.as_line()}\n" for step in steps)},
        }
        if steps and request["act"] and not module.check_mode:
            result["seconds"] = bring(request)
        for reference, path in request["save"].items():
            save(Podman(""), reference, path)
    except (EngineError, MirrorError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
