#!/usr/bin/env bash
# Whole processes, JVM start included: 'medimage send' of 3 MB while the PC is on the LAN, and away from it with a relay.
# LAN_RUNS (100 unless set) and AWAY_RUNS (11); MEDIMAGE is the command, to compare with that of another version.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$root/benchmarks/target"
work=$(mktemp -d "$root/benchmarks/target/away-XXXXXX")
medimage=${MEDIMAGE:-$root/medimage}
started=()
trap 'for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT

now() { date +%s%N; }
figures() { sort -n | awk '{ v[NR] = $1 } END { print "median " v[int((NR + 1) / 2)] " ms (" v[1] " to " v[NR] ")" }'; }

# Starts the rest of the arguments, and waits until its output in FILE has a line with TEXT.
begin() {
  local file=$work/$1 text=$2
  shift 2
  "$@" >"$file" 2>&1 &
  started+=($!)
  until grep -q "$text" "$file" 2>/dev/null; do
    kill -0 $!
    sleep 0.1
  done
}

receive() {
  begin "$1" "on port" "$medimage" receive --home "$work/pc" --to "$work/patients" --name PC --port 0 \
    --address 127.0.0.1 --no-discovery --relay "$url" --pair
}

# Prints the milliseconds until the photo is at the relay, if it is, and until the process has ended.
send() {
  local begin line
  begin=$(now)
  while IFS= read -r line; do
    case $line in *": at the relay") echo "relay $((($(now) - begin) / 1000000))" ;; esac
  done < <("$medimage" send "$work/photo.jpg" --home "$work/phone" --tag "#ZAC5361 arm")
  echo "end $((($(now) - begin) / 1000000))"
}

"$medimage" --version >/dev/null
{ printf '\377\330\377\333'; head -c 3000000 /dev/urandom; } >"$work/photo.jpg"
begin relay.log "on port" "$medimage" relay --home "$work/relay" --port 0 --address 127.0.0.1 --access-log
url=http://127.0.0.1:$(sed -n 's/.*on port \([0-9]*\).*/\1/p' "$work/relay.log" | head -n1)
receive lan.log
receiver=$!
until grep -q 'Pairing code:' "$work/lan.log"; do sleep 0.1; done
port=$(sed -n 's/.*on port \([0-9]*\).*/\1/p' "$work/lan.log" | head -n1)
code=$(sed -n 's/Pairing code: \([^ ]*\) .*/\1/p' "$work/lan.log")
"$medimage" pair "$code" --home "$work/phone" --at "$url" >/dev/null

for _ in $(seq "${LAN_RUNS:-100}"); do send; done >"$work/lan"
sed -n 's/^end //p' "$work/lan" | figures | sed 's/^/on the LAN, process ended: /'
echo "on the LAN, uploads to the relay: $(grep -c 'PATCH /v1/envelopes/' "$work/relay.log" || true) of ${LAN_RUNS:-100}"

kill "$receiver"
wait "$receiver" 2>/dev/null || true
begin silent.log silent java "$root/benchmarks/src/main/java/nz/co/medimage/benchmarks/SilentPort.java" "$port"
receive away.log
for _ in $(seq "${AWAY_RUNS:-11}"); do send; done >"$work/away"
sed -n 's/^relay //p' "$work/away" | figures | sed 's/^/away from it, photo at the relay: /'
sed -n 's/^end //p' "$work/away" | figures | sed 's/^/away from it, process ended with the receipt: /'
