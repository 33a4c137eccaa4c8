/* Whether mbedTLS's library and this host's C files mean the same by its structures. */

#ifndef ESP32_LAYOUT_H
#define ESP32_LAYOUT_H

/* 0, or TLS_ERROR_LIBRARY; in a debug build the log says which structure differs. */
int layout_check(void);

#endif
