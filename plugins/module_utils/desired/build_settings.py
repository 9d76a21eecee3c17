# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""What a build of images takes over from its machine: package mirrors, apt's and pip's ways of fetching.

The files made here are mounted into builds at BUILD and never become part of an image.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping

BUILD = "/run/build"
CACHE = "/run/cache"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN = re.compile(r"(bullseye|bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)(-|/|$)")
# What tells apt how to fetch; the rest of `Acquire` says what it fetches for the machine itself.
FETCHING = re.compile(r"Acquire::(http|https|ftp|Retries|Check-Valid-Until|Check-Date|ForceIPv[46])\b", re.IGNORECASE)


class MirrorError(Exception):
    """The machine's package sources have no Debian mirror."""


def debian_mirrors(targets: str) -> dict[str, str]:
    """Return the URLs of the Debian mirrors, `main` and `security`, in *targets*.

    *targets* are lines of a repository's URI, release and component, as apt-get(8) indextargets prints them.
    """
    mirrors: dict[str, str] = {}
    for words in (line.split() for line in targets.splitlines()):
        if len(words) == 3 and words[2] == "main" and DEBIAN.match(words[1]):
            kind = "security" if words[1].endswith(("-security", "/updates")) else "main"
            mirrors.setdefault(kind, words[0])
    return mirrors


def sources_list(mirrors: Mapping[str, str], suite: str) -> str:
    """Return sources.list(5) for *suite*; raise MirrorError when *mirrors* (see debian_mirrors) has no `main`."""
    if not mirrors.get("main"):
        raise MirrorError("this host's apt sources name no Debian mirror; set images_mirrors.main to the URL of one")
    places = [(mirrors["main"], suite), (mirrors["main"], f"{suite}-updates")]
    if mirrors.get("security"):
        places.append((mirrors["security"], f"{suite}-security"))
    return "".join(f"deb [signed-by={KEYRING}] {url} {release} main\n" for url, release in places)


def fetching_options(dump: str, ca_file: str | None) -> list[str]:
    """Return apt.conf(5) lines for fetching as the machine does, from *dump* of `apt-config dump`.

    *ca_file* takes the place of the machine's CA bundle, whose path may not exist where the lines are used.
    """
    lines = [line for line in dump.splitlines() if FETCHING.match(line) and "::CaInfo" not in line]
    return [*lines, f'Acquire::https::CaInfo "{ca_file}";'] if ca_file else lines


def apt_configuration(fetching: Iterable[str]) -> str:
    """Return the apt.conf(5) of a build: the mounted sources, shared lists, cached packages, no questions."""
    return "\n".join(
        [
            *fetching,
            f'Dir::Etc::SourceList "{BUILD}/sources.list";',
            'Dir::Etc::SourceParts "-";',
            f'Dir::State::Lists "{CACHE}/lists/";',
            f'Dir::Cache "{CACHE}/apt/";',
            'Acquire::Languages "none";',
            'APT::Sandbox::User "root";',
            'DPkg::Options { "--force-confold"; "--force-unsafe-io"; };',
            "",
        ]
    )


def environment(run: str, index_url: str | None, ca_file: str | None) -> str:
    """Return the shell file that build steps read.

    *run* names the run, *index_url* the Python index where it is not the default, *ca_file* a path in builds.
    """
    variables = {
        "BUILD_RUN": run,
        "APT_CONFIG": f"{BUILD}/apt.conf",
        "DEBIAN_FRONTEND": "noninteractive",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_CACHE_DIR": f"{CACHE}/uv",
        "UV_LINK_MODE": "copy",
        # Layers round times: bytecode that is compared by time would be stale, and compiled again at every start.
        "PYC_INVALIDATION_MODE": "UNCHECKED_HASH",
    }
    if index_url:
        variables.update(PIP_INDEX_URL=index_url, UV_DEFAULT_INDEX=index_url)
    if ca_file:
        variables.update(SSL_CERT_FILE=ca_file, PIP_CERT=ca_file)
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
