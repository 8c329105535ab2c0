/** Where settings come from: the command line, the environment, a file. */
@NullMarked
package io.erpconfig.app.settings;

import org.jspecify.annotations.NullMarked;
