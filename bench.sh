#!/usr/bin/env bash
# Measures the gateway beside what a user would run instead, on this machine, and prints one table per question.
#   ./bench.sh                     everything, some 20 minutes on two cores
#   ./bench.sh signalling          one of: signalling most-calls anchoring srtp transcoding holding storage events api sms smpp receipts mixer conference keys turns flows loop micro
#   ./bench.sh soak [minutes]      a moderate load with audio, 30 minutes: does anything grow? (not part of everything)
#   ./bench.sh flood               a million malformed messages: memory, bans, calls beside them (not part of everything)
#   ./bench.sh --quick             shorter runs: the order of things, no figures to quote
#   ./bench.sh anchoring -- --calls 400 --peer-only    options behind -- go to the benchmark
# Tables are kept in artifacts/bench.
set -euo pipefail
cd "$(dirname "$0")"

all=(signalling most-calls anchoring srtp transcoding holding storage events api sms smpp receipts mixer conference keys turns flows loop micro)
alone=(soak flood)
chosen=() options=() quick= minutes=30
while [[ $# -gt 0 ]]; do
    case $1 in
        --quick) quick=1 ;;
        --) shift; options=("$@"); break ;;
        *)
            if [[ " ${all[*]} ${alone[*]} " != *" $1 "* ]]; then
                echo "No benchmark is called '$1'. There are: ${all[*]} ${alone[*]}" >&2
                exit 2
            fi
            chosen+=("$1")
            if [[ $1 == soak && ${2:-} =~ ^[0-9]+$ ]]; then minutes=$2; shift; fi ;;
    esac
    shift
done
[[ ${#chosen[@]} -gt 0 ]] || chosen=("${all[@]}")

Tests/install-peers.sh
dotnet build Telephony.sln -c Release -v q -nologo -clp:NoSummary
mkdir -p artifacts/bench
program=Tests/Benchmarks/bin/Release/net10.0/Telephony.Benchmarks

# Some 10 000 sockets are open at 5000 held calls.
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"      # where the hard limit is lower, fewer calls are held, and the table says so

if [[ $(nproc) -lt 2 ]]; then
    echo "Two cores are needed: one for the system under test, one for the load." >&2
    exit 1
fi
echo "$(nproc) cores, $(uname -r), load before the start: $(cut -d' ' -f1-3 /proc/loadavg)" | tee artifacts/bench/machine.txt

measure() {
    case $1 in
        signalling) taskset --cpu-list 1 "$program" signalling ${quick:+--rounds 1 --seconds 4} "${options[@]}" ;;
        most-calls) "$program" most-calls ${quick:+--seconds 3} "${options[@]}" ;;
        anchoring) "$program" anchoring ${quick:+--rounds 1 --seconds 4} "${options[@]}" ;;
        srtp) "$program" srtp ${quick:+--rounds 1 --seconds 4} "${options[@]}" ;;
        transcoding) "$program" transcoding ${quick:+--rounds 1 --seconds 4} "${options[@]}" ;;
        holding) "$program" holding ${quick:+--calls 10,500} "${options[@]}" ;;
        storage) "$program" storage ${quick:+--rows 5000} "${options[@]}" ;;
        events) "$program" events ${quick:+--events 5000} "${options[@]}" ;;
        api) "$program" api ${quick:+--rounds 1 --seconds 2} "${options[@]}" ;;
        turns) "$program" turns ${quick:+--rounds 50} "${options[@]}" ;;
        # The application stands beside the load, and nowhere else, with the collector that a gateway has on one core.
        conference) DOTNET_GCgen0size=8000000 taskset --cpu-list 1 "$program" conference ${quick:+--seconds 2} "${options[@]}" ;;
        keys) DOTNET_GCgen0size=8000000 taskset --cpu-list 1 "$program" keys ${quick:+--calls 50 --seconds 5} "${options[@]}" ;;
        mixer) "$program" mixer ${quick:+--rounds 1} "${options[@]}" ;;
        sms) "$program" sms ${quick:+--rounds 1 --seconds 2} "${options[@]}" ;;
        smpp) "$program" smpp ${quick:+--rounds 1 --seconds 2} "${options[@]}" ;;
        receipts) "$program" receipts ${quick:+--rounds 1 --seconds 2} "${options[@]}" ;;
        flows) "$program" flows ${quick:+--seconds 1} "${options[@]}" ;;
        soak) "$program" soak --minutes "$minutes" "${options[@]}" ;;
        flood) "$program" flood ${quick:+--messages 100000} "${options[@]}" ;;
        loop) "$program" media-compare ${quick:+--rounds 1 --seconds 4} "${options[@]}" | tee artifacts/bench/loop.txt ;;
        micro) "$program" micro "${options[@]}" | tee artifacts/bench/micro.txt ;;
    esac
}

# One that fails, or misses what is wanted of it, keeps no other from running.
failed=()
for benchmark in "${chosen[@]}"; do
    echo
    echo "== $benchmark"
    measure "$benchmark" || failed+=("$benchmark")
done
if [[ ${#failed[@]} -gt 0 ]]; then
    echo
    echo "Failed, or missed what is wanted: ${failed[*]}" >&2
    exit 1
fi
