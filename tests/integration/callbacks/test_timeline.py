# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The timeline callback: what it records, and its page as a person sees it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

OPTIONS = (
    "--headless",
    "--no-sandbox",  # as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1280,1000",
)
SETTINGS = ("callbacks_enabled = stackwright.cloud.timeline", "stdout_callback = stackwright.cloud.progress")


@pytest.fixture
def timelines(plays):
    """Plays that leave timelines, and the function that lists them, the newest last."""
    plays.configure(*SETTINGS)
    plays.hosts("a", "b")
    return lambda suffix: sorted((plays.root / "home/stackwright/timeline").glob(f"*.{suffix}"))


@pytest.fixture
def browser(tmp_path) -> Iterator[webdriver.Chrome]:
    """A browser."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for option in (*OPTIONS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def write(plays):
    secret = {"name": "Keep a secret", "no_log": True, "planner": {"plan": ["+ hunter2"], "password": "hunter2"}}
    change = {"name": "Converge", "planner": {"plan": ["~ nova_api: image"], "password": "hunter2"}}
    wait = {"name": "Wait", "ansible.builtin.command": "sleep 1", "changed_when": False}
    plays.write({"name": "First phase", "tasks": [wait, secret]}, {"name": "Second phase", "tasks": [change]})


def test_it_records_what_happened_and_no_secret(plays, timelines):
    write(plays)
    output, status = plays.piped("-vvv", "--diff")
    assert status == 0
    [lines], [page] = timelines("jsonl"), timelines("html")
    assert f"Timeline: {page}" in output
    events = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [event["event"] for event in events if event["event"] != "result"] == [
        *("run", "play", "task", "task", "play", "task", "end")
    ]
    results = [event for event in events if event["event"] == "result"]
    assert {result["host"] for result in results} == {"a", "b"}
    assert all(result["at"] - result["began"] > 1 for result in results if result["task"] == 1)
    assert [result.get("plan") for result in results if result["state"] == "changed"] == [None] * 2 + [
        ["~ nova_api: image"]
    ] * 2
    for path in (lines, page):
        assert "hunter2" not in path.read_text()
        assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_its_page_works_in_a_browser(plays, timelines, browser):
    write(plays)
    for _run in range(2):
        plays.piped()
    browser.get(timelines("html")[-1].as_uri())
    assert not browser.get_log("browser")
    assert "compared with the run of" in browser.find_element(By.TAG_NAME, "header").text
    bars = browser.find_elements(By.CSS_SELECTOR, ".row .bar")
    assert len(bars) == 6
    plane = browser.find_element(By.ID, "plane")
    assert all(0 <= drawn.location["x"] - plane.location["x"] <= plane.size["width"] for drawn in bars)

    card = browser.find_element(By.ID, "card")
    assert not card.is_displayed()
    webdriver.ActionChains(browser).move_to_element(bars[-1]).perform()
    assert card.is_displayed()
    assert "Converge" in card.text
    assert "~ nova_api: image" in card.text

    width = plane.size["width"]
    zoom = "const z = document.getElementById('zoom'); z.value = 10; z.dispatchEvent(new Event('input'))"
    browser.execute_script(zoom)
    assert plane.size["width"] == pytest.approx(10 * width, rel=0.05)
    requested = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert requested == []


def test_a_failed_run_has_a_timeline_too(plays, timelines):
    plays.write({"tasks": [{"name": "Break", "ansible.builtin.fail": {"msg": "no"}}]})
    _output, status = plays.piped()
    assert status == 2
    assert '"failed"' in timelines("jsonl")[-1].read_text()
    assert timelines("html")
