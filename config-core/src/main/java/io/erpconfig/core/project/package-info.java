/**
 * Owners, projects and branches, and the port that keeps the list of them.
 */
@NullMarked
package io.erpconfig.core.project;

import org.jspecify.annotations.NullMarked;
