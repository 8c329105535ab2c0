#!/usr/bin/env bash
# Apache Commons Compress 1.28.0 (org.apache.commons:commons-compress): a zip entry can have its time as an instant, in the
# extra field X5455_ExtendedTimestamp, and as a local time, set by setTimeLocal. An entry that has been given both has none:
# getTime and getLastModifiedTime ask each other until a StackOverflowError. With setTime in place of
# setTimeLocal the extra field is silently dropped instead. Who wants both, for archives that come out equal in every time
# zone, has to override getTime.
#
# Seen on 2026-11-30 with OpenJDK 17:
#   setTimeLocal: StackOverflowError, field there: true
#   setTime: 2001-09-09T01:46:40Z, field there: false
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for library in org.apache.commons:commons-compress:1.28.0 commons-io:commons-io:2.20.0 \
    org.apache.commons:commons-lang3:3.18.0 commons-codec:commons-codec:1.19.0; do
    mvn -B -ntp -q dependency:copy -Dartifact="$library" -DoutputDirectory=.
done
cat >Times.java <<'END'
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

class Times {

    static ZipArchiveEntry entry() {
        ZipArchiveEntry entry = new ZipArchiveEntry("rates.json");
        X5455_ExtendedTimestamp instant = new X5455_ExtendedTimestamp();
        instant.setModifyFileTime(FileTime.fromMillis(1_000_000_000_000L));
        entry.addExtraField(instant);
        return entry;
    }

    static String told(ZipArchiveEntry entry) {
        String time;
        try {
            time = entry.getLastModifiedTime().toString();
        } catch (StackOverflowError e) {
            time = "StackOverflowError";
        }
        return time + ", field there: " + (entry.getExtraField(X5455_ExtendedTimestamp.HEADER_ID) != null);
    }

    public static void main(String[] arguments) {
        ZipArchiveEntry local = entry();
        local.setTimeLocal(LocalDateTime.of(2001, 9, 9, 1, 46, 40));
        System.out.println("setTimeLocal: " + told(local));
        ZipArchiveEntry instant = entry();
        instant.setTime(1_000_000_000_000L);
        System.out.println("setTime: " + told(instant));
    }
}
END
seen=$(java -cp "$folder/*" Times.java)
echo "$seen"
[ "$seen" = 'setTimeLocal: StackOverflowError, field there: true
setTime: 2001-09-09T01:46:40Z, field there: false' ] || {
    echo "that has changed" >&2
    exit 1
}
