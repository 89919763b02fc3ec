#!/usr/bin/env bash
# A script that reported through api.func, and now does through the command line. Each line that is gone stands
# above the one in its place.
set -eEuo pipefail

export NSAPP=plex var_os=debian var_version=12 CORE_COUNT=2 RAM_SIZE=2048 DISK_SIZE=8G
export RANDOM_UUID=${RANDOM_UUID:-$(cat /proc/sys/kernel/random/uuid)}

# source <(curl -fsSL "$COMMUNITY_SCRIPTS_URL/misc/api.func")
# Where to, if not to the community's PocketBase: export TELEMETRY_URL, as for api.func, or PB_URL.
# Installed once: npm install --global @community-scripts/telemetry. Where it is missing, or the network is, the
# installation goes on.
telemetry() { timeout 15 ${TELEMETRY:-telemetry} "$@" || true; }

# trap 'post_update_to_api "failed" "$?"' ERR, and one more for each signal
trap 'exit 129' SIGHUP
trap 'exit 130' SIGINT
trap 'exit 143' SIGTERM
trap 'at_exit "$?"' EXIT
at_exit() {
  case $1 in
    0) telemetry update done ;;
    129 | 130 | 143) telemetry update aborted "$1" ;;
    *) telemetry update failed "$1" ;;
  esac
}

# post_to_api
telemetry create

echo "installing $NSAPP"
bash -c "${INSTALLER:-true}"

# post_update_to_api "done" "none": the EXIT trap does
