#!/bin/bash
# What is done on the day that a GPU is there, in at most 8 minutes, without a network or a Java:
#
#     ./run.sh [--cuda-path DIR] [--python PYTHON] [--out DIR] [--tf32] [--quick] [--dry-run] [-- OPTIONS]
#
# Contract tests on the device, comparison with the reference, that again under compute-sanitizer where there is one,
# PyTorch where PYTHON has it, and the benchmark. Writes gpu.json and gpu.html, which say of every step what became of it,
# and a log of each step, to --out (results).
# --cuda-path names the folder of cudart, cuBLAS and cuDNN unless the system or PYTHON has them; it is searched in depth.
# --tf32 measures everything with TF32 as well, PyTorch too; --quick measures few networks; OPTIONS go to `gpu bench`.
# --dry-run says what would be done, and does nothing.
# Exit codes: 0 all done; 1 a step failed; 2 wrong usage; 4 this folder is not complete, or there is no GPU.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cuda=${DELTANAS_CUDA_PATH:-}
python=python3
out=results
networks=16 # of each case, of PyTorch's
seconds=3   # of each measurement of PyTorch
most=12     # seconds of each case
tf32=()
quick=()
dry=

while [ $# -gt 0 ]; do
    case $1 in
        --cuda-path | --python | --out)
            if [ $# -lt 2 ]; then
                echo "run.sh: $1 needs a value" >&2
                exit 2
            fi
            case $1 in
                --cuda-path) cuda=$2 ;;
                --python) python=$2 ;;
                --out) out=$2 ;;
            esac
            shift
            ;;
        --tf32)
            # Twice as many measurements in the same time.
            tf32=(--tf32)
            seconds=1.5
            most=6
            ;;
        --quick)
            quick=(--quick)
            networks=4
            ;;
        --dry-run) dry=yes ;;
        --)
            shift
            break
            ;;
        *)
            echo "run.sh: there is no option '$1': accepted are --cuda-path, --python, --out, --tf32, --quick," \
                "--dry-run and, after --, options of 'gpu bench'" >&2
            exit 2
            ;;
    esac
    shift
done
# In this way because to older shells an empty array is not set.
bench=(--max-seconds "$most" ${tf32[@]+"${tf32[@]}"} ${quick[@]+"${quick[@]}"} "$@")

java=("$here/java/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
deltanas=("${java[@]}" -jar "$here/lib/deltanas.jar")
tests=("${java[@]}" -cp "$here/lib/*" org.junit.platform.console.ConsoleLauncher execute --disable-banner
    --select-class org.deltanas.bindings.InstalledCudaTest
    --select-class org.deltanas.kernels.conv.InstalledCudnnBackendTest
    --exclude-tag no-gpu)
failed=0
outcome=
took=

say() {
    printf '%s\n' "$*"
}

# For the report: note NAME OUTCOME SECONDS PASSED FAILED LEFT-OUT WHY, numbers empty where there is nothing to count.
note() {
    [ -n "$dry" ] || (IFS=$'\t' && printf '%s\n' "$*") >>"$out/steps.tsv"
}

# Runs a step for at most so many seconds, its output in a log: step NAME SECONDS COMMAND...; sets took and outcome.
step() {
    local name=$1 seconds=$2 begin=$SECONDS
    shift 2
    if [ -n "$dry" ]; then
        say "would run $name, at most $seconds s: $*"
        return 0
    fi
    timeout "$seconds" "$@" >"$out/$name.log" 2>&1
    local code=$?
    took=$((SECONDS - begin))
    if [ $code -eq 0 ]; then
        outcome=passed
        say "$name: done in $took s"
    else
        outcome=failed
        failed=1
        say "$name: FAILED with $code after $took s, see $out/$name.log"
        tail -n 3 "$out/$name.log" | sed 's/^/    /'
        return 1
    fi
}

# How many lines of a step's log have such words: lines NAME WORDS
lines() {
    [ -n "$dry" ] || grep -c -- "$2" "$out/$1.log"
}

# The sum of the numbers that have such words in JUnit's summary: summary WORDS
summary() {
    [ -n "$dry" ] || sed -nE "s/^\[ *([0-9]+) ($1) *\]\$/\1/p" "$out/tests.log" | awk '{ sum += $1 } END { print sum + 0 }'
}

if [ -z "$cuda" ]; then
    # PyTorch brings cuDNN along, which a system with CUDA often lacks.
    cuda=$(timeout 15 "$python" -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null)
fi
if [ -n "$cuda" ]; then
    export DELTANAS_CUDA_PATH=$cuda
fi
say "CUDA's libraries: ${cuda:-where the system finds them}; results: $out"
if [ -n "$dry" ]; then
    [ -x "${java[0]}" ] || say "there is no Java at ${java[0]} yet: tools/gpu/build.sh makes the folder that has it"
    command -v nvidia-smi >/dev/null || say "there is no nvidia-smi here: a run would end with exit code 4"
else
    if [ ! -x "${java[0]}" ]; then
        echo "run.sh: there is no Java at ${java[0]}: start the run.sh of the folder that tools/gpu/build.sh made" >&2
        exit 4
    fi
    if ! nvidia-smi -L; then
        echo "run.sh: nvidia-smi shows no GPU" >&2
        exit 4
    fi
    mkdir -p "$out" && : >"$out/steps.tsv" || exit 1
fi

step doctor 15 "${deltanas[@]}" doctor
note doctor "$outcome" "$took" '' '' '' ''

step tests 60 "${tests[@]}"
# To JUnit a test that finds no device has not failed.
left=$(summary '(tests|containers) (skipped|aborted)')
if [ "${left:-0}" -gt 0 ]; then
    say "tests: FAILED, $left were left out, see $out/tests.log"
    outcome=failed
    failed=1
fi
note tests "$outcome" "$took" "$(summary 'tests successful')" "$(summary '(tests|containers) failed')" "$left" \
    'contract tests on the device'

step compare 50 "${deltanas[@]}" gpu compare
note compare "$outcome" "$took" "$(lines compare ': agrees$')" "$(lines compare ': DIFFERS$')" 0 'spaces against reference'

if sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda*/bin/compute-sanitizer 2>/dev/null | head -n 1) \
    && [ -n "$sanitizer" ]; then
    # The program looks at every status itself; libraries try what may fail, which is no error.
    step sanitizer 70 "$sanitizer" --error-exitcode 9 --report-api-errors no "${deltanas[@]}" gpu compare --resolution 8
    note sanitizer "$outcome" "$took" "$(lines sanitizer ': agrees$')" "$(lines sanitizer ': DIFFERS$')" 0 \
        "$([ -n "$dry" ] || sed -n 's/^=* *\(ERROR SUMMARY.*\)/\1/p' "$out/sanitizer.log")"
else
    say "sanitizer: left out, there is no compute-sanitizer"
    note sanitizer 'left out' 0 '' '' '' 'there is no compute-sanitizer'
fi

if [ -n "$dry" ] || timeout 15 "$python" -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
    step plans 20 "${deltanas[@]}" gpu plans --networks "$networks" --out "$out"
    note plans "$outcome" "$took" '' '' '' ''
    rm -f "$out/peer.json"
    step peer 95 "$python" "$here/peer.py" --seconds "$seconds" ${tf32[@]+"${tf32[@]}"} \
        "$out/plans.json" "$out/peer.json"
    note peer "$outcome" "$took" '' '' '' ''
    # If it ended early, there is what it had by then.
    if [ -n "$dry" ] || [ -s "$out/peer.json" ]; then
        bench+=(--peer "$out/peer.json")
    fi
else
    say "peer: left out, $python has no PyTorch that sees a GPU"
    note peer 'left out' 0 '' '' '' "$python has no PyTorch that sees a GPU"
fi

step bench 140 "${deltanas[@]}" gpu bench "${bench[@]}" --steps "$out/steps.tsv" --out "$out"
if [ -z "$dry" ]; then
    [ -r "$out/bench.log" ] && sed -n 1p "$out/bench.log"
    say "$SECONDS s in all"
fi
exit $failed
