#!/usr/bin/env bash
# Builds the gateway if a source is newer than the last build, and runs it on appsettings.json beside this file. Extra words go to the command line:
#   ./run.sh check      ./run.sh calls      ./run.sh route +12025550100 --trunk local.invalid
# Files named on the command line are relative to where you stand. Another settings file: --config FILE, or the variable TELEPHONY_CONFIG.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="$home/Gateway/Host/bin/Release/net10.0/telephony.dll"
stamp="$home/Gateway/Host/obj/run.stamp"

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

# Anything of the product that changed after the last build began: a file, or a folder that lost one.
is_stale() {
    [[ -f $program && -f $stamp ]] || return 0
    [[ -n $(find "$home/Gateway" "$home/Carriers" "$home/Ivr" "$home"/Directory.*.props "$home/global.json" \
        \( -name bin -o -name obj \) -prune -o -newer "$stamp" ! -path "$home/Gateway/Host" -print -quit) ]]
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed (package dotnet-sdk-10.0): https://dotnet.microsoft.com/download"

if [[ ! -w $home/Gateway/Host ]]; then
    [[ -f $program ]] || fail "$home is read-only and nothing was built there before: build it once where you may write"
elif is_stale; then
    [[ -f $program ]] || echo "Building, which takes some minutes the first time." >&2
    mkdir -p "${stamp%/*}"
    touch "$stamp.new"
    said=$(cd "$home" && dotnet build Gateway/Host/Host.csproj -c Release -v quiet -nologo 2>&1) || { echo "$said" >&2; fail "it does not build"; }
    mv "$stamp.new" "$stamp"
fi

# Hexadecimal bytes of the nursery, which the runtime takes from the environment alone. Without it the collector of a machine with one core comes once a second,
# however little was allocated (docs/performance.md, "The collector").
export DOTNET_GCgen0size="${DOTNET_GCgen0size:-8000000}"
# On one core the runtime waits ten times as long before it compiles hot methods anew; the load of a gateway does not go away by waiting.
export DOTNET_TC_DelaySingleProcMultiplier="${DOTNET_TC_DelaySingleProcMultiplier:-1}"
export TELEPHONY_CONFIG="${TELEPHONY_CONFIG:-$home/appsettings.json}"
[[ $# -gt 0 ]] || set -- run
exec dotnet "$program" "$@"
