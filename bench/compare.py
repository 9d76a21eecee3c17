# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Says what got slower or larger since the last release: bench/results beside those that its tag has."""

from __future__ import annotations

import json
import subprocess

from figures import RESULTS, Figure

# What differs less from run to run on the same machine says nothing.
TOLERANCE = 0.1


def released() -> str:
    """Return the newest release's tag, or the last commit where nothing was released yet."""
    described = _git("describe", "--tags", "--abbrev=0")
    return described.strip() if described else "HEAD"


def figures(text: str | None) -> dict[str, Figure]:
    """Return the figures in the JSON *text* of a benchmark, by name."""
    return {each["name"]: Figure(**each) for each in json.loads(text)["figures"]} if text else {}


def differences(before: dict[str, Figure], now: dict[str, Figure]) -> list[str]:
    """Return a line for each figure that got worse or better by more than the tolerance, the worst first."""
    ratios = {name: figure.value / before[name].value for name, figure in now.items() if before.get(name)}
    return [
        f"{name:<44}{before[name].value:>8.3g} -> {now[name].value:.3g} {now[name].unit}, "
        + (f"{100 * (ratio - 1):.0f} % WORSE" if ratio > 1 else f"{100 * (1 - ratio):.0f} % better")
        for name, ratio in sorted(ratios.items(), key=lambda item: -item[1])
        if abs(ratio - 1) > TOLERANCE
    ]


def _git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], check=False, capture_output=True, text=True, cwd=RESULTS)
    return done.stdout if done.returncode == 0 else None


def main() -> None:
    """Compare all results that there are."""
    release = released()
    print(f"Compared with {release}, what differs by more than {100 * TOLERANCE:.0f} %")
    for path in sorted(RESULTS.glob("*.json")):
        before = figures(_git("show", f"{release}:./{path.name}"))
        if not before:
            print(f"{path.stem}: {release} has no figures of it")
            continue
        print(f"{path.stem}:", *(differences(before, figures(path.read_text())) or ["nothing"]), sep="\n  ")


if __name__ == "__main__":
    main()
