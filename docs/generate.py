# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Writes docs/reference, one page for each role and plugin; with --check, says which pages are out of date."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import yaml
from markdown import index_page, plugin_page, role_page

REPOSITORY = Path(__file__).resolve().parents[1]
REFERENCE = REPOSITORY / "docs/reference"
NAMESPACE = "stackwright.cloud."
# The plural names the folder; the singular is what ansible-doc calls the kind.
KINDS = {
    "modules": "module",
    "lookups": "lookup",
    "filters": "filter",
    "inventories": "inventory",
    "callbacks": "callback",
}


def ansible_doc(*arguments: str) -> dict:
    """Return what `ansible-doc --json` prints."""
    return json.loads(subprocess.run(["ansible-doc", "--json", *arguments], check=True, stdout=subprocess.PIPE).stdout)


def roles() -> tuple[dict[str, str], dict[str, str]]:
    """Return the roles' pages and what each role is about, by name."""
    pages, about = {}, {}
    for path in sorted(REPOSITORY.glob("roles/*/meta/argument_specs.yml")):
        name, entry_points = path.parts[-3], yaml.safe_load(path.read_text())["argument_specs"]
        pages[name] = role_page(name, entry_points)
        about[name] = entry_points["main"]["short_description"]
    return pages, about


def plugins(kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the pages of one *kind* of plugin and what each is about, by name without the collection."""
    about = ansible_doc("--list", "--type", kind, NAMESPACE.rstrip("."))
    if not about:
        return {}, {}
    documented = ansible_doc("--type", kind, *about)
    short = {name: name.removeprefix(NAMESPACE) for name in about}
    pages = {short[name]: plugin_page(kind, short[name], documentation) for name, documentation in documented.items()}
    return pages, {short[name]: text for name, text in about.items()}


def reference() -> dict[Path, str]:
    """Return every page by its path."""
    found = {"roles": roles()} | {folder: plugins(kind) for folder, kind in KINDS.items()}
    pages = {
        REFERENCE / folder / f"{name}.md": page
        for folder, (texts, _about) in found.items()
        for name, page in texts.items()
    }
    pages[REFERENCE / "README.md"] = index_page({folder: about for folder, (_pages, about) in found.items() if about})
    return pages


def main() -> None:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when a page is not what it should be"
    )
    check = parser.parse_args().check
    wanted = reference()
    existing = {path: path.read_text() for path in REFERENCE.rglob("*.md")}
    stale = sorted(path for path in wanted.keys() | existing.keys() if wanted.get(path) != existing.get(path))
    if check:
        if stale:
            sys.exit("Out of date, run `make docs`: " + ", ".join(str(path.relative_to(REPOSITORY)) for path in stale))
        return
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
        else:
            path.unlink()
    print(f"{len(wanted)} pages, {len(stale)} changed")


if __name__ == "__main__":
    main()
