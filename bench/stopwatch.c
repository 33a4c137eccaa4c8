/* Measures how long a program takes from exec to the first line of its output, as its caller sees it. */
#define _GNU_SOURCE
#include "bare.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double measure(char **words)
{
	posix_spawn_file_actions_t actions;
	int ends[2], status;
	double start, taken = 0;
	char byte;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		bare_fail_system("pipe");
	if (posix_spawn_file_actions_init(&actions) || posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO))
		bare_fail_system("posix_spawn");
	start = milliseconds();
	errno = posix_spawn(&child, words[0], &actions, NULL, words, environ);
	if (errno)
		bare_fail_system(words[0]);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1) {
		if (byte == '\n' && taken == 0)
			taken = milliseconds() - start;
	}
	close(ends[0]);
	if (waitpid(child, &status, 0) < 0)
		bare_fail_system("waitpid");
	if (status || taken == 0) {
		fprintf(stderr, "bare: %s did not print a line and end well\n", words[0]);
		exit(1);
	}
	return taken;
}

/* COUNT PROGRAM [ARGUMENT...]; prints the list of times. The first run, which fills the file cache, does not count. */
int bare_stopwatch(int count, char **words)
{
	long runs, index;

	if (count < 2)
		return 2;
	runs = atol(words[0]);
	measure(words + 1);
	printf("{\"milliseconds\":[");
	for (index = 0; index < runs; index++)
		printf("%s%.4f", index ? "," : "", measure(words + 1));
	printf("]}\n");
	return 0;
}
