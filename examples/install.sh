#!/usr/bin/env bash
# A script that reported with api.func and now uses the command `telemetry`. Each replaced line of api.func is in a
# comment above the new one.
set -eEuo pipefail

export NSAPP=plex var_os=debian var_version=12 CORE_COUNT=2 RAM_SIZE=2048 DISK_SIZE=8G
export RANDOM_UUID=${RANDOM_UUID:-$(cat /proc/sys/kernel/random/uuid)}

# source <(curl -fsSL "$COMMUNITY_SCRIPTS_URL/misc/api.func")
# To report to another server, export TELEMETRY_URL, as for api.func, or PB_URL.
# Install once: npm install --global @community-scripts/telemetry. Without it, or without a network, the installation
# goes on.
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
