/**
 * The command line. {@link org.deltanas.tools.DeltaNasCli} parses and maps failures to exit codes; a command is a class
 * {@code *Command} with groups of options as mixins {@code *Options}. {@link org.deltanas.tools.SearchCommand} wires a
 * space, a label and a searcher together; what came of it is a {@link org.deltanas.tools.SearchReport}, written by
 * {@link org.deltanas.tools.SearchText} for people and by {@link org.deltanas.tools.SearchJson} for programs.
 */
package org.deltanas.tools;
