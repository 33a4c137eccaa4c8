/* Which module an import means: the one that the program file says or, for a computed import(), which is in no record, the one at that place. */

#include "program.h"

#include <string.h>

static sim_module *find_display(const char *path, const char *ending)
{
	const sim_program *program = sim_program_get();
	size_t length = strlen(path), index;

	for (index = 0; index < program->moduleCount; index++) {
		const char *display = program->modules[index].display;
		if (!strncmp(display, path, length) && !strcmp(display + length, ending))
			return &program->modules[index];
	}
	return NULL;
}

/* "." and ".." are taken against the place that the importer shows. */
static sim_module *find_relative(const sim_module *importer, const char *specifier)
{
	static const char *const endings[] = { "", ".ts", ".js", ".mjs" };
	char path[4096];
	const char *slash = strrchr(importer->display, '/');
	size_t length = slash ? (size_t)(slash - importer->display) : 0;
	size_t index;

	if (length + strlen(specifier) + 2 > sizeof(path))
		return NULL;
	memcpy(path, importer->display, length);
	path[length] = 0;
	while (*specifier == '.') {
		if (!strncmp(specifier, "./", 2))
			specifier += 2;
		else if (!strncmp(specifier, "../", 3)) {
			char *last = strrchr(path, '/');
			if (!length)
				return NULL;
			length = last ? (size_t)(last - path) : 0;
			path[length] = 0;
			specifier += 3;
		}
		else
			break;
	}
	if (length || (importer->display[0] == '/'))
		path[length++] = '/';
	strcpy(path + length, specifier);
	for (index = 0; index < sizeof(endings) / sizeof(*endings); index++) {
		sim_module *module = find_display(path, endings[index]);
		if (module)
			return module;
	}
	return NULL;
}

sim_module *sim_program_resolve(const sim_module *importer, const char *specifier)
{
	sim_module *module = sim_program_import(importer->id, specifier);

	if (!module)
		module = sim_program_import(NULL, specifier);
	if (!module && (specifier[0] == '.'))
		module = find_relative(importer, specifier);
	return module;
}
