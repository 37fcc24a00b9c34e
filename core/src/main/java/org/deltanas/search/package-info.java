/**
 * Searchers and what they count: Delta-NAS (Algorithm 2 of the paper) and those it is compared with.
 *
 * <p>Start at {@link org.deltanas.search.Search}, which runs a {@link org.deltanas.search.Searcher} (it asks for
 * architectures and is told their qualities) on a {@link org.deltanas.search.LabelOracle} (it evaluates, remembers and
 * counts) and returns a {@link org.deltanas.search.SearchResult}.
 */
package org.deltanas.search;
