import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HostFacts, hostFacts } from '../../src/host/facts/host-facts.js';
import { aHost, anEmptyHost, installTool, writeHostFile } from './facts-hosts.js';

const HOSTS: Readonly<Record<string, HostFacts>> = {
  'proxmox-7': {
    platform: 'pve',
    pve_version: '7.4-3',
    kernel_version: '5.15.102-1-pve',
    os_id: 'debian',
    os_version_id: '11',
    cpu_vendor: 'intel',
    cpu_model: 'Intel Xeon CPU E5-2680 v4 @ 2.40GHz',
    gpu_model: 'ASPEED Technology, Inc. ASPEED Graphics Family',
    ram_speed: '2133',
  },
  'proxmox-8': {
    platform: 'pve',
    pve_version: '8.3.2',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.8.12-5-pve',
    os_id: 'debian',
    os_version_id: '12',
    cpu_vendor: 'amd',
    cpu_model: 'AMD Ryzen 7 5825U with Radeon Graphics',
    gpu_vendor: 'amd',
    gpu_model: 'Advanced Micro Devices, Inc. [AMD/ATI] Barcelo',
    gpu_passthrough: 'igpu',
    ram_speed: '3200',
  },
  'proxmox-9': {
    platform: 'pve',
    pve_version: '9.1.4',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.17.4-2-pve',
    os_id: 'debian',
    os_version_id: '13',
    cpu_vendor: 'intel',
    cpu_model: 'Intel Core i7-8700 CPU @ 3.20GHz',
    gpu_vendor: 'intel',
    gpu_model: 'Intel Corporation CoffeeLake-S GT2 [UHD Graphics 630]',
    gpu_passthrough: 'igpu',
    ram_speed: '2666',
  },
  'meteor-lake': {
    platform: 'pve',
    pve_version: '9.1.4',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.17.4-2-pve',
    os_id: 'debian',
    os_version_id: '13',
    cpu_vendor: 'intel',
    cpu_model: 'Intel Core Ultra 7 155H',
    gpu_vendor: 'intel',
    gpu_model: 'Intel Corporation Meteor Lake-P [Intel Arc Graphics]',
    gpu_passthrough: 'igpu',
    ram_speed: '5600',
  },
  'arc-card': {
    platform: 'pve',
    pve_version: '9.1.4',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.17.4-2-pve',
    os_id: 'debian',
    os_version_id: '13',
    cpu_vendor: 'amd',
    cpu_model: 'AMD Ryzen 7 5700X 8-Core Processor',
    gpu_vendor: 'intel',
    gpu_model: 'Intel Corporation Battlemage G21 [Arc B580]',
    gpu_passthrough: 'dgpu',
    ram_speed: '3200',
  },
  'ryzen-apu': {
    platform: 'pve',
    pve_version: '9.1.4',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.17.4-2-pve',
    os_id: 'debian',
    os_version_id: '13',
    cpu_vendor: 'amd',
    cpu_model: 'AMD Ryzen 7 8845HS w/ Radeon 780M Graphics',
    gpu_vendor: 'amd',
    gpu_model: 'Advanced Micro Devices, Inc. [AMD/ATI] Phoenix1',
    gpu_passthrough: 'igpu',
    ram_speed: '5600',
  },
  incus: {
    platform: 'incus',
    pve_version: 'incus-6.0.0',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.8.0-60-generic',
    os_id: 'ubuntu',
    os_version_id: '24.04',
    cpu_vendor: 'amd',
    cpu_model: 'AMD Ryzen 9 3900X 12-Core Processor',
    gpu_vendor: 'nvidia',
    gpu_model: 'NVIDIA Corporation TU116 [GeForce GTX 1660 SUPER]',
    gpu_passthrough: 'dgpu',
  },
  'nested-vm': {
    platform: 'pve',
    pve_version: '8.3.2',
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.8.12-5-pve',
    os_id: 'debian',
    os_version_id: '12',
    cpu_vendor: 'intel',
    cpu_model: 'QEMU Virtual CPU version 2.5+',
    gpu_model: 'Device 1234:1111',
  },
  'arm-board': {
    arch: 'arm64',
    has_arm: true,
    kernel_version: '6.6.74+rpt-rpi-v8',
    os_id: 'debian',
    os_version_id: '12',
    cpu_vendor: 'arm',
    cpu_model: 'Raspberry Pi 4 Model B Rev 1.4',
  },
  'alpine-container': {
    arch: 'amd64',
    has_arm: false,
    kernel_version: '6.8.12-5-pve',
    os_id: 'alpine',
    os_version_id: '3.20.3',
    cpu_vendor: 'amd',
    cpu_model: 'AMD Ryzen 7 5825U with Radeon Graphics',
  },
};

/** Where only the answers matter, so that a slow machine gives them all: the probes' time stands still. */
function stopTheClock(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());
}

describe('hostFacts', () => {
  stopTheClock();

  it.each(Object.entries(HOSTS))('knows %s', async (name, facts) => {
    expect(await hostFacts(aHost(name))).toEqual(facts);
  });

  it('knows nothing of a machine that has nothing', async () => {
    expect(await hostFacts(anEmptyHost())).toEqual({});
  });

  it('knows this machine without being told where to look', async () => {
    expect(await hostFacts()).toMatchObject({ kernel_version: expect.stringMatching(/^\d/) });
  });

  it('says that Proxmox is there where its tool says nothing of use', async () => {
    for (const script of ['exit 1', 'echo', 'echo unknown', 'echo error: cannot/say', 'kill -9 $$']) {
      const host = anEmptyHost();
      installTool(host, 'pveversion', script);
      expect(await hostFacts(host), script).toEqual({ platform: 'pve', pve_version: '' });
    }
  });

  it('does not start pveversion where the file that has its answer is there', async () => {
    const host = aHost('proxmox-7');
    installTool(host, 'pveversion', 'echo pve-manager/1.2.3/abc');
    expect(await hostFacts(host)).toMatchObject({ pve_version: '7.4-3' });
  });

  it('is Proxmox where both are installed', async () => {
    const host = aHost('incus');
    installTool(host, 'pveversion', 'echo "pve-manager/8.3.2/3e76eec21c4a14a7 (running kernel: 6.8.12-5-pve)"');
    expect(await hostFacts(host)).toMatchObject({ platform: 'pve', pve_version: '8.3.2' });
  });

  it('asks Incus without waking its service', async () => {
    const host = anEmptyHost();
    installTool(host, 'incus', 'test "$*" = --version && echo 6.0.0');
    expect(await hostFacts(host)).toEqual({ platform: 'incus', pve_version: 'incus-6.0.0' });
  });

  it.each([
    { machine: 'x86_64', arch: 'amd64', has_arm: false },
    { machine: 'aarch64', arch: 'arm64', has_arm: true },
    { machine: 'armv7l', arch: 'armhf', has_arm: true },
    { machine: 'armv6l', arch: 'armhf', has_arm: true },
    { machine: 'i686', arch: 'i386', has_arm: false },
    { machine: 'riscv64' },
    { machine: '$(reboot)' },
  ])('calls $machine $arch', async ({ machine, ...facts }) => {
    const host = anEmptyHost();
    writeHostFile(host, 'proc/sys/kernel/arch', `${machine}\n`);
    expect(await hostFacts(host)).toEqual(facts);
  });

  it.each([
    {
      slot: '00:02.0',
      line: 'Intel Corporation Meteor Lake-P [Intel Arc Graphics] (rev 08)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '0000:00:02.0',
      line: 'Intel Corporation Lunar Lake [Intel Arc Graphics 130V / 140V] (rev 04)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '00:02.0',
      line: 'Intel Corporation Arrow Lake-P [Arc Graphics 130T/140T]',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    { slot: '00:02.0', line: 'Intel Corporation Device b0a0 (rev 05)', gpu_vendor: 'intel', gpu_passthrough: 'igpu' },
    {
      slot: '00:02.3',
      line: 'Intel Corporation Meteor Lake-P [Intel Arc Graphics] (rev 08)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '00:02.0',
      line: 'Intel Corporation Xeon E3-1200 v2/3rd Gen Core processor Graphics Controller (rev 09)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '00:10.0',
      line: 'Intel Corporation Meteor Lake-P [Intel Arc Graphics] (rev 08)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '01:00.0',
      line: 'Intel Corporation CoffeeLake-S GT2 [UHD Graphics 630]',
      gpu_vendor: 'intel',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '03:00.0',
      line: 'Intel Corporation DG2 [Arc A380] (rev 05)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '00:10.0',
      line: 'Intel Corporation DG2 [Arc A380] (rev 05)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '29:00.0',
      line: 'Intel Corporation Battlemage G21 [Arc B580]',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '10000:03:00.0',
      line: 'Intel Corporation DG2 [Arc A770] (rev 08)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '03:00.0',
      line: 'Intel Corporation DG1 [Iris Xe Graphics] (rev 01)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '4d:00.0',
      line: 'Intel Corporation ATS-M [Data Center GPU Flex 170] (rev 08)',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    { slot: '03:00.0', line: 'Intel Corporation Device e20b', gpu_vendor: 'intel', gpu_passthrough: 'dgpu' },
    {
      slot: '03:00.0',
      line: 'Intel Corporation Battlemage G21 [Intel Graphics]',
      gpu_vendor: 'intel',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '04:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Barcelo (rev c2)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: 'c4:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Phoenix1 (rev c5)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: 'c4:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Strix [Radeon 880M / 890M] (rev d1)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: 'c5:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Strix Halo [Radeon Graphics / Radeon 8050S Graphics / Radeon 8060S Graphics] (rev c1)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '74:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Rembrandt [Radeon 680M] (rev c8)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '10:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Raphael (rev c1)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '0d:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Granite Ridge [Radeon Graphics] (rev c5)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '04:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] HawkPoint1 (rev c4)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '05:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Renoir [Radeon RX Vega 6 (Ryzen 4000/5000 Mobile Series)] (rev d8)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '06:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Picasso/Raven 2 [Radeon Vega Series / Radeon Vega Mobile Series] (rev c9)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '00:01.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Kaveri [Radeon R7 Graphics] (rev d4)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '00:01.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Kabini [Radeon HD 8400 / R3 Series]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '01:05.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] RS880 [Radeon HD 4200]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '03:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Device 15bf (rev c1)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '01:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Navi 23 [Radeon RX 6600] (rev c7) (prog-if 00 [VGA controller])',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '03:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Navi 48 [Radeon RX 9070/9070 XT/9070 GRE] (rev c0)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '07:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Vega 10 [Radeon PRO WX 8100]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '07:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Vega 20 [Radeon VII] (rev c1)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '01:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Lexa PRO [Radeon 540/540X/550/550X / RX 540X/550/550X] (rev c7)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '01:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Caicos [Radeon HD 6450/7450/8450 / R5 230 OEM]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '01:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Oland [Radeon HD 8570 / R5 430 OEM / R7 240/340 / Radeon 520 OEM]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '01:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Hawaii XT GL [FirePro W9100]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '43:00.0',
      line: 'Advanced Micro Devices, Inc. [AMD/ATI] Aldebaran/MI200 [Instinct MI210] (rev 02)',
      gpu_vendor: 'amd',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '01:05.0',
      line: 'Advanced Micro Devices [AMD] nee ATI RS880M [Mobility Radeon HD 4225/4250]',
      gpu_vendor: 'amd',
      gpu_passthrough: 'igpu',
    },
    {
      slot: '01:00.0',
      line: 'NVIDIA Corporation GP107GL [Quadro P620]',
      gpu_vendor: 'nvidia',
      gpu_passthrough: 'dgpu',
    },
    {
      slot: '00:10.0',
      line: 'NVIDIA Corporation AD104 [GeForce RTX 4070]',
      gpu_vendor: 'nvidia',
      gpu_passthrough: 'dgpu',
    },
    { slot: '00:0f.0', line: 'VMware SVGA II Adapter' },
    { slot: '00:02.0', line: 'Red Hat, Inc. Virtio 1.0 GPU (rev 01)' },
    { slot: '05:00.0', line: 'ASPEED Technology, Inc. ASPEED Graphics Family (rev 41)' },
    { slot: '0a:00.0', line: 'Matrox Electronics Systems Ltd. MGA G200EH (rev 01)' },
  ])('tells a card from a part of the processor: $slot $line', async ({ slot, line, ...expected }) => {
    const host = anEmptyHost();
    installTool(host, 'lspci', `echo '${slot} VGA compatible controller: ${line}'`);
    const { gpu_model, ...facts } = await hostFacts(host);
    expect(facts).toEqual(expected);
    expect(line.startsWith(gpu_model ?? 'nothing')).toBe(true);
    expect(gpu_model).not.toMatch(/ \((rev|prog-if)/);
  });

  it('prefers the adapter that is more than a console', async () => {
    const host = anEmptyHost();
    const adapter = '00.0 VGA compatible controller:';
    installTool(host, 'lspci', `echo '05:${adapter} ASPEED Graphics'; echo '06:${adapter} NVIDIA Corporation TU104GL'`);
    expect(await hostFacts(host)).toMatchObject({ gpu_vendor: 'nvidia', gpu_model: 'NVIDIA Corporation TU104GL' });
  });

  it('takes no sound device for a graphics adapter', async () => {
    const host = anEmptyHost();
    installTool(host, 'lspci', "echo '00:1f.3 Audio device: Intel Corporation Display Audio 3D VGA controller'");
    expect(await hostFacts(host)).toEqual({});
  });

  it.each([
    { text: "ID='debian'\r\nVERSION_ID=12\r\n", facts: { os_id: 'debian', os_version_id: '12' } },
    { text: 'ID=alpine\nID=debian\n', facts: { os_id: 'debian' } },
    { text: 'NOT_ID=alpine\nID_LIKE=debian\nPRETTY_NAME="ID=x"\n', facts: {} },
    { text: 'ID="$(touch /tmp/pwned)"\nVERSION_ID=`id`\n', facts: {} },
    { text: 'ID=debian; reboot\nVERSION_ID="12\n', facts: {} },
    { text: `ID=${'a'.repeat(33)}\n`, facts: {} },
    { text: '', facts: {} },
  ])('reads os-release without evaluating it: $text', async ({ text, facts }) => {
    const host = anEmptyHost();
    writeHostFile(host, 'etc/os-release', text);
    expect(await hostFacts(host)).toEqual(facts);
  });

  it('cuts a model where the service would, between two characters, and leaves out what is not seen', async () => {
    const host = anEmptyHost();
    writeHostFile(host, 'proc/cpuinfo', `model name\t: \u001b[31mA\u202e\u0007B\u001b[0m \u200b ${'é'.repeat(60)}\n`);
    expect(await hostFacts(host)).toEqual({ cpu_model: `AB ${'é'.repeat(30)}` });
  });

  it('runs once per machine and shares what it found', async () => {
    const host = anEmptyHost();
    installTool(host, 'pveversion', `echo run >> ${host.root}/runs; echo pve-manager/8.3.2/abc`);
    const [first, second] = await Promise.all([hostFacts(host), hostFacts({ ...host })]);
    installTool(host, 'pveversion', 'echo pve-manager/9.9.9/abc');
    expect(await hostFacts(host)).toBe(first);
    expect(second).toBe(first);
    expect(first).toEqual({ platform: 'pve', pve_version: '8.3.2' });
    expect(Object.isFrozen(first)).toBe(true);
  });

  it('runs no tool from a folder without an absolute name', async () => {
    const { root, path } = aHost('proxmox-8');
    expect(await hostFacts({ root, path: `${relative(process.cwd(), path)}::.` })).not.toHaveProperty('platform');
    expect(await hostFacts({ root, path: `${relative(process.cwd(), path)}::${path}` })).toHaveProperty('platform');
  });

  it('gives the tools nothing of our environment', async () => {
    const host = anEmptyHost();
    vi.stubEnv('API_TOKEN', 'secret');
    installTool(host, 'pveversion', '/usr/bin/env > "$PATH/seen"');
    await hostFacts(host);
    vi.unstubAllEnvs();
    const names = readFileSync(join(host.path, 'seen'), 'utf8').match(/^\w+(?==)/gm);
    // The shell adds its own.
    expect(names?.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort()).toEqual(['LC_ALL', 'PATH']);
  });

  it('keeps what the other probes find where one fails', async () => {
    const { path } = aHost('proxmox-8');
    expect(await hostFacts({ root: {} as never, path })).toEqual({
      gpu_vendor: 'amd',
      gpu_model: 'Advanced Micro Devices, Inc. [AMD/ATI] Barcelo',
      gpu_passthrough: 'igpu',
      ram_speed: '3200',
    });
  });

  it.each([
    { given: 'null', options: () => null },
    { given: 'a number too large', options: () => ({ root: 1n }) },
    { given: 'objects', options: () => ({ root: {}, path: [] }) },
    { given: 'a trap', options: () => new Proxy({}, { get: () => expect.unreachable() }) },
  ])('never rejects, given $given', async ({ options }) => {
    expect(await hostFacts(options() as never)).toEqual({});
  });
});
