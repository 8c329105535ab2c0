/** Settings from the command line, the environment and a file. */
@NullMarked
package io.erpconfig.app.settings;

import org.jspecify.annotations.NullMarked;
