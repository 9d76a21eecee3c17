# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Pages of reference in Markdown from what Ansible's own formats say of roles and plugins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

Data = Mapping[str, Any]

# Ansible's markup (docs.ansible.com, "Ansible markup") and what it is in Markdown.
MARKUP = [
    (re.compile(r"\b[CVEPO]\(((?:\\.|[^)\\])*)\)"), r"`\1`"),
    (re.compile(r"\bRV\(((?:\\.|[^)\\])*)\)"), r"`\1`"),
    (re.compile(r"\bM\(([^)]*)\)"), r"`\1`"),
    (re.compile(r"\bB\(([^)]*)\)"), r"**\1**"),
    (re.compile(r"\bI\(([^)]*)\)"), r"*\1*"),
    (re.compile(r"\b[LR]\(([^,)]*),\s*([^)]*)\)"), r"[\1](\2)"),
    (re.compile(r"\bU\(([^)]*)\)"), r"<\1>"),
]


def prose(text: str | Iterable[str] | None) -> str:
    """Return *text*, one string or one for each paragraph, with Ansible's markup as Markdown."""
    paragraphs = [text] if isinstance(text, str) else list(text or [])
    joined = "\n\n".join(paragraph.strip() for paragraph in paragraphs)
    for pattern, replacement in MARKUP:
        joined = pattern.sub(replacement, joined)
    return joined.replace("\\)", ")")


def role_page(name: str, entry_points: Data) -> str:
    """Return the page of the role *name* from its argument specs."""
    parts = [f"# Role {name}"]
    for entry, specification in sorted(entry_points.items(), key=lambda item: (item[0] != "main", item[0])):
        if entry != "main":
            parts.append(f"## Entry point {entry}")
        parts += [prose(specification.get("short_description")) + ".", prose(specification.get("description"))]
        parts += [options(specification.get("options")) or "It has no variables of its own."]
    return _page(parts)


def plugin_page(kind: str, name: str, documentation: Data) -> str:
    """Return the page of a module or another *kind* of plugin from what `ansible-doc --json` says of it."""
    doc = documentation["doc"]
    parts = [f"# {kind.capitalize()} {name}", prose(doc["short_description"]) + ".", prose(doc["description"])]
    parts += _section("Requirements", _list(doc.get("requirements")))
    parts += _section("Options", options(doc.get("options")))
    parts += _section("What it supports", _attributes(doc.get("attributes")))
    parts += _section("Notes", _list(doc.get("notes")))
    parts += _section("Examples", _code(documentation.get("examples")))
    parts += _section("Returns", options(documentation.get("return")))
    return _page(parts)


def index_page(kinds: Mapping[str, Mapping[str, str]]) -> str:
    """Return the list of all pages: for each kind, names of pages with what each is about."""
    parts = ["# Reference", "Written by `make docs` from the roles' argument specs and the plugins' own documentation."]
    for kind, pages in kinds.items():
        rows = "\n".join(f"| [{name}]({kind}/{name}.md) | {prose(about)} |" for name, about in sorted(pages.items()))
        parts += [f"## {kind.capitalize()}", f"| name | what it does |\n| --- | --- |\n{rows}"]
    return _page(parts)


def options(described: Data | None, depth: int = 0) -> str:
    """Return options, or values returned, as a nested list."""
    return "\n".join(
        _option(name, value, depth) for name, value in sorted((described or {}).items(), key=_required_first)
    )


def _required_first(item: tuple[str, Data]) -> tuple[bool, str]:
    return (not item[1].get("required", False), item[0])


def _option(name: str, value: Data, depth: int) -> str:
    indent = "  " * depth
    text = prose(value.get("description")).replace("\n\n", f"\n\n{indent}  ")
    nested = options(value.get("options") or value.get("suboptions") or value.get("contains"), depth + 1)
    lines = [f"{indent}- **`{name}`** ({_facts(value)})  ", f"{indent}  {text}"]
    return "\n".join([*lines, nested] if nested else lines)


def _facts(value: Data) -> str:
    kind = value.get("type", "str")
    facts = [f"{kind} of {value['elements']}" if "elements" in value else kind]
    if value.get("required"):
        facts.append("required")
    if value.get("default") is not None:
        facts.append(f"default `{json.dumps(value['default'])}`")
    if value.get("choices"):
        facts.append("one of " + ", ".join(f"`{choice}`" for choice in value["choices"]))
    if value.get("returned"):
        facts.append(f"returned {value['returned']}")
    return ", ".join(facts)


def _attributes(attributes: Data | None) -> str:
    return "\n".join(
        f"- `{name}`: {value['support']}. {prose(value.get('details') or value.get('description'))}"
        for name, value in sorted((attributes or {}).items())
    )


def _list(items: Iterable[str] | None) -> str:
    return "\n".join(f"- {prose(item)}" for item in items or [])


def _code(text: str | None) -> str:
    return f"```yaml\n{text.strip()}\n```" if text else ""


def _section(title: str, body: str) -> list[str]:
    return [f"## {title}", body] if body else []


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
