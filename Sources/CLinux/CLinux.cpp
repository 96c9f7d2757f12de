#include "CLinux.h"

extern "C" char **environ;

static int argument_count;
static char **arguments;

// glibc gives the arguments of main to constructors.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = count;
  arguments = values;
}

int clinux_argument_count(void) { return argument_count; }
char *const *clinux_arguments(void) { return arguments; }
char *const *clinux_environment(void) { return environ; }
