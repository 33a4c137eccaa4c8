/* Whether mbedTLS's library and these files mean the same by its structures. */

#ifndef ESP32_LAYOUT_H
#define ESP32_LAYOUT_H

/* 0, or TLS_ERROR_LIBRARY; the log says what differs. */
int layout_check(void);

#endif
