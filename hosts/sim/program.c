/* Reads the program file. The strings of all records lie in the one buffer that the file was read into. */

#define _GNU_SOURCE

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIELDS 4

static sim_program program;
static char *text;
static char *folder; /* of the program file: relative paths in it start there */

sim_program *sim_program_get(void)
{
	return &program;
}

char *sim_read_file(const char *path, size_t *length)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char *result = NULL;
	size_t done = 0;

	if (descriptor < 0)
		return NULL;
	if (fstat(descriptor, &status) == 0) {
		if (!S_ISREG(status.st_mode))
			errno = EISDIR;
		else
			result = malloc((size_t)status.st_size + 1);
	}
	while (result && (done < (size_t)status.st_size)) {
		ssize_t count = read(descriptor, result + done, (size_t)status.st_size - done);
		if ((count < 0) && (errno == EINTR))
			continue;
		if (count < 0) {
			free(result);
			result = NULL;
		}
		else if (count == 0)
			break;
		else
			done += (size_t)count;
	}
	close(descriptor);
	if (result) {
		result[done] = 0;
		*length = done;
	}
	return result;
}

/* Makes room for one more element; the arrays are powers of two long. */
static void *append(void **array, size_t *count, size_t size)
{
	if ((*count & (*count - 1)) == 0) {
		void *larger = realloc(*array, (*count ? *count * 2 : 1) * size);
		if (!larger)
			return NULL;
		*array = larger;
	}
	return (char *)*array + size * (*count)++;
}

#define APPEND(ARRAY, COUNT) append((void **)&program.ARRAY, &program.COUNT, sizeof(*program.ARRAY))

static bool add_record(char **field, int count)
{
	if (!strcmp(field[0], "module") && (count == 4)) {
		sim_module *module = APPEND(modules, moduleCount);
		if (module)
			*module = (sim_module){ field[1], field[2], field[3], 0 };
		return module != NULL;
	}
	if (!strcmp(field[0], "import") && (count == 4)) {
		sim_import *import = APPEND(imports, importCount);
		if (import)
			*import = (sim_import){ field[1], field[2], field[3] };
		return import != NULL;
	}
	if (!strcmp(field[0], "name") && (count == 3)) {
		sim_import *import = APPEND(imports, importCount);
		if (import)
			*import = (sim_import){ NULL, field[1], field[2] };
		return import != NULL;
	}
	if (!strcmp(field[0], "resource") && (count == 3)) {
		sim_resource_record *resource = APPEND(resources, resourceCount);
		if (resource)
			*resource = (sim_resource_record){ field[1], field[2] };
		return resource != NULL;
	}
	if (!strcmp(field[0], "preload") && (count == 2)) {
		const char **preload = APPEND(preloads, preloadCount);
		if (preload)
			*preload = field[1];
		return preload != NULL;
	}
	if (!strcmp(field[0], "main") && (count == 2)) {
		program.main = field[1];
		return true;
	}
	errno = EINVAL;
	return !strcmp(field[0], "config") || !strcmp(field[0], "debug");
}

static bool refuse(const char *path, size_t line, const char *why)
{
	if (line)
		fprintf(stderr, "tls419-sim: %s:%zu: %s\n", path, line, why);
	else
		fprintf(stderr, "tls419-sim: %s: %s\n", path, why);
	return false;
}

static bool read_line(const char *path, size_t line, char *start)
{
	char *field[FIELDS] = { start };
	int count = 0;

	while (start && (count < FIELDS))
		field[count++] = strsep(&start, "\t");
	if (line == 1)
		return ((count >= 2) && !strcmp(field[0], "tls419") && !strcmp(field[1], "1"))
			|| refuse(path, line, "this is no program file of version 1; \"npx tls419 sim main.ts\" makes one");
	if (!field[0][0])
		return true;
	errno = EINVAL;
	return (!start && add_record(field, count))
		|| refuse(path, line, (errno == ENOMEM) ? "out of memory" : "unknown record");
}

static int compare_text(const char *a, const char *b)
{
	return (!a || !b) ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

static int compare_import(const void *a, const void *b)
{
	const sim_import *left = a, *right = b;
	int order = strcmp(left->specifier, right->specifier);

	return order ? order : compare_text(left->importer, right->importer);
}

static int compare_module(const void *a, const void *b)
{
	return strcmp(((const sim_module *)a)->id, ((const sim_module *)b)->id);
}

static bool check_references(const char *path)
{
	size_t index;

	if (!program.main || !sim_program_module(program.main))
		return refuse(path, 0, "the main module is missing");
	for (index = 0; index < program.preloadCount; index++) {
		if (!sim_program_module(program.preloads[index]))
			return refuse(path, 0, "a preloaded module is missing");
	}
	for (index = 0; index < program.importCount; index++) {
		if (!sim_program_module(program.imports[index].module))
			return refuse(path, 0, "an imported module is missing");
	}
	return true;
}

bool sim_program_open(const char *path)
{
	size_t length, line = 0;
	char *rest, *slash;

	rest = text = sim_read_file(path, &length);
	folder = strdup(path);
	if (!text || !folder)
		return refuse(path, 0, strerror(errno));
	slash = strrchr(folder, '/');
	folder[slash ? slash + 1 - folder : 0] = 0;
	while (rest && *rest) {
		if (!read_line(path, ++line, strsep(&rest, "\n")))
			return false;
	}
	if (program.importCount)
		qsort(program.imports, program.importCount, sizeof(sim_import), compare_import);
	if (program.moduleCount)
		qsort(program.modules, program.moduleCount, sizeof(sim_module), compare_module);
	return check_references(path);
}

void sim_program_close(void)
{
	free(program.modules);
	free(program.imports);
	free(program.resources);
	free(program.preloads);
	free(folder);
	free(text);
	program = (sim_program){ 0 };
	folder = text = NULL;
}

sim_module *sim_program_module(const char *id)
{
	sim_module wanted = { .id = id };

	if (!program.moduleCount)
		return NULL;
	return bsearch(&wanted, program.modules, program.moduleCount, sizeof(sim_module), compare_module);
}

sim_module *sim_program_import(const char *importer, const char *specifier)
{
	sim_import wanted = { importer, specifier, NULL };
	sim_import *found = NULL;

	if (program.importCount)
		found = bsearch(&wanted, program.imports, program.importCount, sizeof(sim_import), compare_import);
	return found ? sim_program_module(found->module) : NULL;
}

char *sim_program_path(const char *path)
{
	char *result;

	if (path[0] == '/')
		return strdup(path);
	return (asprintf(&result, "%s%s", folder, path) < 0) ? NULL : result;
}

const char *sim_program_name(void)
{
	return sim_program_module(program.main)->display;
}

char *sim_program_resource(const char *name)
{
	size_t index;

	for (index = 0; index < program.resourceCount; index++) {
		if (!strcmp(program.resources[index].name, name))
			return sim_program_path(program.resources[index].path);
	}
	errno = ENOENT;
	return NULL;
}
