#!/bin/sh
# Runs the benchmarks of reports and writes jmh-bench/results/NAME.md and NAME.json:
#
#     jmh-bench/results.sh [--forks N] [--requests N] [headline] [spaces] [scaling] [convolution] [latency]
#
# Without names all five, which takes long and wants a quiet machine; each is written as soon as it is complete. For a
# quick look, --forks N runs no benchmark in more than N JVMs (headline with 2: under 2 minutes), and --requests N sends
# no service more. Needs Maven and a JDK >= 25 (JAVA_HOME, the PATH or /usr/lib/jvm).
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

. "$root/tools/find-jdk.sh"
jdk=$(find_jdk java)
if [ -z "$jdk" ]; then
    echo "results.sh: no JDK >= 25 in JAVA_HOME, on the PATH or in /usr/lib/jvm" >&2
    exit 4
fi

less=
while [ "${1:-}" = --forks ] || [ "${1:-}" = --requests ]; do
    case ${2:-} in
        '' | *[!0-9]* | 0)
            echo "results.sh: $1 takes a number from 1, not '${2:-}'" >&2
            exit 2
            ;;
    esac
    less="$less -Ddeltanas.${1#--}=$2"
    shift 2
done

(cd "$root" && mvn -q -B -pl jmh-bench -am package -DskipTests)

commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
# The reports themselves are no change of what is measured.
if [ -n "$(git -C "$root" status --porcelain -- . ':!jmh-bench/results' 2>/dev/null)" ]; then
    commit="$commit with changes"
fi

# shellcheck disable=SC2086 # options are there or not, and hold no spaces
exec "$jdk/bin/java" --add-modules=jdk.incubator.vector $less \
    "-Ddeltanas.commit=$commit" \
    "-Ddeltanas.results=$root/jmh-bench/results" \
    "-Ddeltanas.logs=$root/jmh-bench/target/logs" \
    -cp "$root/jmh-bench/target/benchmarks.jar" org.deltanas.bench.report.Results "$@"
