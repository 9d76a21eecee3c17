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

    *refers* is the kind of the resource that a value names. Of a `set` or `list` the items are *items*, mappings, or
    values of the type *of*; *settle* completes such a mapping as the API would tell it back. *any_order* says that
    the API does not tell the order of a list.
    *api* is the API's name where it differs. *by_name* says that the API tells the name of what the field refers to
    instead of its id. *usual* is what the API makes of a field that is left out, when that is not empty, false or zero.
    A *fixed* field cannot be changed in place, one that *grows* not made smaller; changing one that *takes* something
    (told in words) disturbs the resource. A *write_only* field is sent but never told by the API. A *separate* field
    is set by calls of its own once the resource exists, unless a new one gets it as *initial*. Of a *partial* map
    only the given entries are compared.
    """

    description: str
    type: str = "string"
    of: str = "string"
    refers: str = ""
    api: str = ""
    required: bool = False
    default: Any = None
    choices: tuple = ()
    fixed: bool = False
    grows: bool = False
    takes: str = ""
    write_only: bool = False
    secret: bool = False
    separate: bool = False
    initial: bool = False
    partial: bool = False
    by_name: bool = False
    any_order: bool = False
    usual: Any = None
    items: Mapping[str, Field] = field(default_factory=dict)
    settle: Callable[[dict], dict] = dict


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    *key* are the fields that name one resource; a key field left out takes the login's project, user or domain.
    *service*, *path* and *envelope* say where the API lists it and under which name a single one is wrapped;
    *listed_as* is the name that a list is under where the path does not tell.
    *reshape* turns what the API lists into what the fields' API names expect; *settle* completes the fields that a
    document gives as the API would tell them back. *owner* says where the owning document's name is kept: `tags`,
    `property` (an attribute of its own), `metadata` (an entry of it) or nowhere.
    *after* are kinds whose changes all come first, although no field refers to them. A *permanent* resource is always
    there: it can be changed, and neither made nor deleted. *state* tells of what the API lists whether making it has
    `failed` (it holds nothing and is made anew), is `unfinished` (it is waited for), or is `broken`. An API that
    *tells_all* leaves out only fields without a value; others leave out what they lack, or do not show to everyone.
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
    settle: Callable[[dict], dict] = dict
    owner: str = ""
    after: tuple = ()
    permanent: bool = False
    state: Callable[[dict], str] = lambda raw: ""
    tells_all: bool = False

    @property
    def collection(self) -> str:
        """Return the name under which the API lists resources of this kind."""
        return self.listed_as or self.path.rsplit("/", 1)[-1].removeprefix("os-").replace("-", "_")

    @property
    def waits_for(self) -> tuple:
        """Return the kinds whose changes all come first: with what belongs to a project, its quota."""
        is_limited = self.key[0] in ("project", "network") and self.name != "quotas"
        return (*self.after, "quotas") if is_limited else self.after

    def api_name(self, name: str) -> str:
        """Return the API's name of field *name*."""
        spec = self.fields[name]
        if spec.api:
            return spec.api
        if not spec.refers:
            return name
        return f"{name}_id" if spec.type == "string" else f"{name.rstrip('s')}_ids"

    def tells(self, name: str, raw: Mapping[str, Any]) -> bool:
        """Return whether *raw*, an answer in its final shape, says what field *name* is."""
        spec = self.fields[name]
        return not spec.write_only and (self.api_name(name) in raw or (self.tells_all and not spec.separate))

    def refers(self, name: str) -> set[str]:
        """Return the kinds that field *name* may refer to, in its items too."""
        spec = self.fields[name]
        return ({item.refers for item in spec.items.values()} | {spec.refers}) - {""}


# What a mapping in the document may say beside the kind's own fields.
OPTIONS = {
    "replace": Field(
        "Whether it may be deleted and made anew when it cannot be changed in place, or be disturbed by a change.",
        type="boolean",
        default=False,
    ),
    "adopt": Field("Whether it is taken over from the document that owns it.", type="boolean", default=False),
}
