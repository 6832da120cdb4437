/* Makes writes slow or impossible in the process it is loaded into (LD_PRELOAD), as the environment says:
 *
 *   FAULT_UNDER=FOLDER    only files in this folder and below are concerned (needed for all but FAULT_MOUNTINFO)
 *   FAULT_DELAY_US=N      each write to a memory or its log waits a random time of up to N microseconds first
 *   FAULT_SPACE=N         files may grow by N bytes together; then writes are cut short and fail with ENOSPC
 *   FAULT_LOG=FILE        at the end, how many bytes the files have grown, at most, is written here
 *   FAULT_SHM=1           memory of files that end in -shm cannot be shared
 *   FAULT_MOUNTINFO=FILE  stands for /proc/self/mountinfo
 *
 * Kills come from outside. Build: cc -shared -fPIC -O1 -o faults.so faults.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *under, *mounts, *log_file;
static long long delay, space = -1, grown, most;
static int no_shm;
static unsigned chance;

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

__attribute__((constructor)) static void begin(void) {
    const char *text;
    under = getenv("FAULT_UNDER");
    mounts = getenv("FAULT_MOUNTINFO");
    log_file = getenv("FAULT_LOG");
    if ((text = getenv("FAULT_DELAY_US"))) delay = atoll(text);
    if ((text = getenv("FAULT_SPACE"))) space = atoll(text);
    no_shm = getenv("FAULT_SHM") != NULL;
    chance = (unsigned)getpid() * 2654435761u;
}

__attribute__((destructor)) static void end(void) {
    if (!log_file) return;
    FILE *out = fopen(log_file, "w");
    if (!out) return;
    fprintf(out, "%lld\n", most);
    fclose(out);
}

/* The path of an open file below FAULT_UNDER; 0 for any other. */
static int concerned(int fd, char *path, size_t size) {
    char link[64];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, size - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int ends(const char *text, const char *with) {
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

/* How many of the bytes that are to be written at `at` (-1: where the file stands) may be. */
static ssize_t allowed(int fd, size_t count, off64_t at) {
    char path[4096];
    struct stat st;
    if (!concerned(fd, path, sizeof path) || fstat(fd, &st) || !S_ISREG(st.st_mode)) return (ssize_t)count;
    if (delay > 0 && (ends(path, ".padan") || ends(path, "-wal") || ends(path, "-journal"))) {
        pthread_mutex_lock(&lock);
        useconds_t pause = (useconds_t)(rand_r(&chance) % (delay + 1));
        pthread_mutex_unlock(&lock);
        usleep(pause);
    }
    if (at < 0) at = (fcntl(fd, F_GETFL) & O_APPEND) ? st.st_size : lseek64(fd, 0, SEEK_CUR);
    long long more = (long long)at + (long long)count - (long long)st.st_size;
    if (more <= 0) return (ssize_t)count;
    pthread_mutex_lock(&lock);
    if (space >= 0 && grown + more > space) {
        long long missing = grown + more - space;
        more -= missing;
        count = missing >= (long long)count ? 0 : count - (size_t)missing;
    }
    if (more > 0) grown += more;
    if (grown > most) most = grown;
    pthread_mutex_unlock(&lock);
    if (count == 0) {
        errno = ENOSPC;
        return -1;
    }
    return (ssize_t)count;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    ssize_t n = count ? allowed(fd, count, -1) : 0;
    return n < 0 ? n : REAL("write", ssize_t(*)(int, const void *, size_t))(fd, bytes, (size_t)n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    ssize_t n = count ? allowed(fd, count, at) : 0;
    return n < 0 ? n : REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(fd, bytes, (size_t)n, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

/* What is deleted makes room. */
int unlink(const char *path) {
    char real[4096];
    struct stat st;
    if (under && realpath(path, real) && strncmp(real, under, strlen(under)) == 0 && !stat(path, &st)) {
        pthread_mutex_lock(&lock);
        grown = grown > st.st_size ? grown - st.st_size : 0;
        pthread_mutex_unlock(&lock);
    }
    return REAL("unlink", int (*)(const char *))(path);
}

void *mmap64(void *where, size_t size, int protection, int flags, int fd, off64_t at) {
    char path[4096];
    if (no_shm && fd >= 0 && concerned(fd, path, sizeof path) && ends(path, "-shm")) {
        errno = ENODEV;
        return MAP_FAILED;
    }
    return REAL("mmap64", void *(*)(void *, size_t, int, int, int, off64_t))(where, size, protection, flags, fd, at);
}

void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    return mmap64(where, size, protection, flags, fd, at);
}

static const char *instead(const char *path) {
    return mounts && strcmp(path, "/proc/self/mountinfo") == 0 ? mounts : path;
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return REAL("open64", int (*)(const char *, int, ...))(instead(path), flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return REAL("open", int (*)(const char *, int, ...))(instead(path), flags, mode);
}
