# `make help` lists what there is to do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

INVENTORY ?= inventories/aio
OPTIONS ?=

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export ANSIBLE_CONFIG := $(CURDIR)/ansible.cfg
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.collections

runtime := .venv/.requirements
testing := .venv/.requirements-test
libvirt := .venv/.libvirt
ironic := .cache/ironic/.requirements
link := .collections/ansible_collections/stackwright/cloud
# Installs the system packages of the tests, by the machine's own apt.
packages = scripts/apt-present $$(sed 's/ *\#.*//' tests/packages.txt)
# Asks for the password of sudo where there is one.
ask := $(shell [ "$$(id -u)" = 0 ] || sudo --non-interactive true 2>/dev/null || echo --ask-become-pass)
play = ansible-playbook --inventory $(INVENTORY) $(ask) $(OPTIONS)
# Simulated hosts are made before their cloud, and go with it.
lab = $(filter %/lab %/lab/ %/undercloud %/undercloud/,$(INVENTORY))
site = $(if $(lab),stackwright.cloud.lab_hosts) stackwright.cloud.site stackwright.cloud.demo

##@ A cloud
.PHONY: cloud
cloud: $(runtime) $(link) ## Deploy a cloud on this machine, with a first server (INVENTORY=, OPTIONS=)
	$(play) $(site)

.PHONY: plan
plan: $(runtime) $(link) ## Say what a run would change, and why (OPTIONS="-e plan_file=FILE")
	$(play) stackwright.cloud.plan

.PHONY: stop
stop: $(runtime) $(link) ## Stop the cloud; its data stays
	$(play) stackwright.cloud.stop

.PHONY: destroy
destroy: $(runtime) $(link) ## Remove the cloud and its data; asks first, or CONFIRM=yes
	$(play) $(if $(CONFIRM),--extra-vars stackwright_destroy_confirm=$(CONFIRM)) stackwright.cloud.$(if $(lab),lab_)destroy

.PHONY: lab
lab: ## Deploy a controller and a compute node on simulated hosts (remove: make destroy INVENTORY=inventories/lab)
	$(MAKE) cloud INVENTORY=inventories/lab

.PHONY: undercloud
undercloud: INVENTORY = inventories/undercloud
undercloud: $(runtime) $(link) ## Deploy an undercloud with two virtual machines as bare metal (remove: make destroy INVENTORY=...)
	$(play) $(if $(lab),stackwright.cloud.lab_hosts) stackwright.cloud.undercloud

##@ Tests
stages := lint sanity unit integration scenario-aio

.PHONY: test
test: $(testing) $(link) ## Run every check, fast ones first
	scripts/stages $(stages)

.PHONY: test-long
# Edits of the living cloud to generate, each planned and then made.
test-long: export STACKWRIGHT_GENERATED_EDITS = 50
test-long: $(testing) $(link) ## Run every check, the scenarios with many hosts, and more edits of a cloud
	scripts/stages $(stages) scenario-lab scenario-hypervisor scenario-undercloud scenario-machines

.PHONY: lint
lint: $(testing) $(link) ## Check style and types: yamllint, ansible-lint, ruff, mypy
	scripts/lint

.PHONY: sanity
sanity: $(testing) ## Run ansible-test sanity
	scripts/sanity

.PHONY: unit
unit: $(testing) $(link) ## Run the unit tests
	pytest tests/unit

.PHONY: integration
integration: $(testing) $(libvirt) $(ironic) $(link) ## Run the modules against real podman, libvirt and Ironic
	$(packages)
	pytest tests/integration

.PHONY: scenario-aio
scenario-aio: $(testing) $(link) ## Deploy, verify and remove a whole cloud on this machine
	$(packages)
	molecule test --no-command-borders --scenario-name aio

.PHONY: scenario-lab
scenario-lab: $(testing) $(ironic) $(link) ## Deploy, verify and remove a cloud on simulated hosts
	$(packages)
	molecule test --no-command-borders --scenario-name lab

.PHONY: scenario-hypervisor
scenario-hypervisor: $(testing) $(libvirt) $(link) ## A simulated host becomes a libvirt hypervisor with guests
	$(packages)
	molecule test --no-command-borders --scenario-name hypervisor

.PHONY: scenario-undercloud
scenario-undercloud: $(testing) $(link) ## Deploy, verify, restore and remove an undercloud on a simulated host
	$(packages)
	molecule test --no-command-borders --scenario-name undercloud

.PHONY: scenario-machines
scenario-machines: $(testing) $(link) ## An undercloud makes hosts of virtual machines
	$(packages)
	molecule test --no-command-borders --scenario-name machines

.PHONY: bench
bench: $(testing) $(ironic) $(libvirt) $(link) ## Measure all that is fast, and say what got slower since the last release
	python bench/run.py
	python bench/contents.py
	python bench/baremetal.py
	python bench/hypervisor.py
	python bench/scale.py
	python bench/callbacks.py
	python bench/compare.py

##@ The repository
.PHONY: venv
venv: $(testing) $(link) ## Make .venv with everything the targets above need

.PHONY: lock
lock: $(testing) ## Pin the newest Python packages that requirements*.in allow
	scripts/lock

.PHONY: docs
docs: $(testing) $(link) ## Write docs/reference from the roles and plugins
	python docs/generate.py
	python docs/generate_resources.py
	python docs/generate_baremetal.py

.PHONY: changelog
changelog: $(testing) ## Gather changelogs/fragments into CHANGELOG.md, as the version of galaxy.yml
	antsibull-changelog release

.PHONY: hooks
hooks: $(testing) ## Lint at every commit (git hooks, by pre-commit)
	pre-commit install

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(runtime): requirements.txt
	scripts/venv $<
	touch $@

$(testing): requirements-test.txt $(runtime)
	scripts/venv $<
	touch $@

# Its packages do not fit those of the controller.
$(ironic): requirements-ironic.txt
	VENV=.cache/ironic scripts/venv $<
	touch $@

# The bindings must fit the library, so they come from Debian too.
$(libvirt): $(testing)
	scripts/apt-present python3-libvirt
	ln --symbolic --force /usr/lib/python3/dist-packages/libvirt*.{py,so} .venv/lib/python3.*/site-packages
	touch $@

# Ansible finds the collection by its path.
$(link):
	mkdir -p $(@D)
	ln --symbolic --no-dereference ../../.. $@
