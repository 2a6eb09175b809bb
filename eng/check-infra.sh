#!/usr/bin/env bash
# Compiles and lints infra/ without a network. Bicep ends with 0 on warnings and on some errors, so that any word of it fails.
set -uo pipefail
cd "$(dirname "$0")/.."
bicep=$(dotnet msbuild tests/Functions.Tests -getProperty:BicepPath)
[ -x "$bicep" ] || {
    echo "There is no Bicep at $bicep: run dotnet restore on Linux (x64) first." >&2
    exit 1
}
# The parameter files read these; the values are never used.
export LLM_MONITOR_ADMIN_KEY=only-to-compile-the-parameters LLM_MONITOR_ALERT_EMAIL=nobody@example.com LLM_MONITOR_SMTP_PASSWORD=none

# Works on a copy, because Bicep writes beside what it reads.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r infra "$copy"
said=$(
    (
        cd "$copy" || exit
        "$bicep" lint --pattern 'infra/*.bicep*'
        "$bicep" build infra/main.bicep --stdout >/dev/null
        "$bicep" build-params --pattern 'infra/*.bicepparam'
        "$bicep" format --pattern 'infra/*.bicep*'
    ) 2>&1
    for file in infra/*.bicep*; do
        diff -q "$file" "$copy/$file" >/dev/null || echo "$file is not formatted: bicep format $file"
    done
)
echo "$said"
[ -z "$said" ]
