// SPDX-License-Identifier: Apache-2.0
//
// The floor for clients of S3: reads files, hashes, signs and sends them, and does nothing else. It compares nothing,
// retries nothing and checks no answer beyond its status.
//
//   floor put  --port N --bucket B --folder DIR [--connections N] [--unsigned] [--part BYTES]
//   floor list --port N --bucket B --keys FILE [--connections N]
//   floor sync --port N --bucket B --keys FILE --folder DIR --changed FILE --deleted FILE [--connections N]
//
// `put` uploads every file below a folder with a PUT each; files longer than --part go up as a multipart upload. `list` reads
// the whole listing, all pages at once: from a file of keys in order (a line each) it knows after which key each page
// begins. `sync` does that, then uploads the files of one list, then deletes those of another with one request.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *access_key = "AKIDEXAMPLE0TEST0001", *secret_key = "testing-secret-key/EXAMPLE+0001";
static const char *bucket = "bench";
static char host[64], date[20], day[12];
static uint8_t day_key[32];
static bool is_unsigned;

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void hex(const uint8_t *bytes, size_t n, char *out) {
    static const char *digits = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) out[2 * i] = digits[bytes[i] >> 4], out[2 * i + 1] = digits[bytes[i] & 15];
    out[2 * n] = 0;
}

static void hmac(const void *key, size_t length, const char *text, uint8_t out[32]) {
    unsigned int n;
    HMAC(EVP_sha256(), key, (int)length, (const uint8_t *)text, strlen(text), out, &n);
}

static void prepare_key(void) {
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &tm);
    strftime(day, sizeof day, "%Y%m%d", &tm);
    char first[128];
    uint8_t a[32], b[32];
    snprintf(first, sizeof first, "AWS4%s", secret_key);
    hmac(first, strlen(first), day, a);
    hmac(a, 32, "us-east-1", b);
    hmac(b, 32, "s3", a);
    hmac(a, 32, "aws4_request", day_key);
}

/// Writes the head of a signed request; the key is taken as it is, so it has to need no escape.
static int request_head(char *out, size_t room, const char *method, const char *key, const char *query, const char *payload, uint64_t length) {
    char canonical[2048], scope[64], text[512], digest[65], signature[65];
    uint8_t hash[32];
    snprintf(canonical, sizeof canonical,
             "%s\n/%s%s%s\n%s\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\nhost;x-amz-content-sha256;x-amz-date\n%s", method,
             bucket, *key ? "/" : "", key, query, host, payload, date, payload);
    SHA256((uint8_t *)canonical, strlen(canonical), hash);
    hex(hash, 32, digest);
    snprintf(scope, sizeof scope, "%s/us-east-1/s3/aws4_request", day);
    snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s\n%s", date, scope, digest);
    hmac(day_key, 32, text, hash);
    hex(hash, 32, signature);
    return snprintf(out, room,
                    "%s /%s%s%s%s%s HTTP/1.1\r\nhost: %s\r\nx-amz-content-sha256: %s\r\nx-amz-date: %s\r\nauthorization: AWS4-HMAC-SHA256 "
                    "Credential=%s/%s, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=%s\r\ncontent-length: %llu\r\n\r\n",
                    method, bucket, *key ? "/" : "", key, *query ? "?" : "", query, host, payload, date, access_key, scope, signature,
                    (unsigned long long)length);
}

// MARK: Work

typedef struct {
    char *path, *key;
    uint64_t size, offset, length;
    char query[200];
} task_t;

static task_t *tasks;
static size_t task_count, next_task, done_count;
static size_t folder_length;

static task_t *add_task(void) {
    if (!(task_count & (task_count - 1))) tasks = realloc(tasks, (task_count ? task_count * 2 : 1) * sizeof *tasks);
    if (!tasks) die("memory");
    tasks[task_count] = (task_t){0};
    return &tasks[task_count++];
}

static int visit(const char *path, const struct stat *info, int type, struct FTW *unused) {
    (void)unused;
    if (type != FTW_F) return 0;
    task_t *task = add_task();
    task->path = strdup(path);
    task->key = task->path + folder_length + 1;
    task->size = task->length = (uint64_t)info->st_size;
    return 0;
}

typedef struct {
    int fd;
    char *out;
    size_t length, sent, room;
    uint8_t *map;
    uint64_t body, body_sent;
    char in[16384];
    size_t have;
    uint64_t skip;  // of a body that is thrown away
    bool in_answer;
} line_t;

static int epoll;
static struct sockaddr_in address;

static void connect_line(line_t *line) {
    line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    if (connect(line->fd, (struct sockaddr *)&address, sizeof address)) die("connect");
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(line->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
    epoll_ctl(epoll, EPOLL_CTL_ADD, line->fd, &event);
}

static void push(line_t *line) {
    while (line->sent < line->length || line->body_sent < line->body) {
        ssize_t n = line->sent < line->length
            ? send(line->fd, line->out + line->sent, line->length - line->sent, MSG_NOSIGNAL | (line->map ? MSG_MORE : 0))
            : send(line->fd, line->map + line->body_sent, line->body - line->body_sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = line};
            epoll_ctl(epoll, EPOLL_CTL_MOD, line->fd, &event);
            return;
        }
        if (n <= 0) die("send");
        if (line->sent < line->length) line->sent += (size_t)n;
        else line->body_sent += (uint64_t)n;
    }
    if (line->map) munmap(line->map, line->body);
    line->map = NULL;
}

/// Small files go behind the head into one buffer, so that each is one call to send.
static void start(line_t *line, task_t *task) {
    char digest[65];
    line->sent = line->length = 0, line->body = line->body_sent = 0;
    if (line->room < 4096 + (1 << 17)) line->out = realloc(line->out, line->room = 4096 + (1 << 17));
    if (!line->out) die("memory");
    if (!task->path) {
        static const char *empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        line->length = (size_t)request_head(line->out, 4096, "GET", "", task->query, empty, 0);
    } else {
        int fd = open(task->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) die(task->path);
        uint8_t *body;
        bool is_small = task->length <= 1 << 17;
        if (is_small) {
            body = (uint8_t *)line->out + 4096;
            if (pread(fd, body, task->length, (off_t)task->offset) != (ssize_t)task->length) die(task->path);
        } else {
            body = mmap(NULL, task->length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, (off_t)task->offset);
            if (body == MAP_FAILED) die(task->path);
        }
        close(fd);
        if (is_unsigned) strcpy(digest, "UNSIGNED-PAYLOAD");
        else {
            uint8_t hash[32];
            SHA256(body, task->length, hash);
            hex(hash, 32, digest);
        }
        line->length = (size_t)request_head(line->out, 4096, "PUT", task->key, task->query, digest, task->length);
        if (is_small) {
            memmove(line->out + line->length, body, task->length);
            line->length += task->length;
        } else {
            line->map = body, line->body = task->length;
        }
    }
    push(line);
}

/// Reads an answer. Returns whether it is whole.
static bool pull(line_t *line) {
    for (;;) {
        ssize_t n = recv(line->fd, line->in + line->have, sizeof line->in - line->have - 1, 0);
        if (n < 0 && errno == EAGAIN) return false;
        if (n <= 0) die("the server hung up");
        if (line->in_answer) {
            line->skip -= (uint64_t)n;
        } else {
            line->have += (size_t)n;
            line->in[line->have] = 0;
            char *end = strstr(line->in, "\r\n\r\n");
            if (!end) continue;
            if (strncmp(line->in + 9, "200", 3)) fprintf(stderr, "floor: %.120s\n", line->in), exit(1);
            char *length = strcasestr(line->in, "\r\ncontent-length:");
            uint64_t whole = length && length < end ? strtoull(length + 17, NULL, 10) : 0;
            line->skip = whole - (line->have - (size_t)(end + 4 - line->in));
            line->in_answer = true;
            line->have = 0;
        }
        if (!line->skip) {
            line->in_answer = false;
            return true;
        }
    }
}

/// One request on a connection of its own, for the steps around the parts of a multipart upload.
static void call(const char *method, const char *key, const char *query, const char *body, char *answer, size_t room) {
    char head[4096], digest[65];
    uint8_t hash[32];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) die("connect");
    SHA256((const uint8_t *)body, strlen(body), hash);
    hex(hash, 32, digest);
    int n = request_head(head, sizeof head, method, key, query, digest, strlen(body));
    if (send(fd, head, (size_t)n, MSG_NOSIGNAL) < 0 || (*body && send(fd, body, strlen(body), MSG_NOSIGNAL) < 0)) die("send");
    ssize_t have = recv(fd, answer, room - 1, 0);
    answer[have > 0 ? have : 0] = 0;
    close(fd);
}

static int connections = 32, open_lines;
static line_t *lines;

/// Does all tasks that are there, on the connections that are there, and opens more as far as they pay.
static void run_tasks(void) {
    size_t goal = task_count, left = task_count - next_task;
    if (!lines && !(lines = calloc((size_t)connections, sizeof *lines))) die("memory");
    for (int i = 0; i < connections && left; i++, left--) {
        if (i == open_lines) connect_line(&lines[open_lines++]);
        start(&lines[i], &tasks[next_task++]);
    }
    struct epoll_event events[256];
    while (done_count < goal) {
        int n = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; i++) {
            line_t *line = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) {
                struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
                epoll_ctl(epoll, EPOLL_CTL_MOD, line->fd, &event);
                push(line);
            }
            if (!(events[i].events & EPOLLIN) || !pull(line)) continue;
            done_count++;
            if (next_task < goal) start(line, &tasks[next_task++]);
        }
    }
}

static void add_pages(const char *path) {
    enum { PAGE = 1000 };
    snprintf(add_task()->query, sizeof tasks->query, "list-type=2&max-keys=%d", PAGE);
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    char key[1024];
    for (size_t n = 1; fgets(key, sizeof key, file); n++) {
        if (n % PAGE) continue;
        key[strcspn(key, "\n")] = 0;
        char escaped[2048] = "", *to = escaped;
        for (char *p = key; *p; p++) to += sprintf(to, *p == '/' ? "%%2F" : "%c", *p);
        snprintf(add_task()->query, sizeof tasks->query, "list-type=2&max-keys=%d&start-after=%.100s", PAGE, escaped);
    }
    fclose(file);
}

static void add_files(const char *folder, const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    char key[1024];
    while (fgets(key, sizeof key, file)) {
        key[strcspn(key, "\n")] = 0;
        task_t *task = add_task();
        struct stat info;
        if (asprintf(&task->path, "%s/%s", folder, key) < 0 || stat(task->path, &info)) die(key);
        task->key = task->path + strlen(folder) + 1;
        task->size = task->length = (uint64_t)info.st_size;
    }
    fclose(file);
}

static void add_uploads(const char *folder, uint64_t part) {
    folder_length = strlen(folder);
    nftw(folder, visit, 64, FTW_PHYS);
    size_t files = task_count;
    for (size_t i = 0; i < files; i++) {
        if (tasks[i].size <= part) continue;
        char answer[4096], id[64] = "";
        call("POST", tasks[i].key, "uploads=", "", answer, sizeof answer);
        char *found = strstr(answer, "<UploadId>");
        if (found) sscanf(found + 10, "%63[^<]", id);
        uint64_t size = tasks[i].size;
        int number = 1;
        for (uint64_t offset = 0; offset < size; offset += part, number++) {
            task_t *task = offset ? add_task() : &tasks[i];
            if (offset) task->path = tasks[i].path, task->key = tasks[i].key;
            task->offset = offset, task->length = size - offset < part ? size - offset : part;
            snprintf(task->query, sizeof task->query, "partNumber=%d&uploadId=%s", number, id);
        }
    }
}

static void complete_uploads(void) {
    for (size_t i = 0; i < task_count; i++) {
        char answer[4096], *id = strstr(tasks[i].query, "uploadId=");
        if (id && !tasks[i].offset) call("POST", tasks[i].key, id, "<CompleteMultipartUpload/>", answer, sizeof answer);
    }
}

/// Deletes the keys of a list, at most a thousand, on a connection that is there.
static void delete_files(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    size_t length = 0;
    char key[1024], *body = NULL;
    FILE *text = open_memstream(&body, &length);
    if (!text) die("memory");
    fputs("<Delete><Quiet>true</Quiet>", text);
    while (fgets(key, sizeof key, file)) fprintf(text, "<Object><Key>%.*s</Key></Object>", (int)strcspn(key, "\n"), key);
    fputs("</Delete>", text);
    fclose(text), fclose(file);
    line_t *line = &lines[0];
    char head[4096], digest[65];
    uint8_t hash[32];
    SHA256((const uint8_t *)body, length, hash);
    hex(hash, 32, digest);
    int n = request_head(head, sizeof head, "POST", "", "delete=", digest, length);
    fcntl(line->fd, F_SETFL, 0);
    if (send(line->fd, head, (size_t)n, MSG_NOSIGNAL | MSG_MORE) != n
        || send(line->fd, body, length, MSG_NOSIGNAL) != (ssize_t)length)
        die("send");
    while (!pull(line)) {}
    free(body);
}

int main(int count, char **arguments) {
    const char *verb = count > 1 ? arguments[1] : "", *folder = NULL, *keys = NULL, *changed = NULL, *deleted = NULL;
    int port = 0;
    uint64_t part = 1 << 26;
    for (int i = 2; i < count; i++) {
        const char *name = arguments[i];
        if (!strcmp(name, "--unsigned")) {
            is_unsigned = true;
            continue;
        }
        const char *value = ++i < count ? arguments[i] : "";
        if (!strcmp(name, "--port")) port = atoi(value);
        else if (!strcmp(name, "--bucket")) bucket = value;
        else if (!strcmp(name, "--folder")) folder = value;
        else if (!strcmp(name, "--connections")) connections = atoi(value);
        else if (!strcmp(name, "--keys")) keys = value;
        else if (!strcmp(name, "--changed")) changed = value;
        else if (!strcmp(name, "--deleted")) deleted = value;
        else if (!strcmp(name, "--part")) part = strtoull(value, NULL, 10);
        else verb = "";
    }
    bool puts = !strcmp(verb, "put") && folder, lists = !strcmp(verb, "list") && keys;
    bool syncs = !strcmp(verb, "sync") && keys && folder && changed && deleted;
    if (!(puts || lists || syncs) || connections < 1) {
        fprintf(stderr, "usage: floor put  --port N --bucket B --folder DIR [--connections N] [--unsigned] [--part BYTES]\n"
                        "       floor list --port N --bucket B --keys FILE [--connections N]\n"
                        "       floor sync --port N --bucket B --keys FILE --folder DIR --changed FILE --deleted FILE [--connections N]\n");
        return 2;
    }
    snprintf(host, sizeof host, "127.0.0.1:%d", port);
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    prepare_key();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (puts) {
        add_uploads(folder, part);
        run_tasks();
        complete_uploads();
        return 0;
    }
    add_pages(keys);
    run_tasks();
    if (syncs) {
        add_files(folder, changed);
        run_tasks();
        delete_files(deleted);
    }
    return 0;
}
