/* The commands that make connections. Each prints what came of it: "connected ...", "failed ...", and lines "figure NAME NUMBER". */

#ifndef CLIENT_H
#define CLIENT_H

/*
 * Connects, lets the server return a line, and closes. Words of the line:
 *   port=N             on the machine that runs the emulator
 *   version=12|13      this one only; without it either
 *   trust=NAME         authority or rsa; without it the store, ESP-IDF's bundle of certificates
 *   certificate=client shows the server a certificate
 *   psk=yes            a shared key in place of certificates
 *   datagram=yes       DTLS
 *   ids=yes            with connection IDs
 *   ccm8=yes           the cipher suite of CoAP with a shared key
 *   resume=yes         offers what the last connection has left
 */
void client_connect(const char *line);
/*
 * The same again and again: with the first allocation failing and all after it, then with the one `step` later, until nothing fails. Each has to end in an error
 * that names memory; "figure others" counts those that do not.
 */
void client_starve(const char *line);

#endif
