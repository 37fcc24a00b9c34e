/** Search spaces as packed bitsets off the heap, their edits, and the enumerators of one-edit neighbours. */
package org.deltanas.space;
