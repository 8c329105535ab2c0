/**
 * What stands behind every figure in the docs. {@code benchmarks/run} starts {@link io.erpconfig.benchmarks.SideBySide}
 * and {@link io.erpconfig.benchmarks.DurableSaves}; the classes named {@code *Benchmark} are for JMH.
 */
package io.erpconfig.benchmarks;
