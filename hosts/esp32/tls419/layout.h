/* Whether mbedTLS's library is the one that these files were compiled for. */

#ifndef ESP32_LAYOUT_H
#define ESP32_LAYOUT_H

/* 0, or TLS_ERROR_LIBRARY; the log says what differs. */
int layout_check(void);

#endif
