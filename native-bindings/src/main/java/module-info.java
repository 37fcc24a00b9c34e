/** CUDA's libraries through the Foreign Function and Memory API: finding, opening, asking, and checking every status. */
module org.deltanas.bindings {
    exports org.deltanas.bindings;
}
