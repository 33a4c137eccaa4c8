#include "validate.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "mc.xs.h"

#define KIND 48

/* error is XS_RANGE_ERROR and its like. */
static void __attribute__((noreturn, format(printf, 3, 4))) refuse(xsMachine *the, int error, const char *format, ...)
{
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	sim_throw_error(the, error, message);
}

void validate_options(xsMachine *the, xsSlot *options)
{
	if (xsmcTypeOf(*options) != xsReferenceType)
		refuse(the, XS_TYPE_ERROR, "options must be an object");
}

bool validate_find(xsMachine *the, xsSlot *options, xsIdentifier name, xsSlot *value)
{
	if (!xsmcHas(*options, name))
		return false;
	xsmcGet(*value, *options, name);
	return true;
}

void validate_require(xsMachine *the, xsSlot *options, xsIdentifier name, xsSlot *value)
{
	if (!validate_find(the, options, name, value))
		refuse(the, XS_UNKNOWN_ERROR, "%s is missing", xsName(name));
}

/* What a value is, for the sentence that refuses it. Text is not shown: it may be a secret, and long. */
static const char *kind_of(xsMachine *the, xsSlot *value, char text[KIND])
{
	switch (xsmcTypeOf(*value)) {
	case xsUndefinedType: return "undefined";
	case xsNullType: return "null";
	case xsBooleanType: return "a boolean";
	case xsStringType: case xsStringXType: return "a string";
	case xsSymbolType: return "a symbol";
	case xsBigIntType: case xsBigIntXType: return "a bigint";
	case xsIntegerType: case xsNumberType:
		xsResult = *value;
		snprintf(text, KIND, "the number %s", xsmcToString(xsResult));
		return text;
	default:
		if (xsmcIsCallable(*value))
			return "a function";
		xsmcGet(xsResult, xsGlobal, xsID_Array);
		xsResult = xsCall1(xsResult, xsID_isArray, *value);
		return xsmcToBoolean(xsResult) ? "a list" : "an object";
	}
}

/* Number() takes a bigint, too, which xsmcToNumber() does not. It is asked where there is anything to convert. */
static double number_of(xsMachine *the, xsSlot *value)
{
	xsType type = xsmcTypeOf(*value);

	xsResult = *value; /* because what is converted becomes the number, and a sentence may need the value */
	if (type != xsIntegerType && type != xsNumberType)
		xsResult = xsCall1(xsGlobal, xsID_Number, *value);
	return xsmcToNumber(xsResult);
}

static void refuse_symbol(xsMachine *the, xsIdentifier name, xsSlot *value)
{
	if (xsmcTypeOf(*value) == xsSymbolType)
		refuse(the, XS_TYPE_ERROR, "%s cannot be a symbol", xsName(name));
}

void validate_callback(xsMachine *the, xsIdentifier name, xsSlot *value)
{
	char text[KIND];

	if (xsmcTypeOf(*value) == xsNullType)
		xsmcSetUndefined(*value);
	else if ((xsmcTypeOf(*value) != xsUndefinedType) && !xsmcIsCallable(*value))
		refuse(the, XS_UNKNOWN_ERROR, "%s is not a function but %s", xsName(name), kind_of(the, value, text));
}

static const char *range_of(double minimum, double maximum, char text[KIND])
{
	if (maximum == VALIDATE_LARGEST)
		snprintf(text, KIND, "a whole number from %.0f on", minimum);
	else
		snprintf(text, KIND, "a whole number from %.0f to %.0f", minimum, maximum);
	return text;
}

double validate_integer(xsMachine *the, xsIdentifier name, xsSlot *value, double minimum, double maximum)
{
	char range[KIND], text[KIND];
	double number;

	if (xsmcTypeOf(*value) == xsUndefinedType)
		refuse(the, XS_UNKNOWN_ERROR, "%s is undefined; it must be %s", xsName(name), range_of(minimum, maximum, range));
	refuse_symbol(the, name, value);
	number = number_of(the, value);
	if (!(number >= minimum) || (number > maximum) || (number != floor(number)))
		refuse(the, XS_RANGE_ERROR, "%s must be %s, and not %s", xsName(name), range_of(minimum, maximum, range), kind_of(the, value, text));
	return number;
}

void validate_string(xsMachine *the, xsIdentifier name, xsSlot *value)
{
	if (xsmcTypeOf(*value) == xsUndefinedType)
		refuse(the, XS_UNKNOWN_ERROR, "%s is undefined; it must be a string", xsName(name));
	refuse_symbol(the, name, value);
	xsmcToString(*value);
}

size_t validate_word(xsMachine *the, xsIdentifier name, xsSlot *value, const char *const words[2])
{
	char text[KIND];
	const char *word;

	refuse_symbol(the, name, value);
	xsResult = *value;
	word = xsmcToString(xsResult);
	if (!strcmp(word, words[0]))
		return 0;
	if (strcmp(word, words[1]))
		refuse(the, XS_RANGE_ERROR, "%s must be \"%s\" or \"%s\", and not %s", xsName(name), words[0], words[1], kind_of(the, value, text));
	return 1;
}
