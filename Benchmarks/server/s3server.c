// SPDX-License-Identifier: Apache-2.0
//
// A minimal S3 in memory, for benchmarks of clients: fast enough that the client is what is measured.
//
//   s3server [--port N] [--port-file FILE] [--threads N] [--delay-ms N] [--keep BYTES] [--hash BYTES]
//
// It knows PUT, GET, HEAD and DELETE of objects, CopyObject, ListObjectsV2, DeleteObjects, multipart uploads, and as much of
// the bucket settings, STS and CloudFront as a client asks for on its way. Paths are path-style: /bucket/key. It checks no
// signature. Bodies longer than --keep bytes (2 MiB) are counted and thrown away; reading them gives zeros.
//
// ETags are the MD5 of the body, those of multipart uploads the MD5 of their parts' MD5s. Bodies of up to --hash bytes
// (2 MiB) are hashed, whoever sends them, and a Content-MD5 that is wrong is refused. Longer ones are not, so that the
// server's hashing is not what is measured: they get the Content-MD5 that came with them, or one of size and edge bytes.
//
// --delay-ms answers each request so long after it has come in whole. A connection takes as long to open: a request that is
// sent before that counts as sent then, so a client that opens connections early has something of it. The width of the line
// is not limited.
//
// For the benchmark: GET /_stats gives counts as JSON; POST /_reset sets them to zero, POST /_clear forgets all objects too.
// POST /_save?NAME keeps a copy of all objects, POST /_restore?NAME brings it back, POST /_delay?MS and
// POST /_hash?BYTES set what the options of these names do.
// GET /_objects lists all: a line each of ETag, size, number and size of the parts (0 when in one piece), and bucket/key.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static size_t keep_limit = 2 << 20;
static atomic_ulong hash_limit = 2 << 20, delay_ns;

static void die(const char *what) {
    fprintf(stderr, "s3server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *must(void *memory) {
    if (!memory) die("memory");
    return memory;
}

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// MARK: MD5

static EVP_MD *md5_kind;  // looked up once

static void md5_start(EVP_MD_CTX **m) {
    if (!*m) *m = must(EVP_MD_CTX_new());
    EVP_DigestInit_ex(*m, md5_kind, NULL);
}

static void md5(const void *p, size_t n, uint8_t out[16]) { EVP_Digest(p, n, out, NULL, md5_kind, NULL); }

static void hex(const uint8_t *bytes, size_t n, char *out) {
    static const char *digits = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) out[2 * i] = digits[bytes[i] >> 4], out[2 * i + 1] = digits[bytes[i] & 15];
    out[2 * n] = 0;
}

// MARK: Growing text

typedef struct {
    char *data;
    size_t length, capacity;
} text_t;

static void text_room(text_t *t, size_t more) {
    if (t->length + more <= t->capacity) return;
    if (!t->capacity) t->capacity = more > 1024 ? more : 1024;
    while (t->capacity < t->length + more) t->capacity *= 2;
    t->data = must(realloc(t->data, t->capacity));
}

static void text_add(text_t *t, const void *p, size_t n) {
    text_room(t, n);
    memcpy(t->data + t->length, p, n);
    t->length += n;
}

static void text_put(text_t *t, const char *s) { text_add(t, s, strlen(s)); }

__attribute__((format(printf, 2, 3))) static void text_format(text_t *t, const char *format, ...) {
    va_list list, copy;
    va_start(list, format);
    va_copy(copy, list);
    int n = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    text_room(t, (size_t)n + 1);
    vsnprintf(t->data + t->length, (size_t)n + 1, format, list);
    va_end(list);
    t->length += (size_t)n;
}

static void text_xml(text_t *t, const char *s) {
    for (; *s; s++) {
        if (*s == '&') text_put(t, "&amp;");
        else if (*s == '<') text_put(t, "&lt;");
        else if (*s == '>') text_put(t, "&gt;");
        else text_add(t, s, 1);
    }
}

static void text_url(text_t *t, const char *s) {
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-_.~/", c)) text_add(t, s, 1);
        else text_format(t, "%%%02X", c);
    }
}

// MARK: Objects

typedef struct object {
    struct object *next;
    char *name;     // bucket/key
    char *headers;  // those that come back, each ending in CRLF
    uint8_t *body;  // NULL when it was too long to keep
    uint64_t size, part_size;
    unsigned parts;
    char etag[48];
    time_t modified;
} object_t;

typedef struct {
    uint64_t size;
    uint8_t md5[16];
} part_t;

enum { MOST_PARTS = 10000 };

typedef struct upload {
    struct upload *next;
    char id[32], *name, *headers;
    part_t *parts;  // by number, as many as there may be
} upload_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static object_t **table;
static size_t table_size, object_count;
static object_t **sorted;
static bool is_sorted;
static upload_t *uploads;
static uint64_t upload_number;

enum { PUT, GET, HEAD, LIST, DELETE, DELETES, COPY, CREATE_UPLOAD, PART, COMPLETE, ABORT, OTHER, KINDS };
static const char *const kind_names[KINDS] = {"PutObject",  "GetObject",   "HeadObject", "ListObjectsV2", "DeleteObject",
                                        "DeleteObjects", "CopyObject", "CreateMultipartUpload", "UploadPart",
                                        "CompleteMultipartUpload", "AbortMultipartUpload", "other"};
static atomic_ulong counts[KINDS], connection_count, open_now, open_most, bytes_in;

static size_t hash(const char *name) {
    uint64_t h = 1469598103934665603u;
    for (; *name; name++) h = (h ^ (uint8_t)*name) * 1099511628211u;
    return (size_t)(h ^ (h >> 29));
}

static object_t **slot(const char *name) {
    if (!table) table = must(calloc(table_size = 1 << 18, sizeof *table));
    object_t **place = &table[hash(name) & (table_size - 1)];
    while (*place && strcmp((*place)->name, name)) place = &(*place)->next;
    return place;
}

static void free_object(object_t *o) {
    free(o->name), free(o->headers), free(o->body), free(o);
}

static void store(object_t *object) {
    object_t **place = slot(object->name);
    object_t *old = *place;
    object->next = old ? old->next : NULL;
    *place = object;
    if (old) {
        if (is_sorted)
            for (size_t low = 0, high = object_count; low < high;) {
                size_t middle = (low + high) / 2;
                int order = strcmp(sorted[middle]->name, object->name);
                if (!order) {
                    sorted[middle] = object;
                    break;
                }
                if (order < 0) low = middle + 1;
                else high = middle;
            }
        free_object(old);
    } else {
        object_count++;
        is_sorted = false;
    }
}

static bool discard(const char *name) {
    object_t **place = slot(name), *old = *place;
    if (!old) return false;
    *place = old->next;
    free_object(old);
    object_count--;
    is_sorted = false;
    return true;
}

static int by_name(const void *a, const void *b) { return strcmp((*(object_t *const *)a)->name, (*(object_t *const *)b)->name); }

static void sort_objects(void) {
    if (is_sorted) return;
    sorted = must(realloc(sorted, (object_count + 1) * sizeof *sorted));
    size_t n = 0;
    for (size_t i = 0; table && i < table_size; i++)
        for (object_t *o = table[i]; o; o = o->next) sorted[n++] = o;
    qsort(sorted, n, sizeof *sorted, by_name);
    is_sorted = true;
}

// MARK: Connections

typedef struct connection {
    int fd;
    bool is_closing;
    uint64_t accepted;
    text_t in, out;
    size_t sent;
    // The request whose body is being read.
    bool in_body, is_chunked, is_kept, hashes;
    size_t head_length;
    uint64_t left;            // of the body, or of the present chunk
    int chunk_state;          // 0 size line, 1 data, 2 line end after data, 3 trailers
    text_t line, body;
    uint64_t body_size;
    uint8_t edges[16];
    EVP_MD_CTX *md5;
    // While an answer waits for its time.
    uint64_t due;
    struct connection *later;
} connection_t;

typedef struct {
    int epoll;
    connection_t *first, *last;  // answers that wait, in the order of their times
} worker_t;

typedef struct {
    char *method, *path, *query, *headers;
} request_t;

/// The value of a header, or an empty text. The result lives until the next call of the thread with the same slot.
static const char *header(const char *headers, const char *name, char *out, size_t room) {
    size_t n = strlen(name);
    for (const char *line = headers; line && *line; ) {
        const char *end = strstr(line, "\r\n");
        if (!end) end = line + strlen(line);
        if (!strncasecmp(line, name, n) && line[n] == ':') {
            const char *value = line + n + 1;
            while (*value == ' ') value++;
            size_t length = (size_t)(end - value) < room - 1 ? (size_t)(end - value) : room - 1;
            memcpy(out, value, length);
            out[length] = 0;
            return out;
        }
        line = *end ? end + 2 : end;
    }
    out[0] = 0;
    return out;
}

static void unescape(char *s, bool plus) {
    char *to = s;
    for (; *s; s++) {
        unsigned int c;
        if (*s == '%' && s[1] && s[2] && sscanf((char[]){s[1], s[2], 0}, "%2x", &c) == 1) *to++ = (char)c, s += 2;
        else *to++ = plus && *s == '+' ? ' ' : *s;
    }
    *to = 0;
}

static bool parameter(const char *query, const char *name, char *out, size_t room) {
    size_t n = strlen(name);
    for (const char *p = query; p && *p; p = strchr(p, '&') ? strchr(p, '&') + 1 : NULL) {
        if (strncmp(p, name, n) || (p[n] && p[n] != '=' && p[n] != '&')) continue;
        const char *value = p[n] == '=' ? p + n + 1 : "";
        size_t length = strcspn(value, "&");
        if (length > room - 1) length = room - 1;
        memcpy(out, value, length);
        out[length] = 0;
        unescape(out, true);
        return true;
    }
    out[0] = 0;
    return false;
}

static void answer(connection_t *c, int status, const char *extra, const void *body, size_t length, bool is_head) {
    const char *reason = status == 200 ? "OK" : status == 204 ? "No Content" : status == 404 ? "Not Found" : "Error";
    text_format(&c->out, "HTTP/1.1 %d %s\r\nServer: bench\r\nx-amz-request-id: 0\r\n%s", status, reason, extra ? extra : "");
    if (status != 204) text_format(&c->out, "Content-Length: %zu\r\n", length);
    text_put(&c->out, "\r\n");
    if (!is_head && length) text_add(&c->out, body, length);
}

static void answer_xml(connection_t *c, int status, const text_t *t) {
    answer(c, status, "Content-Type: application/xml\r\n", t->data, t->length, false);
}

static void refuse(connection_t *c, int status, const char *code, bool is_head) {
    text_t t = {0};
    text_format(&t, "<Error><Code>%s</Code><Message>%s</Message><RequestId>0</RequestId></Error>", code, code);
    answer(c, status, "Content-Type: application/xml\r\n", t.data, t.length, is_head);
    free(t.data);
}

static void http_date(time_t when, char *out, const char *format) {
    struct tm tm;
    gmtime_r(&when, &tm);
    strftime(out, 40, format, &tm);
}

/// The MD5 of a body, as well as it is known. Returns false when a Content-MD5 is wrong.
static bool body_digest(connection_t *c, const char *headers, uint8_t digest[20]) {
    char given[64];
    memset(digest, 0, 20);
    header(headers, "Content-MD5", given, sizeof given);
    if (strlen(given) == 24) {
        static const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        uint32_t bits = 0;
        int have = 0, n = 0;
        for (const char *p = given; *p && *p != '=' && n < 16; p++) {
            const char *found = strchr(alphabet, *p);
            if (!found) break;
            bits = bits << 6 | (uint32_t)(found - alphabet);
            if ((have += 6) >= 8) digest[n++] = (uint8_t)(bits >> (have -= 8));
        }
    } else if (!c->hashes) {
        memcpy(digest, &c->body_size, 8);
        for (int i = 0; i < 16; i++) digest[i] ^= c->edges[i];
    }
    if (c->hashes) {
        uint8_t real[16];
        EVP_DigestFinal_ex(c->md5, real, NULL);
        if (strlen(given) == 24 && memcmp(real, digest, 16)) return false;
        memcpy(digest, real, 16);
    }
    return true;
}

/// The headers of a request that an object keeps.
static char *kept_headers(const char *headers) {
    static const char *names[] = {"Content-Type:",     "Cache-Control:",   "Content-Disposition:",
                                  "Content-Language:", "x-amz-meta-",      "x-amz-website-redirect-location:"};
    text_t t = {0};
    for (const char *line = headers; line && *line; ) {
        const char *end = strstr(line, "\r\n");
        if (!end) end = line + strlen(line);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (!strncasecmp(line, names[i], strlen(names[i]))) text_add(&t, line, (size_t)(end - line)), text_put(&t, "\r\n");
        if (!strncasecmp(line, "Content-Encoding:", 17)) {
            char value[128];
            header(line, "Content-Encoding", value, sizeof value);
            char *rest = strstr(value, "aws-chunked");
            if (!rest) text_format(&t, "Content-Encoding: %s\r\n", value);
        }
        line = *end ? end + 2 : end;
    }
    text_add(&t, "", 1);
    return t.data;
}

static void list_objects(connection_t *c, const char *bucket, const char *query) {
    char prefix[2048], after[2048], token[2048], most[16], encoding[16], delimiter[16];
    parameter(query, "prefix", prefix, sizeof prefix);
    parameter(query, "start-after", after, sizeof after);
    if (parameter(query, "continuation-token", token, sizeof token)) strcpy(after, token);
    else if (!parameter(query, "list-type", most, sizeof most)) parameter(query, "marker", after, sizeof after);
    int maximum = parameter(query, "max-keys", most, sizeof most) && *most ? atoi(most) : 1000;
    if (maximum > 1000) maximum = 1000;
    bool encodes = parameter(query, "encoding-type", encoding, sizeof encoding);
    parameter(query, "delimiter", delimiter, sizeof delimiter);
    size_t skip = strlen(bucket) + 1;
    char from[4200];
    snprintf(from, sizeof from, "%s/%s", bucket, strcmp(after, prefix) > 0 ? after : prefix);
    bool excludes = strcmp(after, prefix) >= 0 && *after;
    text_t t = {0};
    int n = 0;
    pthread_mutex_lock(&lock);
    sort_objects();
    size_t low = 0, high = object_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(sorted[middle]->name, from);
        if (order < 0 || (order == 0 && excludes)) low = middle + 1;
        else high = middle;
    }
    char bucket_prefix[4200], last_group[2048] = "";
    snprintf(bucket_prefix, sizeof bucket_prefix, "%s/%s", bucket, prefix);
    size_t prefix_length = strlen(bucket_prefix), i = low;
    const char *last = NULL;
    text_room(&t, 300000);
    for (; i < object_count && !strncmp(sorted[i]->name, bucket_prefix, prefix_length); i++) {
        object_t *o = sorted[i];
        if (*delimiter) {
            char *cut = strstr(o->name + prefix_length, delimiter);
            if (cut) {
                char group[2048];
                snprintf(group, sizeof group, "%.*s", (int)(cut - o->name - (long)skip + (long)strlen(delimiter)), o->name + skip);
                if (!strcmp(group, last_group)) continue;
                if (n == maximum) break;
                strcpy(last_group, group);
                text_put(&t, "<CommonPrefixes><Prefix>"), text_xml(&t, group), text_put(&t, "</Prefix></CommonPrefixes>");
                n++;
                continue;
            }
        }
        if (n == maximum) break;
        char date[40];
        http_date(o->modified, date, "%Y-%m-%dT%H:%M:%S.000Z");
        text_put(&t, "<Contents><Key>");
        if (encodes) text_url(&t, o->name + skip);
        else text_xml(&t, o->name + skip);
        text_format(&t, "</Key><LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><Size>%llu</Size>"
                        "<StorageClass>STANDARD</StorageClass></Contents>",
                    date, o->etag, (unsigned long long)o->size);
        last = o->name + skip;
        n++;
    }
    bool more = i < object_count && !strncmp(sorted[i]->name, bucket_prefix, prefix_length);
    text_t all = {0};
    text_format(&all, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                      "<Name>%s</Name><KeyCount>%d</KeyCount><MaxKeys>%d</MaxKeys><IsTruncated>%s</IsTruncated>",
                bucket, n, maximum, more ? "true" : "false");
    text_put(&all, "<Prefix>"), text_xml(&all, prefix), text_put(&all, "</Prefix>");
    if (encodes) text_put(&all, "<EncodingType>url</EncodingType>");
    if (more) {
        text_put(&all, "<NextContinuationToken>"), text_xml(&all, last ? last : last_group);
        text_put(&all, "</NextContinuationToken><NextMarker>"), text_xml(&all, last ? last : last_group);
        text_put(&all, "</NextMarker>");
    }
    pthread_mutex_unlock(&lock);
    text_add(&all, t.data, t.length);
    text_put(&all, "</ListBucketResult>");
    answer_xml(c, 200, &all);
    free(t.data), free(all.data);
}

static void delete_objects(connection_t *c, const char *bucket) {
    text_t t = {0};
    text_put(&t, "<DeleteResult>");
    text_add(&c->body, "", 1);
    pthread_mutex_lock(&lock);
    for (char *p = c->body.data; (p = strstr(p, "<Key>"));) {
        char *end = strstr(p += 5, "</Key>");
        if (!end) break;
        char name[4200];
        int n = snprintf(name, sizeof name, "%s/", bucket);
        for (char *q = p; q < end && n < (int)sizeof name - 1; ) {
            static const struct { const char *text; char c; } entities[] = {
                {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
            bool found = false;
            for (size_t i = 0; i < 5 && *q == '&'; i++)
                if (!strncmp(q, entities[i].text, strlen(entities[i].text))) {
                    name[n++] = entities[i].c, q += strlen(entities[i].text), found = true;
                    break;
                }
            if (!found) name[n++] = *q++;
        }
        name[n] = 0;
        discard(name);
        p = end;
    }
    pthread_mutex_unlock(&lock);
    text_put(&t, "</DeleteResult>");
    answer_xml(c, 200, &t);
    free(t.data);
}

static object_t *make_object(char *name, char *headers, uint8_t *body, uint64_t size, const char *etag) {
    object_t *o = must(calloc(1, sizeof *o));
    *o = (object_t){.name = name, .headers = headers, .body = body, .size = size, .modified = time(NULL)};
    snprintf(o->etag, sizeof o->etag, "%s", etag);
    return o;
}

/// Makes the object of an upload of all parts that came, as AWS forms its ETag.
static object_t *finish_upload(const upload_t *u) {
    uint64_t size = 0, part_size = 0;
    unsigned parts = 0;
    text_t all = {0};
    for (int i = 0; i < MOST_PARTS; i++) {
        const part_t *part = &u->parts[i];
        if (!part->size) continue;
        size += part->size, parts++;
        if (!part_size) part_size = part->size;
        text_add(&all, part->md5, 16);
    }
    uint8_t digest[16];
    char etag[48];
    md5(all.data ? all.data : "", all.length, digest);
    hex(digest, 16, etag);
    snprintf(etag + 32, sizeof etag - 32, "-%u", parts);
    free(all.data);
    object_t *made = make_object(u->name, u->headers, NULL, size, etag);
    made->parts = parts, made->part_size = part_size;
    return made;
}

// MARK: For the benchmark

typedef struct saved {
    struct saved *next;
    char *name;
    object_t **objects;
    size_t count;
} saved_t;

static saved_t *all_saved;

static object_t *copy_of(const object_t *o) {
    uint8_t *body = o->body ? memcpy(must(malloc(o->size + 1)), o->body, o->size) : NULL;
    object_t *made = make_object(strdup(o->name), strdup(o->headers), body, o->size, o->etag);
    made->parts = o->parts, made->part_size = o->part_size, made->modified = o->modified;
    return made;
}

static void forget_objects(void) {
    for (size_t i = 0; table && i < table_size; i++)
        while (table[i]) {
            object_t *o = table[i];
            table[i] = o->next;
            free_object(o);
        }
    object_count = 0, is_sorted = false;
}

static saved_t *find_saved(const char *name) {
    saved_t *found = all_saved;
    while (found && strcmp(found->name, name)) found = found->next;
    return found;
}

static void save_objects(const char *name) {
    saved_t *saved = find_saved(name);
    if (!saved) {
        saved = must(calloc(1, sizeof *saved));
        saved->name = strdup(name), saved->next = all_saved;
        all_saved = saved;
    }
    for (size_t i = 0; i < saved->count; i++) free_object(saved->objects[i]);
    free(saved->objects);
    saved->objects = must(malloc((object_count + 1) * sizeof *saved->objects));
    saved->count = 0;
    sort_objects();
    for (size_t i = 0; i < object_count; i++) saved->objects[saved->count++] = copy_of(sorted[i]);
}

static bool restore_objects(const char *name) {
    saved_t *saved = find_saved(name);
    if (!saved) return false;
    forget_objects();
    for (size_t i = 0; i < saved->count; i++) store(copy_of(saved->objects[i]));
    // A client's first listing is not to pay for the order.
    sort_objects();
    return true;
}

static void show_objects(text_t *t) {
    sort_objects();
    for (size_t i = 0; i < object_count; i++) {
        object_t *o = sorted[i];
        text_format(t, "%s %llu %u %llu %s\n", o->etag, (unsigned long long)o->size, o->parts, (unsigned long long)o->part_size, o->name);
    }
}

static void show_counts(text_t *t) {
    text_put(t, "{");
    for (int i = 0; i < KINDS; i++) text_format(t, "\"%s\":%lu,", kind_names[i], atomic_load(&counts[i]));
    text_format(t, "\"connections\":%lu,\"connectionsAtOnce\":%lu,\"bytes\":%lu,\"objects\":%zu}\n",
                atomic_load(&connection_count), atomic_load(&open_most), atomic_load(&bytes_in), object_count);
}

static void reset_counts(void) {
    for (int i = 0; i < KINDS; i++) atomic_store(&counts[i], 0);
    atomic_store(&connection_count, 0), atomic_store(&bytes_in, 0);
    atomic_store(&open_most, atomic_load(&open_now));
}

/// Answers what no S3 has. Returns false for everything else.
static bool handle_benchmark(connection_t *c, const request_t *r) {
    text_t t = {0};
    bool is_known = true, is_done = true;
    if (strncmp(r->path, "/_", 2)) return false;
    pthread_mutex_lock(&lock);
    if (!strcmp(r->path, "/_stats")) show_counts(&t);
    else if (!strcmp(r->path, "/_objects")) show_objects(&t);
    else if (!strcmp(r->path, "/_reset")) reset_counts();
    else if (!strcmp(r->path, "/_clear")) reset_counts(), forget_objects();
    else if (!strcmp(r->path, "/_save")) save_objects(r->query);
    else if (!strcmp(r->path, "/_restore")) reset_counts(), is_done = restore_objects(r->query);
    else if (!strcmp(r->path, "/_delay")) atomic_store(&delay_ns, (unsigned long)(atof(r->query) * 1e6));
    else if (!strcmp(r->path, "/_hash")) atomic_store(&hash_limit, strtoull(r->query, NULL, 10));
    else is_known = false;
    pthread_mutex_unlock(&lock);
    if (is_known && is_done) answer(c, 200, NULL, t.data, t.length, false);
    else if (is_known) refuse(c, 404, "NothingSaved", false);
    free(t.data);
    return is_known;
}

static void bucket_setting(connection_t *c, const request_t *r) {
    char junk[8];
    text_t t = {0};
    static const struct { const char *name, *xml; } settings[] = {
        {"location", "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>"},
        {"versioning", "<VersioningConfiguration/>"},
        {"ownershipControls", "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"},
        {"tagging", "<Tagging><TagSet><Tag><Key>resumectl:site</Key><Value>bench</Value></Tag></TagSet></Tagging>"},
        {"encryption", "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                       "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"},
        {"publicAccessBlock", "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>"
                              "<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>"
                              "</PublicAccessBlockConfiguration>"},
        {"uploads", "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (parameter(r->query, settings[i].name, junk, sizeof junk)) {
            text_put(&t, settings[i].xml);
            answer_xml(c, 200, &t);
            free(t.data);
            return;
        }
    if (parameter(r->query, "lifecycle", junk, sizeof junk)) return refuse(c, 404, "NoSuchLifecycleConfiguration", false);
    refuse(c, 404, "NoSuchBucketPolicy", false);
}

static void handle(connection_t *c, request_t *r) {
    char junk[8], value[4200];
    bool is_head = !strcmp(r->method, "HEAD");
    int kind = OTHER;
    if (handle_benchmark(c, r)) return;
    char *name = r->path[0] == '/' ? r->path + 1 : r->path;
    unescape(name, false);
    char *key = strchr(name, '/');
    bool has_key = key && key[1];
    if (!strncmp(r->path, "/2020-05-31/distribution", 24)) {
        const char *none = "<DistributionList xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Marker></Marker><MaxItems>100</MaxItems>"
                           "<IsTruncated>false</IsTruncated><Quantity>0</Quantity></DistributionList>";
        answer(c, 200, "Content-Type: text/xml\r\n", none, strlen(none), false);
    } else if (!*name && !strcmp(r->method, "POST")) {
        const char *identity = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
                               "<Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDABENCH</UserId><Account>123456789012</Account>"
                               "</GetCallerIdentityResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></GetCallerIdentityResponse>";
        answer(c, 200, "Content-Type: text/xml\r\n", identity, strlen(identity), false);
    } else if (!*name) {
        const char *buckets = "<ListAllMyBucketsResult><Buckets><Bucket><Name>bench</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate>"
                              "</Bucket></Buckets><Owner><ID>0</ID></Owner></ListAllMyBucketsResult>";
        answer(c, 200, "Content-Type: application/xml\r\n", buckets, strlen(buckets), false);
    } else if (!has_key) {
        if (key) *key = 0;
        if (!strcmp(r->method, "POST") && parameter(r->query, "delete", junk, sizeof junk)) {
            kind = DELETES;
            delete_objects(c, name);
        } else if (is_head) {
            answer(c, 200, "x-amz-bucket-region: us-east-1\r\n", NULL, 0, true);
        } else if (strcmp(r->method, "GET")) {
            answer(c, strcmp(r->method, "DELETE") ? 200 : 204, NULL, NULL, 0, false);
        } else if (!*r->query || parameter(r->query, "list-type", junk, sizeof junk) || parameter(r->query, "prefix", junk, sizeof junk)
                   || parameter(r->query, "max-keys", junk, sizeof junk) || parameter(r->query, "delimiter", junk, sizeof junk)
                   || parameter(r->query, "marker", junk, sizeof junk) || parameter(r->query, "encoding-type", junk, sizeof junk)) {
            kind = LIST;
            list_objects(c, name, r->query);
        } else {
            bucket_setting(c, r);
        }
    } else if (!strcmp(r->method, "PUT") && parameter(r->query, "partNumber", junk, sizeof junk)) {
        kind = PART;
        uint8_t digest[20];
        char etag[48];
        bool is_right = body_digest(c, r->headers, digest);
        hex(digest, 16, etag);
        parameter(r->query, "partNumber", value, sizeof value);
        int number = atoi(value);
        parameter(r->query, "uploadId", value, sizeof value);
        pthread_mutex_lock(&lock);
        upload_t *u = uploads;
        while (u && strcmp(u->id, value)) u = u->next;
        if (u && is_right && number > 0 && number <= MOST_PARTS) {
            u->parts[number - 1].size = c->body_size;
            memcpy(u->parts[number - 1].md5, digest, 16);
        }
        pthread_mutex_unlock(&lock);
        if (!u) refuse(c, 404, "NoSuchUpload", false);
        else if (!is_right) refuse(c, 400, "BadDigest", false);
        else snprintf(value, sizeof value, "ETag: \"%s\"\r\n", etag), answer(c, 200, value, NULL, 0, false);
    } else if (!strcmp(r->method, "PUT")) {
        header(r->headers, "x-amz-copy-source", value, sizeof value);
        object_t *made = NULL;
        if (*value) {
            kind = COPY;
            unescape(value, false);
            value[strcspn(value, "?")] = 0;
            char directive[16];
            header(r->headers, "x-amz-metadata-directive", directive, sizeof directive);
            pthread_mutex_lock(&lock);
            object_t *from = *slot(value[0] == '/' ? value + 1 : value);
            if (from) {
                uint8_t *body = from->body ? memcpy(must(malloc(from->size + 1)), from->body, from->size) : NULL;
                made = make_object(strdup(name), strcasecmp(directive, "REPLACE") ? strdup(from->headers) : kept_headers(r->headers),
                                   body, from->size, from->etag);
                made->parts = from->parts, made->part_size = from->part_size;
                store(made);
                text_t t = {0};
                text_format(&t, "<CopyObjectResult><ETag>&quot;%s&quot;</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>", made->etag);
                answer_xml(c, 200, &t);
                free(t.data);
            } else {
                refuse(c, 404, "NoSuchKey", false);
            }
            pthread_mutex_unlock(&lock);
        } else {
            kind = PUT;
            uint8_t digest[20];
            char etag[48];
            if (body_digest(c, r->headers, digest)) {
                hex(digest, 16, etag);
                uint8_t *body = NULL;
                if (c->is_kept) {
                    // The object takes the buffer over.
                    body = (uint8_t *)c->body.data;
                    c->body = (text_t){0};
                }
                made = make_object(strdup(name), kept_headers(r->headers), body, c->body_size, etag);
                pthread_mutex_lock(&lock);
                store(made);
                pthread_mutex_unlock(&lock);
                snprintf(value, sizeof value, "ETag: \"%s\"\r\n", etag);
                answer(c, 200, value, NULL, 0, false);
            } else {
                refuse(c, 400, "BadDigest", false);
            }
        }
    } else if (!strcmp(r->method, "POST") && parameter(r->query, "uploads", junk, sizeof junk)) {
        kind = CREATE_UPLOAD;
        upload_t *u = must(calloc(1, sizeof *u));
        u->name = strdup(name), u->headers = kept_headers(r->headers);
        u->parts = must(calloc(MOST_PARTS, sizeof *u->parts));
        pthread_mutex_lock(&lock);
        snprintf(u->id, sizeof u->id, "upload-%llu", (unsigned long long)++upload_number);
        u->next = uploads, uploads = u;
        pthread_mutex_unlock(&lock);
        text_t t = {0};
        text_format(&t, "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>", u->id);
        answer_xml(c, 200, &t);
        free(t.data);
    } else if (parameter(r->query, "uploadId", value, sizeof value)) {
        bool completes = !strcmp(r->method, "POST");
        kind = completes ? COMPLETE : ABORT;
        pthread_mutex_lock(&lock);
        upload_t **place = &uploads;
        while (*place && strcmp((*place)->id, value)) place = &(*place)->next;
        upload_t *u = *place;
        if (u) {
            *place = u->next;
            if (completes) {
                object_t *made = finish_upload(u);
                char etag[48];
                strcpy(etag, made->etag);
                store(made);
                text_t t = {0};
                text_format(&t, "<CompleteMultipartUploadResult><ETag>&quot;%s&quot;</ETag></CompleteMultipartUploadResult>", etag);
                answer_xml(c, 200, &t);
                free(t.data);
            } else {
                free(u->name), free(u->headers);
                answer(c, 204, NULL, NULL, 0, false);
            }
            free(u->parts), free(u);
        } else {
            refuse(c, 404, "NoSuchUpload", false);
        }
        pthread_mutex_unlock(&lock);
    } else if (!strcmp(r->method, "DELETE")) {
        kind = DELETE;
        pthread_mutex_lock(&lock);
        discard(name);
        pthread_mutex_unlock(&lock);
        answer(c, 204, NULL, NULL, 0, false);
    } else {
        kind = is_head ? HEAD : GET;
        pthread_mutex_lock(&lock);
        object_t *o = *slot(name);
        if (!o) {
            refuse(c, 404, "NoSuchKey", is_head);
        } else {
            char date[40];
            text_t t = {0};
            http_date(o->modified, date, "%a, %d %b %Y %H:%M:%S GMT");
            text_format(&t, "ETag: \"%s\"\r\nLast-Modified: %s\r\nAccept-Ranges: bytes\r\n%s", o->etag, date, o->headers);
            text_add(&t, "", 1);
            uint8_t *body = is_head || o->body ? o->body : must(calloc(1, o->size + 1));
            answer(c, 200, t.data, body, o->size, is_head);
            if (body != o->body) free(body);
            free(t.data);
        }
        pthread_mutex_unlock(&lock);
    }
    atomic_fetch_add(&counts[kind], 1);
}

/// Takes bytes of the body as they are meant, without framing.
static void take(connection_t *c, const uint8_t *p, size_t n) {
    if (!n) return;
    if (c->body_size < 8) memcpy(c->edges, p, n < 8 ? n : 8);
    if (n >= 8) memcpy(c->edges + 8, p + n - 8, 8);
    c->body_size += n;
    if (c->hashes) EVP_DigestUpdate(c->md5, p, n);
    if (c->is_kept) text_add(&c->body, p, n);
}

/// Reads framed bytes: of Transfer-Encoding chunked, or of aws-chunked, which look the same but for the signature.
/// Returns how many were used; in_body ends with the last one.
static size_t take_chunks(connection_t *c, const uint8_t *p, size_t n) {
    size_t i = 0;
    while (i < n && c->in_body) {
        if (c->chunk_state == 1) {
            size_t some = c->left < n - i ? (size_t)c->left : n - i;
            take(c, p + i, some);
            i += some;
            if (!(c->left -= some)) c->chunk_state = 2;
            continue;
        }
        const uint8_t *end = memchr(p + i, '\n', n - i);
        size_t some = end ? (size_t)(end - p) + 1 - i : n - i;
        text_add(&c->line, p + i, some);
        i += some;
        if (!end) break;
        text_add(&c->line, "", 1);
        if (c->chunk_state == 0) {
            c->left = strtoull(c->line.data, NULL, 16);
            c->chunk_state = c->left ? 1 : 3;
        } else if (c->chunk_state == 2) {
            c->chunk_state = 0;
        } else if (c->line.data[0] == '\r' || c->line.data[0] == '\n') {
            c->in_body = false;
        }
        c->line.length = 0;
    }
    return i;
}

/// Works off what has come in. Returns whether an answer is ready.
static bool advance(connection_t *c) {
    for (;;) {
        if (!c->in_body && !c->head_length) {
            char *end = c->in.length ? memmem(c->in.data, c->in.length, "\r\n\r\n", 4) : NULL;
            if (!end) return false;
            c->head_length = (size_t)(end - c->in.data) + 4;
            end[2] = 0;  // the headers end with a whole line
            char value[128];
            char *headers = strstr(c->in.data, "\r\n");
            headers = headers ? headers + 2 : c->in.data;
            c->is_chunked = *header(headers, "Transfer-Encoding", value, sizeof value)
                || strstr(header(headers, "Content-Encoding", value, sizeof value), "aws-chunked")
                || !strncmp(header(headers, "x-amz-content-sha256", value, sizeof value), "STREAMING-", 10);
            header(headers, "Content-Length", value, sizeof value);
            uint64_t length = strtoull(value, NULL, 10);
            uint64_t size = *header(headers, "x-amz-decoded-content-length", value, sizeof value) ? strtoull(value, NULL, 10) : length;
            c->left = c->is_chunked ? 0 : length;
            c->chunk_state = 0, c->body_size = 0, c->body.length = 0;
            memset(c->edges, 0, sizeof c->edges);
            c->is_kept = size <= keep_limit;
            c->hashes = size <= atomic_load(&hash_limit);
            if (c->hashes) md5_start(&c->md5);
            if (c->is_kept) text_room(&c->body, size + 1);
            c->in_body = c->is_chunked || c->left;
            if (c->in_body && *header(headers, "Expect", value, sizeof value) && c->in.length == c->head_length)
                text_put(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
            // What has come of the body already.
            size_t some = c->in.length - c->head_length;
            if (c->in_body && some) {
                size_t used;
                if (c->is_chunked) used = take_chunks(c, (uint8_t *)c->in.data + c->head_length, some);
                else {
                    used = c->left < some ? (size_t)c->left : some;
                    take(c, (uint8_t *)c->in.data + c->head_length, used);
                    c->left -= used;
                    if (!c->left) c->in_body = false;
                }
                memmove(c->in.data + c->head_length, c->in.data + c->head_length + used, some - used);
                c->in.length -= used;
            }
        }
        if (c->in_body) return c->out.length > c->sent;
        atomic_fetch_add(&bytes_in, c->body_size);
        request_t r = {.method = c->in.data};
        char *line_end = strstr(c->in.data, "\r\n");
        r.headers = line_end ? line_end + 2 : c->in.data + c->head_length - 2;
        if (line_end) *line_end = 0;
        char *space = strchr(r.method, ' ');
        if (!space) {
            c->is_closing = true;
            return true;
        }
        *space = 0;
        r.path = space + 1;
        if ((space = strchr(r.path, ' '))) *space = 0;
        char *query = strchr(r.path, '?');
        r.query = query ? query + 1 : "";
        if (query) *query = 0;
        char value[32];
        header(r.headers, "Connection", value, sizeof value);
        if (!strcasecmp(value, "close")) c->is_closing = true;
        handle(c, &r);
        memmove(c->in.data, c->in.data + c->head_length, c->in.length - c->head_length);
        c->in.length -= c->head_length;
        c->head_length = 0;
        return true;
    }
}

static void hang_up(connection_t *c) {
    close(c->fd);
    atomic_fetch_sub(&open_now, 1);
    free(c->in.data), free(c->out.data), free(c->line.data), free(c->body.data), EVP_MD_CTX_free(c->md5), free(c);
}

/// Sends what is ready. Returns false when the connection is gone.
static bool flush(worker_t *w, connection_t *c) {
    while (c->sent < c->out.length) {
        ssize_t n = send(c->fd, c->out.data + c->sent, c->out.length - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
            epoll_ctl(w->epoll, EPOLL_CTL_MOD, c->fd, &event);
            return true;
        }
        if (n <= 0) {
            hang_up(c);
            return false;
        }
        c->sent += (size_t)n;
    }
    c->out.length = c->sent = 0;
    if (c->is_closing) {
        hang_up(c);
        return false;
    }
    return true;
}

static void respond(worker_t *w, connection_t *c) {
    uint64_t delay = atomic_load(&delay_ns);
    if (!delay) {
        while (flush(w, c) && c->in.length && !c->in_body && advance(c)) {}
        return;
    }
    uint64_t now = now_ns(), open = c->accepted + delay;
    c->due = (now > open ? now : open) + delay;
    c->later = NULL;
    // Almost in order already: look for the place from the start only when it is not at the end.
    if (!w->first || w->last->due <= c->due) {
        if (w->first) w->last->later = c;
        else w->first = c;
        w->last = c;
        return;
    }
    connection_t **place = &w->first;
    while (*place && (*place)->due <= c->due) place = &(*place)->later;
    c->later = *place;
    *place = c;
}

static void receive(worker_t *w, connection_t *c) {
    static _Thread_local uint8_t buffer[1 << 18];
    for (;;) {
        ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            // An answer that waits for its time still has the connection: it is closed then.
            if (c->due) c->is_closing = true;
            else hang_up(c);
            return;
        }
        uint8_t *p = buffer;
        size_t rest = (size_t)n;
        if (c->in_body) {
            size_t used;
            if (c->is_chunked) used = take_chunks(c, p, rest);
            else {
                used = c->left < rest ? (size_t)c->left : rest;
                take(c, p, used);
                c->left -= used;
                if (!c->left) c->in_body = false;
            }
            p += used, rest -= used;
        }
        if (rest) text_add(&c->in, p, rest);
        if (!c->in_body && !c->due && advance(c)) {
            if (c->in_body) {
                // An interim answer goes out at once.
                if (!flush(w, c)) return;
                continue;
            }
            respond(w, c);
            return;
        }
        if ((size_t)n < sizeof buffer) return;
    }
}

static int listener;

static void *work(void *unused) {
    (void)unused;
    worker_t w = {.epoll = epoll_create1(0)};
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = NULL};
    if (epoll_ctl(w.epoll, EPOLL_CTL_ADD, listener, &event)) die("epoll");
    struct epoll_event events[256];
    for (;;) {
        int wait = -1;
        if (w.first) {
            uint64_t now = now_ns();
            wait = w.first->due <= now ? 0 : (int)((w.first->due - now + 999999) / 1000000);
        }
        int n = epoll_wait(w.epoll, events, 256, wait);
        for (int i = 0; i < n; i++) {
            connection_t *c = events[i].data.ptr;
            if (!c) {
                int fd;
                while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                    int on = 1;
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    c = must(calloc(1, sizeof *c));
                    c->fd = fd, c->accepted = now_ns();
                    event = (struct epoll_event){.events = EPOLLIN, .data.ptr = c};
                    if (epoll_ctl(w.epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll");
                    atomic_fetch_add(&connection_count, 1);
                    unsigned long now = atomic_fetch_add(&open_now, 1) + 1, most = atomic_load(&open_most);
                    while (now > most && !atomic_compare_exchange_weak(&open_most, &most, now)) {}
                }
                continue;
            }
            if (events[i].events & EPOLLOUT) {
                event = (struct epoll_event){.events = EPOLLIN, .data.ptr = c};
                epoll_ctl(w.epoll, EPOLL_CTL_MOD, c->fd, &event);
                if (!flush(&w, c)) continue;
            }
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(&w, c);
        }
        uint64_t now = w.first ? now_ns() : 0;
        while (w.first && w.first->due <= now) {
            connection_t *c = w.first;
            w.first = c->later;
            c->due = 0;
            if (flush(&w, c) && c->in.length && advance(c)) respond(&w, c);
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    int port = 0, threads = 2;
    const char *port_file = NULL;
    for (int i = 1; i < count; i += 2) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        if (!strcmp(name, "--port")) port = atoi(value);
        else if (!strcmp(name, "--port-file")) port_file = value;
        else if (!strcmp(name, "--threads")) threads = atoi(value);
        else if (!strcmp(name, "--delay-ms")) atomic_store(&delay_ns, (unsigned long)(atof(value) * 1e6));
        else if (!strcmp(name, "--keep")) keep_limit = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--hash")) atomic_store(&hash_limit, strtoull(value, NULL, 10));
        else {
            fprintf(stderr, "usage: s3server [--port N] [--port-file FILE] [--threads N] [--delay-ms N] [--keep BYTES] [--hash BYTES]\n");
            return 2;
        }
    }
    md5_kind = must(EVP_MD_fetch(NULL, "MD5", NULL));
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) die("listen");
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    if (port_file) {
        FILE *file = fopen(port_file, "w");
        if (!file) die(port_file);
        fprintf(file, "%d\n", ntohs(address.sin_port));
        fclose(file);
    }
    for (int i = 1; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL)) die("thread");
    }
    work(NULL);
}
