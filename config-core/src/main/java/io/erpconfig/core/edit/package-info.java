/**
 * Changing: saves, commits of many files, rollbacks, projects and branches.
 */
@NullMarked
package io.erpconfig.core.edit;

import org.jspecify.annotations.NullMarked;
