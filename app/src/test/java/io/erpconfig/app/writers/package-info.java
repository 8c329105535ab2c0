/** Many writers on one branch, and the check of what became of their edits. */
package io.erpconfig.app.writers;
