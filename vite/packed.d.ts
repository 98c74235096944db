/** The address of a file that travels as gzip, whatever its host does: `import address from 'package/file.wasm?packed'`. */
declare module '*?packed' {
  const address: string;
  export default address;
}
