# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The shape of a kind of cloud resource: its fields in the document, and where the API keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Ref(NamedTuple):
    """A resource by what names it: its kind, and the values of that kind's key fields (themselves perhaps a Ref).

    The key of a resource that is in the cloud but cannot be listed with this login is `("#", id)`.
    """

    kind: str
    key: tuple


@dataclass(frozen=True)
class Field:
    """One field of a kind.

    *refers* is the kind of the resource that a value names; a list of such values is of type `set` or `list`.
    *api* is the API's name where it differs. A *fixed* field cannot be changed in place. A *write_only* field is
    sent but never told by the API. A *separate* field is set by calls of its own once the resource exists.
    Of a *partial* map only the given entries are compared. *items* describe the mappings in a list or set.
    *by_name* says that the API tells the name of what the field refers to instead of its id.
    *usual* is what the API makes of a field that is left out, when that is not empty, false or zero.
    """

    description: str
    type: str = "string"
    refers: str = ""
    api: str = ""
    required: bool = False
    default: Any = None
    choices: tuple = ()
    fixed: bool = False
    write_only: bool = False
    secret: bool = False
    separate: bool = False
    partial: bool = False
    by_name: bool = False
    usual: Any = None
    items: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    *key* are the fields that name one resource; a key field left out takes the login's project, user or domain.
    *service*, *path* and *envelope* say where the API lists it and under which name a single one is wrapped;
    *listed_as* is the name that a list is under where the path does not tell.
    *reshape* turns what the API lists into what the fields' API names expect. *owner* says where the owning
    document's name is kept: `tags`, `property` (an attribute of its own), `metadata` (an entry of it) or nowhere.
    *after* are kinds whose changes all come first, although no field refers to them. A *permanent* resource is always
    there: it can be changed, and neither made nor deleted. *broken* tells of what the API lists whether making it
    failed half-way: it holds nothing and is made anew.
    """

    name: str
    singular: str
    description: str
    service: str
    path: str
    envelope: str
    key: tuple
    fields: Mapping[str, Field]
    example: Mapping[str, Any]
    list_path: str = ""
    listed_as: str = ""
    update_method: str = "PUT"
    reshape: Callable[[dict], dict] = dict
    owner: str = ""
    after: tuple = ()
    permanent: bool = False
    broken: Callable[[dict], bool] = lambda raw: False

    @property
    def collection(self) -> str:
        """Return the name under which the API lists resources of this kind."""
        return self.listed_as or self.path.rsplit("/", 1)[-1].removeprefix("os-").replace("-", "_")

    def api_name(self, name: str) -> str:
        """Return the API's name of field *name*."""
        spec = self.fields[name]
        if spec.api:
            return spec.api
        if not spec.refers:
            return name
        return f"{name}_id" if spec.type == "string" else f"{name.rstrip('s')}_ids"


# What a mapping in the document may say beside the kind's own fields.
OPTIONS = {
    "replace": Field(
        "Whether it may be deleted and made anew when it cannot be changed in place.", type="boolean", default=False
    ),
}
