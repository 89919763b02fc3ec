/** What `--help` prints. */
export const HELP = `Usage: telemetry <command> [options]

Reports an installation of the Proxmox community scripts. Nothing is sent
without consent: a yes in /usr/local/community-scripts/diagnostics or in
DIAGNOSTICS. A no in either, or DO_NOT_TRACK, wins.

Commands
  run [options] -- <command> [argument...]
                             run a command, report its start and its end, and
                             exit as it did
  create [options]           report that an installation starts; prints the new
                             id if RANDOM_UUID is not set
  update <status> [code]     report its end: done, failed or aborted
  explain <code>...          explain exit codes
  consent [yes|no]           show or set consent
  doctor                     find out why nothing arrives: checks consent, the
                             installation's variables, server, clock, proxy and
                             guards. Asks the server even without consent, sends
                             no report, creates the folder of the guards
  records [options]          print what the server has, the newest first: 50,
                             or all with --json (a line for each) or --csv
  top [options]              print the most frequent failures, explained
  serve [options]            run a collector of your own, until SIGTERM; needs
                             Node 22.13 or later
  refusals [options]         print what that collector refused, the newest first:
                             --store, --limit  (50)

Reading, for records and top; needs no consent
  --nsapp <slug,...>         --status <status,...>  (records)
  --since <time>             30m, 24h, 7d, or a moment: 2026-11-21T00:00:00Z
  --limit <number>           how many
  --csv                      print CSV for a spreadsheet
  --follow                   print records as they come or change  (records):
                             those of --since first, or, without it, only what
                             happens from now on to those of the last 24 hours
  TELEMETRY_READ_TOKEN       the token of a collector that is closed to readers

The collector, for serve
  --store <file or URL>      where reports are stored  (telemetry.db)
  --retention-days <number>  remove a record so many days after it began
  --host <address>           --port <number>           (127.0.0.1, 8080)
  --workers <number>         processes that answer on the port  (1)
  --log json                 print a line of JSON for each request
  --trusted-proxies <networks>
                             proxies that name the client in X-Forwarded-For:
                             10.0.0.0/8,fd00::/8
  --cors <origins>           origins whose pages may call it, or *
  TELEMETRY_READ_TOKEN       closes reading to requests without this token

The installation, by options or by the variables of the shell functions
  --nsapp <slug>             NSAPP           --disk-size <GB>       DISK_SIZE
  --type <type>              TELEMETRY_TYPE  --core-count <number>  CORE_COUNT
  --random-id <id>           RANDOM_UUID     --ram-size <MB>        RAM_SIZE
  --ct-type <0|1|2>          CT_TYPE         --os-type <name>       var_os
  --method <text>            METHOD          --os-version <text>    var_version
  <type> is lxc, vm, addon or pve; the ingest service also accepts turnkey and
  tool. An invalid option is an error. An invalid variable and an empty number
  are left out; with an invalid TELEMETRY_TYPE nothing is sent.
  For PocketBase, update needs only the id. For the ingest service it needs all
  values that create had, because every report contains them.

The server: the first of these that is set, else the community's PocketBase
  --url <url>                a PocketBase
  --service <url>            an ingest service, by its full URL, such as
                             https://telemetry.community-scripts.org/telemetry;
                             also gets facts about this machine: platform,
                             processor, graphics, memory speed
  TELEMETRY_URL              an ingest service
  PB_URL                     a PocketBase

Options
  --errinfo <file>           file in which the installer records a failure:
                             EXIT_CODE=, LINE=, COMMAND=, --- OUTPUT ---;
                             sent without secrets and addresses
  --file <file>              the diagnostics file, for consent
  --json                     print the result as one line of JSON; not if a
                             signal ends run. doctor prints { ok, version,
                             checks: [{ check, verdict, says, advice? }] };
                             verdict is ok, note or problem. Its consent check
                             lists its sources: { name, says, because }
  -h, --help                 show this help
  -V, --version              show the version

TELEMETRY_DEBUG=1 logs to standard error: consent and its reason, the server,
attempts and outcomes, each on one line.
http_proxy, https_proxy, all_proxy and no_proxy set a proxy, and the hosts reached
without it, as with curl. SOCKS proxies are not supported.
TELEMETRY_GUARDS is the folder that the processes of one user share, so that
each end is reported once.

Exit codes
  run exits as its command does.
  0  create and update, even if a report fails, or its URL or status is wrong
     (which they print), because a report must not stop an installation
  1  consent could not write the file, doctor found a problem, records, top or
     refusals could not read, or serve could not start
  2  the command line is invalid; nothing was reported or run`;
