export default "a module that only a computed import reaches";
