/**
 * The contract of a store as test classes: what the ports' Javadoc promises, each promise a test.
 */
@NullMarked
package io.erpconfig.testkit;

import org.jspecify.annotations.NullMarked;
