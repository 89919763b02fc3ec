/** What `--help` prints. */
export const HELP = `Usage: telemetry <command> [options]

Reports an installation of the Proxmox community scripts. Nothing is sent
without an explicit yes in /usr/local/community-scripts/diagnostics or in
DIAGNOSTICS; a no in either, or DO_NOT_TRACK, is a no.

Commands
  run [options] -- <command> [argument...]
                             run a command; report its beginning and its end,
                             and end as it ends
  create [options]           report that an installation begins; prints the id
                             it made where RANDOM_UUID is not set
  update <status> [code]     report how it ended: done, failed, aborted
  explain <code>...          explain exit codes
  consent [yes|no]           show the answer, or write it
  doctor                     say why nothing arrives, and what to do: consent,
                             server, clock, proxy, guards; sends no report

What is installed, from these options or the variables of the shell functions
  --nsapp <slug>             NSAPP           --disk-size <GB>       DISK_SIZE
  --type <type>              TELEMETRY_TYPE  --core-count <number>  CORE_COUNT
  --random-id <id>           RANDOM_UUID     --ram-size <MB>        RAM_SIZE
  --ct-type <0|1|2>          CT_TYPE         --os-type <name>       var_os
  --method <text>            METHOD          --os-version <text>    var_version
  <type> is lxc, vm, addon or pve; turnkey and tool for the ingest service.
  An option that holds something else makes no sense; an empty number is left
  out. A variable that cannot be used is left out too; of a type that is not
  one nothing is reported.
  To a PocketBase an update needs the id alone; to the ingest service what is
  installed as well, which is told everything again.

Where to, the first of these that is given; else the community's PocketBase
  --url <url>                a PocketBase
  --service <url>            an ingest service, posted to as the URL stands,
                             such as
                             https://telemetry.community-scripts.org/telemetry;
                             it is also told of the machine: platform,
                             processor, graphics, speed of the memory
  TELEMETRY_URL              an ingest service
  PB_URL                     a PocketBase

Options
  --errinfo <file>           where the installer writes down what failed:
                             EXIT_CODE=, LINE=, COMMAND=, --- OUTPUT ---;
                             sent without secrets and addresses
  --file <file>              the diagnostics file, for consent
  --json                     print what became of it, as JSON, on one line;
                             not where a signal ends run. doctor prints
                             { ok, version, checks: [{ check, verdict, says,
                             advice? }] }; a verdict is ok, note or problem,
                             and the check consent has { name, says, because }
                             of each of its sources
  -h, --help                 print this
  -V, --version              print the version

TELEMETRY_DEBUG=1 says on standard error, each in one line, what is decided:
consent and why, server, attempts, outcomes.
TELEMETRY_GUARDS names another folder for what the processes of one user share:
whose end is reported, and what it was.

create and update end with 0 whatever becomes of a report: it is no reason to
stop an installation. So they do where the URL or the status is wrong, which
they say. run ends as the command does. 2 is a command line that makes no sense:
nothing is reported or run. 1 is a diagnostics file that cannot be written, or
a doctor who finds something.`;
