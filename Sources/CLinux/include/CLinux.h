#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// glibc declares renameat2 only with all of its GNU extensions, which Swift's import does not request.
#define CLINUX_RENAME_NOREPLACE 1u
extern int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path,
                     unsigned int flags);

// The arguments in the form that the system gave to the process, byte for byte. Swift reads its own from /proc, which
// may be absent, and repairs invalid UTF-8, which changes names.
int clinux_argument_count(void);
char *const *clinux_arguments(void);

// The environment, byte for byte; it ends with NULL.
char *const *clinux_environment(void);

#ifdef __cplusplus
}
#endif
