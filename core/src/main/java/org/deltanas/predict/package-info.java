/** Predictors of the difference that an edit makes, their training and their files. */
package org.deltanas.predict;
