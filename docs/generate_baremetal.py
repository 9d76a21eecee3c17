# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Writes docs/baremetal.md and docs/baremetal.schema.json from the fields; with --check, says which is out of date."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / ".collections"))

from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.fields import (  # noqa: E402
    DOCUMENT,
    IMAGE,
    NODE,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.form import (  # noqa: E402
    Field,
    Fields,
)
from ansible_collections.stackwright.cloud.plugins.module_utils.desired.baremetal.schema import (  # noqa: E402
    json_schema,
)


def page() -> str:
    """Return the page: what holds of the whole, which is written by hand, and a table for each mapping."""
    lines = [(DOCS / "baremetal.intro.md").read_text().rstrip(), "", *table(DOCUMENT)]
    lines += ["## An image", "", *table(IMAGE), "## A node", "", *table(NODE)]
    for name, fields in nested(NODE, ""):
        lines += [f"### `{name}`", "", *table(fields)]
    return "\n".join(lines).rstrip() + "\n"


def nested(fields: Fields, above: str) -> Iterator[tuple[str, Fields]]:
    """Yield the mappings within *fields*, each with its path."""
    for name, field in fields.items():
        if field.items:
            yield f"{above}{name}", field.items
            yield from nested(field.items, f"{above}{name}.")


def table(fields: Fields) -> list[str]:
    """Return a table of *fields*."""
    return ["| field | form | meaning |", "| --- | --- | --- |", *map(row, fields, fields.values()), ""]


def row(name: str, field: Field) -> str:
    """Return the line about one field."""
    title = f"**`{name}`**" if field.required else f"`{name}`"
    return f"| {title} | {form(field)} | {field.description}{default(field)} |"


def form(field: Field) -> str:
    """Return what a value of *field* looks like."""
    single = "mapping" if field.items else ", ".join(f"`{choice}`" for choice in field.choices) or field.type
    return f"list of {plural(single)}" if field.many else single


def plural(form_of_one: str) -> str:
    """Return the form of several."""
    irregular = {"address": "addresses", "MAC address": "MAC addresses", "address with prefix": "addresses with prefix"}
    return irregular.get(form_of_one, f"{form_of_one}s")


def default(field: Field) -> str:
    """Return the sentence about what holds when *field* is left out."""
    if field.default is None:
        return ""
    return f" Default `{str(field.default).lower() if isinstance(field.default, bool) else field.default}`."


def main() -> None:
    """Write the files, or check them."""
    wanted = {
        DOCS / "baremetal.md": page(),
        DOCS / "baremetal.schema.json": json.dumps(json_schema(), indent=1) + "\n",
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        sys.exit(f"Out of date, run `make docs`: {', '.join(path.name for path in stale)}" if stale else 0)
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
