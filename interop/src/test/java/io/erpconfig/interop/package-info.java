/**
 * The product as others meet it: its program in processes of its own, read by clients that were written elsewhere.
 * What a machine lacks for a test is named on standard output, and the test is skipped.
 */
package io.erpconfig.interop;
