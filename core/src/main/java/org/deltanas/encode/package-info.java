/** Feature maps: an architecture as columns, an edit as the columns that it changes. */
package org.deltanas.encode;
