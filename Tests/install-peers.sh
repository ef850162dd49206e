#!/usr/bin/env bash
# Installs the Debian packages that the contract and interop tests and benchmarks talk to. Does nothing when all are there.
# No packaged service is started: tests start each peer themselves, on free loopback ports, and end it by its pid.
set -euo pipefail

packages=(
    sip-tester                      # SIPp: SBC and carrier, load
    kamailio kamailio-tls-modules   # forking, TLS, the signalling yardstick
    rtpengine-daemon                # the media yardstick
    libspandsp2                     # another hand's fax machines, called from the tests
    libopus0                        # converts opus
    baresip baresip-core            # softphone: judges audio
    linphone-cli                    # softphone: attended transfer
    tshark                          # captures
    sox ffmpeg lame                 # sounds, in all the forms that files have
    espeak-ng flite                 # the embedded voice, and one that is understood better
    pocketsphinx pocketsphinx-en-us # the embedded recogniser, and the judge of what was said
    stunnel4                        # TLS in front of SIPp
    bind9 dnsmasq-base              # name servers for RFC 3263
    postgresql                      # the store that several gateways share
    wrk                             # load on HTTP
    kannel                          # SMPP, the yardstick
    procps iproute2                 # ps, ss
)
# Node.js, whoever packaged it.
command -v npm >/dev/null || packages+=(nodejs npm)

# Packages of Node.js: the official SDKs of the REST API, and those that peers are made of; exactly those of the lock file.
node="$(dirname "${BASH_SOURCE[0]}")/Interop/Node"
install_node_packages() {
    [[ $node/node_modules/.package-lock.json -nt $node/package-lock.json ]] || npm ci --prefix "$node" --no-audit --no-fund --loglevel=error >&2
}

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [[ $status == "install ok installed" ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    install_node_packages
    exit
fi

if ! command -v apt-get >/dev/null; then
    echo "These packages are needed and apt-get is not here to install them: ${missing[*]}" >&2
    exit 1
fi
sudo=()
[[ $(id -u) -eq 0 ]] || sudo=(sudo)

# invoke-rc.d asks this file before it starts a packaged service; 101 means "not allowed".
policy=/usr/sbin/policy-rc.d
kept=
restore() {
    "${sudo[@]}" rm -f "$policy"
    [[ -z $kept ]] || "${sudo[@]}" mv "$kept" "$policy"
}
if [[ -e $policy ]]; then
    kept=$policy.before-peers
    "${sudo[@]}" mv "$policy" "$kept"
fi
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
"${sudo[@]}" chmod 755 "$policy"

echo "Installing ${missing[*]}"
log=$(mktemp)
if ! {
    "${sudo[@]}" apt-get update -q &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
} >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "Could not install ${missing[*]}; the whole log is $log" >&2
    exit 1
fi
rm -f "$log"
install_node_packages
