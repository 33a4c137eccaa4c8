/* mbedTLS's file, under a name that no module of the SDK has: mcconfig keeps the objects of all C files in one folder. */
#include "x509.c"
