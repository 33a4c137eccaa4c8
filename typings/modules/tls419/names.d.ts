/* Made by `npm run typings` from the module itself. */
declare module "tls419/names" {
	/** Whose certificate it is, or who issued it. */
	export interface DistinguishedName {
		/** RFC 4514, such as "CN=device.example,O=Example,C=XX". What could be taken for something else, or for a line's end, is escaped. */
		readonly text: string;
		/** CN, the last one if there are several. */
		readonly commonName: string | undefined;
		/**
		 * The values of each attribute in the order in which they stand, by the attribute's short name (CN, O, OU, C, ...) or else its identifier in digits. They
		 * are not escaped: a value may have any character in it.
		 */
		readonly attributes: Readonly<Record<string, readonly string[]>>;
	}
	export interface AlternativeName {
		/** "other" for kinds that have no text; then the value is their DER in hexadecimal digits. */
		readonly type: "DNS" | "IP" | "URI" | "email" | "directory" | "other";
		/** Not escaped, except for a directory name: it may have any character in it. */
		readonly value: string;
	}
}
