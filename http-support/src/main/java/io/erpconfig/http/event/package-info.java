/** Events as JSON, and pages of them. */
@NullMarked
package io.erpconfig.http.event;

import org.jspecify.annotations.NullMarked;
