// SPDX-License-Identifier: Apache-2.0

#include "BuildInfo.h"

#ifndef RESUMECTL_COMMIT
#define RESUMECTL_COMMIT ""
#endif

// Swift code can be given no text by the build; C code can.
const char *resumectl_build_commit(void) { return RESUMECTL_COMMIT; }
