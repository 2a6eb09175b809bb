#!/usr/bin/env bash
# Makes artifacts/llm-monitor.zip, which is what is deployed: the program with its runtime for linux-x64, compiled ahead (ReadyToRun), its
# run bit kept, the functions where the Functions host looks for them. Then starts it once, as that host does, and asks how it is.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/artifacts/publish
package=$PWD/artifacts/llm-monitor.zip

rm -rf "$folder" "$package"
# The build analyses the code; here it would be done once more.
dotnet publish src/Functions -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:PackageFile="$package" -o "$folder" -v quiet --nologo

fail() {
    echo "$1" >&2
    exit 1
}
program=$(sed -nE 's/.*"defaultExecutablePath": *"([^"]+)".*/\1/p' "$folder/host.json")
[ -x "$folder/$program" ] || fail "host.json starts '$program', and $folder holds no program of that name that may be run."
for binding in $(find src/Functions -name '*.function.json' -not -path '*/bin/*' -not -path '*/obj/*'); do
    [ -f "$folder/$(basename "$binding" .function.json)/function.json" ] || fail "$binding was not published."
done
left=$(find "$folder" -name '*.db*' -o -name '*.eml' -o -name 'local.settings.json' -o -name 'appsettings.Development.json')
[ -z "$left" ] || fail "These must not be deployed: $left"

data=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
FUNCTIONS_CUSTOMHANDLER_PORT=$port LlmMonitor__AdminKey=only-for-this-one-start LlmMonitor__DataFolder=$data "$folder/$program" >"$data/log" 2>&1 &
app=$!
trap 'kill -9 $app 2>/dev/null; rm -rf "$data"' EXIT
for _ in $(seq 120); do
    "$folder/$program" health --url "http://127.0.0.1:$port" 2>/dev/null && break
    kill -0 $app 2>/dev/null || fail "The published program ended: $(cat "$data/log")"
    sleep 0.5
done
"$folder/$program" health --url "http://127.0.0.1:$port" || fail "The published program did not get ready: $(cat "$data/log")"
echo "$package: $(du -m "$package" | cut -f1) MB; starts and answers."
