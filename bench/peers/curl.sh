#!/usr/bin/env bash
# An installation reported from bash as a shell script does: POST when it begins; a lookup and PATCH when it has ended.
set -euo pipefail
records="$1/api/collections/_dev_telemetry_data/records"
random_id=$(cat /proc/sys/kernel/random/uuid)
json='Content-Type: application/json'

curl -fsS -X POST "$records" -H "$json" -d "{
  \"random_id\": \"$random_id\", \"type\": \"lxc\", \"nsapp\": \"plex\", \"status\": \"installing\", \"ct_type\": 1,
  \"disk_size\": 8, \"core_count\": 2, \"ram_size\": 2048, \"os_type\": \"debian\", \"os_version\": \"12\",
  \"pve_version\": \"\", \"method\": \"default\", \"error\": \"\", \"exit_code\": 0
}" >/dev/null
found=$(curl -fsS -G "$records" --data-urlencode "filter=(random_id='$random_id')")
id=${found##*\"id\":\"}
id=${id%%\"*}
curl -fsS -X PATCH "$records/$id" -H "$json" \
  -d '{ "status": "failed", "exit_code": 127, "error": "Command not found" }' >/dev/null
