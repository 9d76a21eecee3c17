# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The service roles as a cloud of one control host and one of three would render them."""

from __future__ import annotations

import functools
import json
import re
from configparser import ConfigParser

import pytest
import yaml
from ansible.errors import AnsibleActionFail
from ansible_collections.stackwright.cloud.plugins.plugin_utils.roles import role_path, service_names
from rendered import ADDRESSES, rendered


@pytest.fixture
def render(tmp_path):
    """Return a function that gives the desired containers by name, as one of the control hosts has them."""
    return functools.partial(rendered, tmp_path)


def _secret_values(directory) -> list[str]:
    values = yaml.safe_load((directory / "secrets.yml").read_text()).values()
    secrets = [value["private"] if isinstance(value, dict) else value for value in values]
    return [text for secret in secrets for text in (secret if isinstance(secret, list) else [secret])]


def _haproxy(containers: dict) -> str:
    return containers["haproxy"]["contents"]["/etc/haproxy/haproxy.cfg"]


def _keepalived(containers: dict) -> str:
    return containers["keepalived"]["contents"]["/etc/keepalived/keepalived.conf"]


def test_no_secret_is_in_what_an_engine_shows_of_a_container(render, tmp_path):
    containers = render(["one"])
    shown = json.dumps([item["specification"] for item in containers.values()])
    assert not [value for value in _secret_values(tmp_path) if value in shown]


def test_files_whose_every_line_is_secret_are_hidden_from_diffs(render, tmp_path):
    containers = render(["one"])
    secrets = {*_secret_values(tmp_path), "pem of cloud\nkey of cloud\n"}
    for item in containers.values():
        hidden = {file["target"] for file in item["specification"]["files"] if file["hidden"]}
        bare = {target for target, text in item["contents"].items() if text in secrets}
        assert bare <= hidden


def test_fernet_keys_are_files_named_by_their_index(render, tmp_path):
    files = render(["one"])["keystone_api"]["contents"]
    keys = yaml.safe_load((tmp_path / "secrets.yml").read_text())["keystone_fernet_keys"]
    assert [files[f"/etc/keystone/fernet-keys/{index}"] for index in range(len(keys))] == keys
    assert f"max_active_keys = {len(keys)}" in files["/etc/keystone/keystone.conf"]


def test_every_frontend_but_the_database_ends_tls_on_both_addresses(render):
    binds = re.findall(
        r"bind (\S+):(\d+) transparent(.*)", _haproxy(render(["one"], stackwright_external_vip_address="198.51.100.1"))
    )
    plain = {(address, port) for address, port, rest in binds if "ssl" not in rest}
    # The monitor, the database, and the redirect to the dashboard.
    assert plain == {("192.0.2.10", "61313"), ("192.0.2.10", "3306"), ("192.0.2.10", "80"), ("198.51.100.1", "80")}
    for port in ("443", "5000", "9292", "8778"):
        assert {address for address, bound, _rest in binds if bound == port} == {"192.0.2.10", "198.51.100.1"}


def test_one_database_serves_at_a_time(render):
    servers = re.findall(r"server (\w+) \S+:3306(.*)", _haproxy(render(["one", "two", "three"])))
    assert servers == [("one", " check"), ("two", " check backup"), ("three", " check backup")]


def test_lone_backends_are_not_checked(render):
    servers = re.findall(r"server .*", _haproxy(render(["one"])))
    assert servers
    assert not [line for line in servers if "check" in line]


def test_lone_host_takes_the_virtual_address_at_once(render):
    text = _keepalived(render(["one"]))
    assert "priority 255" in text
    assert "unicast_peer" not in text
    assert text.count("192.0.2.10/32") == 1


def test_hosts_elect_the_holder_of_the_virtual_address_among_themselves(render):
    control = ["one", "two", "three"]
    texts = {host: _keepalived(render(control, host)) for host in control}
    priorities = [int(re.search(r"priority (\d+)", text).group(1)) for text in texts.values()]
    assert priorities == sorted(set(priorities), reverse=True)
    for host, text in texts.items():
        peers = re.search(r"unicast_peer {([^}]*)}", text).group(1).split()
        assert peers == [ADDRESSES[other] for other in control if other != host]


def test_brokers_and_databases_of_several_hosts_know_each_other(render):
    containers = render(["one", "two", "three"])
    broker = containers["rabbitmq"]["contents"]["/etc/rabbitmq/rabbitmq.conf"]
    assert re.findall(r"nodes\.(\d) = rabbit@(\S+)", broker) == [
        ("1", "192.0.2.11"),
        ("2", "192.0.2.12"),
        ("3", "192.0.2.13"),
    ]
    database = containers["mariadb"]["contents"]["/etc/mysql/mariadb.cnf"]
    assert "gcomm://192.0.2.11,192.0.2.12,192.0.2.13" in database
    assert "wsrep" not in render(["one"])["mariadb"]["contents"]["/etc/mysql/mariadb.cnf"]


def test_operators_options_reach_the_file(render):
    options = {"glance-api.conf": {"DEFAULT": {"debug": True}, "file": {"filesystem_store_datadir": "/images"}}}
    text = render(["one"], glance_config=options)["glance_api"]["contents"]["/etc/glance/glance-api.conf"]
    assert "debug = true" in text
    assert "filesystem_store_datadir = /images" in text
    assert "filesystem_store_datadir = /var/lib/glance/images" not in text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[DEFAULT\ndebug = true\n", "line 1 is not a [section]: '[DEFAULT'"),
        ("debug = {{ 1 > 0 }}\n", "line 1 has an option before the first [section]: 'debug = True'"),
        ("[DEFAULT]\ndebug = {{ nothing }}\n", "'nothing' is undefined"),
        ("[DEFAULT]\ndebug\n", "line 2 is neither a [section] nor `option = value`: 'debug'"),
    ],
)
def test_operators_template_that_renders_no_configuration_is_told(render, tmp_path, text, problem):
    template = tmp_path / "templates/glance/glance-api.conf.j2"
    template.parent.mkdir(parents=True)
    template.write_text(text)
    with pytest.raises(AnsibleActionFail) as raised:
        render(["one"], stackwright_templates=str(tmp_path / "templates"))
    assert re.search(f"{template}.* for /etc/glance/glance-api.conf.*: {re.escape(problem)}", str(raised.value))


def test_dashboard_settings_are_python(render):
    containers = render(["one"], horizon_settings={"SITE_BRANDING": "Our 'cloud'"}, horizon_multidomain=True)
    settings: dict = {}
    exec(containers["horizon"]["contents"]["/etc/openstack-dashboard/local_settings.py"], settings)
    assert settings["SITE_BRANDING"] == "Our 'cloud'"
    assert settings["OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT"] is True
    assert settings["CACHES"]["default"]["LOCATION"] == ["192.0.2.11:11211"]
    assert "192.0.2.10" in settings["ALLOWED_HOSTS"]


@pytest.mark.parametrize("service", service_names())
def test_documented_variables_and_defaults_are_the_same(service):
    with open(role_path(service, "meta", "argument_specs.yml"), encoding="utf-8") as file:
        options = yaml.safe_load(file)["argument_specs"]["main"]["options"]
    with open(role_path(service, "defaults", "main.yml"), encoding="utf-8") as file:
        defaults = yaml.safe_load(file) or {}
    # A default that is worked out from other variables is described in words.
    defaults = {name: value for name, value in defaults.items() if "{{" not in str(value)}
    assert {name: option["default"] for name, option in options.items() if "default" in option} == defaults


def _ironic(containers: dict) -> dict[str, str]:
    text = containers["ironic_conductor"]["contents"]["/etc/ironic/ironic.conf"]
    return dict(re.findall(r"^(\w+) = (.*)$", text, re.MULTILINE))


def test_machines_boot_over_the_network_only_where_that_is_a_service(render):
    options = _ironic(render(["one"]))
    assert options["http_url"] == "http://203.0.113.1:6184"
    assert options["external_http_url"].startswith("https://")
    assert "grubx64.efi:/usr/share/ironic/loaders/grubx64.efi" in options["loader_file_paths"].split(",")

    services = [name for name in service_names() if name != "network_boot"]
    options = _ironic(render(["one"], stackwright_services=services))
    assert options["http_url"].startswith("https://")
    assert options["dhcp_provider"] == "none"
    assert "pxe" not in options["enabled_boot_interfaces"]


def test_agents_take_the_time_from_the_undercloud_where_it_serves_it(render):
    assert _ironic(render(["one"]))["kernel_append_params"].endswith(" ipa-ntp-server=192.0.2.11")
    services = [name for name in service_names() if name != "chrony"]
    assert "ntp" not in _ironic(render(["one"], stackwright_services=services))["kernel_append_params"]


def test_package_cache_needs_a_mirror(render):
    text = render(["one"])["package_cache"]["contents"]["/etc/package_cache/cache.conf"]
    assert re.findall(r"^Remap-.*", text, re.MULTILINE) == ["Remap-debian: /debian ; http://mirror.example.org/debian"]
    with pytest.raises(AnsibleActionFail, match="apt of this host names no Debian mirror"):
        render(["one"], package_cache_mirrors={})


def test_machines_of_type_ipmi_need_network_boot(render):
    options = _ironic(render(["one"], ironic_hardware_types=["redfish", "ipmi"]))
    assert options["enabled_hardware_types"] == "redfish,ipmi"
    assert options["enabled_power_interfaces"] == "redfish,ipmitool"
    services = [name for name in service_names() if name != "network_boot"]
    with pytest.raises(AnsibleActionFail, match="enable service network_boot"):
        render(["one"], stackwright_services=services, ironic_hardware_types=["ipmi"])


def _options(containers: dict, container: str, path: str) -> ConfigParser:
    """Return a file of oslo.config's form, as the services read it."""
    options = ConfigParser(interpolation=None, strict=False)
    options.read_string(containers[container]["contents"][path])
    return options


def test_cloud_without_ironic_has_nothing_of_it(render):
    services = [name for name in service_names() if name not in ("ironic", "network_boot")]
    containers = render(["one"], stackwright_services=services)
    assert not {"nova_compute_ironic", "ironic_neutron_agent"} & set(containers)
    ml2 = _options(containers, "neutron_api", "/etc/neutron/plugins/ml2/ml2_conf.ini")
    assert ml2["ml2"]["mechanism_drivers"] == "ovn"


def test_undercloud_has_nothing_of_nova_or_neutron(render):
    containers = render(["one"], stackwright_services=["mariadb", "loadbalancer", "ironic"])
    assert not [name for name in containers if name.startswith(("nova_", "neutron_", "ironic_neutron_"))]
    conf = _options(containers, "ironic_conductor", "/etc/ironic/ironic.conf")
    assert conf["DEFAULT"]["auth_strategy"] == "http_basic"
    assert not {"glance", "neutron", "nova", "keystone_authtoken"} & set(conf)


def test_nova_and_neutron_use_the_ironic_of_their_cloud(render):
    containers = render(["one"])
    ml2 = _options(containers, "neutron_api", "/etc/neutron/plugins/ml2/ml2_conf.ini")
    assert ml2["ml2"]["mechanism_drivers"] == "ovn,baremetal,baremetal_flat"

    driver = _options(containers, "nova_compute_ironic", "/etc/nova/nova-compute-ironic.conf")
    assert driver["DEFAULT"]["compute_driver"] == "ironic.IronicDriver"
    assert driver["ironic"]["username"] == "nova"
    conf = _options(containers, "nova_compute_ironic", "/etc/nova/nova.conf")
    assert conf["DEFAULT"]["host"] == "ironic"
    assert not {"database", "api_database"} & set(conf)
    assert _options(containers, "nova_api", "/etc/nova/nova.conf")["DEFAULT"]["host"] == "one"

    agent = _options(containers, "ironic_neutron_agent", "/etc/neutron/ironic_neutron_agent.ini")
    assert "rabbit_quorum_queue" not in agent["oslo_messaging_rabbit"]
    assert agent["ironic"]["username"] == "neutron"


def test_machines_are_on_the_clouds_networks_once_one_is_named_for_cleaning(render):
    conf = _options(render(["one"]), "ironic_conductor", "/etc/ironic/ironic.conf")
    assert conf["DEFAULT"]["default_network_interface"] == "noop"
    assert conf["glance"]["username"] == conf["nova"]["username"] == "ironic"
    assert "neutron" not in conf

    containers = render(["one"], ironic_cleaning_network="machines")
    conf = _options(containers, "ironic_conductor", "/etc/ironic/ironic.conf")
    assert conf["DEFAULT"]["default_network_interface"] == "flat"
    assert conf["DEFAULT"]["enabled_network_interfaces"] == "flat,noop"
    assert conf["neutron"]["cleaning_network"] == "machines"
    assert conf["neutron"]["username"] == "ironic"
