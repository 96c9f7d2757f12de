#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// glibc declares renameat2 only to those who ask for all of its GNU extensions, which Swift's import does not.
#define CLINUX_RENAME_NOREPLACE 1u
extern int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path,
                     unsigned int flags);

// The arguments as the system gave them to the process, byte for byte. Swift reads its own from /proc, which need not
// be there, and repairs what is no UTF-8, which makes other names of names.
int clinux_argument_count(void);
char *const *clinux_arguments(void);

// The environment, byte for byte; it ends with NULL.
char *const *clinux_environment(void);

#ifdef __cplusplus
}
#endif
