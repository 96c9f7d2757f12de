#include <malloc.h>

// CLinux.h declares this, and also what C++ would take for other functions than those of glibc's headers.
extern "C" void clinux_set_allocator(int single_block, int free_end) {
  mallopt(M_MMAP_THRESHOLD, single_block);
  mallopt(M_TRIM_THRESHOLD, free_end);
}
