# For scripts to read with `.`: finds a JDK >= 25.

# Whether folder $1 holds a JDK >= 25 that has the program $2.
suits() {
    [ -x "$1/bin/$2" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
    [ "${version:-0}" -ge 25 ]
}

# Prints the folder of the first of JAVA_HOME, the java on the PATH and those in /usr/lib/jvm that is one with the program
# $1; nothing if none is.
find_jdk() {
    found=$(command -v java || true)
    for home in "${JAVA_HOME:-}" "${found:+$(dirname -- "$(dirname -- "$(readlink -f -- "$found")")")}" /usr/lib/jvm/*; do
        if [ -n "$home" ] && suits "$home" "$1"; then
            printf '%s\n' "$home"
            return
        fi
    done
}
