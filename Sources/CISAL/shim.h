#pragma once
#include <isa-l.h>
#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

// The size that ISA-L advises for the buffer of level 2: room for 64 K literals and matches in a deflate block.
enum { CISAL_LEVEL_2_BUFFER_SIZE = ISAL_DEF_LVL2_DEFAULT };

// The search for repetitions that isal_deflate uses at level 2 on this processor. The choice is that of ISA-L's own
// dispatcher (mbin_dispatch_init5 for isal_deflate_icf_body_lvl2), which asks the same questions in this order.
//
// ISA-L 2.30 hashes with the processor's CRC-32 instruction where there is one and multiplies where there is none, so
// "base" gives other bytes than the rest. The rest gave the same bytes when tried, but nothing promises that. What packs
// the bits has versions for AVX2 and AVX-512; how codes are packed leaves no choice.
static inline const char *cisal_code_path(void) {
#if defined(__x86_64__)
  // The builtin also asks whether the system saves the wide registers, as the dispatcher does.
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.2")) { return "base"; }
  if (!__builtin_cpu_supports("avx")) { return "sse4.2"; }
  return __builtin_cpu_supports("avx2") ? "avx2" : "avx";
#elif defined(__aarch64__) && defined(__linux__)
  return getauxval(AT_HWCAP) & HWCAP_CRC32 ? "arm-crc32" : "base";
#else
  return "base";
#endif
}
