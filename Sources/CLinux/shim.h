#pragma once

// glibc declares renameat2 only to those who ask for all of its GNU extensions, which Swift's import does not.
#define CLINUX_RENAME_NOREPLACE 1u
extern int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path,
                     unsigned int flags);
