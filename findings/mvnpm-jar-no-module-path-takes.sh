#!/usr/bin/env bash
# find-cluster-break 1.0.2 as a Maven artifact (org.mvnpm.at.marijn:find-cluster-break), which everybody gets who takes the
# editor CodeMirror 6 from Maven: it has no manifest, so a module path gives it a name after its file, and that is
# find.cluster.break, which no module can have because 'break' is a keyword. On a class path the jar is a jar like any other.
# On a module path the JVM does not start, also where no module needs the jar, and for no more than --list-modules; so Maven's
# javadoc:jar fails for a module that has it among its dependencies, unless told legacyMode.
#
# Seen on 2026-11-30 with OpenJDK 17:
#   class path: find-cluster-break is found
#   module path: Invalid module name: 'break' is not a Java identifier
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir jars
mvn -B -ntp -q dependency:copy -Dartifact=org.mvnpm.at.marijn:find-cluster-break:1.0.2 -DoutputDirectory=jars
cat >Found.java <<'END'
class Found {
    public static void main(String[] arguments) {
        String script = "META-INF/resources/_static/find-cluster-break/1.0.2/src/index.js";
        boolean found = Found.class.getClassLoader().getResource(script) != null;
        System.out.println("class path: find-cluster-break is " + (found ? "found" : "missing"));
    }
}
END
mkdir classes
javac -d classes Found.java
seen=$(
    java -cp "classes:jars/*" Found
    { java --module-path jars --list-modules 2>&1 || :; } | sed -n "s/.*\(Invalid module name: .*\)/module path: \1/p"
)
echo "$seen"
[ "$seen" = "class path: find-cluster-break is found
module path: Invalid module name: 'break' is not a Java identifier" ] || {
    echo "that has changed" >&2
    exit 1
}
