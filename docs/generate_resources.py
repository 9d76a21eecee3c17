# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Writes docs/resources.md and docs/resources.schema.json from the kinds; with --check, says which is out of date."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / ".collections"))

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.differences import (  # noqa: E402
    is_setting,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kind import (  # noqa: E402
    Field,
    Kind,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.kinds import KINDS  # noqa: E402
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.resources.schema import (  # noqa: E402
    json_schema,
)

SERVICES = {
    "identity": "Keystone",
    "network": "Neutron",
    "image": "Glance",
    "compute": "Nova",
    "block-storage": "Cinder",
    "orchestration": "Heat",
}

FORMS = {
    "cidr": "network",
    "mac": "hardware address",
    "ssh_key": "key",
    "file": "path",
    "string": "text",
    "map": "mapping",
    "tree": "mapping",
}


def page() -> str:
    """Return the page: what holds of all kinds, which is written by hand, and each kind."""
    unmarked = [kind.name.replace("_", " ") for kind in KINDS.values() if not (kind.owner or kind.permanent)]
    text = f"{', '.join(unmarked[:-1])} and {unmarked[-1]}"
    intro = (DOCS / "resources.intro.md").read_text().replace("@unmarked@", text[0].upper() + text[1:])
    lines = [intro.rstrip(), ""]
    for service, title in SERVICES.items():
        for kind in [kind for kind in KINDS.values() if kind.service == service]:
            lines += section(kind, title)
    return "\n".join(lines).rstrip() + "\n"


def section(kind: Kind, service: str) -> list[str]:
    """Return the lines about one kind."""
    example = yaml.safe_dump({kind.name: [dict(kind.example)]}, sort_keys=False, width=100).rstrip()
    return [
        f"### {kind.name}",
        "",
        f"{kind.description} ({service})",
        "",
        *("    " + line for line in example.splitlines()),
        "",
        "| field | form | meaning |",
        "| --- | --- | --- |",
        *rows(kind),
        "",
    ]


def rows(kind: Kind) -> Iterator[str]:
    """Yield a row of the table for each field, and for each part of one."""
    for name, field in kind.fields.items():
        title = f"**`{name}`**" if field.required else f"`{name}`"
        yield f"| {title} | {form(field)} | {field.description}{default(field)}{change(kind, name)} |"
        for part, item in field.items.items():
            title = f"**`{part}`**" if item.required else f"`{part}`"
            yield f"| &nbsp;&nbsp;{title} | {form(item)} | {item.description}{default(item)} |"


def change(kind: Kind, name: str) -> str:
    """Return the sentence about what changing field *name* takes."""
    field = kind.fields[name]
    if field.takes:
        return f" Takes {field.takes}."
    if field.fixed and name not in kind.key:
        return " Fixed."
    return " Not compared." if field.write_only and not is_setting(kind, name) else ""


def form(field: Field) -> str:
    """Return what a value of *field* looks like."""
    if field.items:
        return f"{field.type} of mappings"
    if field.refers:
        kind = KINDS[field.refers].singular
        return f"name of a {kind}" if field.type == "string" else f"{field.type} of names of {kind}s"
    if field.choices:
        return ", ".join(f"`{choice}`" for choice in field.choices)
    return FORMS.get(field.type, field.type)


def default(field: Field) -> str:
    """Return the sentence about what holds when *field* is left out."""
    if field.default in (None, ""):
        return ""
    return f" Default `{str(field.default).lower() if isinstance(field.default, bool) else field.default}`."


def main() -> None:
    """Write the files, or check them."""
    wanted = {
        DOCS / "resources.md": page(),
        DOCS / "resources.schema.json": json.dumps(json_schema(), indent=1) + "\n",
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        sys.exit(f"Out of date, run `make docs`: {', '.join(path.name for path in stale)}" if stale else 0)
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
