package example;

import io.erpconfig.core.embed.*;

/** Keeps rates in a project of a config store: in which store, and on what, its caller decides. */
public final class Rates {

    private final ConfigProject project;

    public Rates(ConfigProjects projects) {
        this.project = projects.getOrCreate("acme", "b2b-cnc.erp-config");
    }

    /** Tries other rates on a branch of their own, and answers what became of them. */
    public String trial(String csv) {
        ConfigBranch trial = project.createBranch("trial", "master");
        trial.edit().put("rates/laser.csv", csv).put("rates/unit.txt", "EUR").save("Try other rates");
        trial.history().forEach(past -> System.out.println(past.number() + " " + past.message()));
        return trial.live().text("rates/laser.csv");
    }
}
