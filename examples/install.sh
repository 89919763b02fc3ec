#!/usr/bin/env bash
# A script that reported through api.func, and now does through the command line. Each line that is gone stands
# above the one in its place.
set -eEuo pipefail

export NSAPP=plex var_os=debian var_version=12 CORE_COUNT=2 RAM_SIZE=2048 DISK_SIZE=8G
export RANDOM_UUID=${RANDOM_UUID:-$(cat /proc/sys/kernel/random/uuid)}

# source <(curl -fsSL "$COMMUNITY_SCRIPTS_URL/misc/api.func")
telemetry() { ${TELEMETRY:-npx --yes @community-scripts/telemetry} "$@"; }

# trap 'post_update_to_api "failed" "$?"' ERR
trap 'telemetry update failed "$?"' ERR
# trap 'post_update_to_api "failed" "130"; exit 130' SIGINT
trap 'telemetry update aborted 130; exit 130' SIGINT
# trap 'post_update_to_api "failed" "143"; exit 143' SIGTERM
trap 'telemetry update aborted 143; exit 143' SIGTERM

# post_to_api
telemetry create

echo "installing $NSAPP"
bash -c "${INSTALLER:-true}"

# post_update_to_api "done" "none"
telemetry update done
