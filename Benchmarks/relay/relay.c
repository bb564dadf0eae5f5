// SPDX-License-Identifier: Apache-2.0
//
// A TCP relay that makes the way to a server longer.
//
//   relay --to PORT --round-trip-ms N [--port N] [--port-file FILE]
//
// Bytes arrive half a round trip after they were sent, in each direction. Opening a connection takes one round trip, so the
// first bytes of a client arrive that much later. The width of the line is not limited.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct chunk {
    struct chunk *next;
    uint64_t due;
    size_t length, sent;
    char data[];
} chunk_t;

typedef struct end end_t;

/// One side of a connection: what is read from it goes to the other.
struct end {
    int fd;
    end_t *other;
    uint64_t not_before;     // nothing of this side arrives earlier
    chunk_t *first, *last;   // on their way to this side
    bool has_ended;          // nothing more comes from it
    bool is_shut;            // it was told that nothing more comes
    bool waits;              // for room to write
    uint32_t watched;        // what it is woken for
};

typedef struct pair {
    struct pair *next, *previous;
    end_t client, server;
} pair_t;

static int epoll, listener, target;
static uint64_t half;
static pair_t *pairs;

static void die(const char *what) {
    fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/// Asks to be woken for an end. One that has ended is left alone: it would wake for ever.
static void watch(end_t *end) {
    uint32_t wanted = (end->has_ended ? 0 : EPOLLIN) | (end->waits ? EPOLLOUT : 0);
    if (wanted == end->watched) return;
    struct epoll_event event = {.events = wanted, .data.ptr = end};
    if (epoll_ctl(epoll, !wanted ? EPOLL_CTL_DEL : end->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, end->fd, &event)) die("epoll");
    end->watched = wanted;
}

static void begin(end_t *end) {
    int on = 1;
    setsockopt(end->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(end);
}

static void send_later(end_t *from, const char *data, size_t length) {
    chunk_t *chunk = malloc(sizeof *chunk + length);
    if (!chunk) die("memory");
    uint64_t now = now_ns();
    *chunk = (chunk_t){.due = (now > from->not_before ? now : from->not_before) + half, .length = length};
    memcpy(chunk->data, data, length);
    end_t *to = from->other;
    if (to->last) to->last->next = chunk;
    else to->first = chunk;
    to->last = chunk;
}

static void accept_all(void) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = htons((uint16_t)target), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address)) {
            close(server), close(fd);
            continue;
        }
        fcntl(server, F_SETFL, O_NONBLOCK);
        pair_t *pair = calloc(1, sizeof *pair);
        if (!pair) die("memory");
        pair->client = (end_t){.fd = fd, .other = &pair->server, .not_before = now_ns() + 2 * half};
        pair->server = (end_t){.fd = server, .other = &pair->client};
        pair->next = pairs;
        if (pairs) pairs->previous = pair;
        pairs = pair;
        begin(&pair->client);
        begin(&pair->server);
    }
}

/// Reads what is there. The end of the stream travels like bytes do: as a chunk without any.
static void read_all(end_t *end) {
    static char buffer[1 << 16];
    while (!end->has_ended) {
        ssize_t n = recv(end->fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) end->has_ended = true;
        send_later(end, buffer, n > 0 ? (size_t)n : 0);
    }
    watch(end);
}

/// Delivers what is due. Returns when the next chunk is, 0 when there is none.
static uint64_t deliver(end_t *end, uint64_t now) {
    end->waits = false;
    while (end->first && end->first->due <= now) {
        chunk_t *chunk = end->first;
        if (!chunk->length && !end->is_shut) {
            shutdown(end->fd, SHUT_WR);
            end->is_shut = true;
        }
        while (chunk->sent < chunk->length) {
            ssize_t n = send(end->fd, chunk->data + chunk->sent, chunk->length - chunk->sent, MSG_NOSIGNAL);
            if (n < 0 && errno == EAGAIN) {
                end->waits = true;
                watch(end);
                return 0;
            }
            if (n <= 0) chunk->sent = chunk->length;  // nobody reads it any more
            else chunk->sent += (size_t)n;
        }
        if (!(end->first = chunk->next)) end->last = NULL;
        free(chunk);
    }
    watch(end);
    return end->first ? end->first->due : 0;
}

static bool is_over(const pair_t *pair) {
    return pair->client.is_shut && pair->server.is_shut && pair->client.has_ended && pair->server.has_ended;
}

static void remove_pair(pair_t *pair) {
    close(pair->client.fd), close(pair->server.fd);
    if (pair->previous) pair->previous->next = pair->next;
    else pairs = pair->next;
    if (pair->next) pair->next->previous = pair->previous;
    free(pair);
}

int main(int count, char **arguments) {
    int port = 0;
    const char *port_file = NULL;
    for (int i = 1; i < count; i += 2) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        if (!strcmp(name, "--to")) target = atoi(value);
        else if (!strcmp(name, "--round-trip-ms")) half = (uint64_t)(atof(value) * 1e6 / 2);
        else if (!strcmp(name, "--port")) port = atoi(value);
        else if (!strcmp(name, "--port-file")) port_file = value;
        else target = 0, i = count;
    }
    if (!target) {
        fprintf(stderr, "usage: relay --to PORT --round-trip-ms N [--port N] [--port-file FILE]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) die("listen");
    getsockname(listener, (struct sockaddr *)&address, &length);
    if (port_file) {
        FILE *file = fopen(port_file, "w");
        if (!file) die(port_file);
        fprintf(file, "%d\n", ntohs(address.sin_port));
        fclose(file);
    }
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[64];
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event)) die("epoll");
    uint64_t next = 0;
    for (;;) {
        uint64_t now = now_ns();
        struct timespec wait = {0};
        if (next > now) wait = (struct timespec){(time_t)((next - now) / 1000000000u), (long)((next - now) % 1000000000u)};
        int n = epoll_pwait2(epoll, events, 64, next ? &wait : NULL, NULL);
        for (int i = 0; i < n; i++) {
            end_t *end = events[i].data.ptr;
            if (!end) accept_all();
            else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_all(end);
        }
        now = now_ns(), next = 0;
        for (pair_t *pair = pairs, *following; pair; pair = following) {
            following = pair->next;
            uint64_t dues[2] = {deliver(&pair->client, now), deliver(&pair->server, now)};
            for (int i = 0; i < 2; i++)
                if (dues[i] && (!next || dues[i] < next)) next = dues[i];
            if (is_over(pair)) remove_pair(pair);
        }
    }
}
