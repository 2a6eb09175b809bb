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
export bicep
check() {
    "$bicep" lint "$1"
    "$bicep" format "$1" --stdout | diff -q - "$1" >/dev/null || echo "$1 is not formatted: bicep format $1"
}
export -f check
said=$(
    {
        printf '%s\n' infra/*.bicep infra/*.bicepparam | xargs -P 2 -I{} bash -c 'check {}'
        "$bicep" build infra/main.bicep --stdout >/dev/null
        for file in infra/*.bicepparam; do "$bicep" build-params "$file" --stdout >/dev/null; done
    } 2>&1
)
echo "$said"
[ -z "$said" ]
