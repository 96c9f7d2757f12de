#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Every second, Swift's libdispatch reads /proc/<thread>/stat to see whether its threads wait, and ends the process if
// it cannot open the file: sooner or later it does so where /proc is not mounted. This cannot be turned off. The open
// here replaces the C library's; for such a file it gives an empty one, which libdispatch takes for a waiting thread.
// Every other call goes to the system.

static bool is_status_of_a_thread(const char *path) {
  size_t length = strlen(path);
  return strncmp(path, "/proc/", 6) == 0 && length > 5 && strcmp(path + length - 5, "/stat") == 0;
}

extern "C" int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | 020000000)) {  // O_CREAT or O_TMPFILE: a mode follows.
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  int descriptor = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  if (descriptor < 0 && errno == ENOENT && is_status_of_a_thread(path)) {
    descriptor = static_cast<int>(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC, 0));
    if (descriptor < 0) descriptor = static_cast<int>(syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY | O_CLOEXEC, 0));
  }
  return descriptor;
}
