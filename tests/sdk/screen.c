/*
	The Moddable simulator without its window: runs the mc.so of `mcconfig -p lin` on GLib's main loop and draws nothing.

		screen <mc.so> [seconds]

	It ends after that many seconds with status 0; an abort of XS ends it with 1.
*/

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define mxLinux 1
#include "screen.h"

enum { WIDTH = 8, HEIGHT = 8 };

static GMainLoop *loop;
static guint idleSource;
static int status;

static gboolean idle(gpointer screen)
{
	txScreen *it = screen;

	if (it->idle)
		(*it->idle)(it);
	return G_SOURCE_CONTINUE;
}

static void changed(txScreen *screen)
{
	(void)screen;
}

static void post(txScreen *screen, char *message, int size)
{
	(void)screen;
	(void)message;
	(void)size;
}

static void start(txScreen *screen, double interval)
{
	if (!idleSource)
		idleSource = g_timeout_add((guint)interval, idle, screen);
}

static void stop(txScreen *screen)
{
	(void)screen;
	if (idleSource)
		g_source_remove(idleSource);
	idleSource = 0;
}

static void ended(txScreen *screen, int reason)
{
	(void)screen;
	fprintf(stderr, "XS has ended: %d\n", reason);
	status = 1;
	g_main_loop_quit(loop);
}

static gboolean late(gpointer data)
{
	(void)data;
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

int main(int argc, char **argv)
{
	void *library = (argc > 1) ? dlopen(argv[1], RTLD_NOW) : NULL;
	txScreenLaunchProc launch;
	txScreen *screen = calloc(1, sizeof(txScreen) + WIDTH * HEIGHT * screenBytesPerPixel);

	if (!library || !screen) {
		fprintf(stderr, "usage: screen <mc.so> [seconds]; %s\n", (argc > 1) ? dlerror() : "");
		return 2;
	}
	*(void **)&launch = dlsym(library, "fxScreenLaunch");
	if (!launch) {
		fprintf(stderr, "%s: %s\n", argv[1], dlerror());
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	loop = g_main_loop_new(NULL, FALSE);
	screen->abort = ended;
	screen->bufferChanged = screen->formatChanged = changed;
	screen->post = post;
	screen->start = start;
	screen->stop = stop;
	screen->width = WIDTH;
	screen->height = HEIGHT;
	screen->mainThread = mxCurrentThread();
	mxCreateMutex(&screen->workersMutex);
	(*launch)(screen);
	if (argc > 2)
		g_timeout_add((guint)(atof(argv[2]) * 1000), late, NULL);
	g_main_loop_run(loop);
	return status;
}
