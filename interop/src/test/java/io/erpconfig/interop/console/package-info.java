/** The web console in the system's Chromium, at a running server. */
package io.erpconfig.interop.console;
