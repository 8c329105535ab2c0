package example;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.nio.charset.StandardCharsets;

/** Reads prices from a project of a config store: which store, its caller decides. */
public final class PriceTable {

    private final ConfigReader reader;
    private final ProjectKey key;

    public PriceTable(ConfigStore store, ProjectKey key) {
        this.reader = new ConfigReader(store);
        this.key = key;
    }

    /** The price list as it is now. */
    public String current() {
        Project project = reader.findProject(key).orElseThrow();
        Revision now = reader.resolve(project, Ref.parse("master"));
        byte[] bytes = reader.read(reader.file(now, new ConfigPath("pricing/list.csv")));
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
