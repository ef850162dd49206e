#!/bin/sh
# Compiles assemblies to machine code, into a folder: of those that its file "assemblies" lists, one a line, the ones that are newer than what was made of them.
#   ahead-of-time.sh FOLDER CROSSGEN2 REFERENCES…      (references: folders, each with a slash at its end)
# One process for each core, with its share of them from the largest down: much of what the compiler does for an assembly it does on one thread, and a start for each assembly is a part of the whole.
# What is half written when this is broken off lies in another folder, and is begun anew.
set -eu
cd "$1"
compiler=$2
shift 2
references=
for folder in "$@"; do references="$references-r
$folder*.dll
"; done

rm -rf new
mkdir new
while IFS= read -r file; do
    [ "${file##*/}" -nt "$file" ] || cp "$file" new/
done <assemblies
cd new
set -- *.dll
[ -f "$1" ] || exit 0
printf '%s' "$references" >references
# shellcheck disable=SC2012 -- names of assemblies have no line ends
ls -S -- *.dll | awk -v cores="$(getconf _NPROCESSORS_ONLN)" '{ print > ("share" NR % cores) }'
running=
for share in share*; do
    { cat references; printf -- '--\n'; cat "$share"; } | xargs -d '\n' "$compiler" --single-file-compilation --out-near-input --targetos linux -O >/dev/null &
    running="$running $!"
done
failed=0
for process in $running; do wait "$process" || failed=1; done
for made in *.ni.dll; do
    [ -f "$made" ] && mv "$made" "../${made%.ni.dll}.dll"
done
cd ..
rm -rf new
exit "$failed"
