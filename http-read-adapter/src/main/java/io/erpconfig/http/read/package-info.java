/**
 * The read API: what external ERPs read, in the shape of GitLab's API, version 4 (contract, section 2).
 */
@NullMarked
package io.erpconfig.http.read;

import org.jspecify.annotations.NullMarked;
