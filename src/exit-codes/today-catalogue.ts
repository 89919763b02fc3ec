import type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
import { contractCatalogue } from './contract-catalogue.js';

/** What kind of failure the contract's codes are today. */
const CATEGORIES: Readonly<Record<string, readonly number[]>> = {
  shell: [1, 2],
  network: [6, 7, 22, 35],
  timeout: [28, 124, 211],
  dependency: [100, 101, 102, 127, 160, 161, 162, 255],
  permission: [126, 152],
  config: [128, 203, 204, 205, 206, 207, 208],
  resource: [134, 137],
  signal: [139, 141],
  user_aborted: [143],
  service: [150, 151, 153, 154],
  database: [170, 171, 172, 173, 180, 181, 182, 183, 190, 191, 192, 193],
  proxmox: [200, 209, 210, 212, 213, 215, 216, 218, 220, 221, 222, 223, 225, 231],
  storage: [214, 217, 219, 224],
  runtime: [243, 245, 246, 247, 248, 249],
};

/** The codes that came since, and those whose text is another one today. A new code is one line here, and nowhere else. */
const SINCE: Readonly<Record<number, Required<ExitCodeEntry>>> = {
  3: { group: 'generic-shell', category: 'unknown', text: 'General syntax or argument error' },
  4: { group: 'curl-wget', category: 'unknown', text: 'curl: Feature not supported or protocol error' },
  5: { group: 'curl-wget', category: 'unknown', text: 'curl: Could not resolve proxy' },
  8: { group: 'curl-wget', category: 'unknown', text: 'curl: Server reply error (FTP/SFTP or apk untrusted key)' },
  10: {
    group: 'generic-shell',
    category: 'config',
    text: 'Docker / privileged mode required (unsupported environment)',
  },
  16: { group: 'curl-wget', category: 'unknown', text: 'curl: HTTP/2 framing layer error' },
  18: { group: 'curl-wget', category: 'unknown', text: 'curl: Partial file (transfer not completed)' },
  23: { group: 'curl-wget', category: 'unknown', text: 'curl: Write error (disk full or permissions)' },
  24: { group: 'curl-wget', category: 'unknown', text: 'curl: Write to local file failed' },
  25: { group: 'curl-wget', category: 'unknown', text: 'curl: Upload failed' },
  26: { group: 'curl-wget', category: 'unknown', text: 'curl: Read error on local file (I/O)' },
  27: { group: 'curl-wget', category: 'unknown', text: 'curl: Out of memory (memory allocation failed)' },
  30: { group: 'curl-wget', category: 'unknown', text: 'curl: FTP port command failed' },
  32: { group: 'curl-wget', category: 'unknown', text: 'curl: FTP SIZE command failed' },
  33: { group: 'curl-wget', category: 'unknown', text: 'curl: HTTP range error' },
  34: { group: 'curl-wget', category: 'unknown', text: 'curl: HTTP post error' },
  36: { group: 'curl-wget', category: 'unknown', text: 'curl: FTP bad download resume' },
  39: { group: 'curl-wget', category: 'unknown', text: 'curl: LDAP search failed' },
  44: { group: 'curl-wget', category: 'unknown', text: 'curl: Internal error (bad function call order)' },
  45: {
    group: 'curl-wget',
    category: 'unknown',
    text: 'curl: Interface error (failed to bind to specified interface)',
  },
  46: { group: 'curl-wget', category: 'unknown', text: 'curl: Bad password entered' },
  47: { group: 'curl-wget', category: 'unknown', text: 'curl: Too many redirects' },
  48: { group: 'curl-wget', category: 'unknown', text: 'curl: Unknown command line option specified' },
  51: {
    group: 'curl-wget',
    category: 'unknown',
    text: 'curl: SSL peer certificate or SSH host key verification failed',
  },
  52: { group: 'curl-wget', category: 'unknown', text: 'curl: Empty reply from server (got nothing)' },
  55: { group: 'curl-wget', category: 'unknown', text: 'curl: Failed sending network data' },
  56: { group: 'curl-wget', category: 'unknown', text: 'curl: Receive error (connection reset by peer)' },
  57: { group: 'curl-wget', category: 'unknown', text: 'curl: Unrecoverable poll/select error (system I/O failure)' },
  59: { group: 'curl-wget', category: 'unknown', text: "curl: Couldn't use specified SSL cipher" },
  61: { group: 'curl-wget', category: 'unknown', text: 'curl: Bad/unrecognized transfer encoding' },
  63: { group: 'curl-wget', category: 'unknown', text: 'curl: Maximum file size exceeded' },
  64: { group: 'sysexits', category: 'unknown', text: 'Usage error (wrong arguments)' },
  65: { group: 'sysexits', category: 'unknown', text: 'Data format error (bad input data)' },
  66: { group: 'sysexits', category: 'unknown', text: 'Input file not found (cannot open input)' },
  67: { group: 'sysexits', category: 'unknown', text: 'User not found (addressee unknown)' },
  68: { group: 'sysexits', category: 'unknown', text: 'Host not found (hostname unknown)' },
  69: { group: 'sysexits', category: 'unknown', text: 'Service unavailable' },
  70: { group: 'sysexits', category: 'unknown', text: 'Internal software error' },
  71: { group: 'sysexits', category: 'unknown', text: 'System error (OS-level failure)' },
  72: { group: 'sysexits', category: 'unknown', text: 'Critical OS file missing' },
  73: { group: 'sysexits', category: 'unknown', text: 'Cannot create output file' },
  74: { group: 'sysexits', category: 'unknown', text: 'I/O error' },
  75: { group: 'curl-wget', category: 'unknown', text: 'Temporary failure (retry later)' },
  76: { group: 'sysexits', category: 'unknown', text: 'Remote protocol error' },
  77: { group: 'sysexits', category: 'unknown', text: 'Permission denied' },
  78: { group: 'curl-wget', category: 'unknown', text: 'curl: Remote file not found (404 on FTP/file)' },
  79: { group: 'curl-wget', category: 'unknown', text: 'curl: SSH session error (key exchange/auth failed)' },
  92: { group: 'curl-wget', category: 'unknown', text: 'curl: HTTP/2 stream error (protocol violation)' },
  95: { group: 'curl-wget', category: 'unknown', text: 'curl: HTTP/3 layer error' },
  103: { group: 'validation-setup', category: 'unknown', text: 'Validation: Shell is not Bash' },
  104: {
    group: 'validation-setup',
    category: 'unknown',
    text: 'Validation: Not running as root (or invoked via sudo)',
  },
  105: { group: 'validation-setup', category: 'unknown', text: 'Validation: Proxmox VE version not supported' },
  106: {
    group: 'validation-setup',
    category: 'unknown',
    text: 'Validation: Unsupported architecture (requires amd64 or arm64)',
  },
  107: { group: 'validation-setup', category: 'unknown', text: 'Validation: Kernel key parameters unreadable' },
  108: { group: 'validation-setup', category: 'unknown', text: 'Validation: Kernel key limits exceeded' },
  109: {
    group: 'validation-setup',
    category: 'unknown',
    text: 'Proxmox: No available container ID after max attempts',
  },
  110: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: Failed to apply default.vars' },
  111: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: App defaults file not available' },
  112: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: Invalid install menu option' },
  113: { group: 'validation-setup', category: 'unknown', text: 'LXC: Under-provisioned — user aborted update' },
  114: { group: 'validation-setup', category: 'unknown', text: 'LXC: Storage too low — user aborted update' },
  115: { group: 'validation-setup', category: 'unknown', text: 'Download: install.func download failed or incomplete' },
  116: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: Default bridge vmbr0 not found' },
  117: { group: 'validation-setup', category: 'unknown', text: 'LXC: Container did not reach running state' },
  118: { group: 'validation-setup', category: 'unknown', text: 'LXC: No IP assigned to container after timeout' },
  119: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: No valid storage for rootdir content' },
  120: { group: 'validation-setup', category: 'unknown', text: 'Proxmox: No valid storage for vztmpl content' },
  121: {
    group: 'validation-setup',
    category: 'unknown',
    text: 'LXC: Container network not ready (no IP after retries)',
  },
  122: {
    group: 'validation-setup',
    category: 'unknown',
    text: 'LXC: No internet connectivity — user declined to continue',
  },
  123: { group: 'validation-setup', category: 'unknown', text: 'LXC: Local IP detection failed' },
  125: {
    group: 'shell-signals',
    category: 'unknown',
    text: 'Command failed to start (Docker daemon or execution error)',
  },
  129: { group: 'shell-signals', category: 'user_aborted', text: 'Killed by SIGHUP (terminal closed / hangup)' },
  130: { group: 'shell-signals', category: 'user_aborted', text: 'Aborted by user (SIGINT)' },
  131: { group: 'shell-signals', category: 'unknown', text: 'Killed by SIGQUIT (core dumped)' },
  132: { group: 'shell-signals', category: 'unknown', text: 'Killed by SIGILL (illegal CPU instruction)' },
  144: { group: 'shell-signals', category: 'unknown', text: 'Killed by signal 16 (SIGUSR1 / SIGSTKFLT)' },
  146: { group: 'shell-signals', category: 'unknown', text: 'Killed by signal 18 (SIGTSTP)' },
  226: { group: 'proxmox', category: 'unknown', text: 'Proxmox: VM disk import or post-creation setup failed' },
  232: {
    group: 'tools-addon',
    category: 'unknown',
    text: 'Tools: Wrong execution environment (run on PVE host, not inside LXC)',
  },
  233: {
    group: 'tools-addon',
    category: 'unknown',
    text: 'Tools: Application not installed (update prerequisite missing)',
  },
  234: { group: 'tools-addon', category: 'unknown', text: 'Tools: No LXC containers found or available' },
  235: { group: 'tools-addon', category: 'unknown', text: 'Tools: Backup or restore operation failed' },
  236: { group: 'tools-addon', category: 'unknown', text: 'Tools: Required hardware not detected' },
  237: { group: 'tools-addon', category: 'unknown', text: 'Tools: Dependency package installation failed' },
  238: { group: 'tools-addon', category: 'unknown', text: 'Tools: OS or distribution not supported for this addon' },
  239: { group: 'nodejs', category: 'unknown', text: 'npm/Node.js: Unexpected runtime error or dependency failure' },
  250: { group: 'app-install-update', category: 'unknown', text: 'App: Download failed or version not determined' },
  251: {
    group: 'app-install-update',
    category: 'unknown',
    text: 'App: File extraction failed (corrupt or incomplete archive)',
  },
  252: { group: 'app-install-update', category: 'unknown', text: 'App: Required file or resource not found' },
  253: { group: 'app-install-update', category: 'unknown', text: 'App: Data migration required — update aborted' },
  254: { group: 'app-install-update', category: 'unknown', text: 'App: User declined prompt or input timed out' },
};

/**
 * The codes the community's scripts describe today, each with the category they report.
 *
 * @see the contract, `exit-codes.json`, keys `text_today` and `category_today`
 */
export const todayCatalogue: ExitCodeCatalogue = /* @__PURE__ */ toCatalogue();

function toCatalogue(): ExitCodeCatalogue {
  const still = Object.entries(CATEGORIES).flatMap(([category, codes]) =>
    codes.map((code) => [code, { ...contractCatalogue[code], category }] as const),
  );
  return { ...Object.fromEntries(still), ...SINCE };
}
