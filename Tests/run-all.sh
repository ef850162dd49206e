#!/usr/bin/env bash
# Builds the solution, runs every test program and adds up their summaries.
#   Tests/run-all.sh             everything
#   Tests/run-all.sh unit fuzz   only these programs
# The last line is "N passed, N failed" (", N skipped" when some were). Exit 1 when anything failed, crashed or ran no test.
set -uo pipefail
cd "$(dirname "$0")/.."

all=(Unit Flows Contracts Scenarios Fuzz Interop)
# Real peers are mostly waited for: classes of them side by side take a part of the time of one after the other, each test with ports of its own; within a class one test at a time.
# Three passes: what needs nothing but time; what judges sound, packet by packet or word by word (trait Machine=quiet); what loads the machine on purpose (Machine=alone).
declare -A passes=([Interop]="beside quiet alone")
declare -A filter=(
    [beside]="-trait- Machine=quiet -trait- Machine=alone -parallelMode collections -maxThreads 3"
    [quiet]="-trait Machine=quiet -parallelMode collections -maxThreads 2"
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

# failed LOG: the tests that failed there, by class and method.
failed() {
    sed -nE 's/^ +(Telephony\.[A-Za-z0-9_.]+).* \[FAIL\]$/\1/p' "$1" | sort -u
}

# count PROJECT NAME LOG [AGAIN]: adds up what a run has said; of what failed there, what the run in the log AGAIN passed counts as passed.
count() {
    local project=$1 label=$2 log=$3 decides=$3 code summary total bad good missed name
    code=$(<"$log.code")
    rm -f "$log.code"
    summary=$(grep -aE "^ +Telephony\.$project +Total: [0-9]+" "$log" | tail -n 1)
    total=$(number Total "$summary")
    missed=$(number Skipped "$summary")
    bad=$(($(number Failed "$summary") + $(number Errors "$summary")))
    if [[ -n ${4:-} && $bad -gt 0 && $code -eq 1 ]]; then
        echo "$label: failed beside others and ran once more, alone:"
        failed "$log" | sed 's/^/  /'
        decides=$4
        bad=$(grep -aE '\[FAIL\]$' "$4" | grep -acFf <(failed "$log"))
        [[ $bad -gt 0 ]] || code=0
    fi
    good=$((total - bad - missed - $(number "Not Run" "$summary")))
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + missed))
    while IFS= read -r name; do
        failures+=("$project: $name")
    done < <([[ $bad -eq 0 ]] || grep -aE '\[FAIL\]$' "$decides" | grep -aFf <(failed "$log") | sed -E 's/^ +(.+) \[FAIL\]$/\1/')
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
        { grep -aA 25 -E '\[FAIL\]$' "$decides" || tail -n 40 "$log"; } | head -n 200
    fi
}

run() {
    local project=$1 log=$logs/${1,,} pass
    echo "== $project (after $SECONDS s)"
    if [[ ! -x Tests/$project/bin/Release/net10.0/Telephony.$project ]]; then
        fail "$project was not built"
        return
    fi
    if [[ -z ${passes[$project]:-} ]]; then
        execute "$project" "$log.log"
        count "$project" "$project" "$log.log"
        return
    fi
    for pass in ${passes[$project]}; do
        echo "== $project, $pass (after $SECONDS s)"
        # shellcheck disable=SC2086 -- a filter is several words
        execute "$project" "$log-$pass.log" ${filter[$pass]}
    done
    again "$project" "$log"
    for pass in ${passes[$project]}; do
        local decides=
        [[ $pass == alone || ! -f $log-again.log ]] || decides=$log-again.log
        count "$project" "$project, $pass" "$log-$pass.log" "$decides"
    done
}

# again PROJECT LOG: what failed beside others is run once more, alone, and that decides: SIPp, for one, gives a call up when the machine is half a second late. The output says which.
again() {
    local project=$1 log=$2 pass name methods=()
    for pass in ${passes[$project]}; do
        [[ $pass != alone ]] || continue
        while IFS= read -r name; do
            methods+=(-method "$name")
        done < <(failed "$log-$pass.log")
    done
    rm -f "$log-again.log"
    [[ ${#methods[@]} -gt 0 ]] || return 0
    echo "== $project, again (after $SECONDS s)"
    execute "$project" "$log-again.log" "${methods[@]}"
    # A run that broke off says nothing of what it did not reach.
    [[ $(<"$log-again.log.code") -le 1 ]] || rm -f "$log-again.log"
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
