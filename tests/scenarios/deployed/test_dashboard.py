# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""A person logs in to the dashboard."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playbook import REPOSITORY
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

# To be copied to docs/pictures when the dashboard looks different.
PICTURE = REPOSITORY / "tests/output/dashboard.png"
OPTIONS = (
    "--headless",
    "--no-sandbox",  # as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1280,800",
)


@pytest.fixture
def browser(tmp_path, monkeypatch, cloud_directory) -> Iterator[webdriver.Chrome]:
    """A browser whose user trusts the cloud's authority and no other."""
    store = tmp_path / ".pki/nssdb"
    store.mkdir(parents=True)
    database = f"sql:{store}"
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    authority = ["-A", "-n", "stackwright", "-t", "C,,", "-i", str(cloud_directory / "pki/ca.pem")]
    subprocess.run(["certutil", "-d", database, *authority], check=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for option in (*OPTIONS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_page_load_timeout(120)
    yield driver
    driver.quit()


def test_administrator_sees_the_servers(browser, cloud, guest):
    dashboard = f"https://{urlsplit(cloud.config.auth['auth_url']).hostname}/dashboard"
    wait = WebDriverWait(browser, 120)
    browser.get(f"{dashboard}/")
    browser.find_element(By.ID, "id_username").send_keys(cloud.config.auth["username"])
    browser.find_element(By.ID, "id_password").send_keys(cloud.config.auth["password"])
    browser.find_element(By.ID, "loginBtn").click()
    wait.until_not(expected_conditions.url_contains("/auth/login"))

    browser.get(f"{dashboard}/project/instances/")
    wait.until(expected_conditions.text_to_be_present_in_element((By.TAG_NAME, "body"), guest.server.name))

    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    assert browser.save_screenshot(str(PICTURE))
