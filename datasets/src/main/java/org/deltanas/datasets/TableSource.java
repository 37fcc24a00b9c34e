package org.deltanas.datasets;

/**
 * Where an imported table came from.
 *
 * @param file the name of the file, without folders
 * @param format its format in words, see {@link TableImporter#format}
 * @param sha256 the SHA-256 digest of its bytes in hexadecimal; empty for a table that was read without being imported
 */
public record TableSource(String file, String format, String sha256) {}
