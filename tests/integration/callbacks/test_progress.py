# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The progress callback on a terminal, in a pipe, and inside ansible-runner."""

from __future__ import annotations

import re

import ansible_runner

FAILING = {"name": "Break", "ansible.builtin.fail": {"msg": "the disk is full\nmake room in /var"}}
WAIT = {"name": "Wait", "ansible.builtin.command": "sleep 2.5", "changed_when": False}


def planner(name, *lines, **keywords):
    return {"name": name, "planner": {"plan": list(lines)}, **keywords}


def found(pattern, lines):
    return [line for line in lines if re.search(pattern, line)]


def test_the_bar_lives_through_a_long_task_and_is_gone_in_the_end(plays):
    plays.write({"name": "First phase", "tasks": [WAIT]}, {"name": "Second phase", "tasks": [WAIT]})
    first, second = plays.in_terminal(), plays.in_terminal()
    assert first.status == second.status == 0

    times = [re.search(r"(\d+) s", drawn)[1] for drawn in first.bars if "1/2 First phase: Wait" in drawn]
    assert len(set(times)) > 2, "it ticks"
    assert not found("left", first.bars)
    assert list((plays.root / "home/stackwright/progress").glob("*.json"))
    assert found(r"about \d s left · 2/2 Second phase: Wait", second.bars)
    assert not found("━|─", second.lines)
    assert found(r"^  ✓ Wait .* \d\.\d s$", second.lines)
    assert found(r"^✓ Done in .*1 host, 2 tasks, nothing changed$", second.lines)
    assert not found("PLAY|TASK|RECAP", second.lines)


def test_a_bar_fits_a_narrow_terminal(plays):
    plays.write({"name": "A phase of many words " * 4, "tasks": [WAIT]})
    session = plays.in_terminal(columns=40)
    assert session.bars
    assert max(map(len, session.bars)) < 40


def test_an_interrupted_run_leaves_no_bar(plays):
    begun = plays.root / "begun"
    plays.write({"tasks": [{**WAIT, "ansible.builtin.command": f"sh -c 'touch {begun}; exec sleep 30'"}]})
    session = plays.in_terminal(interrupt_on=begun)
    assert session.status != 0
    assert found("User interrupted execution", session.lines)
    assert not found("━|─", session.lines)


def test_what_changes_is_told_once_for_all_hosts(plays):
    plays.hosts("a", "b", "c")
    plays.write({"name": "Services", "tasks": [planner("Converge", "~ nova_api: image", "+ glance_api")]})
    output, status = plays.piped()
    assert status == 0
    assert re.search(r"Services · 3 hosts\n  ~ Converge .* 3 hosts +\d\.\d s\n", output)
    assert "      a, b, c\n        ~ nova_api: image\n        + glance_api\n" in output
    assert re.search(r"^a +: ok=1 +changed=1 ", output, re.MULTILINE), "the counters that programs look for"
    assert "━" not in output
    assert "\x1b" not in output


def test_diffs_stand_in_for_plans(plays):
    plays.write({"tasks": [planner("Converge", "~ nova_api: image")]})
    output, _status = plays.piped("--check", "--diff")
    assert "      diff of ~ nova_api: image\n" in output
    assert "      ~ nova_api" not in output
    assert "1 task would change something" in output


def test_errors_are_told_at_once_and_again_with_what_to_do(plays):
    plays.hosts("a", "b")
    broken_on_b = {**FAILING, "when": "inventory_hostname == 'b'"}
    plays.write({"tasks": [broken_on_b, WAIT]}, {"name": "Later", "tasks": [WAIT]})
    output, status = plays.piped()
    assert status == 2
    message = r"the disk is full\n +make room in /var\n"
    at_once, again = (match.start() for match in re.finditer(message, output))
    assert at_once < output.index("✓ Wait") < output.index("What failed") < again
    assert re.search(r"✗ b: Break  \S+play\.yml:\d+\n", output)
    assert "run the same command again" in output
    assert re.search(r"✗ Failed on 1 host after", output)


def test_an_error_that_was_rescued_is_no_failure(plays):
    plays.write({"tasks": [{"block": [FAILING], "rescue": [planner("Mend")]}]})
    output, status = plays.piped()
    assert status == 0
    assert "What failed" not in output
    assert "~ Done in" in output


def test_a_message_for_people_is_readable(plays):
    message = {"dashboard": "https://cloud.example.org", "first server": "ssh root@10.225.0.17"}
    plays.write({"tasks": [{"name": "Say what is next", "ansible.builtin.debug": {"msg": message}}]})
    output, _status = plays.piped()
    assert "      dashboard     https://cloud.example.org\n      first server  ssh root@10.225.0.17\n" in output


def test_quiet_and_verbose(plays):
    plays.write({"tasks": [WAIT, planner("Converge", *(f"+ c{number}" for number in range(30)))]})
    usual, _status = plays.piped()
    assert "+ c0" in usual
    assert "+ c29" not in usual
    assert "… and 18 more (-v shows all)" in usual
    verbose, _status = plays.piped("-v")
    assert "+ c29" in verbose
    assert "rc: 0" in verbose or '"rc": 0' in verbose
    plays.configure("stdout_callback = stackwright.cloud.progress", "display_ok_hosts = false")
    quiet, _status = plays.piped()
    assert "Wait" not in quiet
    assert "~ Converge" in quiet


def test_secrets_do_not_show(plays):
    hidden = {"no_log": True, "planner": {"plan": ["+ hunter2"]}}
    looped = {"no_log": True, "ansible.builtin.fail": {"msg": "{{ item }}"}, "loop": ["hunter2"], "ignore_errors": True}
    plays.write({"tasks": [hidden, looped, {**FAILING, "no_log": True, "ansible.builtin.fail": {"msg": "hunter2"}}]})
    for arguments in ((), ("-vvv", "--diff")):
        output, status = plays.piped(*arguments)
        assert status == 2
        assert "hunter2" not in output
        assert "no_log" in output


def test_ansible_runner_gives_each_event_its_lines(plays):
    plays.write({"name": "Phase", "tasks": [planner("Converge", "+ glance_api"), FAILING]})
    runner = ansible_runner.run(
        private_data_dir=str(plays.root),
        playbook=str(plays.root / "play.yml"),
        inventory=str(plays.root / "hosts.yml"),
        envvars={**plays.environment, "ANSIBLE_STDOUT_CALLBACK": "stackwright.cloud.progress"},
        quiet=True,
    )
    assert runner.status == "failed"
    lines = {event["event"]: event["stdout"] for event in runner.events}
    assert "~ " in lines["runner_on_ok"]
    assert "+ glance_api" in lines["runner_on_ok"]
    assert "the disk is full" in lines["runner_on_failed"]
    assert "What to do" in lines["playbook_on_stats"]
    assert not found("━|─", runner.stdout.read().splitlines())
