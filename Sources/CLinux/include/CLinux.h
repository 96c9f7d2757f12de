#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// glibc declares renameat2 only with all of its GNU extensions, which Swift's import does not request.
#define CLINUX_RENAME_NOREPLACE 1u
extern int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path,
                     unsigned int flags);

// As above. The flag starts writing to the disk what is not on its way there yet, and does not wait for its end.
#define CLINUX_SYNC_FILE_RANGE_WRITE 2u
extern int sync_file_range(int file, long long offset, long long count, unsigned int flags);

// Sets the size from which the allocator asks the system for single blocks, and the size of free memory at its end from
// which it gives some back, in bytes. Swift's import lacks mallopt.
void clinux_set_allocator(int single_block, int free_end);

// The arguments in the form that the system gave to the process, byte for byte. Swift reads its own from /proc, which
// may be absent, and repairs invalid UTF-8, which changes names.
int clinux_argument_count(void);
char *const *clinux_arguments(void);

// The environment, byte for byte; it ends with NULL.
char *const *clinux_environment(void);

#ifdef __cplusplus
}
#endif
