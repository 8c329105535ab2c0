#!/usr/bin/env bash
# Jetty 12.1.12 (org.eclipse.jetty:jetty-http): HttpFields.getCSV splits a header's list and knows quotes. RFC 7240 lets a
# client put blanks around the equals sign of a preference ("Prefer: wait = 5"). For a list with such an element getCSV
# throws an IllegalArgumentException, for all of the header, its other elements too, and nothing in its signature or Javadoc
# says so; a handler that doesn't expect it answers 500 to a valid request. Who reads "Prefer" with it, or any header whose grammar has blanks there, has to catch that.
#
# Seen on 2026-12-01 with OpenJDK 17:
#   wait=5, respond-async: [wait=5, respond-async]
#   wait = 5, respond-async: IllegalArgumentException
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=12.1.12
for library in org.eclipse.jetty:jetty-{http,io,util}:$version org.slf4j:slf4j-api:2.0.17; do
    mvn -B -ntp -q dependency:copy -Dartifact="$library" -DoutputDirectory=.
done
cat >Preferences.java <<'END'
import org.eclipse.jetty.http.HttpFields;

class Preferences {

    static String read(String header) {
        try {
            return HttpFields.build().put("Prefer", header).getCSV("Prefer", false).toString();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    public static void main(String[] arguments) {
        for (String header : new String[] {"wait=5, respond-async", "wait = 5, respond-async"}) {
            System.out.println(header + ": " + read(header));
        }
    }
}
END
seen=$(java -cp "$folder/*" Preferences.java 2>/dev/null)
echo "$seen"
[ "$seen" = 'wait=5, respond-async: [wait=5, respond-async]
wait = 5, respond-async: IllegalArgumentException' ] || {
    echo "that has changed" >&2
    exit 1
}
