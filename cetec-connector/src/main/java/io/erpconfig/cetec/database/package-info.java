/** Backup databases on a MariaDB or MySQL server. */
@NullMarked
package io.erpconfig.cetec.database;

import org.jspecify.annotations.NullMarked;
