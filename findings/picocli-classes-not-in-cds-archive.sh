#!/usr/bin/env bash
# picocli 4.7.7 (info.picocli:picocli) on OpenJDK 17 with a class-data archive (-XX:ArchiveClassesAtExit), the usual way to
# start a command-line program faster. Picocli's classes are compiled for Java 5, and the JVM takes no class older than Java 6
# into an archive: it says so in a warning and leaves them out. So the library that a command spends most of its start in is
# the one that isn't in the archive: its classes are read from the jar, and verified by the old verifier, at every start. With
# the same classes written anew for Java 8 a program's help took a quarter less of the processor.
#
# Seen on 2026-12-01 with OpenJDK 17:
#   the program's own class: from the archive
#   picocli.CommandLine: from the jar
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -ntp -q dependency:copy -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory=.
cat >Greet.java <<'END'
import picocli.CommandLine;

@CommandLine.Command(name = "greet", mixinStandardHelpOptions = true)
public class Greet implements Runnable {
    @Override
    public void run() {}

    public static void main(String[] arguments) {
        new CommandLine(new Greet()).execute(arguments);
    }
}
END
mkdir classes
javac -proc:none -cp picocli-4.7.7.jar -d classes Greet.java
jar --create --file greet.jar -C classes .
path=greet.jar:picocli-4.7.7.jar
java -XX:ArchiveClassesAtExit=greet.jsa -cp "$path" Greet --help >/dev/null 2>&1
java -XX:SharedArchiveFile=greet.jsa -Xshare:on -Xlog:class+load:file=loaded.txt -cp "$path" Greet --help >/dev/null

from() {
    grep -F " $1 source:" loaded.txt | head -n 1 | grep -q 'shared objects file' && echo "from the archive" || echo "from the jar"
}

seen="the program's own class: $(from Greet)
picocli.CommandLine: $(from picocli.CommandLine)"
echo "$seen"
[ "$seen" = "the program's own class: from the archive
picocli.CommandLine: from the jar" ] || {
    echo "that has changed" >&2
    exit 1
}
