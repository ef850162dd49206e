#!/usr/bin/env bash
# Builds the gateway if needed and runs it with its embedded defaults. Extra words go to the command line: ./run.sh check, ./run.sh calls …
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v dotnet >/dev/null; then
    echo "run.sh: the .NET 10 SDK is needed (package dotnet-sdk-10.0): https://dotnet.microsoft.com/download" >&2
    exit 1
fi
dotnet build Gateway/Host/Host.csproj -c Release -v quiet -nologo -clp:ErrorsOnly
exec dotnet Gateway/Host/bin/Release/net10.0/telephony.dll "${@:-run}"
