# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The repository to copy does what its page says, through `ansible-playbook`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import stub_cloud
import yaml

DOCS = Path(__file__).resolve().parents[3] / "docs"
# The change of the pull request on the page: the lines of contents/web.yml before and after it.
CHANGE = {
    "{protocol: tcp, port_range_min: 443}": "{protocol: tcp, port_range_min: 80, port_range_max: 443}",
    "{name: web1, project: web, network: public, server: web1}": "{name: vip, project: web, network: public}",
    "servers:\n": "servers:\n  - {name: web2, project: web, flavor: large, image: debian-13, networks: [web]}\n",
}


class Repository:
    """A copy of the example, and a cloud to apply it to."""

    def __init__(self, directory: Path, cloud: stub_cloud.StubCloud) -> None:
        self.directory = directory
        shutil.copytree(DOCS / "contents-in-git", directory)
        (directory / "contents/images.yml").unlink()  # there is nothing at its address
        (directory / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {"production": stub_cloud.login(cloud)}}))

    def play(self, name: str, *options: str) -> str:
        """Run a playbook and return what it prints."""
        command = [str(Path(sys.executable).with_name("ansible-playbook")), name, *options]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.directory)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def repository(tmp_path, monkeypatch, cloud) -> Repository:
    """The example beside a cloud that has its image."""
    monkeypatch.delenv("ANSIBLE_CONFIG", raising=False)
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(DOCS.parent / ".collections"))
    monkeypatch.setenv("ALICE_PASSWORD", "wonderland")
    monkeypatch.setenv("OS_CLOUD", "production")
    cloud.add("images", {"name": "debian-13", "visibility": "public"})
    return Repository(tmp_path / "repository", cloud)


def test_pull_request_shows_the_plan_of_the_page(repository, cloud):
    output = repository.play("contents.yml", "-vvv", "--diff")
    assert "wonderland" not in output
    web = repository.directory / "contents/web.yml"
    text = web.read_text()
    for before, after in CHANGE.items():
        assert before in text
        text = text.replace(before, after)
    web.write_text(text)
    cloud.requests.clear()
    repository.play("contents.yml", "--check", "--diff", "--extra-vars", "plan_file=plan.md")
    assert {method for method, _path in cloud.requests} == {"GET"}
    assert (repository.directory / "plan.md").read_text() in (DOCS / "contents-in-git/README.md").read_text()


def test_adopted_cloud_has_nothing_to_change(repository):
    repository.play("contents.yml")
    for file in (repository.directory / "contents").iterdir():
        file.unlink()
    repository.play("adopt.yml")
    contents = repository.directory / "contents.yml"
    contents.write_text(contents.read_text().replace("        prune: true\n", ""))
    assert "changed=0" in repository.play("contents.yml", "--check")


@pytest.mark.parametrize("file", sorted((DOCS / "contents-in-git/contents").iterdir()), ids=lambda file: file.name)
def test_files_are_what_the_schema_says(file):
    schema = json.loads((DOCS / "resources.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(file.read_text()))
