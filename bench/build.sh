# Sourced by the benchmarks: builds the bench module and sets classpath to its classes and libraries.

build_bench() {
    log=$(mktemp)
    "$home/mvnw" -f "$home/pom.xml" -B -q -pl bench -am package -Dmaven.test.skip=true >"$log" 2>&1 || {
        cat "$log" >&2
        rm "$log"
        exit 1
    }
    rm "$log"
    classpath="$home/bench/target/classes:$home/bench/target/lib/*"
}
