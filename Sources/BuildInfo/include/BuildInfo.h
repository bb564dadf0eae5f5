// SPDX-License-Identifier: Apache-2.0

#ifndef RESUMECTL_BUILD_INFO_H
#define RESUMECTL_BUILD_INFO_H

/// The commit that this build was made from, 40 hexadecimal digits; empty when the build was not told (RESUMECTL_COMMIT).
const char *_Nonnull resumectl_build_commit(void);

#endif
