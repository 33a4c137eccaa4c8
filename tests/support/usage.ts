/* What memory the simulator has given away. */
import { memory } from "tls419/sim/memory";

export const collect = () => native("xs_sim_collect").call<void>(undefined);

/** Bytes of XS's heap and of mbedTLS's, without what nobody holds any more, such as that of earlier tests. */
export function used(): { heap: number; tls: number } {
	collect();
	const { heap, tls } = memory();
	return { heap, tls };
}
