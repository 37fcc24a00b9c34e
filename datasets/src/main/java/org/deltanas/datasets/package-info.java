/**
 * Tabular benchmarks. {@link org.deltanas.datasets.TableImport} turns a file of published results into a flat one, with a
 * {@link org.deltanas.datasets.TableImporter} for each source format; {@link org.deltanas.datasets.BenchmarkTable} maps such
 * a file, or imports a source into memory, and finds rows by code; {@link org.deltanas.datasets.TableLabel} makes a label of
 * a column. {@link org.deltanas.datasets.NasBench301Surrogate} is a label where there is no table.
 *
 * <p>Whatever can be wrong with a file has an exception type of its own, all of them
 * {@link org.deltanas.datasets.TableException}s, whose message names the file, the place in it, the offending value and
 * what is accepted.
 *
 * <h2>The file format, version 1</h2>
 *
 * All numbers are little-endian. Sections follow one another, each from a multiple of 64 bytes on, with zeros before it;
 * their lengths follow from the header, so that nothing in a file points anywhere.
 *
 * <ol>
 *   <li>The header, 128 bytes. At 0 the magic bytes {@code 89 44 4E 41 53 0D 0A 1A}; 8 the version (int); 12 flags (int, bit
 *       0: a row stands for a class of architectures); 16 the length of the file in bytes (long); 24 rows; 28 longs in a
 *       code; 32 bits of a code; 36 slots of the index, a power of two and at least twice the rows; 40 bytes of metadata; 44
 *       columns of numbers (ints); from 48 the CRC-32C of the sections of metadata, codes, keys (0 where there are none) and
 *       index, padding included; 124 the CRC-32C of bytes 0 to 123. The rest is zero.
 *   <li>Metadata. An int is 4 bytes, a text its length in bytes (int) and UTF-8. Texts: the space's {@linkplain org.deltanas.space.SearchSpace#id id}; the source's file, its
 *       format, its SHA-256. The number of columns and for each: name, quantity (texts), run (int), unit (text), direction
 *       ({@code MAX}, {@code MIN} or empty), split (texts), epochs, runs (ints), what makes it no column of numbers or an
 *       empty text, rows with a value, CRC-32C of its section (ints). The number of samples and for each: a row (int) and
 *       its architecture (text).
 *   <li>Codes: for each row the longs of the code that the source has, packed as the space packs it.
 *   <li>Keys, where a row stands for a class: for each row the longs of its
 *       {@linkplain org.deltanas.space.SearchSpace#canonicalise representative}. Elsewhere the codes are the keys.
 *   <li>The index: slots (ints), each 0 or a row plus one. A key is looked for from the slot of its
 *       {@linkplain org.deltanas.space.CodeSlab#hash hash} modulo the slots onwards, until it or an empty slot is met. The
 *       hash of longs {@code w} starts from 0 and takes each as {@code h = mix(h + 0x9E3779B97F4A7C15 + w)}, {@code mix} being
 *       the finaliser of SplitMix64.
 *   <li>Columns of numbers, in the order of the metadata: a double for each row, NaN for a missing value.
 * </ol>
 *
 * <h2>What is checked when</h2>
 *
 * Opening a table reads every byte once and compares every checksum, so that no damaged file gives a single answer. It can
 * afford to: CRC-32C takes 1.6 ms for the 21 MB of NAS-Bench-101 the first time and less later, of the 50 ms that opening may
 * take; a table of a gigabyte would need about a tenth of a second. CRC-32C finds every damage of up to 32 neighbouring bits.
 * Then the samples are written out by the space and looked up, which refuses files that were written when the space packed
 * its codes in another way. {@link org.deltanas.datasets.TableVerification} looks at what only a faulty importer could have
 * done: invalid or repeated architectures, rows that cannot be found, counts and optima other than the published ones.
 */
package org.deltanas.datasets;
