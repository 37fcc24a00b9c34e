#!/bin/sh
# Builds tools/gpu/target/deltanas-gpu, a folder that is all a machine with an NVIDIA GPU needs: a Java of its own, the
# program, the contract tests, run.sh and peer.py; and beside it the folder as an archive to be unpacked there. At most
# 60 MB as it lies there, or this fails and says what takes them.
# Needs Maven, a JDK >= 25 with jlink (JAVA_HOME, the PATH or /usr/lib/jvm), and strip (binutils), without which the folder is
# 5 MB too large.
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

(cd "$root" && mvn -q -B -P gpu-folder -pl tools,kernels/cudnn -am package -DskipTests)

rm -rf "$target"
mkdir -p "$out/lib"

# Jackson and JUnit name more modules than these: for XML, SQL and beans, which nothing here has to do with.
"$jdk/bin/jlink" --output "$out/java" --strip-debug --no-header-files --no-man-pages --compress zip-9 \
    --add-modules java.logging,java.management,jdk.incubator.vector,jdk.unsupported
# Symbols for debuggers are 5 MB of the virtual machine; what is linked dynamically stays.
if command -v strip >/dev/null; then
    find "$out/java/lib" -name '*.so' -exec strip --strip-unneeded {} +
fi

cp "$root/tools/target/deltanas-gpu.jar" "$out/lib/deltanas.jar"
"$jdk/bin/jar" --create --file "$out/lib/tests.jar" -C "$root/native-bindings/target/test-classes" . \
    -C "$root/kernels/target/test-classes" . -C "$root/kernels/cudnn/target/test-classes" . 2>/dev/null
for artifact in org.junit.platform:junit-platform-console-standalone:$junit org.assertj:assertj-core:$assertj; do
    (cd "$root" && mvn -q -B -N dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$out/lib")
done
cp "$root/tools/gpu/run.sh" "$root/tools/gpu/peer.py" "$root/LICENSE" "$out"

bytes=$(find "$out" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
if [ "$bytes" -gt "$most" ]; then
    echo "build.sh: $out has $bytes bytes, more than $most; its largest files:" >&2
    find "$out" -type f -printf '%s %P\n' | sort -rn | head -n 8 >&2
    command -v strip >/dev/null || echo "build.sh: there is no strip: install binutils" >&2
    exit 1
fi
tar -C "$target" -czf "$out.tar.gz" deltanas-gpu
echo "$out: $bytes bytes; $out.tar.gz: $(wc -c <"$out.tar.gz") bytes"
