# Sourced by the launchers: sets JAVA_HOME to a JDK 25 or newer, from JAVA_HOME, then PATH, then the system's JVM folder.

jdk_version() {
    # The release file beside every JDK spares the start of a JVM. Empty if there is no compiler here.
    [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

is_jdk_25() {
    version=$(jdk_version "$1") && [ "${version:-0}" -ge 25 ]
}

find_jdk() {
    javac_on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null) || javac_on_path=
    for candidate in "${JAVA_HOME:-}" "${javac_on_path%/bin/javac}" /usr/lib/jvm/* /opt/jdk* /opt/java/*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return
        fi
    done
    echo "kbimg: no JDK 25 found in JAVA_HOME, PATH or /usr/lib/jvm." >&2
    echo "Install one (Eclipse Temurin 25, for example) and set JAVA_HOME to its folder." >&2
    exit 3
}

find_jdk
