#include "CSimdjson.h"
#include <simdjson.h>
extern "C" int csimdjson_placeholder(void) { return simdjson::SIMDJSON_VERSION_MAJOR; }
