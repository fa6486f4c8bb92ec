/**
 * What glibc is told of memory, as in the image: few arenas, and large pieces given back at once. Decoding large photos
 * left holes that made a web process grow with every one (163 MB after six of 24 MB, 73 MB with this).
 */
export const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536' };
