/**
 * The store of configurations, which a storage backend opens. The contract that comments cite by section is {@code
 * docs/contract.md} of the project, which also says what each word means.
 *
 * <p>Services that embed the store begin with {@link io.erpconfig.core.embed}, which has an example. Behind it are, for what
 * it doesn't do:
 *
 * <ul>
 *   <li>use cases: {@link io.erpconfig.core.read}, {@link io.erpconfig.core.edit}, {@link io.erpconfig.core.token}, {@link
 *       io.erpconfig.core.session}, {@link io.erpconfig.core.maintenance}, {@link io.erpconfig.core.migration};
 *   <li>values: {@link io.erpconfig.core.project}, {@link io.erpconfig.core.content}, {@link io.erpconfig.core.history},
 *       {@link io.erpconfig.core.account}, {@link io.erpconfig.core.audit};
 *   <li>errors: {@link io.erpconfig.core.error};
 *   <li>for those who write a store of their own: {@link io.erpconfig.core.spi}, {@link io.erpconfig.core.commit}, and the
 *       module {@code config-store-testkit}, which says whether it is one. {@link io.erpconfig.core.memory} is an example.
 * </ul>
 *
 * <p>The same by hand, with the use cases themselves:
 *
 * <pre>{@code
 * ConfigReader reader = new ConfigReader(store);
 * Project project = reader.findProject(new ProjectKey(new OwnerId("acme"), new RepoId("b2b-cnc.erp-config"))).orElseThrow();
 * Revision live = reader.resolve(project, Ref.parse("master"));
 * byte[] rates = reader.read(reader.file(live, new ConfigPath("rates/laser.csv")));
 * }</pre>
 */
@NullMarked
package io.erpconfig.core;

import org.jspecify.annotations.NullMarked;
