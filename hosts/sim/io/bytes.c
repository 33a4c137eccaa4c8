#include "bytes.h"

/*
 * XS 13 takes any host object for a buffer, as long as a script gives it a property byteLength: that would open the memory of a
 * socket to scripts. A host object is a buffer only when XS knows its length by itself. Views of a SharedArrayBuffer come here too:
 * they are no host objects, and fine.
 */
static void refuse_other_host_objects(xsMachine *the, xsSlot *buffer)
{
	volatile xsBooleanValue isHostObject = 0, isHostBuffer = 0;

	{
		xsTry {
			(void)xsmcGetHostData(*buffer);
			isHostObject = 1;
		}
		xsCatch {
		}
	}
	if (!isHostObject)
		return;
	{
		xsTry {
			(void)xsmcGetHostBufferLength(*buffer);
			isHostBuffer = 1;
		}
		xsCatch {
		}
	}
	if (!isHostBuffer)
		xsTypeError("not a byte buffer");
}

void bytes_to_read(xsMachine *the, xsSlot *buffer, void **bytes, xsUnsignedValue *length)
{
	if (_xsmcGetBuffer(the, buffer, bytes, length, 0) == xsBufferNonrelocatable)
		refuse_other_host_objects(the, buffer);
}

void bytes_to_fill(xsMachine *the, xsSlot *buffer, void **bytes, xsUnsignedValue *length)
{
	if (_xsmcGetBuffer(the, buffer, bytes, length, 1) == xsBufferNonrelocatable)
		refuse_other_host_objects(the, buffer);
}
