/** Where the generated bindings find their symbols. Not exported. */
package org.deltanas.bindings.lookup;
