#!/usr/bin/env bash
# All figures on speed in one run, each beside a plain HTTPS upload of the same bytes: local network, relay on files and on
# PostgreSQL, cost for each side, first photos, a video. Takes half an hour. POSTGRES is a JDBC URL with a user 'postgres'
# that needs no password, for an empty database; unset, that part is left out.
set -euo pipefail
cd "$(dirname "$0")"
run() {
  echo "== $*"
  java -cp "target/benchmarks.jar:target/lib/*" "nz.co.medimage.benchmarks.$1" "${@:2}" 2>&1 | grep -v SLF4J
}
run LanBenchmark
run RelayBenchmark
if [ -n "${POSTGRES:-}" ]; then
  run RelayBenchmark "$POSTGRES" 1
  run RelayBenchmark "$POSTGRES" 2
fi
run CostBenchmark
echo "== whole-process.sh"
./whole-process.sh
