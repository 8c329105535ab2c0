/** What people write to set a program up: files of settings, sizes, spans of time, and names that they may mistype. */
@NullMarked
package io.erpconfig.settings;

import org.jspecify.annotations.NullMarked;
