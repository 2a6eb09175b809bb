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
said=$(
    {
        for file in infra/*.bicep infra/*.bicepparam; do
            "$bicep" lint "$file"
            "$bicep" format "$file" --stdout | diff -q - "$file" >/dev/null || echo "$file is not formatted: bicep format $file"
        done
        "$bicep" build infra/main.bicep --stdout >/dev/null
        for file in infra/*.bicepparam; do "$bicep" build-params "$file" --stdout >/dev/null; done
    } 2>&1
)
echo "$said"
[ -z "$said" ]
