/**
 * The store on MongoDB, or on any server that speaks its protocol: GridFS for content, collections for records. No type
 * of the driver is seen outside.
 */
@NullMarked
package io.erpconfig.store.gridfs;

import org.jspecify.annotations.NullMarked;
