#!/bin/sh
# Builds tools/gpu/target/deltanas-gpu.tar.gz, a folder that is all a machine with an NVIDIA GPU needs: a Java of its own,
# the program, the contract tests, run.sh and peer.py. Unpack it there and start run.sh. At most 60 MB, or this fails
# (48 MB when this was written, 72 MB unpacked).
# Needs Maven and a JDK >= 25 with jlink (JAVA_HOME, the PATH or /usr/lib/jvm).
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
target=$root/tools/gpu/target
out=$target/deltanas-gpu
most=60000000
junit=1.14.4 # the console of JUnit 5.14.4
assertj=$(sed -n 's/.*<assertj.version>\(.*\)<.*/\1/p' "$root/pom.xml")

. "$root/tools/find-jdk.sh"
jdk=$(find_jdk jlink)
if [ -z "$jdk" ]; then
    echo "build.sh: no JDK >= 25 with jlink in JAVA_HOME, on the PATH or in /usr/lib/jvm" >&2
    exit 4
fi

(cd "$root" && mvn -q -B -pl tools,kernels/cudnn -am package -DskipTests)

rm -rf "$out" "$out.tar.gz" "$target/classes"
mkdir -p "$out/lib" "$target/classes"

"$jdk/bin/jlink" --output "$out/java" --strip-debug --no-header-files --no-man-pages --compress zip-9 \
    --add-modules java.logging,java.management,java.xml,jdk.incubator.vector,jdk.unsupported

# ONNX Runtime's libraries are most of the jar, and nothing here needs them.
(cd "$target/classes" && "$jdk/bin/jar" --extract --file "$root/tools/target/deltanas.jar" && rm -rf ai/onnxruntime/native)
"$jdk/bin/jar" --create --file "$out/lib/deltanas.jar" --manifest "$target/classes/META-INF/MANIFEST.MF" \
    -C "$target/classes" .

"$jdk/bin/jar" --create --file "$out/lib/tests.jar" -C "$root/native-bindings/target/test-classes" . \
    -C "$root/kernels/target/test-classes" . -C "$root/kernels/cudnn/target/test-classes" . 2>/dev/null
for artifact in org.junit.platform:junit-platform-console-standalone:$junit org.assertj:assertj-core:$assertj; do
    (cd "$root" && mvn -q -B -N dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$out/lib")
done
cp "$root/tools/gpu/run.sh" "$root/tools/gpu/peer.py" "$root/LICENSE" "$out"

tar -C "$target" -czf "$out.tar.gz" deltanas-gpu
bytes=$(wc -c <"$out.tar.gz")
echo "$out.tar.gz: $bytes bytes"
if [ "$bytes" -gt "$most" ]; then
    echo "build.sh: more than $most bytes" >&2
    exit 1
fi
