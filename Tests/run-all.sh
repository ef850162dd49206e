#!/usr/bin/env bash
# Builds the solution, runs every test program and adds up their summaries.
#   Tests/run-all.sh             everything
#   Tests/run-all.sh unit fuzz   only these programs
# The last line is "N passed, N failed" (", N skipped" when some were). Exit 1 when anything failed, crashed or ran no test.
set -uo pipefail
cd "$(dirname "$0")/.."

all=(Unit Flows Contracts Scenarios Fuzz Interop)
# Real peers are mostly waited for: lanes of them side by side take a part of the time of one, each with ports of its own. Within a lane one test at a time.
# What loads the machine on purpose, and what judges sound packet by packet, has the trait Machine=alone and runs after them, alone.
declare -A lanes=([Interop]="calls clients peers") alone=([Interop]="alone")
declare -A filter=(
    [calls]="-namespace Telephony.Interop.Calls* -trait- Machine=alone"
    [clients]="-namespace Telephony.Interop.Api* -namespace Telephony.Interop.Events* -trait- Machine=alone"
    [peers]="-namespace- Telephony.Interop.Calls* -namespace- Telephony.Interop.Api* -namespace- Telephony.Interop.Events* -trait- Machine=alone"
    [alone]="-trait Machine=alone")
declare -A limit=([Unit]=300 [Flows]=120 [Contracts]=300 [Scenarios]=300 [Fuzz]=420 [Interop]=1800)   # seconds

chosen=()
for wanted in "$@"; do
    found=
    for project in "${all[@]}"; do
        [[ ${project,,} == "${wanted,,}" ]] && found=$project
    done
    if [[ -z $found ]]; then
        echo "No test program is called '$wanted'. There are: ${all[*],,}" >&2
        exit 2
    fi
    chosen+=("$found")
done
[[ ${#chosen[@]} -gt 0 ]] || chosen=("${all[@]}")

passed=0 failed=0 skipped=0
failures=()
declare -A passed_alone=()
logs=artifacts/tests
mkdir -p "$logs"
rm -f "$logs"/*.xml

# The tests that take longest, for whoever wants the run to be shorter.
slowest() {
    sed -nE 's/^.*<test name="([^"]+)".* time="([0-9.]+)".*$/\2 \1/p' "$logs"/*.xml 2>/dev/null | sort -rn >"$logs/times.txt"
    [[ ! -s $logs/times.txt ]] || { echo; echo "Longest (all in $logs/times.txt), seconds:"; head -n 12 "$logs/times.txt" | cut -c1-150 | sed 's/^/  /'; }
}

finish() {
    echo "== all of it took $SECONDS s"
    slowest
    if [[ ${#failures[@]} -gt 0 ]]; then
        echo
        echo "Failed:"
        printf '  %s\n' "${failures[@]}"
    fi
    echo
    local line="$passed passed, $failed failed"
    [[ $skipped -eq 0 ]] || line+=", $skipped skipped"
    echo "$line"
    [[ $failed -eq 0 ]]
    exit
}

fail() {
    failed=$((failed + 1))
    failures+=("$1")
}

# number WORD LINE: the number after "WORD: " in a summary line; 0 when the line does not name it.
number() {
    local found
    found=$(sed -nE "s/^.*$1: ([0-9]+).*$/\1/p" <<<"$2")
    echo "${found:-0}"
}

# execute PROJECT LOG FILTER...: runs it, with its output in the log and its exit code in LOG.code.
execute() {
    local project=$1 log=$2
    shift 2
    timeout --kill-after=10 "${limit[$project]}" "Tests/$project/bin/Release/net10.0/Telephony.$project" -noColor -noLogo -longRunning 60 -xml "${log%.log}.xml" "$@" >"$log" 2>&1 </dev/null
    echo $? >"$log.code"
}

# count PROJECT NAME LOG: adds up what a run has said.
count() {
    local project=$1 label=$2 log=$3 code summary total bad good missed name
    code=$(<"$log.code")
    rm -f "$log.code"
    summary=$(grep -aE "^ +Telephony\.$project +Total: [0-9]+" "$log" | tail -n 1)
    total=$(number Total "$summary")
    missed=$(number Skipped "$summary")
    bad=$(($(number Failed "$summary") + $(number Errors "$summary")))
    good=$((total - bad - missed - $(number "Not Run" "$summary")))
    if [[ -n ${passed_alone[$log]:-} && $bad -gt 0 && $code -eq 1 ]]; then
        echo "$label: failed beside the other lanes and passed alone:"
        sed -nE 's/^ +(Telephony\..+) \[FAIL\]$/  \1/p' "$log"
        good=$((good + bad)) bad=0 code=0
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + missed))
    while IFS= read -r name; do
        failures+=("$project: $name")
    done < <([[ $bad -eq 0 ]] || sed -nE 's/^ +(Telephony\..+) \[FAIL\]$/\1/p' "$log")
    echo "$label: $good passed, $bad failed, $missed skipped"

    if [[ $code -eq 124 || $code -eq 137 ]]; then
        fail "$label: stopped after ${limit[$project]} s"
    elif [[ -z $summary ]]; then
        fail "$label: ended with exit $code and no summary"
    elif [[ $total -eq 0 ]]; then
        fail "$label: ran no test"
    elif [[ $code -ne 0 && $bad -eq 0 ]]; then
        fail "$label: ended with exit $code though no test failed"
    elif [[ $code -eq 0 && $bad -ne 0 ]]; then
        fail "$label: its summary has failures and its exit code has none"
    fi
    if [[ $code -ne 0 ]]; then
        { grep -aA 25 -E '\[FAIL\]$' "$log" || tail -n 40 "$log"; } | head -n 200
    fi
}

run() {
    local project=$1 log=$logs/${1,,} lane
    echo "== $project (after $SECONDS s)"
    if [[ ! -x Tests/$project/bin/Release/net10.0/Telephony.$project ]]; then
        fail "$project was not built"
        return
    fi
    if [[ -z ${lanes[$project]:-} ]]; then
        execute "$project" "$log.log"
        count "$project" "$project" "$log.log"
        return
    fi
    for lane in ${lanes[$project]}; do
        # shellcheck disable=SC2086 -- a filter is two words
        set -f; execute "$project" "$log-$lane.log" ${filter[$lane]} & set +f
    done
    wait
    for lane in ${alone[$project]:-}; do
        echo "== $project, $lane (after $SECONDS s)"
        # shellcheck disable=SC2086
        execute "$project" "$log-$lane.log" ${filter[$lane]}
    done
    again "$project" "$log"
    for lane in ${lanes[$project]} ${alone[$project]:-}; do count "$project" "$project, $lane" "$log-$lane.log"; done
}

# again PROJECT LOG: what failed beside the other lanes is run once more, alone, and that decides: SIPp, for one, gives a call up when the machine is half a second late. The output says which.
again() {
    local project=$1 log=$2 lane name methods=()
    for lane in ${lanes[$project]}; do
        while IFS= read -r name; do
            methods+=(-method "$name")
        done < <(sed -nE 's/^ +(Telephony\.[A-Za-z0-9_.]+).* \[FAIL\]$/\1/p' "$log-$lane.log" | sort -u)
    done
    [[ ${#methods[@]} -gt 0 ]] || return 0
    echo "== $project, again (after $SECONDS s)"
    execute "$project" "$log-again.log" "${methods[@]}"
    if [[ $(<"$log-again.log.code") -eq 0 ]]; then
        for lane in ${lanes[$project]}; do passed_alone[$log-$lane.log]=yes; done
    fi
    rm -f "$log-again.log.code"
}

echo "== build"
# One compiler for all projects takes half the time of one each; it goes when they are built.
built=0
dotnet build Telephony.sln -c Release -v q -nologo -clp:NoSummary -p:UseSharedCompilation=true >"$logs/build.log" 2>&1 || built=$?
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
if [[ $built -ne 0 ]]; then
    grep -aE 'error' "$logs/build.log" | sort -u | head -n 40
    fail "build"
    finish
fi

if [[ " ${chosen[*]} " =~ \ (Interop|Contracts)\  ]] && ! Tests/install-peers.sh; then
    fail "peers could not be installed"
fi

for project in "${chosen[@]}"; do
    run "$project"
done
finish
