/**
 * The programs behind every figure in the docs. {@code benchmarks/run} starts {@link
 * io.erpconfig.benchmarks.SideBySide}, {@link io.erpconfig.benchmarks.DurableSaves}, {@link
 * io.erpconfig.benchmarks.ReadsBesideSaves} and {@link io.erpconfig.benchmarks.GridFsBesideFolder}; the classes named
 * {@code *Benchmark} are for JMH.
 */
package io.erpconfig.benchmarks;
