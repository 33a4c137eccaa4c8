/* The program file that the front-end writes: every module with its text, how specifiers resolve, resources, what is preloaded. */

#ifndef SIM_PROGRAM_H
#define SIM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *id;
	const char *path;     /* of the JavaScript text */
	const char *display;  /* what stacks show */
	uint32_t key;         /* XS's identifier of the display path; 0: not yet asked for */
} sim_module;

typedef struct {
	const char *importer; /* the id of a module; NULL: every module */
	const char *specifier;
	const char *module;   /* id */
} sim_import;

typedef struct {
	const char *name;
	const char *path;
} sim_resource_record;

typedef struct {
	sim_module *modules;
	sim_import *imports;
	sim_resource_record *resources;
	const char **preloads; /* ids */
	size_t moduleCount, importCount, resourceCount, preloadCount;
	const char *main;      /* id */
} sim_program;

bool sim_program_open(const char *path); /* false: the reason is on stderr */
void sim_program_close(void);
sim_program *sim_program_get(void);

sim_module *sim_program_module(const char *id);
/* What an import record of this importer's id, or of every module's (NULL), says; NULL: there is none. */
sim_module *sim_program_import(const char *importer, const char *specifier);
/* specifier.c: what a specifier means in that module; NULL: nothing of that name. */
sim_module *sim_program_resolve(const sim_module *importer, const char *specifier);

const char *sim_program_name(void); /* what process.argv calls the main module */

/* The file of a resource, to be freed; NULL with errno, which is ENOENT when there is no resource of that name. */
char *sim_program_resource(const char *name);

/* A path of the program file as one to open; to be freed. NULL: out of memory. */
char *sim_program_path(const char *path);

/* The whole of a file, ended by a zero that is not counted; NULL with errno. */
char *sim_read_file(const char *path, size_t *length);

#endif
