/* "mc/config" of a program for the command line, for which mcconfig makes none: the sizes of the shared buffers are the simulator's. */
export default Object.freeze({ tlsInputSize: 133120, tlsOutputSize: 83200 });
