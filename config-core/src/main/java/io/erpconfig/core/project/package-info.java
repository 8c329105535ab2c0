/** Owners, projects and branches. */
@NullMarked
package io.erpconfig.core.project;

import org.jspecify.annotations.NullMarked;
