# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""The options of one libvirt domain; their places in the XML: module_utils/hypervisor/{domain,devices}.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  domains:
    description: The domains, each known by its name.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The domain's name.
        type: str
        required: true
      state:
        description:
          - V(defined) sees to the configuration and leaves the guest's power as it is.
          - V(absent) removes the configuration, saved memory and the records of snapshots. Volumes stay unless
            O(domains[].remove_volumes).
        type: str
        choices: [defined, running, paused, shutoff, absent]
        default: defined
      autostart:
        description: Whether the domain starts with its host.
        type: bool
      restart:
        description: Whether a running guest may be shut down and started for a change that cannot be made while it
          runs.
        type: str
        choices: [never, allowed]
        default: never
      shutdown_timeout:
        description: Seconds that a guest has to shut down.
        type: int
        default: 120
      force:
        description: Cut the power of a guest that does not shut down in time, instead of failing.
        type: bool
        default: false
      remove_volumes:
        description:
          - With O(domains[].state=absent), delete the domain's volumes and its firmware variables too.
          - Removable media, read-only or shareable disks, disks of other domains, and volumes that others are based
            on are never deleted.
        type: bool
        default: false
      xml_overlay:
        description:
          - A C(<domain>) element that is laid over the configuration, for what has no option here. Write it as
            C(virsh dumpxml) shows it.
          - Attributes and texts replace those that are there, missing elements are added, devices are added unless
            an equal one is there.
        type: str
      cloud_init:
        description: A NoCloud seed, made as an ISO image and attached as a read-only disk. Its volume's name
          follows its content.
        type: dict
        suboptions:
          user_data:
            description: The user data, such as a C(#cloud-config) document.
            type: str
            required: true
          meta_data:
            description: The meta data, as YAML. By default the domain's name is instance id and host name.
            type: str
          network_config:
            description: The network configuration, as YAML.
            type: str
          pool:
            description: The pool of the seed's volume.
            type: str
            required: true
          target:
            description: The disk's target in the guest.
            type: str
            default: vdz
      uuid:
        description: The domain's UUID. libvirt makes one by default; it cannot be changed.
        type: str
      title:
        description: A short title.
        type: str
      description:
        description: A description for people.
        type: str
      tags:
        description: Names and values kept in the domain's metadata. The inventory plugin hands them out as host
          variables.
        type: dict
      type:
        description: How the guest runs. A new domain gets V(kvm) where the hypervisor has it, else emulation.
        type: str
        choices: [kvm, qemu, test]
      arch:
        description: The architecture, such as V(x86_64). A new domain gets the host's.
        type: str
      machine:
        description: The machine type, such as V(q35). Its versioned forms (C(pc-q35-10.0)) satisfy it. A new x86
          domain gets V(q35).
        type: str
      firmware:
        description: The firmware; the files are chosen by libvirt.
        type: str
        choices: [bios, efi]
      secure_boot:
        description: Whether a firmware with secure boot is chosen. Needs O(domains[].firmware=efi).
        type: bool
      kernel:
        description: A kernel on the hypervisor to boot directly. An empty text takes it away, as for every text here.
        type: str
      initrd:
        description: The initial ramdisk for O(domains[].kernel).
        type: str
      cmdline:
        description: The command line for O(domains[].kernel).
        type: str
      vcpus:
        description: Virtual CPUs, changed live up to O(domains[].vcpus_max).
        type: int
      vcpus_max:
        description: The most virtual CPUs the guest can have while it runs. The default is O(domains[].vcpus).
        type: int
      cpu:
        description: The CPU model. A new KVM domain gets V(host-model).
        type: dict
        suboptions:
          mode:
            description: Where the model comes from.
            type: str
            choices: [custom, host-model, host-passthrough, maximum]
          model:
            description: The model, with O(domains[].cpu.mode=custom).
            type: str
          sockets:
            description: Sockets. Sockets, cores and threads multiply to O(domains[].vcpus_max).
            type: int
          cores:
            description: Cores of a socket.
            type: int
          threads:
            description: Threads of a core.
            type: int
          features:
            description: Features beyond the model's.
            type: list
            elements: dict
            suboptions:
              name:
                description: The feature's name.
                type: str
                required: true
              policy:
                description: What becomes of it.
                type: str
                choices: [force, require, optional, disable, forbid]
      memory:
        description: Memory, such as V(2G), changed live up to O(domains[].memory_max).
        type: bytes
      memory_max:
        description: The most memory the guest can have while it runs. The default is O(domains[].memory).
        type: bytes
      hugepages:
        description: Back the memory with huge pages of this size, such as V(2M). V(0) is not to.
        type: bytes
      clock:
        description: What the guest's clock shows when it starts.
        type: str
        choices: [utc, localtime]
      on_poweroff:
        description: What follows a power-off in the guest.
        type: str
        choices: [destroy, restart, preserve]
      on_reboot:
        description: What follows a reboot in the guest.
        type: str
        choices: [destroy, restart, preserve]
      on_crash:
        description: What follows a crash of the guest.
        type: str
        choices: [destroy, restart, preserve, coredump-destroy, coredump-restart]
      disks:
        description: The disks, each known by its target. Disks that are not listed are detached; their content stays.
        type: list
        elements: dict
        suboptions:
          target:
            description: The name in the guest, such as V(vda). It implies the bus.
            type: str
            required: true
          bus:
            description: The bus.
            type: str
            choices: [virtio, scsi, sata, ide, usb, fdc]
          device:
            description: The kind of device.
            type: str
            choices: [disk, cdrom, floppy, lun]
          file:
            description: An image file on the hypervisor. An empty text ejects a medium.
            type: str
          block:
            description: A block device on the hypervisor.
            type: str
          pool:
            description: The storage pool of O(domains[].disks[].volume).
            type: str
          volume:
            description: A volume of O(domains[].disks[].pool).
            type: str
          network:
            description: A disk image reached over the network.
            type: dict
            suboptions:
              protocol:
                description: The protocol.
                type: str
                required: true
                choices: [rbd, iscsi, nbd, http, https, ssh]
              name:
                description: The image's name, such as V(pool/image).
                type: str
              hosts:
                description: The servers.
                type: list
                elements: dict
                suboptions:
                  name:
                    description: The server's name or address.
                    type: str
                    required: true
                  port:
                    description: The server's port.
                    type: int
              username:
                description: The user to log in as.
                type: str
              secret:
                description: The UUID of the libvirt secret to log in with.
                type: str
              secret_type:
                description: The kind of the secret.
                type: str
                choices: [ceph, iscsi]
          format:
            description: The image's format. The default for a new volume's disk is the volume's own.
            type: str
            choices: [raw, qcow2, qed, vmdk, vdi, vhdx]
          cache:
            description: The cache mode.
            type: str
            choices: [default, none, writeback, writethrough, directsync, unsafe]
          io:
            description: The kind of input and output.
            type: str
            choices: [threads, native, io_uring]
          discard:
            description: Whether discarded blocks are given back.
            type: str
            choices: [ignore, unmap]
          serial:
            description: The disk's serial number in the guest.
            type: str
          readonly:
            description: Whether the guest may only read it.
            type: bool
          shareable:
            description: Whether several domains may have it.
            type: bool
          boot:
            description: The place in the boot order, from 1.
            type: int
      interfaces:
        description:
          - The network interfaces. One is known by its MAC address; without one, by its network or bridge; without
            that, by its place in the list.
          - Interfaces that are not listed are detached.
        type: list
        elements: dict
        suboptions:
          mac:
            description: The MAC address. libvirt makes one by default.
            type: str
          network:
            description: A libvirt network.
            type: str
          portgroup:
            description: A port group of the network.
            type: str
          bridge:
            description: A bridge of the host, with O(domains[].interfaces[].virtualport=openvswitch) one of Open
              vSwitch.
            type: str
          direct:
            description: An interface of the host to share through macvtap.
            type: str
          direct_mode:
            description: The macvtap mode.
            type: str
            choices: [bridge, vepa, private, passthrough]
          virtualport:
            description: The kind of the bridge's port.
            type: str
            choices: [openvswitch, 802.1Qbg, 802.1Qbh, midonet]
          vlan:
            description: The VLAN tag.
            type: int
          model:
            description: The model. A new interface gets V(virtio).
            type: str
          mtu:
            description: The MTU in bytes.
            type: int
          queues:
            description: Queues of a virtio interface.
            type: int
          target:
            description: The name of the host's end.
            type: str
          filter:
            description: The network filter.
            type: str
          link:
            description: Whether the cable is plugged in.
            type: str
            choices: [up, down]
          boot:
            description: The place in the boot order, from 1.
            type: int
      serials:
        description: The serial ports, by their places. A new domain gets one of type V(pty).
        type: list
        elements: dict
        suboptions:
          type:
            description: What the port is on the host.
            type: str
            required: true
            choices: [pty, file, unix, tcp, 'null', stdio]
          path:
            description: The file or socket.
            type: str
          host:
            description: The address for V(tcp).
            type: str
          port:
            description: The port for V(tcp).
            type: int
          log:
            description: A file on the hypervisor that keeps what the guest writes.
            type: str
      graphics:
        description: The graphical consoles, each known by its type.
        type: list
        elements: dict
        suboptions:
          type:
            description: The protocol.
            type: str
            required: true
            choices: [vnc, spice, egl-headless, sdl]
          listen:
            description: The address to listen on. libvirt's default is V(127.0.0.1).
            type: str
          port:
            description: The port; V(-1) lets libvirt choose.
            type: int
      video:
        description: The graphics card.
        type: str
        choices: [virtio, qxl, vga, cirrus, bochs, none]
      hostdevs:
        description: Devices of the host that the guest gets, each known by its address.
        type: list
        elements: dict
        suboptions:
          pci:
            description: A PCI address, such as V(0000:01:00.0).
            type: str
          usb:
            description: A USB device's vendor and product, such as V(046d:c52b).
            type: str
          managed:
            description: Whether libvirt takes a PCI device from its driver and gives it back. On by default for a
              new device.
            type: bool
      tpm:
        description: An emulated TPM's version, or V(none).
        type: str
        choices: [none, '1.2', '2.0']
      watchdog:
        description: What an i6300esb watchdog does when it barks, or V(none) for no such device.
        type: str
        choices: [none, reset, shutdown, poweroff, pause, dump, inject-nmi]
      rng:
        description: The source of a virtio random number generator; a new domain gets V(/dev/urandom).
        type: str
      guest_agent:
        description: Whether there is a channel for the QEMU guest agent; a new domain gets one.
        type: bool
"""
