# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The images on this host: look once, and bring only what is missing."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.image import (
    Artifact,
    Step,
    in_registry,
    plan,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.order import run_in_order
from ansible_collections.stackwright.cloud.plugins.module_utils.engine import image_registry
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.image_builds import Workshop
from ansible_collections.stackwright.cloud.plugins.module_utils.engine.podman import EngineError, Podman

WORKERS = 2
TIMEOUT = 1800


def lacking(request: dict[str, Any]) -> list[Step]:
    """Return the steps that bring to this host what *request* (see bring) wants and it lacks."""
    podman = Podman("")
    artifacts = [recipe["artifact"]["target"] for recipe in request["recipes"].values() if recipe["artifact"]]
    steps = plan(
        request["recipes"],
        request["families"],
        set(podman.image_names()) if podman.installed else set(),
        {path for path in artifacts if os.path.exists(path)},
        request["sources"],
    )
    return steps + [Step("push", family, place) for family, place in _places(request) if not image_registry.has(place)]


def _places(request: dict[str, Any]) -> list[tuple[str, str]]:
    """Return where the registry on this host is to have each family."""
    if not request["push"]:
        return []
    return [
        (family, in_registry(request["push"], request["recipes"][family]["reference"]))
        for family in request["families"]
    ]


def bring(request: dict[str, Any]) -> dict[str, float]:
    """Bring to this host what it lacks and return the seconds that each family took; raise EngineError if any fails.

    *request* has `recipes`, `families` and `sources` (see desired.image.plan), what a build needs (`shared`, `suite`,
    `mirrors`), `pull`, the registry's references by family, `push`, a registry on this host, and `archives`, files to
    load by family.
    """
    podman = Podman("")
    steps = lacking(request)
    if not any(step.action == "build" for step in steps):
        return _carry_out_all(steps, request, podman, None)
    with Workshop(podman, request["shared"], request["suite"], request["mirrors"]) as workshop:
        # Another run, for which this one waited, may have built them.
        return _carry_out_all(lacking(request), request, podman, workshop)


def _carry_out_all(
    steps: list[Step], request: dict[str, Any], podman: Podman, workshop: Workshop | None
) -> dict[str, float]:
    seconds: dict[str, float] = {}
    by_subject = {step.subject: step for step in steps}

    def carry_out(subject: str) -> None:
        step = by_subject[subject]
        started = time.monotonic()
        _carry_out(step, request, podman, workshop)
        seconds[step.family] = round(seconds.get(step.family, 0) + time.monotonic() - started, 1)

    failures = run_in_order(_needs(steps, request["recipes"]), carry_out, WORKERS)
    if failures:
        raise EngineError("\n".join(f"{subject}: {error}" for subject, error in failures.items()))
    return seconds


def save(podman: Podman, reference: str, path: str) -> None:
    """Write image *reference* into an archive at *path*."""
    podman.run("save", "--quiet", "--format=oci-archive", f"--output={path}", reference, timeout=TIMEOUT)


def _needs(steps: list[Step], recipes: dict[str, Any]) -> dict[str, list[str]]:
    """Return which steps, by their subjects, must be done before each of *steps*."""
    images = {family: recipe["reference"] for family, recipe in recipes.items()}
    return {
        step.subject: [images[step.family]] if step.action in ("extract", "push") else _parents(step, recipes)
        for step in steps
    }


def _parents(step: Step, recipes: dict[str, Any]) -> list[str]:
    parent = recipes[step.family]["parent"]
    return [recipes[parent]["reference"]] if parent and step.action == "build" else []


def _carry_out(step: Step, request: dict[str, Any], podman: Podman, workshop: Workshop | None) -> None:
    recipe = request["recipes"][step.family]
    if step.action == "extract":
        _extract(podman, recipe["reference"], recipe["artifact"])
    elif step.action == "pull":
        place = request["pull"][step.family]
        podman.run("pull", "--quiet", place, timeout=TIMEOUT)
        podman.run("tag", place, recipe["reference"])
    elif step.action == "push":
        podman.run("push", "--quiet", "--tls-verify=false", recipe["reference"], step.subject, timeout=TIMEOUT)
    elif step.action == "load":
        podman.run("load", "--quiet", f"--input={request['archives'][step.family]}", timeout=TIMEOUT)
    elif workshop:
        parent = recipe["parent"]
        workshop.build(recipe, request["recipes"][parent]["reference"] if parent else None)


def _extract(podman: Podman, reference: str, artifact: Artifact) -> None:
    """Copy *artifact* out of image *reference*; it appears whole or not at all."""
    os.makedirs(os.path.dirname(artifact["target"]), exist_ok=True)
    shutil.rmtree(artifact["target"] + ".part", ignore_errors=True)
    container = podman.run("create", reference, "none").strip()
    try:
        podman.run("cp", f"{container}:{artifact['source']}", artifact["target"] + ".part", timeout=TIMEOUT)
    finally:
        podman.run("rm", container)
    os.replace(artifact["target"] + ".part", artifact["target"])
