// SPDX-License-Identifier: Apache-2.0
//
// Runs a command and writes what it took, as JSON, to a file: wall and processor seconds, peak resident memory, status.
//
//   measure FILE COMMAND [ARGUMENT...]
//
// It is small on purpose. Until a process is another program, its memory counts as that of the one that made it; a large
// parent would hide what a small command takes, and make starting it slow.

#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int count, char **arguments) {
    extern char **environ;
    if (count < 3) {
        fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
        return 2;
    }
    FILE *file = fopen(arguments[1], "we");
    if (!file) {
        fprintf(stderr, "measure: %s: %s\n", arguments[1], strerror(errno));
        return 2;
    }
    pid_t child;
    int status;
    struct rusage usage;
    double start = now();
    int failure = posix_spawnp(&child, arguments[2], NULL, NULL, arguments + 2, environ);
    if (failure) {
        fprintf(stderr, "measure: %s: %s\n", arguments[2], strerror(failure));
        return 2;
    }
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) return 2;
    double wall = now() - start;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(file, "{\"wall\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peakKilobytes\":%ld,\"status\":%d}\n", wall, seconds(usage.ru_utime),
            seconds(usage.ru_stime), usage.ru_maxrss, code);
    return fclose(file) ? 2 : 0;
}
