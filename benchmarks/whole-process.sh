#!/usr/bin/env bash
# Whole processes, JVM start included: 'medimage send' of 3 MB to a running receiver, then a video of
# VIDEO_MIB (2048 unless set) with 64 MB of heap on each side, beside a plain HTTPS upload of the same bytes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "$root/benchmarks/target/process-XXXXXX")
medimage=$root/medimage
receiver=
trap 'if [ -n "$receiver" ]; then kill "$receiver" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

receive() {
  MEDIMAGE_JAVA_OPTS=$1 "$medimage" receive --home "$work/pc" --to "$work/patients" --name PC \
    --port "$2" --max-size 4GiB --address 127.0.0.1 --no-discovery --pair >"$work/receive.log" 2>&1 &
  receiver=$!
  until grep -q 'Pairing code:' "$work/receive.log" 2>/dev/null; do
    kill -0 "$receiver"
    sleep 0.1
  done
}

"$medimage" --version >/dev/null
{ printf '\377\330\377\333'; head -c 3000000 /dev/urandom; } >"$work/photo.jpg"
receive "" 0
port=$(sed -n 's/.*on port \([0-9]*\).*/\1/p' "$work/receive.log" | head -n1)
code=$(sed -n 's/Pairing code: \([^ ]*\) .*/\1/p' "$work/receive.log")
"$medimage" pair "$code" --home "$work/phone" --at "127.0.0.1:$port" --no-discovery >/dev/null

for i in $(seq 15); do
  begin=$(now)
  "$medimage" send "$work/photo.jpg" --home "$work/phone" --tag "#ZAC5361 arm" --no-discovery >/dev/null
  echo $((($(now) - begin) / 1000000))
done | tail -n 11 | median | sed 's/^/medimage send, 3 MB, whole process: median ms /'
kill "$receiver"; wait "$receiver" 2>/dev/null || true

printf '\000\000\000\030ftypisom\000\000\002\000' >"$work/video.mp4"
head -c "${VIDEO_MIB:-2048}M" /dev/urandom >>"$work/video.mp4"
receive -Xmx64m "$port"
begin=$(now)
MEDIMAGE_JAVA_OPTS=-Xmx64m "$medimage" send "$work/video.mp4" --home "$work/phone" --tag "#ZAC5361 knee" \
  --timeout 30m --no-discovery >/dev/null
millis=$((($(now) - begin) / 1000000))
echo "video of ${VIDEO_MIB:-2048} MiB, -Xmx64m each side: $((${VIDEO_MIB:-2048} * 1048576 / 1000 / millis)) MB/s, receipt included"
cmp "$work/video.mp4" "$work"/patients/ZAC5361/knee-*.mp4
kill "$receiver"; wait "$receiver" 2>/dev/null || true
receiver=
java -Xmx512m -cp "$root/benchmarks/target/benchmarks.jar:$root/benchmarks/target/lib/*" \
  nz.co.medimage.benchmarks.PlainUpload "$work/video.mp4" "$work"
