/**
 * The parts that every HTTP adapter needs: routes, paths and queries, answers and how they are written, paging, errors
 * as JSON.
 */
@NullMarked
package io.erpconfig.http;

import org.jspecify.annotations.NullMarked;
