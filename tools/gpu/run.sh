#!/bin/bash
# What is done on the day that a GPU is there, in at most 8 minutes, without a network or a Java:
#
#     ./run.sh [--cuda-path DIR] [--python PYTHON] [--out DIR] [--quick] [--dry-run]
#
# Contract tests on the device, comparison with the reference, both under compute-sanitizer where there is one, PyTorch
# where PYTHON has it, and the benchmark. Writes gpu.json and gpu.html, and a log of each step, to --out (results).
# --cuda-path names the folder of cudart, cuBLAS and cuDNN unless the system or PYTHON has them; it is searched in depth.
# --quick measures few networks; --dry-run says what would be done, and does nothing.
# Exit codes: 0 all done; 1 a step failed; 2 wrong usage; 4 this folder is not complete, or there is no GPU.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cuda=${DELTANAS_CUDA_PATH:-}
python=python3
out=results
quick=
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
        --quick) quick=--quick ;;
        --dry-run) dry=yes ;;
        *)
            echo "run.sh: there is no option '$1': accepted are --cuda-path, --python, --out, --quick and --dry-run" >&2
            exit 2
            ;;
    esac
    shift
done

java=("$here/java/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
deltanas=("${java[@]}" -jar "$here/lib/deltanas.jar")
tests=("${java[@]}" -cp "$here/lib/*" org.junit.platform.console.ConsoleLauncher execute --disable-banner
    --select-class org.deltanas.bindings.InstalledCudaTest
    --select-class org.deltanas.kernels.conv.InstalledCudnnBackendTest)
failed=0

say() {
    printf '%s\n' "$*"
}

# Runs a step for at most so many seconds, its output in a log: step NAME SECONDS COMMAND...
step() {
    local name=$1 seconds=$2 begin=$SECONDS
    shift 2
    if [ -n "$dry" ]; then
        say "would run $name, at most $seconds s: $*"
        return 0
    fi
    if timeout "$seconds" "$@" >"$out/$name.log" 2>&1; then
        say "$name: done in $((SECONDS - begin)) s"
    else
        local code=$?
        say "$name: FAILED with $code after $((SECONDS - begin)) s, see $out/$name.log"
        tail -n 3 "$out/$name.log" | sed 's/^/    /'
        failed=1
        return 1
    fi
}

if [ -z "$cuda" ]; then
    # PyTorch brings cuDNN along, which a system with CUDA often lacks.
    cuda=$("$python" -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null)
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
    mkdir -p "$out" || exit 1
fi

step doctor 20 "${deltanas[@]}" doctor
step tests 80 "${tests[@]}"
# To JUnit a test that finds no device has not failed.
if [ -z "$dry" ] && grep -E '\[ *[1-9][0-9]* (containers|tests) (aborted|skipped) *\]' "$out/tests.log"; then
    say "tests: FAILED, some were left out, see $out/tests.log"
    failed=1
fi
step compare 50 "${deltanas[@]}" gpu compare
if sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda*/bin/compute-sanitizer 2>/dev/null | head -n 1) \
    && [ -n "$sanitizer" ]; then
    step sanitizer 60 "$sanitizer" --error-exitcode 9 "${deltanas[@]}" gpu compare --resolution 8
else
    say "sanitizer: left out, there is no compute-sanitizer"
fi
peer=()
if [ -n "$dry" ] || "$python" -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
    step plans 20 "${deltanas[@]}" gpu plans --out "$out"
    step peer 100 "$python" "$here/peer.py" "$out/plans.json" "$out/peer.json" && peer=(--peer "$out/peer.json")
else
    say "peer: left out, $python has no PyTorch that sees a GPU"
fi
# shellcheck disable=SC2086 # the option is there or not
step bench 150 "${deltanas[@]}" gpu bench --max-seconds 12 $quick ${peer[@]+"${peer[@]}"} --out "$out"
if [ -z "$dry" ]; then
    [ -r "$out/bench.log" ] && sed -n 1p "$out/bench.log"
    say "$SECONDS s in all"
fi
exit $failed
