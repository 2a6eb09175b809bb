#!/usr/bin/env bash
# Replays the two Azure LLM inference traces of 2023 and holds the app to the exact totals: once, posted again, and with the app killed
# (SIGKILL) twice in mid-replay. Takes the folder that holds azure2023_conv.csv and azure2023_code.csv, the one-hour samples of
# https://github.com/Azure/AzurePublicDataset (CC BY 4.0). Starts the app itself on a temporary data folder; about four minutes.
set -euo pipefail
[ $# -eq 1 ] && [ -f "$1/azure2023_conv.csv" ] || { echo "Give the folder that holds azure2023_conv.csv and azure2023_code.csv." >&2; exit 2; }
traces=$(realpath "$1")
cd "$(dirname "$0")/.."

# What the traces cost as gpt-4o: 2.50 USD per million input tokens, 10.00 USD per million output tokens.
conv=(--expect-usd 96.791325 --expect-calls 19366)
code=(--expect-usd 47.608895 --expect-calls 8819)

dotnet build -c Release src/Functions -v q --nologo -clp:ErrorsOnly
dotnet build -c Release bench/Replay -v q --nologo -clp:ErrorsOnly
app_dll=$PWD/src/Functions/bin/Release/net10.0/LlmMonitor.Functions.dll
replay_dll=$PWD/bench/Replay/bin/Release/net10.0/LlmMonitor.Replay.dll

work=$(mktemp -d)
url=http://127.0.0.1:${PORT:-7391}
key=$(head -c 24 /dev/urandom | base64 | tr -d '+/=')
app=
stop() { [ -z "$app" ] || { kill -9 "$app" 2>/dev/null && wait "$app" 2>/dev/null; } || true; app=; }
trap 'stop; rm -rf "$work"' EXIT

start() { # <data folder>
    (cd "$work" && LlmMonitor__AdminKey=$key LlmMonitor__DataFolder=$1 exec dotnet "$app_dll" --urls "$url") >>"$work/app.log" 2>&1 &
    app=$!
    for _ in $(seq 100); do
        curl -sf -m 2 "$url/api/health" >/dev/null && return
        kill -0 "$app" 2>/dev/null || break
        sleep 0.2
    done
    echo "The app did not start:" >&2; tail -20 "$work/app.log" >&2; exit 1
}
replay() { timeout 300 dotnet "$replay_dll" "$traces/$1" --url "$url" --key "$key" --model gpt-4o "${@:2}"; }

echo "== undisturbed, then posted again"
start "$work/calm"
replay azure2023_conv.csv "${conv[@]}"
replay azure2023_code.csv "${code[@]}"
replay azure2023_conv.csv "${conv[@]}"
replay azure2023_code.csv "${code[@]}"
stop

echo "== killed twice in mid-replay, then posted again"
start "$work/killed"
# An hour in 20 s: the kills hit while calls come in and while earlier slots are folded. What a kill cut off in folding is found by the sweep.
replay azure2023_conv.csv --rate x180 "${conv[@]}" --wait 180 &
run=$!
sleep 6;  stop; echo "killed"; start "$work/killed"
sleep 8;  stop; echo "killed"; start "$work/killed"
wait "$run"
replay azure2023_conv.csv "${conv[@]}"
replay azure2023_code.csv "${code[@]}"
echo "All totals are exact."
